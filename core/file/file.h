/* file.h: files of people: checked when they come in, shown as page images that the jailed parser makes. Bytes live in
 * data/blob.h; this folder knows what they are. */
#ifndef MOTCUA_CORE_FILE_H
#define MOTCUA_CORE_FILE_H

#include "base/ctx.h"

/* What a paper may be, by its bytes and never by its name: PDF, JPEG, PNG, WebP. `bytes` is the whole
 * file (a mapping will do). Refuses empty files, files of zero bytes, disguised and hidden second
 * formats, other kinds, and more than `max_mb`, with a sentence at `field`. *mime is the real type. */
NODISCARD enum rc file_check(struct ctx *c, struct str bytes, int64_t max_mb, struct str field, struct str *mime);

/* Asks for page images of a kept blob; once per content. In the caller's write transaction. */
NODISCARD enum rc file_want_pages(struct ctx *c, struct str sha256, struct str mime);

struct page_view {
    int64_t page, width, height;
    struct str image_sha256;
};
enum page_state { PAGES_WAITING, PAGES_READY, PAGES_FAILED, PAGES_NONE };
/* The pages made so far; the state says whether more may come. */
NODISCARD enum rc file_pages(struct ctx *c, struct str sha256, enum page_state *state, struct page_view **out,
                             size_t *n);

/* Run by the jobs role: takes up to `most` waiting files, has `render` make the pages (app/parser.c talks to the jailed
 * process), keeps them. render: RENDER_REFUSED with *why when the file cannot be shown; RENDER_STOPPED when the process
 * died over it: no further file is tried in this turn, so that only this one counts a try. */
enum render { RENDER_MADE, RENDER_REFUSED, RENDER_STOPPED };
struct rendered_page {
    struct str webp;
    int64_t width, height;
};
typedef enum render file_render_fn(void *self, struct ctx *c, struct str sha256, struct str mime,
                                   struct rendered_page **pages, size_t *n, struct str *why);
NODISCARD enum rc file_make_pages(struct ctx *c, int64_t most, file_render_fn *render, void *self, int64_t *made);

#endif
