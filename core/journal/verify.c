/* The verifier: reads everything in the order of the records, then in the order of the tree, and trusts nothing it can
 * compute. Each page of rows lives in an arena of its own, so a journal of any length takes the same memory. */
#include "core/journal/journal_private.h"
#include "core/journal/journal_queries.h"

enum { PAGE = 1000, PAGE_MEMORY = 512 * 1024 * 1024 };

/* Where the walk over the records stands. */
struct chain {
    char kind[64];
    size_t kind_n;
    int64_t object_id, n;
    int64_t bare; /* number of the first entry whose personal part is gone, until an act of erasure stands after it */
    char hash[2 * SHA256_SIZE];
    size_t hash_n;
};

static struct str chain_kind(const struct chain *at)
{
    return str_n(at->kind, at->kind_n);
}

static void refuse(struct journal_report *r, struct arena *a, int64_t id, struct str kind, int64_t object, int64_t n,
                   const char *what)
{
    r->sound = false;
    r->fault_n = n;
    r->fault = str_printf(a, "entry %lld (" STR_FMT " %lld, number %lld): %s", (long long)id, STR_ARG(kind),
                          (long long)object, (long long)n, what);
}

/* The digest with the entry's own id, or without it as older programs wrote. */
static bool is_own_hash(struct ctx *c, const struct journal_stored *e)
{
    struct journal_spelled s = {e->object_kind, e->object_id,    e->n,         e->done_at.ms,
                                e->actor_id,    e->behalf_id,    e->unit_id,   e->act,
                                e->public_part, e->private_hash, e->prev_hash, e->id};
    if (str_eq(digest_hex(c->arena, journal_entry_digest(c, &s)), e->entry_hash))
        return true;
    s.id = 0;
    return str_eq(digest_hex(c->arena, journal_entry_digest(c, &s)), e->entry_hash);
}

static struct str chain_hash(const struct chain *at)
{
    return str_n(at->hash, at->hash_n);
}

/* What is wrong with this entry after the one before it, or NULL. */
static const char *entry_fault(struct ctx *c, const struct journal_stored *e, const struct chain *before)
{
    bool same = before->n > 0 && str_eq(e->object_kind, chain_kind(before)) && e->object_id == before->object_id;
    struct str prev = same ? chain_hash(before) : S("");
    if (e->n != (same ? before->n + 1 : 1))
        return "an entry before it is missing";
    if (!str_eq(e->prev_hash, prev))
        return "it does not continue the entry before it";
    if (e->private_part.n || e->salt.n) {
        struct str hash = digest_hex(c->arena, journal_private_digest(c, e->salt, e->private_part));
        if (!str_eq(hash, e->private_hash))
            return "its personal part was changed";
    }
    if (e->seq < 0)
        return "its place under the seals was changed";
    return is_own_hash(c, e) ? NULL : "its content was changed";
}

static void chain_advance(struct chain *at, const struct journal_stored *e)
{
    if (e->n == 1 || str_eqc(e->act, "erase_personal"))
        at->bare = 0;
    if (e->private_hash.n && !e->private_part.n && !at->bare)
        at->bare = e->n;
    at->kind_n = e->object_kind.n < sizeof at->kind ? e->object_kind.n : sizeof at->kind;
    memcpy(at->kind, e->object_kind.p, at->kind_n);
    at->object_id = e->object_id;
    at->n = e->n;
    at->hash_n = e->entry_hash.n < sizeof at->hash ? e->entry_hash.n : sizeof at->hash;
    memcpy(at->hash, e->entry_hash.p, at->hash_n);
}

/* The newest entry of a record must be the one its head names: this finds a cut-off end. What was forgotten was
 * forgotten by an act. */
