/* html_place.h: where in a page the next byte stands. htmlgen walks the literal HTML through this machine, so that a
 * value is escaped for its place, or refused where no escaping is safe. */
#ifndef MOTCUA_TOOLS_HTML_PLACE_H
#define MOTCUA_TOOLS_HTML_PLACE_H

#include "tools/gen.h"

enum where {
    IN_TEXT,     /* between tags */
    IN_TAG_NAME, /* <di */
    IN_TAG,      /* <div class="a"  */
    IN_NAME,     /* <div cla */
    IN_EQUALS,   /* <div class= */
    IN_VALUE,    /* <div class="a */
    IN_SCRIPT,   /* script, style */
    IN_PLAIN,    /* textarea, title: text without tags */
    IN_COMMENT,
    IN_DECLARATION, /* <!doctype */
};
enum attribute { ATTR_PLAIN, ATTR_ADDRESS, ATTR_CODE };

struct place {
    const char *file;
    int line;
    enum where where;
    enum attribute attribute; /* of IN_VALUE */
    char element[24];         /* the tag, or the element whose text this is */
    char name[32];            /* the attribute */
    char start[16];           /* the first bytes of an address */
    size_t start_n;
    bool cut;         /* a directive ended a name: the next byte may not go on with it */
    bool keeps_space; /* inside <pre> */
};

/* Walks literal bytes and appends what of them goes into the page. */
void place_walk(struct place *p, struct str literal, struct buf *out);
/* What may stand here; each refuses with the reason. A value that is an address itself is one of ours: url or asset. */
enum value_kind { VALUE_TYPED, VALUE_FILTERED, VALUE_ADDRESS };
void place_need_value(struct place *p, enum value_kind kind);
void place_need_branch(struct place *p);
void place_end_name(struct place *p); /* a directive ends the name before it */
void place_need_component(const struct place *p);
void place_need_same(const struct place *a, const struct place *b, int line, const char *what);
void place_need_end(const struct place *p);

#endif
