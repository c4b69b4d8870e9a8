#include "format/mime.h"

#include "base/text.h"
#include "format/digest.h"
#include "format/urlenc.h"

bool mime_address_is(struct str s)
{
    size_t at = str_find(s, '@', 0);
    if (s.n > 254 || at == 0 || at + 1 >= s.n || str_find(s, '@', at + 1) < s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("()<>[]:;,\\\"", s.p[i]))
            return false;
    return true;
}

static bool is_header_text(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ')
            return false;
    return text_is_valid(s);
}

static enum mime_fault check(const struct mime_message *m)
{
    if (!mime_address_is(m->from) || !mime_address_is(m->to) || !mime_address_is(m->message_id) ||
        (m->reply_to.n > 0 && !mime_address_is(m->reply_to)))
        return MIME_BAD_ADDRESS;
    if (!is_header_text(m->from_name) || !is_header_text(m->to_name) || !is_header_text(m->subject))
        return MIME_BAD_HEADER;
    size_t sum = m->text.n + m->html.n;
    for (size_t i = 0; i < m->attachments_n; i++) {
        const struct mime_attachment *f = &m->attachments[i];
        if (!is_header_text(f->name) || !is_header_text(f->type) || f->type.n > 200)
            return MIME_BAD_HEADER;
        sum += f->bytes.n > MIME_BYTES_MAX ? MIME_BYTES_MAX : f->bytes.n;
    }
    bool large = sum > MIME_BYTES_MAX / 2 || m->attachments_n > MIME_ATTACHMENTS_MAX || m->subject.n > 1000;
    return large ? MIME_TOO_LARGE : MIME_OK;
}

/* ---- headers ---- */

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return s.n <= 60 && str_search(s, S("=?"), 0) == s.n;
}

/* RFC 2047 words short enough to stand behind a header's name within 76 characters, cut between characters of UTF-8,
 * one a line. */
static void put_words(struct buf *b, struct str s)
{
    while (s.n > 0) {
        size_t n = s.n < 39 ? s.n : 39;
        while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
            n--;
        buf_puts(b, "=?UTF-8?B?");
        base64_put(b, str_sub(s, 0, n));
        buf_puts(b, n < s.n ? "?=\r\n " : "?=");
        s = str_sub(s, n, s.n);
    }
}

static void put_text_header(struct buf *b, const char *name, struct str s)
{
    buf_printf(b, "%s: ", name);
    if (is_plain(s))
        buf_put(b, s);
    else
        put_words(b, s);
    buf_puts(b, "\r\n");
}

static void put_address_header(struct buf *b, const char *name, struct str who, struct str address)
{
    buf_printf(b, "%s: ", name);
    if (who.n > 0) {
        put_words(b, who); /* always encoded: no quoting rules to get wrong */
        buf_puts(b, "\r\n ");
    }
    buf_printf(b, "<" STR_FMT ">\r\n", STR_ARG(address));
}

/* Sun, 22 Nov 2026 18:30:00 +0700 */
static void put_date(struct buf *b, struct instant t)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = civil_of(t);
    buf_printf(b, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0700\r\n", days + (size_t)(weekday_of(day_of(t)) - 1) * 3,
               c.day, months + (size_t)(c.month - 1) * 3, c.year, c.hour, c.minute, c.second);
}

/* ---- parts ---- */

static void put_base64(struct buf *b, struct str bytes)
{
    buf_puts(b, "Content-Transfer-Encoding: base64\r\n\r\n");
    for (size_t i = 0; i < bytes.n; i += 57) {
        base64_put(b, str_sub(bytes, i, i + 57));
        buf_puts(b, "\r\n");
    }
}

/* Mail wants CR LF inside text; what people typed has LF. */
static struct str with_crlf(struct arena *a, struct str s)
{
    struct buf b = buf_new(a, s.n * 2 + 1);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
            buf_putc(&b, '\r');
        buf_putc(&b, s.p[i]);
    }
    return buf_str(&b);
}

static void put_text_part(struct arena *a, struct buf *b, const char *type, struct str s)
{
    buf_printf(b, "Content-Type: %s; charset=UTF-8\r\n", type);
    put_base64(b, with_crlf(a, s));
}

static void put_alternative(struct arena *a, struct buf *b, const struct mime_message *m, const char *boundary)
{
    if (m->html.n == 0) {
        put_text_part(a, b, "text/plain", m->text);
        return;
    }
    buf_printf(b, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
    put_text_part(a, b, "text/plain", m->text);
    buf_printf(b, "--%s\r\n", boundary);
    put_text_part(a, b, "text/html", m->html);
    buf_printf(b, "--%s--\r\n", boundary);
}

static bool is_type(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("()<>@,;:\\\"[]?=", s.p[i]))
            return false;
    return str_find(s, '/', 0) < s.n;
}

static void put_attachment(struct buf *b, const struct mime_attachment *f)
{
    buf_puts(b, "Content-Type: ");
    buf_put(b, is_type(f->type) ? f->type : S("application/octet-stream"));
    /* RFC 2231, in pieces so that no line grows long. No plain filename beside it: readers would prefer that one. */
    buf_puts(b, "\r\nContent-Disposition: attachment");
    struct str rest = str_sub(f->name, 0, 255);
    for (int piece = 0; rest.n > 0; piece++) {
        struct str part = str_sub(rest, 0, 20);
        buf_printf(b, ";\r\n filename*%d*=%s", piece, piece == 0 ? "UTF-8''" : "");
        percent_encode(b, part);
        rest = str_sub(rest, part.n, rest.n);
    }
    buf_puts(b, "\r\n");
    put_base64(b, f->bytes);
}

enum mime_fault mime_write(struct arena *a, const struct mime_message *m, struct str *out)
{
    enum mime_fault fault = check(m);
    if (fault != MIME_OK)
        return fault;
    const char *id = str_c(a, str_sub(digest_hex(a, sha256(m->message_id)), 0, 24));
    const char *outer = str_c(a, str_printf(a, "mixed_%s", id)), *inner = str_c(a, str_printf(a, "alt_%s", id));
    struct buf b = buf_new(a, MIME_BYTES_MAX);
    put_date(&b, m->date);
    put_address_header(&b, "From", m->from_name, m->from);
    put_address_header(&b, "To", m->to_name, m->to);
    if (m->reply_to.n > 0)
        put_address_header(&b, "Reply-To", S(""), m->reply_to);
    put_text_header(&b, "Subject", m->subject);
    buf_printf(&b, "Message-ID: <" STR_FMT ">\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n",
               STR_ARG(m->message_id));
    if (m->attachments_n == 0) {
        put_alternative(a, &b, m, inner);
    } else {
        buf_printf(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", outer, outer);
        put_alternative(a, &b, m, inner);
        for (size_t i = 0; i < m->attachments_n; i++) {
            buf_printf(&b, "--%s\r\n", outer);
            put_attachment(&b, &m->attachments[i]);
        }
        buf_printf(&b, "--%s--\r\n", outer);
    }
    if (b.full)
        return MIME_TOO_LARGE;
    *out = buf_str(&b);
    return MIME_OK;
}
