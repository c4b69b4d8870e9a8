/* motcua sign: a signature by a key in a file, in a PDF or beside any other file. */
#include "app/commands.h"
#include "app/open.h"
#include "base/text.h"
#include "core/sign/sign.h"
#include "data/file.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

static const char USAGE[] =
    "usage: motcua sign IN OUT --key p12:FILE|pem:KEY,CERTIFICATE [options]\n\n"
    "  --format pades|cades  pades (a PDF, the default) signs inside it; cades writes a detached .p7s to OUT\n"
    "  --pin-file FILE       the first line opens the key\n"
    "  --chain FILE          issuers of the certificate, PEM; they go into the signature\n"
    "  --pss                 RSASSA-PSS instead of PKCS#1 v1.5\n"
    "  --field NAME          signs the empty field of that name, or makes it\n"
    "  --reason TEXT\n"
    "  --image PNG           shows a picture, its transparency kept: a handwritten signature, a seal\n"
    "  --text TEXT           shows lines of text, Times 10; with a picture, to the right of it\n"
    "  --page N              the page where a new field hangs (1)\n"
    "  --at X,Y,W,H          its box in millimetres: from the left and from the top of the page as it is seen,\n"
    "                        width, height; an empty field of --field has its own\n\n"
    "Level B-B. OUT must not exist; it is whole or not there. Exit 0 signed, 1 refused, 2 usage or fault.\n";

struct job {
    const char *key, *format, *pin_file, *chain, *field, *reason, *image, *text, *at;
    bool pss;
    int64_t page;
    struct pdf_look look;
    struct pdf_box box;
};

static struct str first_line(struct ctx *c, const char *path)
{
    char text[256];
    size_t n = 0;
    CLEANUP(file_closep) int fd = -1;
    if (file_open(c, path, O_RDONLY, &fd) != OK || file_read(c, fd, text, sizeof text, &n) != OK)
        return S("");
    struct str s = str_dup(c->arena, str_n(text, n));
    return str_trim(str_cut(&s, '\n'));
}

static const char *key_words(enum key_fault fault)
{
    static const char *const words[] = {
        [KEY_OK] = "",
        [KEY_UNREADABLE] = "the key, its certificate or the chain cannot be read",
        [KEY_WRONG_PIN] = "the PIN is wrong; it was tried once and is not tried again",
        [KEY_NO_CERTIFICATE] = "there is no certificate with the key",
        [KEY_OTHER] = "the certificate is of another key",
        [KEY_WEAK] = "the key is too weak: RSA of 2048 bits or more, or P-256 (TT 15/2025/TT-BKHCN, annex I)",
    };
    return words[fault];
}

static const char *pdf_words(enum pdf_sign_fault fault)
{
    static const char *const words[] = {
        [PDF_SIGN_OK] = "",
        [PDF_SIGN_UNREADABLE] = "it is not a PDF that can be read strictly; print it to a new PDF and sign that",
        [PDF_SIGN_ENCRYPTED] = "it is encrypted; save it without a password first",
        [PDF_SIGN_XFA] = "it is an XFA form, which shows other things than what is signed; print it to a new PDF",
        [PDF_SIGN_LOCKED] = "it is certified and allows no change, not even a signature",
        [PDF_SIGN_NO_PAGE] = "it has no page of that number",
        [PDF_SIGN_OFF_PAGE] = "the box does not lie wholly on the page, or the page has no measure",
        [PDF_SIGN_TOO_BROAD] = "the box is larger than a quarter of the page or of A4 and would hide what is signed",
        [PDF_SIGN_NO_BOX] = "the field of that name has no place on a page, so nothing can be shown there",
        [PDF_SIGN_FACE] = "what is to be seen cannot be made",
        [PDF_SIGN_FIELD_TAKEN] = "a field of that name is signed already",
        [PDF_SIGN_NO_ROOM] = "the signature with its chain is longer than the room kept for it",
    };
    return words[fault];
}

static const char *face_words(enum pdf_face_fault fault)
{
    static const char *const words[] = {
        [PDF_FACE_OK] = "",
        [PDF_FACE_NO_PNG] = "it is no PNG, or a broken one",
        [PDF_FACE_TOO_LARGE] = "the picture is larger than 2 MiB or 4 million pixels",
        [PDF_FACE_EMPTY] = "there is nothing to be seen in it",
        [PDF_FACE_TOO_LONG] = "the text does not fit into the box",
        [PDF_FACE_LETTERS] = "no installed font has some letter of the text",
    };
    return words[fault];
}

static int refused(const char *in, enum sign_fault fault, const struct signed_file *f)
{
    if (fault == SIGN_PDF) {
        fprintf(stderr, "motcua: %s is not signed: %s", in, pdf_words(f->pdf));
        if (f->pdf == PDF_SIGN_UNREADABLE && f->why)
            fprintf(stderr, " (%s, byte %zu)", f->why, f->at);
        if (f->pdf == PDF_SIGN_FACE)
            fprintf(stderr, ": %s", face_words(f->face));
        fputc('\n', stderr);
    } else {
        fprintf(stderr, "motcua: %s is not signed: %s\n", in,
                fault == SIGN_EXPIRED   ? "the certificate has expired"
                : fault == SIGN_NOT_YET ? "the certificate is not valid yet"
                                        : "the key made no signature");
    }
    return 1;
}

