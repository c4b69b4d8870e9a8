/* text.h: Vietnamese text: the UTF-8 border, NFC, and the two search forms.
 * Folded form: lower case, no marks, đ as d, y as i where Vietnamese writes either (ky/ki, ly/li, quy/qui, not after a
 * vowel). Exact form: lower case NFC with the same y/i rule and one tone placement (hoà = hòa). A word that was typed
 * with any mark must match exactly; a word without marks matches folded. */
#ifndef MOTCUA_BASE_TEXT_H
#define MOTCUA_BASE_TEXT_H

#include "base/buf.h"

/* Valid UTF-8, no NUL, no overlong, no surrogates, no control characters but TAB, LF, CR. */
bool text_is_valid(struct str s);
/* NFC of all Vietnamese letters (base + combining marks in either order). Marks that show nothing and come along with
 * what is pasted (zero widths, byte order marks), or turn the line around and make one name look like another
 * (directions), are left out; other text passes unchanged. */
struct str text_nfc(struct arena *a, struct str s);
/* One code point at *i, which moves on; invalid bytes give U+FFFD and move one byte. */
uint32_t text_next(struct str s, size_t *i);
/* Pictures and marks of messages (emoji, dingbats, arrows of fonts): they have no place in a name or a number. */
bool text_has_pictures(struct str s);
void text_put(struct buf *b, uint32_t cp);
size_t text_length(struct str s); /* code points */

/* Folded and exact search forms: words of letters and digits joined by single spaces. */
struct str text_fold(struct arena *a, struct str s);
struct str text_exact(struct arena *a, struct str s);
/* True when the word carries any Vietnamese mark (so it must match exactly). */
bool text_has_marks(struct str word);
/* Sort key by the Vietnamese alphabet (a ă â b c d đ e ê ... tones last); compare with str_cmp. */
struct str text_sort_key(struct arena *a, struct str s);
/* ASCII slug for file names: khai-sinh. */
struct str text_slug(struct arena *a, struct str s);

#endif
