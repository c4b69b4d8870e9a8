/* embed: files become part of the program: their bytes, a gzip twin, a media type, and an address that carries the
 * first ten digits of their SHA-256, so that a browser may keep them for ever. In a style sheet `url(name)` of another
 * embedded file becomes that file's address. */
#include "tools/gen.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

struct asset {
    const char *path;
    struct str name, c_name, bytes, gz, url, hash;
    const char *type;
    bool squeezes;
};

static const struct {
    const char *end, *type;
    bool squeezes; /* text; what is packed already gains nothing */
} types[] = {
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".html", "text/html; charset=utf-8", true},
    {".ico", "image/vnd.microsoft.icon", true},
    {".ttf", "font/ttf", true},
    {".woff2", "font/woff2", false},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
};

static void set_type(struct asset *a)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_ends(a->name, str_from(types[i].end))) {
            a->type = types[i].type;
            a->squeezes = types[i].squeezes;
            return;
        }
    refuse(a->path, 0, "media type not known; add the file's ending to tools/embed.c");
}

static const struct asset *named(const struct asset *all, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].name, name))
            return &all[i];
    return NULL;
}

static struct str without_quotes(struct str s)
{
    bool quoted = s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0];
    return quoted ? str_sub(s, 1, s.n - 1) : s;
}

static void link_style(struct asset *a, const struct asset *all, size_t n)
{
    struct str s = a->bytes;
    struct buf b = gen_buf();
    for (;;) {
        size_t at = str_search(s, S("url("), 0), end = str_find(s, ')', at);
        if (at == s.n || end == s.n)
            break;
        struct str name = without_quotes(str_sub(s, at + 4, end));
        const struct asset *to = named(all, n, name);
        bool elsewhere = name.n == 0 || name.p[0] == '#' || str_starts(name, S("data:"));
        if ((!to && !elsewhere) || (to && to->url.n == 0))
            refuse(a->path, gen_line_of(a->bytes, a->bytes.n - s.n + at),
                   "url(" STR_FMT "): name an embedded file that is not "
                   "a style sheet",
                   STR_ARG(name));
        buf_put(&b, str_sub(s, 0, at + 4));
        buf_put(&b, to ? to->url : name);
        s = str_sub(s, end, s.n);
    }
    buf_put(&b, s);
    a->bytes = buf_str(&b);
}

static void set_url(struct asset *a)
{
    uint8_t sum[SHA256_DIGEST_LENGTH];
    SHA256((const uint8_t *)a->bytes.p, a->bytes.n, sum);
    a->hash = str_hex(gen_arena(), sum, 5);
    struct str end = a->name, stem = S("");
    size_t dot = a->name.n;
    while (dot > 0 && a->name.p[dot - 1] != '.')
        dot--;
    stem = str_sub(a->name, 0, dot);
    end = str_sub(a->name, dot, a->name.n);
    a->url = str_printf(gen_arena(), "/a/" STR_FMT STR_FMT "." STR_FMT, STR_ARG(stem), STR_ARG(a->hash), STR_ARG(end));
}

/* The same bytes on every machine: no name and no time in the gzip header. */
static void squeeze(struct asset *a)
{
    z_stream z = {0};
    if (!a->squeezes)
        return;
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("zlib");
    uLong room = deflateBound(&z, (uLong)a->bytes.n);
    uint8_t *out = arena_alloc(gen_arena(), room), *in = arena_alloc(gen_arena(), a->bytes.n + 1);
    memcpy(in, a->bytes.p, a->bytes.n);
    z.next_in = in;
    z.avail_in = (uInt)a->bytes.n;
    z.next_out = out;
    z.avail_out = (uInt)room;
    bool good = deflate(&z, Z_FINISH) == Z_STREAM_END;
    size_t n = z.total_out;
    deflateEnd(&z);
    if (!good)
        die("zlib");
    if (n < a->bytes.n)
        a->gz = str_n((const char *)out, n);
}

static void put_bytes(struct buf *b, const struct asset *a, const char *what, struct str s)
{
    if (s.n == 0)
        return;
    buf_printf(b, "static const unsigned char f_" STR_FMT "_%s[] = {", STR_ARG(a->c_name), what);
    for (size_t i = 0; i < s.n; i++)
        buf_printf(b, "%s%u,", i % 32 == 0 ? "\n" : "", (unsigned)(unsigned char)s.p[i]);
    buf_puts(b, "\n};\n");
}

