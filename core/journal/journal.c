#include "core/journal/journal.h"

#include "base/id.h"
#include "core/journal/journal_private.h"
#include "core/journal/journal_queries.h"

enum { PART_MAX = 256 * 1024 };

static struct str canonical(struct ctx *c, const struct json *v)
{
    if (!v)
        return S("");
    struct buf b = buf_new(c->arena, PART_MAX);
    json_write_canonical(&b, v);
    if (b.full)
        die("journal: a part passes %d bytes", PART_MAX);
    return buf_str(&b);
}

struct digest journal_private_digest(struct ctx *c, struct str salt, struct str part)
{
    struct buf b = buf_new(c->arena, PART_MAX + 64);
    buf_put(&b, salt);
    buf_put(&b, part);
    return sha256(buf_str(&b));
}

struct digest journal_entry_digest(struct ctx *c, const struct journal_spelled *s)
{
    struct json *v = jv_new(c->arena, JV_ARRAY);
    jv_add(v, jv_new_str(c->arena, s->kind));
    jv_add(v, jv_new_int(c->arena, s->object_id));
    jv_add(v, jv_new_int(c->arena, s->n));
    jv_add(v, jv_new_int(c->arena, s->at));
    jv_add(v, jv_new_int(c->arena, s->actor));
    jv_add(v, jv_new_int(c->arena, s->behalf));
    jv_add(v, jv_new_int(c->arena, s->unit));
    jv_add(v, jv_new_str(c->arena, s->act));
    jv_add(v, jv_new_str(c->arena, s->open));
    jv_add(v, jv_new_str(c->arena, s->private_hash));
    jv_add(v, jv_new_str(c->arena, s->prev));
    if (s->id)
        jv_add(v, jv_new_int(c->arena, s->id));
    return merkle_leaf(canonical(c, v));
}

static void fill_private(struct ctx *c, const struct json *personal, struct journal_insert_args *a)
{
    a->private_part = canonical(c, personal);
    if (a->private_part.n == 0)
        return;
    uint8_t salt[16];
    random_bytes(salt, sizeof salt);
    a->salt = str_hex(c->arena, salt, sizeof salt);
    a->private_hash = digest_hex(c->arena, journal_private_digest(c, a->salt, a->private_part));
}

enum rc journal_append(struct ctx *c, const struct journal_entry *e)
{
    struct journal_object_head_row head = {0};
    bool found;
    struct str kind = str_from(e->kind);
    TRY(journal_object_head(c, kind, e->object_id, &head, &found));
    struct journal_insert_args a = {.id = id_new(c->now),
                                    .object_kind = kind,
                                    .object_id = e->object_id,
                                    .n = found ? head.n + 1 : 1,
                                    .done_at = c->now,
                                    .actor_id = c->actor ? c->actor->person_id : 0,
                                    .behalf_id = c->actor ? c->actor->behalf_of : 0,
                                    .unit_id = c->actor ? c->actor->unit_id : 0,
                                    .act = str_from(e->act),
                                    .public_part = canonical(c, e->open),
                                    .prev_hash = found ? head.head_hash : S("")};
    fill_private(c, e->personal, &a);
    struct journal_spelled s = {kind,      a.object_id, a.n,           a.done_at.ms,   a.actor_id,  a.behalf_id,
                                a.unit_id, a.act,       a.public_part, a.private_hash, a.prev_hash, a.id};
    a.entry_hash = digest_hex(c->arena, journal_entry_digest(c, &s));
    TRY(journal_insert(c, &a, NULL));
    return journal_object_put(c, kind, a.object_id, a.n, a.entry_hash, NULL);
}

enum rc journal_erase(struct ctx *c, const char *kind, int64_t object_id)
{
    TRY(journal_erase_private(c, str_from(kind), object_id, NULL));
    return journal_append(c, &(struct journal_entry){.kind = kind, .object_id = object_id, .act = "erase_personal"});
}

struct digest journal_head_digest(struct ctx *c, int64_t size, struct str root, int64_t at, struct str prev)
{
    return sha256(str_printf(c->arena, "motcua-head|%lld|" STR_FMT "|%lld|" STR_FMT, (long long)size, STR_ARG(root),
                             (long long)at, STR_ARG(prev)));
}

enum rc journal_seal(struct ctx *c, int64_t most, int64_t *sealed)
{
    struct journal_last_head_row last = {0};
    struct journal_unsealed_row *rows;
    struct merkle m;
    bool found;
    size_t n;
    *sealed = 0;
    TRY(journal_last_head(c, &last, &found));
    TRY(journal_unsealed(c, most, &rows, &n));
    if (n == 0)
        return OK;
    if (!merkle_restore(&m, (uint64_t)last.tree_size, last.frontier))
        return fail_detail(c, UNAVAILABLE, "journal: the stored frontier of tree size %lld is broken",
                           (long long)last.tree_size);
    for (size_t i = 0; i < n; i++) {
        struct digest leaf;
        if (!digest_from_hex(rows[i].entry_hash, &leaf))
            return fail_detail(c, UNAVAILABLE, "journal: entry %lld has no hash", (long long)rows[i].id);
        merkle_append(&m, leaf);
        TRY(journal_set_seq(c, (int64_t)m.size, rows[i].id, NULL));
    }
    struct str root = digest_hex(c->arena, merkle_root(&m));
    struct digest head = journal_head_digest(c, (int64_t)m.size, root, c->now.ms, last.head_hash);
    *sealed = (int64_t)n;
    return journal_put_head(c,
                            &(struct journal_put_head_args){.tree_size = (int64_t)m.size,
                                                            .root_hash = root,
                                                            .frontier = merkle_frontier(c->arena, &m),
                                                            .sealed_at = c->now,
                                                            .prev_hash = last.head_hash,
                                                            .head_hash = digest_hex(c->arena, head)},
                            NULL);
}
