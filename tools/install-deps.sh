#!/usr/bin/env bash
# Installs what is missing of the Debian packages named in tools/packages-*.txt; silent and quick when nothing is.
# usage: tools/install-deps.sh run|test|bench|dev
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case "${1:-}" in
run) lists="run" ;;
test) lists="run test" ;;
bench) lists="run test bench" ;;
dev) lists="run test dev" ;;
*) echo "usage: tools/install-deps.sh run|test|bench|dev" >&2; exit 2 ;;
esac

declare -A have=()
while read -r name status; do
    if [ "$status" = installed ]; then have[$name]=1; fi
done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n')
missing=()
for list in $lists; do
    while read -r package _ command; do
        case "$package" in '' | '#'*) continue ;; esac
        if [ -n "${have[$package]:-}" ]; then continue; fi
        if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
        missing+=("$package")
    done <"$here/packages-$list.txt"
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "install-deps: missing ${missing[*]}; run as root or install sudo" >&2
        exit 2
    fi
    as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The cluster that the PostgreSQL package makes by itself is never used: tests start a private one. The line is for its installation only.
if ! { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    echo "install-deps: apt-get could not install ${missing[*]}" >&2
    exit 2
fi
