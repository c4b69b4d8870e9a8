#!/usr/bin/env bash
# Sets up and builds one of the build folders, quietly; prints the compiler's words only when it fails.
# usage: tools/build.sh build|build-asan|build-release
#   build          gcc, the program as developers run it
#   build-asan     clang, ASan and UBSan: the unit tests, and the second compiler's opinion
#   build-release  gcc -O2: what make deb and make bench use
set -eu
cd "$(dirname "$0")/.."
name=${1:-build}
case "$name" in
build) compiler=gcc options=() ;;
build-asan) compiler=clang options=(-Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1) ;;
build-release) compiler=gcc options=(--buildtype=release -Doptimization=2) ;;
*) sed -n '3s/^# //p' "$0" >&2; exit 2 ;;
esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Joined by &&, since `set -e` sleeps in whatever stands left of a ||.
build() {
    { [ -f "$name/build.ninja" ] || CC=$compiler meson setup "$name" "${options[@]}"; } &&
        ninja -C "$name" "${targets[@]}" &&
        ln -f "$name/app/motcua" "$name/motcua" # meson leaves it in the folder of its sources
}
targets=(all meson-test-prereq)
if [ "$name" = build-release ]; then targets=(app/motcua); fi
build >"$log" 2>&1 </dev/null || {
    grep -E 'error|ERROR|FAILED|undefined' "$log" | head -n 40 || tail -n 20 "$log"
    exit 1
}
