#!/usr/bin/env bash
# kill -9 during creates and moves, on both databases. PostgreSQL keeps its word to the disk here.
# usage: tests/kill.sh [BUILD [ACKNOWLEDGEMENTS]]
set -u
cd "$(dirname "$0")/.." || exit 2
export MOTCUA=$PWD/${1:-build}/motcua DEMO_DOSSIERS=10
status=0
ENGINE=sqlite node tests/fault/kill.mjs "${2:-1000}" || status=1
PG_DURABLE=1 tests/pg.sh with env ENGINE=postgres node tests/fault/kill.mjs "${2:-1000}" || status=1
exit $status