static void write_header(const char *out, const struct asset *all, size_t n)
{
    struct buf b = gen_buf();
    gen_head(&b, "embed", "the embedded files", out, true);
    buf_puts(
        &b,
        "#include <stddef.h>\n\n/* A file inside the program. gz is NULL where packing gains nothing. */\n"
        "struct asset {\n    const char *name, *url, *type, *hash;\n    const unsigned char *bytes;\n    size_t n;\n"
        "    const unsigned char *gz;\n    size_t gz_n;\n};\nextern const struct asset assets[];\nextern const size_t "
        "assets_n;\n\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "#define ASSET_" STR_FMT "_URL \"" STR_FMT "\"\n", STR_ARG(all[i].c_name), STR_ARG(all[i].url));
    buf_puts(&b, "\n#endif\n");
    gen_write(out, &b);
}

static void write_source(const char *out, const char *header, const struct asset *all, size_t n)
{
    struct buf b = gen_buf();
    gen_head(&b, "embed", "the embedded files", out, false);
    buf_printf(&b, "#include \"" STR_FMT "\"\n\n", STR_ARG(gen_base_name(header)));
    for (size_t i = 0; i < n; i++) {
        put_bytes(&b, &all[i], "bytes", all[i].bytes);
        put_bytes(&b, &all[i], "gz", all[i].gz);
    }
    buf_puts(&b, "const struct asset assets[] = {\n");
    for (size_t i = 0; i < n; i++) {
        const struct asset *a = &all[i];
        struct str c = a->c_name;
        buf_printf(&b, "    {\"" STR_FMT "\", ASSET_" STR_FMT "_URL, \"%s\", \"" STR_FMT "\", ", STR_ARG(a->name),
                   STR_ARG(c), a->type, STR_ARG(a->hash));
        buf_printf(&b, "f_" STR_FMT "_bytes, sizeof f_" STR_FMT "_bytes, ", STR_ARG(c), STR_ARG(c));
        if (a->gz.n > 0)
            buf_printf(&b, "f_" STR_FMT "_gz, sizeof f_" STR_FMT "_gz},\n", STR_ARG(c), STR_ARG(c));
        else
            buf_puts(&b, "NULL, 0},\n");
    }
    buf_puts(&b, "};\nconst size_t assets_n = sizeof assets / sizeof assets[0];\n");
    gen_write(out, &b);
}

static void read_asset(struct asset *all, size_t n, size_t i, const char *path)
{
    struct asset *a = &all[i];
    *a = (struct asset){.path = path, .name = gen_base_name(path), .bytes = gen_read(path)};
    a->c_name = gen_c_name(a->name);
    if (a->bytes.n == 0)
        refuse(path, 0, "is empty");
    for (size_t k = 0; k < n; k++)
        if (k < i && str_eq(all[k].c_name, a->c_name))
            refuse(path, 0, "shares its name in C with %s; rename one", gen_shown(all[k].path));
}

/* Files the program reads itself (seeds): bytes by name, no address, no twin. */
static void write_seeds(const char *header, const char *source, const struct asset *all, size_t n)
{
    struct buf h = gen_buf(), b = gen_buf();
    gen_head(&h, "embed", "the embedded seeds", header, true);
    buf_puts(&h, "#include <stddef.h>\n\n/* A seed file inside the program. */\nstruct seed {\n    const char *name;\n"
                 "    const unsigned char *bytes;\n    size_t n;\n};\nextern const struct seed seeds[];\nextern const "
                 "size_t seeds_n;\n\n#endif\n");
    gen_write(header, &h);
    gen_head(&b, "embed", "the embedded seeds", source, false);
    buf_printf(&b, "#include \"" STR_FMT "\"\n\n", STR_ARG(gen_base_name(header)));
    for (size_t i = 0; i < n; i++)
        put_bytes(&b, &all[i], "bytes", all[i].bytes);
    buf_puts(&b, "const struct seed seeds[] = {\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "    {\"" STR_FMT "\", f_" STR_FMT "_bytes, sizeof f_" STR_FMT "_bytes},\n",
                   STR_ARG(all[i].name), STR_ARG(all[i].c_name), STR_ARG(all[i].c_name));
    buf_puts(&b, "};\nconst size_t seeds_n = sizeof seeds / sizeof seeds[0];\n");
    gen_write(source, &b);
}

int main(int argc, char **argv)
{
    bool seeds = argc > 1 && str_eqc(str_from(argv[1]), "--seeds");
    argc -= seeds;
    argv += seeds;
    if (argc < 4)
        usage("embed [--seeds] OUT.h OUT.c FILE...");
    size_t n = (size_t)argc - 3;
    struct asset *all = NEW_ARRAY(gen_arena(), struct asset, n);
    for (size_t i = 0; i < n; i++)
        read_asset(all, n, i, argv[i + 3]);
    if (seeds) {
        write_seeds(argv[1], argv[2], all, n);
        return 0;
    }
    for (int styles = 0; styles < 2; styles++) /* a style sheet's hash needs the addresses it holds */
        for (size_t i = 0; i < n; i++) {
            if (str_ends(all[i].name, S(".css")) != (styles == 1))
                continue;
            set_type(&all[i]);
            if (styles)
                link_style(&all[i], all, n);
            set_url(&all[i]);
            squeeze(&all[i]);
        }
    write_header(argv[1], all, n);
    write_source(argv[2], argv[1], all, n);
    return 0;
}
