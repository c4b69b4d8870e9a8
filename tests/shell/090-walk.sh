#!/usr/bin/env bash
# Routes x roles x own, foreign and missing dossiers, on both databases.
cd "$(dirname "$0")/../.." || exit 2
export MOTCUA=$PWD/${BUILD:-build}/motcua DEMO_DOSSIERS=10
status=0
ENGINE=sqlite node tests/wire/walk.mjs || status=1
if [ -n "${MOTCUA_PG_DIR:-}" ]; then
    ENGINE=postgres node tests/wire/walk.mjs || status=1
else
    tests/pg.sh with env ENGINE=postgres node tests/wire/walk.mjs || status=1
fi
exit $status
