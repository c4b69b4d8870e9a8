/* The order of EN 319 102-1: shape, revision, digest, key, the attribute that names the certificate, time, chain,
 * revocation; then what was done to the file afterwards. The first thing that is wrong decides the sub-indication; the
 * reasons name all that was found. */
#include "core/sign/verify.h"

#include "base/message.h"
#include "format/cms.h"

#include <openssl/evp.h>

const char *verdict_name(enum verdict v)
{
    static const char *const names[] = {"TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"};
    return names[v];
}

static void worse(struct signature_report *r, enum verdict v, const char *sub, int msg, struct str arg)
{
    if (v > r->verdict) {
        r->verdict = v;
        r->sub = sub;
    }
    if (r->reasons_n < REASONS_MAX)
        r->reasons[r->reasons_n++] = (struct reason){msg, arg};
}

static void failed(struct signature_report *r, const char *sub, int msg)
{
    worse(r, VERDICT_FAILED, sub, msg, S(""));
}

static void unsure(struct signature_report *r, const char *sub, int msg)
{
    worse(r, VERDICT_INDETERMINATE, sub, msg, S(""));
}

static void file_reason(struct file_report *f, enum verdict v, int msg, struct str arg)
{
    f->verdict = v > f->verdict ? v : f->verdict;
    if (f->reasons_n < REASONS_MAX)
        f->reasons[f->reasons_n++] = (struct reason){msg, arg};
}

/* ---- the signature itself ---- */

struct ranges {
    struct str part[2];
};

static void md_done(EVP_MD_CTX **c)
{
    EVP_MD_CTX_free(*c);
}

static bool digest_ranges(void *self, const char *name, uint8_t out[64], size_t *n)
{
    const struct ranges *r = self;
    const EVP_MD *md = EVP_get_digestbyname(name);
    CLEANUP(md_done) EVP_MD_CTX *c = EVP_MD_CTX_new();
    unsigned got = 0;
    bool good = md && c && EVP_MD_get_size(md) <= 64 && EVP_DigestInit_ex(c, md, NULL) == 1;
    for (int i = 0; i < 2 && good; i++)
        good = EVP_DigestUpdate(c, r->part[i].p, r->part[i].n) == 1;
    good = good && EVP_DigestFinal_ex(c, out, &got) == 1;
    *n = got;
    return good;
}

static void say_cms(struct signature_report *r, enum cms_fault fault)
{
    switch (fault) {
    case CMS_READ: return;
    case CMS_BROKEN: failed(r, "FORMAT_FAILURE", MSG_sign_reason_cms); return;
    case CMS_NO_CERTIFICATE: unsure(r, "NO_SIGNING_CERTIFICATE_FOUND", MSG_sign_reason_no_certificate); return;
    case CMS_WEAK: unsure(r, "CRYPTO_CONSTRAINTS_FAILURE", MSG_sign_reason_weak); return;
    case CMS_OTHER_CONTENT: failed(r, "HASH_FAILURE", MSG_sign_reason_hash); return;
    case CMS_BAD_SIGNATURE: failed(r, "SIG_CRYPTO_FAILURE", MSG_sign_reason_crypto); return;
    }
}

static void say_chain(struct signature_report *r)
{
    switch (r->chain.verdict) {
    case CHAIN_GOOD: return;
    case CHAIN_NONE: unsure(r, "NO_CERTIFICATE_CHAIN_FOUND", MSG_sign_reason_no_chain); return;
    case CHAIN_PERIOD: unsure(r, "OUT_OF_BOUNDS_NO_POE", MSG_sign_reason_period); return;
    case CHAIN_REVOKED: failed(r, "REVOKED", MSG_sign_reason_revoked); return;
    case CHAIN_UNKNOWN: unsure(r, "TRY_LATER", MSG_sign_reason_status); return;
    case CHAIN_CONSTRAINT: unsure(r, "CHAIN_CONSTRAINTS_FAILURE", MSG_sign_reason_constraint); return;
    }
}

/* What a CMS says of a person: who, when, and may they. */
static void judge_cms(struct arena *a, struct str cms, struct ranges *content, const struct trust *t, struct instant at,
                      struct signature_report *r, struct cms_read *read)
{
    enum cms_fault fault = cms_read(a, cms, digest_ranges, content, read);
    r->digest = read->digest;
    r->algorithm = read->algorithm;
    say_cms(r, fault);
    if (fault == CMS_BROKEN)
        return;
    if (read->wrong_certificate_attribute)
        failed(r, "SIG_CRYPTO_FAILURE", MSG_sign_reason_other_certificate);
    else if (!read->has_certificate_attribute && read->certificate.n)
        unsure(r, "SIG_CONSTRAINTS_FAILURE", MSG_sign_reason_unnamed_certificate);
    if (read->time_stamp.n && trust_time_stamp(t, read->time_stamp, read->signature, &r->proof_at))
        r->level = "B-T";
    else if (read->time_stamp.n)
        unsure(r, "TIMESTAMP_ORDER_FAILURE", MSG_sign_reason_time_stamp);
    if (!str_eqc(str_from(r->level), "B-T"))
        r->proof_at = (struct instant){0};
    if (read->certificate.n) {
        trust_chain(t, read->certificate, read->chain, read->chain_n, r->proof_at.ms ? r->proof_at : at, &r->chain);
        say_chain(r);
    }
}