static enum rc check_record_end(struct ctx *c, struct arena *keep, const struct chain *at, struct journal_report *r)
{
    struct journal_object_head_row head = {0};
    bool found;
    if (at->n == 0)
        return OK;
    TRY(journal_object_head(c, chain_kind(at), at->object_id, &head, &found));
    if (!found || head.n != at->n || !str_eq(head.head_hash, chain_hash(at)))
        refuse(r, keep, 0, chain_kind(at), at->object_id, at->n + 1, "the newest entries of this record were removed");
    else if (at->bare)
        refuse(r, keep, 0, chain_kind(at), at->object_id, at->bare, "its personal part was removed by no act");
    r->records++;
    return OK;
}

/* A whole life removed leaves its head behind. */
static enum rc check_lost(struct ctx *c, struct journal_report *r)
{
    struct journal_lost_record_row lost;
    bool found;
    TRY(journal_lost_record(c, &lost, &found));
    if (found)
        refuse(r, c->arena, 0, lost.object_kind, lost.object_id, lost.n, "all entries of this record were removed");
    return OK;
}

static enum rc check_page(struct ctx *c, struct arena *keep, struct chain *at, struct journal_report *r, size_t *n)
{
    struct journal_stored *rows;
    TRY(journal_page_by_object(c, chain_kind(at), at->object_id, at->n, PAGE, &rows, n));
    for (size_t i = 0; i < *n && r->sound; i++) {
        const struct journal_stored *e = &rows[i];
        if (e->n == 1)
            TRY(check_record_end(c, keep, at, r));
        const char *what = r->sound ? entry_fault(c, e, at) : NULL;
        if (what)
            refuse(r, keep, e->id, e->object_kind, e->object_id, e->n, what);
        chain_advance(at, e);
        r->entries++;
    }
    return OK;
}

static enum rc check_chains(struct ctx *c, struct arena *page, struct journal_report *r)
{
    struct arena *keep = c->arena;
    struct chain at = {0};
    enum rc rc = OK;
    for (size_t n = PAGE; rc == OK && n == PAGE && r->sound;) {
        arena_reset(page);
        c->arena = page;
        rc = check_page(c, keep, &at, r, &n);
        c->arena = keep;
    }
    if (rc == OK && r->sound)
        rc = check_record_end(c, keep, &at, r);
    if (rc == OK && r->sound)
        rc = check_lost(c, r);
    return rc;
}

static void chain_begin(struct chain *at, const char *kind, int64_t object_id)
{
    struct str k = str_from(kind);
    *at = (struct chain){.kind_n = k.n < sizeof at->kind ? k.n : sizeof at->kind, .object_id = object_id};
    memcpy(at->kind, k.p, at->kind_n);
}

enum rc journal_verify_record(struct ctx *c, const char *kind, int64_t object_id, struct journal_report *out)
{
    struct chain at;
    *out = (struct journal_report){.sound = true};
    chain_begin(&at, kind, object_id);
    for (size_t n = PAGE; n == PAGE && out->sound;) {
        struct journal_stored *rows;
        TRY(journal_page_of_record(c, chain_kind(&at), object_id, at.n, PAGE, &rows, &n));
        for (size_t i = 0; i < n && out->sound; i++) {
            const char *what = entry_fault(c, &rows[i], &at);
            if (what)
                refuse(out, c->arena, rows[i].id, rows[i].object_kind, object_id, rows[i].n, what);
            chain_advance(&at, &rows[i]);
            out->entries++;
            out->sealed += rows[i].seq > 0;
        }
    }
    if (!out->sound)
        return OK;
    if (out->entries == 0) /* nothing is made without an entry */
        refuse(out, c->arena, 0, str_from(kind), object_id, 1, "its entries were removed");
    return check_record_end(c, c->arena, &at, out);
}

struct growth {
    struct merkle tree;
    size_t head;     /* the next head to be reached */
    int64_t last_id; /* of the leaf before under the same head: a seal takes entries in the order of their ids */
    const struct journal_heads_row *heads;
    size_t heads_n;
};

