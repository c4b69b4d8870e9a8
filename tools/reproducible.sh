#!/usr/bin/env bash
# Builds the committed tree twice, in two folders of different names, and compares the programs byte by byte.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for name in one another-folder; do
    mkdir "$work/$name"
    git archive HEAD | tar -x -C "$work/$name"
    (cd "$work/$name" && CCACHE_DISABLE=1 tools/build.sh build-release)
done
if cmp "$work/one/build-release/motcua" "$work/another-folder/build-release/motcua"; then
    sha256sum "$work/one/build-release/motcua" | cut -d' ' -f1
else
    echo "the two programs differ" >&2
    exit 1
fi