void verify_detached(struct arena *a, struct str cms, struct str content, const struct trust *t, struct instant at,
                     struct file_report *out)
{
    struct signature_report *r = NEW(a, struct signature_report);
    struct ranges all = {{content, S("")}};
    struct cms_read read;
    *r = (struct signature_report){
        .sub = "", .format = "CAdES", .level = "B-B", .covers_whole_file = true, .changes = {.lawful = true}};
    judge_cms(a, cms, &all, t, at, r, &read);
    if (read.length && read.length != cms.n)
        failed(r, "FORMAT_FAILURE", MSG_sign_reason_cms);
    r->claimed_at = read.signing_time;
    *out = (struct file_report){.verdict = r->verdict, .signatures = r, .signatures_n = 1};
}

/* ---- in a PDF ---- */

struct pdf_verify {
    struct arena *arena;
    struct pdf_file *file;
    const struct trust *trust;
    struct instant at;
    struct signed_part {
        const struct pdf_field *field;
        size_t gap_from, gap_to, end; /* of ByteRange; end 0: misshapen */
        struct signature_report *report;
        bool intact;
    } parts[SIGNATURES_MAX];
    size_t parts_n;
    struct file_report *out;
};

/* ByteRange is four plain numbers from the first byte to the end of the revision, and leaves out exactly this
 * dictionary's own /Contents. */
static bool read_range(const struct pdf_file *f, const struct pdf_field *field, struct signed_part *p)
{
    const struct pdf_value *range = pdf_get(field->value, "ByteRange"), *contents = pdf_get(field->value, "Contents");
    int64_t n[4] = {0}, i = 0;
    if (!field->value_number || field->value->packed || !pdf_is(range, PDF_ARRAY) || range->n != 4 ||
        !pdf_is(contents, PDF_STRING) || contents->raw.p[0] != '<')
        return false;
    for (const struct pdf_value *v = range->first; v; v = v->next) {
        if (v->kind != PDF_INT || v->n < 0 || v->n > (int64_t)f->bytes.n)
            return false;
        n[i++] = v->n;
    }
    size_t from = pdf_place(f, contents), to = from + contents->raw.n;
    if (n[0] != 0 || (size_t)n[1] != from || (size_t)n[2] != to || (size_t)(n[2] + n[3]) > f->bytes.n || n[3] == 0)
        return false;
    *p = (struct signed_part){.field = field, .gap_from = from, .gap_to = to, .end = (size_t)(n[2] + n[3])};
    return true;
}

/* Behind the CMS in the gap stand zeros and nothing else. */
static bool only_zeros_behind(struct str s, size_t n)
{
    for (size_t i = n; i < s.n; i++)
        if (s.p[i])
            return false;
    return true;
}

static struct instant pdf_time(const struct pdf_value *m)
{
    static const int widths[] = {4, 2, 2, 2, 2, 2};
    int64_t part[6] = {0};
    struct str s = pdf_is(m, PDF_STRING) ? m->text : S("");
    if (!str_starts(s, S("D:")))
        return (struct instant){0};
    size_t at = 2;
    for (int i = 0; i < 6; at += (size_t)widths[i++])
        if (!str_to_i64(str_sub(s, at, at + (size_t)widths[i]), &part[i]))
            return (struct instant){0};
    struct tm tm = {.tm_year = (int)part[0] - 1900,
                    .tm_mon = (int)part[1] - 1,
                    .tm_mday = (int)part[2],
                    .tm_hour = (int)part[3],
                    .tm_min = (int)part[4],
                    .tm_sec = (int)part[5]};
    int64_t hours = 0, minutes = 0;
    char sign = at < s.n ? s.p[at] : 'Z';
    (void)(str_to_i64(str_sub(s, at + 1, at + 3), &hours) && str_to_i64(str_sub(s, at + 4, at + 6), &minutes));
    int64_t off = sign == '+' || sign == '-' ? (hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1) : 0;
    return (struct instant){((int64_t)timegm(&tm) - off) * 1000};
}

