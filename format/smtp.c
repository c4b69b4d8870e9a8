#include "format/smtp.h"

#include <curl/curl.h>

#include "format/mime.h"

static void curl_freep(CURL **c)
{
    curl_easy_cleanup(*c);
}

static void list_freep(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}

static size_t give(char *p, size_t size, size_t n, void *user)
{
    struct str *rest = user;
    size_t take = size * n < rest->n ? size * n : rest->n;
    if (take > 0)
        memcpy(p, rest->p, take);
    *rest = str_sub(*rest, take, rest->n);
    return take;
}

static size_t ignore(char *p, size_t size, size_t n, void *user)
{
    (void)p;
    (void)user;
    return size * n;
}

static void must(CURLcode rc)
{
    if (rc != CURLE_OK)
        die("smtp: %s", curl_easy_strerror(rc));
}

static void set_server(CURL *c, struct arena *a, const struct smtp_server *s)
{
    long timeout = s->timeout_ms > 0 ? s->timeout_ms : 60000;
    must(curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps"));
    must(curl_easy_setopt(c, CURLOPT_URL, str_c(a, s->url)));
    must(curl_easy_setopt(c, CURLOPT_USE_SSL, s->plain ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL));
    if (s->user.n > 0) {
        must(curl_easy_setopt(c, CURLOPT_USERNAME, str_c(a, s->user)));
        must(curl_easy_setopt(c, CURLOPT_PASSWORD, str_c(a, s->password)));
    }
    must(curl_easy_setopt(c, CURLOPT_NOPROXY, "*"));
    must(curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L));
    must(curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, timeout < 10000 ? timeout : 10000L));
    must(curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout));
}

/* Login failures are "later": the operator mends the password, and the letters go out. */
static enum smtp_result judge(CURLcode rc, long code)
{
    if (rc == CURLE_OK)
        return SMTP_SENT;
    bool answered =
        rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR || rc == CURLE_WEIRD_SERVER_REPLY || rc == CURLE_UPLOAD_FAILED;
    return answered && code >= 500 && code <= 599 ? SMTP_REFUSED : SMTP_LATER;
}

enum smtp_result smtp_send(struct arena *a, const struct smtp_server *server, struct str from, struct str to,
                           struct str message, struct str *why)
{
    /* An address that is none could carry a second command in its line end. */
    if (!mime_address_is(from) || !mime_address_is(to)) {
        *why = S("not an address");
        return SMTP_REFUSED;
    }
    CLEANUP(curl_freep) CURL *c = curl_easy_init();
    CLEANUP(list_freep)
    struct curl_slist *receivers = curl_slist_append(NULL, str_c(a, str_printf(a, "<" STR_FMT ">", STR_ARG(to))));
    if (!c || !receivers)
        die("smtp: out of memory");
    struct str rest = message;
    set_server(c, a, server);
    must(curl_easy_setopt(c, CURLOPT_MAIL_FROM, str_c(a, str_printf(a, "<" STR_FMT ">", STR_ARG(from)))));
    must(curl_easy_setopt(c, CURLOPT_MAIL_RCPT, receivers));
    must(curl_easy_setopt(c, CURLOPT_UPLOAD, 1L));
    must(curl_easy_setopt(c, CURLOPT_READFUNCTION, give));
    must(curl_easy_setopt(c, CURLOPT_READDATA, &rest));
    must(curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, ignore));
    CURLcode rc = curl_easy_perform(c);
    long code = 0;
    must(curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code));
    *why = rc == CURLE_OK ? S("") : str_printf(a, "%s (code %ld)", curl_easy_strerror(rc), code);
    return judge(rc, code);
}
