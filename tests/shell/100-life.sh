#!/usr/bin/env bash
# The life of a dossier over the API, on both databases.
cd "$(dirname "$0")/../.." || exit 2
export MOTCUA=$PWD/${BUILD:-build}/motcua DEMO_DOSSIERS=30
status=0
ENGINE=sqlite node tests/wire/life.mjs || status=1
if [ -n "${MOTCUA_PG_DIR:-}" ]; then
    ENGINE=postgres node tests/wire/life.mjs || status=1
else
    tests/pg.sh with env ENGINE=postgres node tests/wire/life.mjs || status=1
fi
exit $status