static bool is_known_filter(const struct pdf_value *sig)
{
    const struct pdf_value *f = pdf_get(sig, "SubFilter");
    return pdf_name_is(f, "ETSI.CAdES.detached") || pdf_name_is(f, "adbe.pkcs7.detached");
}

static struct ranges ranges_of(const struct pdf_file *f, const struct signed_part *p)
{
    return (struct ranges){{str_sub(f->bytes, 0, p->gap_from), str_sub(f->bytes, p->gap_to, p->end)}};
}

/* A time stamp of the whole document: the token is over the bytes themselves. */
static void judge_document_time(struct pdf_verify *v, struct signed_part *p, struct str token)
{
    struct ranges r = ranges_of(v->file, p);
    struct str all = STR_CAT(v->arena, r.part[0], r.part[1]);
    p->report->is_time_stamp = true;
    p->report->level = "DocTimeStamp";
    if (!trust_time_stamp(v->trust, token, all, &p->report->proof_at)) {
        p->report->proof_at = (struct instant){0};
        unsure(p->report, "NO_CERTIFICATE_CHAIN_FOUND", MSG_sign_reason_time_stamp);
    }
}

/* Shape, digest and key: what holds or not whatever came later. */
static void judge_part(struct pdf_verify *v, struct signed_part *p)
{
    struct str contents = pdf_get(p->field->value, "Contents")->text;
    struct ranges r = ranges_of(v->file, p);
    struct cms_read read = {0};
    if (pdf_name_is(pdf_get(p->field->value, "SubFilter"), "ETSI.RFC3161")) {
        judge_document_time(v, p, contents);
        p->intact = p->report->verdict != VERDICT_FAILED;
        return;
    }
    if (!is_known_filter(p->field->value)) {
        unsure(p->report, "CRYPTO_CONSTRAINTS_FAILURE", MSG_sign_reason_filter);
        return;
    }
    judge_cms(v->arena, contents, &r, v->trust, v->at, p->report, &read);
    if (read.length && !only_zeros_behind(contents, read.length))
        failed(p->report, "FORMAT_FAILURE", MSG_sign_reason_gap);
    p->intact = read.length > 0 && p->report->verdict != VERDICT_FAILED;
}

static bool is_intact(void *self, int64_t value)
{
    const struct pdf_verify *v = self;
    for (size_t i = 0; i < v->parts_n; i++)
        if (v->parts[i].field->value_number == value)
            return v->parts[i].intact;
    return false;
}

/* The signed revision is a file of its own, in which this same signature stands at the same place. */
static void judge_changes(struct pdf_verify *v, struct signed_part *p)
{
    struct pdf_file *then = NEW(v->arena, struct pdf_file);
    int64_t number = p->field->value_number;
    struct signature_report *r = p->report;
    if (pdf_open(v->arena, str_sub(v->file->bytes, 0, p->end), then) != PDF_READ) {
        worse(r, VERDICT_FAILED, "FORMAT_FAILURE", MSG_sign_reason_revision, str_from(then->why));
        return;
    }
    if (number >= (int64_t)then->entries_n || then->entries[number].kind != PDF_PLAIN ||
        then->entries[number].at != v->file->entries[number].at) {
        failed(r, "FORMAT_FAILURE", MSG_sign_reason_elsewhere);
        return;
    }
    r->changes.lawful = true;
    if (r->covers_whole_file)
        return;
    if (pdf_compare(then, v->file, is_intact, v, &r->changes) != PDF_READ)
        worse(r, VERDICT_FAILED, "FORMAT_FAILURE", MSG_sign_reason_revision,
              str_from(then->why ? then->why : v->file->why));
    else if (!r->changes.lawful)
        worse(r, VERDICT_FAILED, "DOCUMENT_CHANGED", MSG_sign_reason_changed,
              str_printf(v->arena, "%s, %lld", r->changes.why, (long long)r->changes.object));
}

static void take_field(struct pdf_verify *v, const struct pdf_field *field, struct signature_report *r)
{
    struct signed_part *p = &v->parts[v->parts_n++];
    *r = (struct signature_report){.field = field->name,
                                   .sub = "",
                                   .format = "PAdES",
                                   .level = "B-B",
                                   .digest = "",
                                   .algorithm = "",
                                   .claimed_at = pdf_time(pdf_get(field->value, "M"))};
    bool good = read_range(v->file, field, p);
    p->field = field;
    p->report = r;
    if (!good) {
        p->end = 0;
        failed(r, "FORMAT_FAILURE", MSG_sign_reason_range);
        return;
    }
    r->covers_whole_file = p->end == v->file->bytes.n;
}

