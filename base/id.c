#include "base/id.h"

static unsigned node;
static int64_t last;

enum { COUNT_BITS = 7, NODE_BITS = 5 };
static const int64_t EPOCH_2020_MS = INT64_C(1577836800000);

void id_set_node(unsigned n)
{
    if (n >= 1U << NODE_BITS)
        die("node %u: must be 0..31", n);
    node = n;
}

/* `last` keeps time and count without the node, so that a full millisecond borrows from the next. */
int64_t id_new(struct instant now)
{
    int64_t tick = now.ms > EPOCH_2020_MS ? (now.ms - EPOCH_2020_MS) << COUNT_BITS : 0;
    last = tick > last ? tick : last + 1;
    int64_t ms = last >> COUNT_BITS, count = last & ((1 << COUNT_BITS) - 1);
    return (ms << (COUNT_BITS + NODE_BITS)) | ((int64_t)node << COUNT_BITS) | count;
}