/* Under another name first, so that OUT is whole or not there, also when the disk is full. */
static enum rc write_file(struct ctx *c, const char *path, struct str base, struct str tail)
{
    const char *part = str_c(c->arena, str_printf(c->arena, "%s.part", path));
    CLEANUP(file_closep) int fd = -1;
    TRY(file_open(c, part, O_WRONLY | O_CREAT | O_EXCL, &fd));
    enum rc rc = file_write(c, fd, base);
    if (rc == OK)
        rc = file_write(c, fd, tail);
    if (rc == OK)
        rc = file_sync(c, fd);
    if (rc == OK && link(part, path) != 0)
        rc = fail_detail(c, CONFLICT, "%s is there already", path);
    unlink(part);
    return rc;
}

/* ---- what is seen ---- */

static bool read_box(const char *s, struct pdf_box *out)
{
    double *const to[] = {&out->x, &out->y, &out->w, &out->h};
    for (size_t i = 0; i < COUNT(to); i++) {
        char *end;
        *to[i] = strtod(s, &end);
        if (end == s || *end != (i + 1 < COUNT(to) ? ',' : '\0') || !isfinite(*to[i]))
            return false;
        s = end + 1;
    }
    return true;
}

static int read_picture(struct ctx *c, struct job *j)
{
    struct pdf_picture *picture = NEW(c->arena, struct pdf_picture);
    struct str png;
    if (file_map(c, j->image, &png) != OK)
        return cli_fault("%s", app_fault(c));
    enum pdf_face_fault bad = pdf_picture_read(c->arena, png, picture);
    if (bad != PDF_FACE_OK)
        return cli_fault("%s cannot be shown: %s", j->image, face_words(bad));
    j->look.picture = picture;
    return 0;
}

static int read_look(struct ctx *c, struct job *j)
{
    bool cades = j->format && str_eqc(str_from(j->format), "cades"), is_seen = j->image || j->text;
    if (cades && (is_seen || j->at))
        return cli_fault("--image, --text and --at are for a PDF");
    if (is_seen && !j->at && !j->field)
        return cli_fault("say where the signature is seen: --at X,Y,W,H, or an empty field by --field");
    if (j->at && !is_seen)
        return cli_fault("--at needs --image or --text");
    if (j->at && !read_box(j->at, &j->box))
        return cli_fault("--at is X,Y,W,H in millimetres, such as 120,10,80,8");
    if (j->text && !text_is_valid(str_from(j->text)))
        return cli_fault("--text is not UTF-8");
    j->look.text = text_nfc(c->arena, str_from(j->text));
    return j->image ? read_picture(c, j) : 0;
}

static int sign_file(struct ctx *c, const struct job *j, const char *in, const char *out)
{
    struct str bytes, none = S(""), pin = j->pin_file ? first_line(c, j->pin_file) : S("");
    struct signed_file f;
    struct key key;
    bool cades = j->format && str_eqc(str_from(j->format), "cades");
    enum key_fault bad = key_open(c->arena, str_from(j->key), pin, str_from(j->chain), &key);
    if (bad != KEY_OK)
        return cli_fault("%s", key_words(bad));
    if (j->pss && !key_use_pss(&key))
        return cli_fault("--pss is for RSA keys");
    if (file_map(c, in, &bytes) != OK)
        return cli_fault("%s", app_fault(c));
    if (bytes.n == 0)
        return cli_fault("%s is empty", in);
    const struct pdf_sign_ask ask = {.field = str_from(j->field),
                                     .sub_filter = "ETSI.CAdES.detached",
                                     .at = c->now,
                                     .name = key.subject,
                                     .reason = str_from(j->reason),
                                     .page = j->page,
                                     .look = j->image || j->text ? &j->look : NULL,
                                     .box = j->box};
    enum sign_fault fault =
        cades ? sign_any(c->arena, sha256(bytes), &key, c->now, &f) : sign_pdf(c->arena, bytes, &key, &ask, c->now, &f);
    if (fault != SIGN_OK)
        return refused(in, fault, &f);
    if (write_file(c, out, cades ? none : bytes, f.tail) != OK)
        return cli_fault("%s", app_fault(c));
    return 0;
}

int cmd_sign(int argc, char **argv)
{
    struct job j = {.page = 1};
    const char *words[2];
    size_t words_n;
    const struct cli_option options[] = {
        {"key", CLI_TEXT, &j.key},     {"format", CLI_TEXT, &j.format}, {"pin-file", CLI_TEXT, &j.pin_file},
        {"chain", CLI_TEXT, &j.chain}, {"pss", CLI_FLAG, &j.pss},       {"field", CLI_TEXT, &j.field},
        {"page", CLI_NUMBER, &j.page}, {"reason", CLI_TEXT, &j.reason}, {"image", CLI_TEXT, &j.image},
        {"text", CLI_TEXT, &j.text},   {"at", CLI_TEXT, &j.at}};
    int code = cli_parse(argc, argv, USAGE, options, COUNT(options), words, 2, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 2 || !j.key)
        return cli_fault("say the file, the file to write and --key (see --help)");
    if (j.format && !str_eqc(str_from(j.format), "pades") && !str_eqc(str_from(j.format), "cades"))
        return cli_fault("--format is pades or cades");
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)2 << 30);
    struct ctx c = {.arena = a, .now = app_now()};
    code = read_look(&c, &j);
    return code ? code : sign_file(&c, &j, words[0], words[1]);
}
