#!/usr/bin/env bash
# Installs the npm packages of a folder's lock file, when they are not there as the file says.
# usage: tests/npm.sh FOLDER      exit 3: this machine has no way to them
set -eu
cd "$1"
if cmp -s package-lock.json node_modules/.made-from; then exit 0; fi
if ! said=$(npm ci --ignore-scripts --no-audit --no-fund 2>&1 </dev/null); then
    if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH' <<<"$said"; then exit 3; fi
    echo "$said" >&2
    exit 2
fi
cp package-lock.json node_modules/.made-from
