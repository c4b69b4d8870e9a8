/* merkle.h: the growing hash tree of RFC 6962 (Certificate Transparency): leaf
 * = SHA-256(0x00 || data), node = SHA-256(0x01 || left || right). The frontier
 * (one hash for each full subtree, largest first) is enough to append. Pure. */
#ifndef MOTCUA_CORE_JOURNAL_MERKLE_H
#define MOTCUA_CORE_JOURNAL_MERKLE_H

#include "format/digest.h"

enum { MERKLE_LEVELS = 62 };
struct merkle {
    uint64_t size;                     /* leaves so far */
    struct digest full[MERKLE_LEVELS]; /* full[k]: root of the full subtree of 2^k leaves, when bit k of size is set */
};

struct digest merkle_leaf(struct str data);
struct digest merkle_node(struct digest left, struct digest right);
void merkle_append(struct merkle *m, struct digest leaf);
struct digest merkle_root(const struct merkle *m); /* of the empty tree: SHA-256 of nothing */

/* Text form of the frontier: hex hashes by falling level, joined by dots; read back with the size. */
struct str merkle_frontier(struct arena *a, const struct merkle *m);
bool merkle_restore(struct merkle *m, uint64_t size, struct str frontier);

/* Inclusion of leaf `at` in a tree of `size` leaves: sibling hashes bottom-up (RFC 6962
 * §2.1.1). leaves holds all of them. merkle_check_inclusion recomputes the root from a proof. */
size_t merkle_proof(const struct digest *leaves, uint64_t size, uint64_t at, struct digest proof[MERKLE_LEVELS]);
bool merkle_check_inclusion(struct digest leaf, uint64_t at, uint64_t size, const struct digest *proof, size_t n,
                            struct digest root);

#endif
