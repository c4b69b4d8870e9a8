/* send.h: answers that are files. Never run, never guessed: nosniff and no-store
 * come with every answer, and what people handed in leaves as an attachment. */
#ifndef MOTCUA_WEB_SEND_H
#define MOTCUA_WEB_SEND_H

#include "core/dossier/dossier.h"
#include "web/route.h"

/* A paper of our own, shown in the browser to be printed. */
void send_pdf(struct out *o, struct str name, struct str pdf);
/* A code to be scanned, as a picture of its own: the QR of the look-up of a dossier
 * (/d/<code>?k=<check>, no personal data), and the barcode of its 14 digits.
 * NOT_FOUND where there is none: nobody knows our address, or the text is too long. */
NODISCARD enum rc send_qr(struct ctx *c, const struct req *r, struct out *o, const struct dossier *d);
NODISCARD enum rc send_barcode(struct ctx *c, struct out *o, const struct dossier *d);
/* A kept file, streamed when it is large. */
NODISCARD enum rc send_kept(struct ctx *c, struct out *o, const struct kept_file *f);
/* For a GET that must write before it answers (journaled downloads): a ROUTE_OWN_TX handler calls this with its real
 * work, which then runs in a write transaction of its own. */
NODISCARD enum rc send_written(struct ctx *c, const struct req *r, struct out *o,
                               enum rc (*run)(struct ctx *c, const struct req *r, struct out *o));

#endif