static void check_head(struct ctx *c, struct arena *keep, struct growth *g, struct journal_report *r)
{
    const struct journal_heads_row *h = &g->heads[g->head];
    struct str prev = g->head ? g->heads[g->head - 1].head_hash : S("");
    struct str root = digest_hex(c->arena, merkle_root(&g->tree));
    struct digest hash = journal_head_digest(c, h->tree_size, h->root_hash, h->sealed_at.ms, h->prev_hash);
    const char *what =
        !str_eq(root, h->root_hash)   ? "the sealed entries are not those of its root"
        : !str_eq(h->prev_hash, prev) ? "the seal before it is missing"
        : !str_eq(digest_hex(c->arena, hash), h->head_hash) || !str_eq(merkle_frontier(c->arena, &g->tree), h->frontier)
            ? "the seal was changed"
            : NULL;
    g->head++;
    g->last_id = 0;
    r->heads++;
    if (!what)
        return;
    r->sound = false;
    r->fault = str_printf(keep, "seal at %lld entries: %s", (long long)h->tree_size, what);
}

static void refuse_place(struct journal_report *r, struct arena *a, const struct journal_page_by_seq_row *e,
                         const char *what)
{
    r->sound = false;
    r->fault = str_printf(a, "entry %lld (number %lld under the seals): %s", (long long)e->id, (long long)e->seq, what);
}

static enum rc grow_page(struct ctx *c, struct arena *keep, struct growth *g, struct journal_report *r, size_t *n)
{
    struct journal_page_by_seq_row *rows;
    TRY(journal_page_by_seq(c, (int64_t)g->tree.size, PAGE, &rows, n));
    for (size_t i = 0; i < *n && r->sound; i++) {
        struct digest leaf;
        if (rows[i].seq != (int64_t)g->tree.size + 1 || !digest_from_hex(rows[i].entry_hash, &leaf)) {
            refuse_place(r, keep, &rows[i], "a sealed entry before it is missing");
            return OK;
        }
        if (rows[i].id <= g->last_id) {
            refuse_place(r, keep, &rows[i], "its id or the one before it was changed");
            return OK;
        }
        g->last_id = rows[i].id;
        merkle_append(&g->tree, leaf);
        r->sealed++;
        if (g->head < g->heads_n && (int64_t)g->tree.size == g->heads[g->head].tree_size)
            check_head(c, keep, g, r);
    }
    return OK;
}

static enum rc check_tree(struct ctx *c, struct arena *page, struct journal_report *r)
{
    struct arena *keep = c->arena;
    struct growth g = {0};
    struct journal_heads_row *heads;
    TRY(journal_heads(c, &heads, &g.heads_n));
    g.heads = heads;
    enum rc rc = OK;
    for (size_t n = PAGE; rc == OK && n == PAGE && r->sound;) {
        arena_reset(page);
        c->arena = page;
        rc = grow_page(c, keep, &g, r, &n);
        c->arena = keep;
    }
    int64_t sealed = g.heads_n ? heads[g.heads_n - 1].tree_size : 0;
    if (rc == OK && r->sound && g.head == g.heads_n && (int64_t)g.tree.size > sealed) {
        r->sound = false;
        r->fault = str_printf(keep, "seal at %lld entries: the seals after it were removed", (long long)sealed);
    }
    if (rc == OK && r->sound && g.head < g.heads_n) {
        r->sound = false;
        r->fault = str_printf(keep, "seal at %lld entries: the newest sealed entries were removed",
                              (long long)heads[g.head].tree_size);
    }
    return rc;
}

enum rc journal_verify(struct ctx *c, struct journal_report *out)
{
    CLEANUP(arena_freep) struct arena *page = arena_new(PAGE_MEMORY);
    *out = (struct journal_report){.sound = true};
    TRY(check_chains(c, page, out));
    return out->sound ? check_tree(c, page, out) : OK;
}
