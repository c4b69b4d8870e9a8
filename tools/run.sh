#!/usr/bin/env bash
# `make run`: builds, fills the demonstration province once, serves it on loopback.
# usage: PORT=8080 tools/run.sh BUILD_DIR
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
port=${PORT:-8080}
data=run/demo
accounts=run/demo-accounts.txt

make --no-print-directory all BUILD="$build"
if [ ! -s "$accounts" ] || [ ! -d "$data" ]; then
    rm -rf "$data"
    mkdir -p run
    echo "Filling the demonstration province (once) ..."
    "$build/motcua" demo --data "$data" --dossiers 300 --seed 1 >"$accounts.new"
    mv "$accounts.new" "$accounts"
fi
echo
cat "$accounts"
echo
echo "http://127.0.0.1:$port    (Ctrl+C stops it)"
exec "$build/motcua" serve --data "$data" --listen "127.0.0.1:$port"
