#!/usr/bin/env bash
# The whole tree builds with clang, with the same warnings as errors (the sanitizer build is the clang build).
set -eu
. "$(dirname "$0")/lib-check.sh"
{ tools/build.sh "$ASAN" || true; } | finish clang
