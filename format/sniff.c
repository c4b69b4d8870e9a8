#include "format/sniff.h"

#include "base/text.h"

static const struct {
    const char *mime, *extension;
} kinds[FILE_KINDS] = {
    [FILE_UNKNOWN] = {"application/octet-stream", "bin"},
    [FILE_PDF] = {"application/pdf", "pdf"},
    [FILE_JPEG] = {"image/jpeg", "jpg"},
    [FILE_PNG] = {"image/png", "png"},
    [FILE_WEBP] = {"image/webp", "webp"},
    [FILE_HEIC] = {"image/heic", "heic"},
    [FILE_TIFF] = {"image/tiff", "tif"},
    [FILE_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    [FILE_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    [FILE_ODT] = {"application/vnd.oasis.opendocument.text", "odt"},
    [FILE_ZIP] = {"application/zip", "zip"},
    [FILE_OLE] = {"application/x-ole-storage", "doc"},
    [FILE_XML] = {"application/xml", "xml"},
    [FILE_TEXT] = {"text/plain", "txt"},
};

const char *file_kind_mime(enum file_kind k)
{
    return kinds[k].mime;
}

const char *file_kind_extension(enum file_kind k)
{
    return kinds[k].extension;
}

static bool has_at(struct str s, size_t at, struct str what)
{
    return str_starts(str_sub(s, at, s.n), what);
}

static uint32_t le(struct str s, size_t at, unsigned bytes)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint32_t)(uint8_t)s.p[at + i] << (8 * i);
    return v;
}

/* ---- zip ---- */

enum { EOCD_SIZE = 22, EOCD_REACH = 65535 + EOCD_SIZE, CENTRAL_SIZE = 46, LOCAL_SIZE = 30, ENTRIES_LOOKED_AT = 4096 };

/* Offset of the end record that unzip tools look for from the back; s.n when there is none that names entries. */
static size_t end_record(struct str s)
{
    size_t least = s.n > EOCD_REACH ? s.n - EOCD_REACH : 0;
    for (size_t end = s.n < EOCD_SIZE ? 0 : s.n - EOCD_SIZE + 1; end > least;) {
        const char *p = memrchr(s.p + least, 'P', end - least);
        if (!p)
            break;
        end = (size_t)(p - s.p);
        if (has_at(s, end, S("PK\5\6")) && le(s, end + 8, 2) == le(s, end + 10, 2) && le(s, end + 8, 2) > 0)
            return end;
    }
    return s.n;
}

/* Looks at the names in the central directory: the parts that make an office file. */
static enum file_kind zip_kind(struct str s)
{
    size_t end = end_record(s), i = end < s.n ? le(s, end + 16, 4) : s.n;
    bool types = false, word = false, sheet = false;
    for (int k = 0; k < ENTRIES_LOOKED_AT && i < s.n && s.n - i >= CENTRAL_SIZE && has_at(s, i, S("PK\1\2")); k++) {
        struct str name = str_sub(s, i + CENTRAL_SIZE, i + CENTRAL_SIZE + le(s, i + 28, 2));
        types = types || str_eqc(name, "[Content_Types].xml");
        word = word || str_eqc(name, "word/document.xml");
        sheet = sheet || str_eqc(name, "xl/workbook.xml");
        i += CENTRAL_SIZE + le(s, i + 28, 2) + le(s, i + 30, 2) + le(s, i + 32, 2);
    }
    if (types && word != sheet)
        return word ? FILE_DOCX : FILE_XLSX;
    /* ODF 1.2 part 3, 3.3: the first entry is `mimetype`, stored, so the type stands at a fixed place. */
    if (has_at(s, LOCAL_SIZE, S("mimetypeapplication/vnd.oasis.opendocument.text")) &&
        has_at(s, LOCAL_SIZE + 47, S("PK")))
        return FILE_ODT;
    return FILE_ZIP;
}

/* ---- the others ---- */

static bool is_heic(struct str s)
{
    static const char brands[][5] = {"heic", "heix", "hevc", "heim", "heis", "mif1"};
    if (!has_at(s, 4, S("ftyp")))
        return false;
    for (size_t i = 0; i < COUNT(brands); i++)
        if (has_at(s, 8, str_from(brands[i])))
            return true;
    return false;
}

static bool is_xml(struct str s)
{
    return has_at(s, has_at(s, 0, S("\xef\xbb\xbf")) ? 3 : 0, S("<?xml")) && text_is_valid(s);
}

static enum file_kind kind_of(struct str s)
{
    if (has_at(s, 0, S("%PDF-")))
        return FILE_PDF;
    if (has_at(s, 0, S("\xff\xd8\xff")))
        return FILE_JPEG;
    if (has_at(s, 0, S("\x89PNG\r\n\x1a\n")))
        return FILE_PNG;
    if (has_at(s, 0, S("RIFF")) && has_at(s, 8, S("WEBP")))
        return FILE_WEBP;
    if (is_heic(s))
        return FILE_HEIC;
    if (has_at(s, 0, S("II*\0")) || has_at(s, 0, S("MM\0*")))
        return FILE_TIFF;
    if (has_at(s, 0, S("PK\3\4")))
        return zip_kind(s);
    if (has_at(s, 0, S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
        return FILE_OLE;
    if (is_xml(s))
        return FILE_XML;
    return text_is_valid(s) ? FILE_TEXT : FILE_UNKNOWN;
}

static bool is_zip_kind(enum file_kind k)
{
    return k == FILE_ZIP || k == FILE_DOCX || k == FILE_XLSX || k == FILE_ODT;
}

/* PDF readers accept the header anywhere in the first 1024
 * bytes; unzip tools search from the end. So a file can be both. */
static bool is_polyglot(struct str s, enum file_kind k)
{
    struct str head = str_sub(s, 0, 1024 + 5);
    bool pdf_inside = k != FILE_PDF && k != FILE_TEXT && str_search(head, S("%PDF-"), 0) < head.n;
    bool zip_inside = !is_zip_kind(k) && k != FILE_UNKNOWN && end_record(s) < s.n;
    return pdf_inside || zip_inside;
}

static bool is_all_zero(struct str s)
{
    return s.n == 0 || (s.p[0] == 0 && memcmp(s.p, s.p + 1, s.n - 1) == 0);
}

struct sniff sniff_file(struct str bytes)
{
    struct sniff r = {.kind = FILE_UNKNOWN, .empty = is_all_zero(bytes)};
    if (!r.empty) {
        r.kind = kind_of(bytes);
        r.polyglot = is_polyglot(bytes, r.kind);
    }
    r.mime = kinds[r.kind].mime;
    r.extension = kinds[r.kind].extension;
    return r;
}
