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
fetched=0
tests/npm.sh tests/eform_diff || fetched=$?
if [ "$fetched" -eq 3 ]; then echo "ok eform_diff # SKIP the npm packages of the lock file cannot be fetched here"; exit 0; fi
if [ "$fetched" -ne 0 ]; then echo "not ok eform_diff: npm ci failed"; exit 1; fi
node tests/eform_diff/compare.mjs "$driver" "${CASES:-25000}" "${SEED:-20211206}"
