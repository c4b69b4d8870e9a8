#!/usr/bin/env bash
# The evaluator of forms against the reference implementation of JsonLogic (npm json-logic-js), on generated expressions.
# CASES= and SEED= choose how many and which.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=${BUILD:-build}
driver=$build/core/eform/eform_diff
if ! ninja -C "$build" core/eform/eform_diff >/dev/null; then
    echo "not ok eform_diff: the driver does not build"
    exit 1
fi
if [ ! -d tests/eform_diff/node_modules/json-logic-js ] && ! (cd tests/eform_diff && npm ci --no-audit --no-fund >/dev/null 2>&1); then
    echo "not ok eform_diff: npm ci failed"
    exit 1
fi
node tests/eform_diff/compare.mjs "$driver" "${CASES:-25000}" "${SEED:-20211206}"
