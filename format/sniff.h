/* sniff.h: what a file is by its bytes; its name and the browser's word count for nothing. Also the tricks that make
 * one file two: a PDF or picture that unzip tools open as well. */
#ifndef MOTCUA_FORMAT_SNIFF_H
#define MOTCUA_FORMAT_SNIFF_H

#include "base/str.h"

enum file_kind {
    FILE_UNKNOWN,
    FILE_PDF,
    FILE_JPEG,
    FILE_PNG,
    FILE_WEBP,
    FILE_HEIC,
    FILE_TIFF,
    FILE_DOCX,
    FILE_XLSX,
    FILE_ODT,
    FILE_ZIP,  /* any other archive in zip form */
    FILE_OLE,  /* .doc, .xls of before 2007 */
    FILE_XML,  /* edXML, SVG and the like */
    FILE_TEXT, /* valid UTF-8 without control characters */
    FILE_KINDS,
};

struct sniff {
    enum file_kind kind;
    const char *mime;      /* of what it is; application/octet-stream when unknown */
    const char *extension; /* without the dot; "bin" when unknown */
    bool empty;            /* no bytes at all, or nothing but zero bytes (an upload or a disk that failed) */
    bool polyglot;         /* a second format is hidden in it: refuse the file */
};

/* Needs the whole file (a mapping will do); reads its beginning,
 * its last 64 KiB, and all of it only for text and zeros. */
struct sniff sniff_file(struct str bytes);
const char *file_kind_mime(enum file_kind k);
const char *file_kind_extension(enum file_kind k);

#endif
