#!/usr/bin/env bash
# Filing on the pages, without a script and as the script does it, on both databases.
cd "$(dirname "$0")/../.." || exit 2
export MOTCUA=$PWD/${BUILD:-build}/motcua DEMO_DOSSIERS=10
status=0
ENGINE=sqlite node tests/wire/filing.mjs || status=1
if [ -n "${MOTCUA_PG_DIR:-}" ]; then
    ENGINE=postgres node tests/wire/filing.mjs || status=1
else
    tests/pg.sh with env ENGINE=postgres node tests/wire/filing.mjs || status=1
fi
exit $status