/* Two signatures cannot be the last word of one revision. */
static void check_ends(struct pdf_verify *v)
{
    for (size_t i = 0; i < v->parts_n; i++)
        for (size_t k = 0; k < i; k++)
            if (v->parts[i].end && v->parts[i].end == v->parts[k].end) {
                failed(v->parts[i].report, "FORMAT_FAILURE", MSG_sign_reason_same_revision);
                failed(v->parts[k].report, "FORMAT_FAILURE", MSG_sign_reason_same_revision);
                v->parts[i].intact = v->parts[k].intact = false;
            }
}

static bool is_reached(const struct pdf_verify *v, int64_t number, const struct pdf_value *sig)
{
    for (size_t i = 0; i < v->parts_n; i++)
        if (v->parts[i].field->value_number == number ||
            (!v->parts[i].field->value_number && v->parts[i].field->value == sig))
            return true;
    return false;
}

static bool looks_signed(const struct pdf_value *v)
{
    return v->kind == PDF_DICT && pdf_get(v, "ByteRange") && pdf_get(v, "Contents");
}

/* A signature that no field reaches any more, in this file or in an earlier state of it, was taken away. */
static void check_removed(struct pdf_verify *v)
{
    for (size_t i = 1; i < v->file->entries_n; i++) {
        struct pdf_value *o;
        if (v->file->entries[i].kind == PDF_FREE)
            continue;
        if (pdf_object(v->file, (int64_t)i, &o, NULL) != PDF_READ) {
            file_reason(v->out, VERDICT_FAILED, MSG_sign_reason_object, str_from(v->file->why));
            return;
        }
        if (looks_signed(o) && !is_reached(v, (int64_t)i, o))
            file_reason(v->out, VERDICT_FAILED, MSG_sign_reason_removed, S(""));
    }
}

/* The same for states in between: every end of a saving is tried as the end of a file. */
static void check_earlier(struct pdf_verify *v)
{
    enum { STATES_MAX = 64 };
    struct str s = v->file->bytes;
    int states = 0;
    for (size_t at = str_search(s, S("%%EOF"), 0); at < s.n; at = str_search(s, S("%%EOF"), at + 1)) {
        struct pdf_file *then = NEW(v->arena, struct pdf_file);
        struct pdf_field *fields;
        size_t n;
        if (at + 8 > s.n || ++states > STATES_MAX || pdf_open(v->arena, str_sub(s, 0, at + 5), then) != PDF_READ ||
            pdf_signature_fields(then, &fields, &n) != PDF_READ)
            continue;
        for (size_t i = 0; i < n; i++) {
            int64_t number = fields[i].value_number;
            if (number && looks_signed(fields[i].value) &&
                (number >= (int64_t)v->file->entries_n || v->file->entries[number].at != then->entries[number].at ||
                 !is_reached(v, number, NULL)))
                file_reason(v->out, VERDICT_FAILED, MSG_sign_reason_removed, S(""));
        }
    }
}

static void judge_all(struct pdf_verify *v)
{
    for (size_t i = 0; i < v->parts_n; i++)
        if (v->parts[i].end)
            judge_part(v, &v->parts[i]);
    check_ends(v);
    for (size_t i = 0; i < v->parts_n; i++) {
        if (v->parts[i].end)
            judge_changes(v, &v->parts[i]);
        if (v->parts[i].report->verdict > v->out->verdict)
            v->out->verdict = v->parts[i].report->verdict;
    }
    check_removed(v);
    check_earlier(v);
}

void verify_pdf(struct arena *a, struct str bytes, const struct trust *t, struct instant at, struct file_report *out)
{
    struct pdf_file *f = NEW(a, struct pdf_file);
    struct pdf_verify *v = NEW(a, struct pdf_verify);
    struct pdf_field *fields = NULL;
    size_t n = 0;
    *out = (struct file_report){.verdict = VERDICT_PASSED};
    *v = (struct pdf_verify){.arena = a, .file = f, .trust = t, .at = at, .out = out};
    enum pdf_fault fault = pdf_open(a, bytes, f);
    out->is_unreadable = fault == PDF_NO_PDF;
    if (fault == PDF_READ)
        fault = pdf_signature_fields(f, &fields, &n);
    if (fault != PDF_READ) {
        file_reason(out, VERDICT_FAILED, MSG_sign_reason_unreadable, str_printf(a, "%s, %zu", f->why, f->at));
        return;
    }
    out->signatures = NEW_ARRAY(a, struct signature_report, SIGNATURES_MAX);
    for (size_t i = 0; i < n && out->signatures_n < SIGNATURES_MAX; i++)
        if (fields[i].value->kind != PDF_NULL || pdf_get(fields[i].dict, "V"))
            take_field(v, &fields[i], &out->signatures[out->signatures_n++]);
    judge_all(v);
    if (out->signatures_n == 0 && out->verdict == VERDICT_PASSED)
        file_reason(out, VERDICT_INDETERMINATE, MSG_sign_reason_unsigned, S(""));
}
