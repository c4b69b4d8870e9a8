/* pdflex.h: the words and values of a PDF, for pdfread.c. No fuzz twin: fuzz_pdfread.c goes through it. */
#ifndef MOTCUA_FORMAT_PDFLEX_H
#define MOTCUA_FORMAT_PDFLEX_H

#include "format/pdfread.h"

/* Where values are read from: the file itself, or an unpacked object stream. */
struct lexer {
    struct pdf_file *f;
    struct str s;
    size_t at;
    int depth;
    bool packed;
};

#define PDF_TRY(x)                                                                                                     \
    do {                                                                                                               \
        enum pdf_fault fault_ = (x);                                                                                   \
        if (fault_ != PDF_READ)                                                                                        \
            return fault_;                                                                                             \
    } while (0)

NODISCARD enum pdf_fault pdf_refuse(struct pdf_file *f, enum pdf_fault fault, size_t at, const char *why);
NODISCARD enum pdf_fault lex_broken(struct lexer *l, const char *why);
/* The byte l stands at; 0 at the end. */
char lex_here(const struct lexer *l);
bool lex_is_space(char c);
bool lex_is_digit(char c);
bool lex_starts(const struct lexer *l, const char *word);
/* White space and remarks. */
void lex_space(struct lexer *l);
/* The word and nothing glued to it. */
bool lex_take(struct lexer *l, const char *word);
/* Digits only, at most 18 of them; false leaves l where it was. */
bool lex_number(struct lexer *l, int64_t *out);
NODISCARD enum pdf_fault lex_value(struct lexer *l, struct pdf_value **out);
/* A new value that begins where l stands. */
NODISCARD enum pdf_fault lex_new(struct lexer *l, enum pdf_kind kind, struct pdf_value **out);

#endif
