#!/usr/bin/env bash
# What `make test` runs: every suite, on SQLite and on a private PostgreSQL, two suites at a time.
# A suite is a command that prints "ok NAME" or "not ok NAME" a case (TAP), with "# ..." lines after a failure to explain it.
# usage: tests/run.sh [SUITE...]     closes with "N passed, M failed[, K skipped]"; exit 1 when M > 0 or N is 0
set -u
self=$(readlink -f "$0")
cd "$(dirname "$self")/.." || exit 2
export LC_ALL=C.UTF-8 TZ=UTC
logs=build/test-logs
began=$SECONDS

if [ -z "${MOTCUA_PG_DIR:-}" ]; then
    exec tests/pg.sh with "$self" "$@"
fi

# name, longest time in seconds, command
# The longest first, for two run side by side. The journeys run here on SQLite; `tests/browser/run.sh` alone runs both databases.
suites=(
    "browser|3600|tests/browser/run.sh sqlite"
    "shell|3000|tests/shell.sh build"
    "unit-sqlite|900|tests/unit.sh build-asan sqlite"
    "unit-postgres|900|tests/unit.sh build-asan postgres"
    "check|900|tools/check.sh ctx fuzz generated headers layers licences po room-shape style text urls" # `make check` runs clang's too
    "fuzz|1200|tests/fuzz.sh 3" # `make fuzz` runs each for a minute
    "kill|1800|tests/kill.sh build" # 1,000 acknowledgements on each of the two databases
)

build() {
    if tools/build.sh "$1" >"$logs/$1.log" 2>&1; then
        echo "ok $1" >"$logs/$1.tap"
    else
        { echo "not ok $1"; sed 's/^/# /' "$logs/$1.log"; } >"$logs/$1.tap"
    fi
    report "$1"
}

report() { # one line a suite when it ends
    local name=$1 tap=$logs/$1.tap
    printf '%-14s %5d passed %3d failed  (%d s)\n' "$name" "$(passed "$tap")" "$(failed "$tap")" $((SECONDS - began))
}
passed() { grep -E '^ok ' "$@" | grep -vcE '# SKIP'; }
failed() { grep -cE '^not ok ' "$@"; }

run_suite() {
    local name=$1 limit=$2 status=0
    shift 2
    timeout -k 10 "$limit" "$@" >"$logs/$name.log" 2>&1 </dev/null || status=$?
    grep -E '^(ok|not ok|#) ' "$logs/$name.log" >"$logs/$name.tap"
    if [ "$status" -ne 0 ] && [ "$(failed "$logs/$name.tap")" -eq 0 ]; then
        { echo "not ok $name ended with $status"; tail -n 25 "$logs/$name.log" | sed 's/^/# /'; } >>"$logs/$name.tap"
    elif ! grep -qE '^(not )?ok ' "$logs/$name.tap"; then
        echo "not ok $name ran no test" >>"$logs/$name.tap"
    fi
    report "$name"
}

mkdir -p "$logs"
rm -f "$logs"/*.tap "$logs"/*.log
build build
build build-asan

for row in "${suites[@]}"; do
    IFS='|' read -r name limit command <<<"$row"
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
    if [ ! -x "${command%% *}" ]; then echo "not ok $name is missing: ${command%% *}" >"$logs/$name.tap"; continue; fi
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    # shellcheck disable=SC2086
    run_suite "$name" "$limit" $command &
done
wait

cat "$logs"/*.tap >"$logs/all"
echo
awk '/^not ok /{show = 1} /^ok /{show = 0} show' "$logs/all"
grep -E '^ok .*(# SKIP|at the second try)' "$logs/all"
p=$(passed "$logs/all") f=$(failed "$logs/all") s=$(grep -cE '^ok .*# SKIP' "$logs/all")
echo "(logs: $logs; $((SECONDS - began)) s)"
if [ "$s" -gt 0 ]; then echo "$p passed, $f failed, $s skipped"; else echo "$p passed, $f failed"; fi
[ "$f" -eq 0 ] && [ "$p" -gt 0 ]
