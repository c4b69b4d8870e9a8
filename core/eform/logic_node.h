/* logic_node.h: the inside of an expression, shared by logic.c (evaluates) and logic_json.c (reads and writes). */
#ifndef MOTCUA_CORE_EFORM_LOGIC_NODE_H
#define MOTCUA_CORE_EFORM_LOGIC_NODE_H

#include "core/eform/logic.h"

struct logic_run {
    struct arena *arena;
    const struct logic_data *data;
};

struct logic_op {
    const char *name;
    size_t least, most; /* operands */
    bool lazy;          /* judges its operands itself (if, and, or) */
    struct logic_value (*run)(struct logic_run *r, const struct logic_value *args, size_t n);
    struct logic_value (*run_lazy)(struct logic_run *r, const struct logic_node *args, size_t n);
};

enum node_kind { NODE_VALUE, NODE_LIST, NODE_OP };

struct logic_node {
    enum node_kind kind;
    const struct logic_op *op;
    struct logic_value value;
    const struct logic_node *args;
    size_t args_n;
};

const struct logic_op *logic_op_find(struct str name); /* NULL when unknown */
bool logic_op_is(const struct logic_op *op, const char *name);

#endif
