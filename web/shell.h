/* shell.h: the frame around every page: title, language, header, navigation by
 * permission, banners. A view struct holds `struct shell shell` and its template
 * begins with {{use shell_open v.shell}} and ends with {{use shell_close v.shell}}. */
#ifndef MOTCUA_WEB_SHELL_H
#define MOTCUA_WEB_SHELL_H

#include "web/route.h"

struct nav_item {
    enum msg label;
    struct str url, key;
    bool current;
    int64_t count;
};
/* field '': no link. label: of the field, where the sentence alone does not tell which one it speaks of. */
struct fault_item {
    struct str text, field, label;
};

struct shell {
    struct str title; /* plain text; faults put "Lỗi: " before it in shell_open */
    enum lang lang;
    struct str lang_code; /* vi, en */
    struct str province;
    struct str here;     /* path and query of this page */
    struct str lang_url; /* this page in the other language */
    struct str token;    /* form token of someone signed in; {{use form_token v.shell}} writes the field for all */
    const struct req *req;
    bool demo, signed_in, officer, locked;
    struct str person, unit, role, behalf; /* behalf: "Đang thay mặt …" when not '' */
    struct nav_item nav[16];
    size_t nav_n;
    struct fault_item faults[FAULTS_MAX];
    size_t faults_n;
    struct str hotline; /* digits of the help line, for tel: */
    int64_t idle_s;     /* an officer's idle seconds until the page covers itself; 0 never */
    bool fragment;      /* MC-Fragment: 1 was asked: only title and <main> leave */
    struct str notice;  /* one line of success after a redirect; '' none */
};

/* Fills everything but the navigation, which the list of rooms adds (shell_nav). */
struct shell shell_of(struct ctx *c, const struct req *r, enum msg title);
struct shell shell_titled(struct ctx *c, const struct req *r, struct str title);

/* The navigation of a role, given once by app/ (rooms may not know one another). Shown when the actor may. */
struct nav_rule {
    enum msg label;
    const char *url;
    enum perm may;
    bool officer, citizen;
    const char *key; /* "g t": the keys that lead there; NULL none */
};
void shell_set_nav(const struct nav_rule *rules, size_t n);
/* Where somebody's work begins: the first entry of his navigation that strangers do not have, else "/". */
const char *shell_home(const struct actor *a);

/* The fault of one field, '' when it has none: {{v.error}} beside an input. */
struct str shell_fault(const struct shell *s, const char *field);
/* <input type="hidden" name="_t" value="…">, for {{use form_token v.shell}}. */
void form_token_html(struct out *o, const struct shell *s);

#endif
