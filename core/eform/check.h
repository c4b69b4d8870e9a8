/* check.h: values with a shape of their own, read the way people type them and written in one canonical form. Pure.
 * Each reader gives OK_VALUE and *out, or says what is wrong in words a message can name. */
#ifndef MOTCUA_CORE_EFORM_CHECK_H
#define MOTCUA_CORE_EFORM_CHECK_H

#include "base/moment.h"

enum check {
    CHECK_OK,
    CHECK_FORM,    /* cannot be read at all */
    CHECK_LENGTH,  /* wrong number of digits or letters */
    CHECK_LETTERS, /* letters or signs that do not belong */
    CHECK_PLACE,   /* person id: digits 1-3 name no province or country */
    CHECK_YEAR,    /* person id: digits 4-6 speak of a year to come, or of another year than the birth date */
    CHECK_SEX,     /* person id: digit 4 speaks of another sex */
    CHECK_SUM,     /* a check digit does not agree */
    CHECK_REAL,    /* looks like a day or an hour but there is none such */
    CHECK_RANGE,   /* more than can be counted */
};

struct str check_digits(struct arena *a, struct str s); /* the digits of s and nothing else */

/* Số định danh: 12 digits; 1-3 place of first registration
 * (law: Thông tư 59/2021/TT-BCA), 4 century and sex, 5-6 year. */
enum check check_person_id(struct arena *a, struct str typed, struct day today, struct str *out);
int person_id_year(struct str id);    /* year of birth of a correct number */
bool person_id_female(struct str id); /* sex of a correct number */
/* Tax number: 10 digits with a check digit, or 10 and a 3-digit branch: 0100109106, 0100109106-001. */
enum check check_org_id(struct arena *a, struct str typed, struct str *out);
/* 0912345678, 02133123456; +84 and spaces are understood. */
enum check check_phone(struct arena *a, struct str typed, struct str *out);
enum check check_email(struct arena *a, struct str typed, struct str *out);
/* Letters of any script, spaces, ' - . ; inner white space becomes one space. */
enum check check_name(struct arena *a, struct str typed, struct str *out);
/* 7/6/2021, 07-06-2021, 7.6.2021, 07062021, 2021-06-07 become 2021-06-07. */
enum check check_date(struct arena *a, struct str typed, struct str *out);
/* The same, or 6/2021 (2021-06), or 2021. */
enum check check_partial_date(struct arena *a, struct str typed, struct str *out);
enum check check_time(struct arena *a, struct str typed, struct str *out); /* 7:30, 7h30, 7h become 07:30 */
/* 1250, 1.250, 1 250 and 1,250 become 1250. */
enum check check_integer(struct arena *a, struct str typed, struct str *out);
/* As people of either language write it, two decimals at most: 1.250,5 and 1,250.5 and 1250.5 become 1250.5. */
enum check check_decimal(struct arena *a, struct str typed, struct str *out);
enum check check_yesno(struct str typed, struct str *out); /* true, false */

#endif
