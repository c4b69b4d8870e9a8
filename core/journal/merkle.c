#include "core/journal/merkle.h"

struct digest merkle_leaf(struct str data)
{
    static const uint8_t zero = 0;
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, str_n((const char *)&zero, 1));
    sha256_add(&s, data);
    return sha256_final(&s);
}

struct digest merkle_node(struct digest left, struct digest right)
{
    uint8_t both[65] = {1};
    memcpy(both + 1, left.b, 32);
    memcpy(both + 33, right.b, 32);
    return sha256(str_n((const char *)both, sizeof both));
}

void merkle_append(struct merkle *m, struct digest leaf)
{
    int level = 0;
    for (; m->size >> level & 1; level++)
        leaf = merkle_node(m->full[level], leaf);
    m->full[level] = leaf;
    m->size++;
}

struct digest merkle_root(const struct merkle *m)
{
    struct digest root = {0};
    bool any = false;
    for (int level = 0; level < MERKLE_LEVELS; level++) {
        if (!(m->size >> level & 1))
            continue;
        root = any ? merkle_node(m->full[level], root) : m->full[level];
        any = true;
    }
    return any ? root : sha256(S(""));
}

struct str merkle_frontier(struct arena *a, const struct merkle *m)
{
    struct buf b = buf_new(a, MERKLE_LEVELS * 65);
    for (int level = MERKLE_LEVELS; level-- > 0;) {
        if (!(m->size >> level & 1))
            continue;
        if (b.n)
            buf_putc(&b, '.');
        buf_hex(&b, m->full[level].b, 32);
    }
    return buf_str(&b);
}

bool merkle_restore(struct merkle *m, uint64_t size, struct str frontier)
{
    *m = (struct merkle){.size = size};
    for (int level = MERKLE_LEVELS; level-- > 0;) {
        if (!(size >> level & 1))
            continue;
        struct str hex = str_cut(&frontier, '.');
        if (!str_from_hex(hex, m->full[level].b, 32))
            return false;
    }
    return frontier.n == 0;
}

/* The largest power of two below n (n > 1). */
static uint64_t split_at(uint64_t n)
{
    uint64_t k = 1;
    while (k << 1 < n)
        k <<= 1;
    return k;
}

static struct digest range_root(const struct digest *leaves, uint64_t n)
{
    struct merkle m = {0};
    for (uint64_t i = 0; i < n; i++)
        merkle_append(&m, leaves[i]);
    return merkle_root(&m);
}

size_t merkle_proof(const struct digest *leaves, uint64_t size, uint64_t at, struct digest proof[MERKLE_LEVELS])
{
    if (size <= 1)
        return 0;
    uint64_t k = split_at(size);
    if (at < k) {
        size_t n = merkle_proof(leaves, k, at, proof);
        proof[n] = range_root(leaves + k, size - k);
        return n + 1;
    }
    size_t n = merkle_proof(leaves + k, size - k, at - k, proof);
    proof[n] = range_root(leaves, k);
    return n + 1;
}

static bool fold_proof(struct digest leaf, uint64_t at, uint64_t size, const struct digest *proof, size_t n,
                       struct digest *out)
{
    if (size == 1) {
        *out = leaf;
        return n == 0;
    }
    if (n == 0)
        return false;
    uint64_t k = split_at(size);
    struct digest below;
    if (at < k) {
        if (!fold_proof(leaf, at, k, proof, n - 1, &below))
            return false;
        *out = merkle_node(below, proof[n - 1]);
        return true;
    }
    if (!fold_proof(leaf, at - k, size - k, proof, n - 1, &below))
        return false;
    *out = merkle_node(proof[n - 1], below);
    return true;
}

bool merkle_check_inclusion(struct digest leaf, uint64_t at, uint64_t size, const struct digest *proof, size_t n,
                            struct digest root)
{
    struct digest got;
    return at < size && n < MERKLE_LEVELS && fold_proof(leaf, at, size, proof, n, &got) && digest_eq(got, root);
}
