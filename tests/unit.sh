#!/usr/bin/env bash
# Runs every unit test that meson knows in BUILD, one TAP line a case.
# usage: tests/unit.sh BUILD sqlite|postgres      postgres: only programs that read MOTCUA_PG, each on a fresh database
set -eu
cd "$(dirname "$0")/.."
build=$1 engine=$2
export CMOCKA_MESSAGE_OUTPUT=TAP GOLDEN_BUILD=$PWD/$build # meson names the generators from there
export ASAN_OPTIONS=abort_on_error=0:detect_leaks=1:strict_string_checks=1:allocator_may_return_null=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

run_one() {
    local name=$1 status=0
    shift
    timeout -k 5 180 "$@" >"$log" 2>&1 </dev/null || status=$?
    if grep -qE '^(not )?ok [0-9]+' "$log"; then
        # cmocka writes a skipped case as "not ok N # SKIP name"
        sed -nE -e "s|^not ok [0-9]+ # SKIP (.*)|ok unit-$engine/$name/\1 # SKIP|p; t" -e '/^not ok -/d; /^1\.\./d' \
            -e "s|^((not )?ok) [0-9]+ -? ?|\1 unit-$engine/$name/|p; t" -e 's|^|# |p' "$log"
        if [ "$status" -eq 0 ] || grep -qE '^not ok [0-9]+ - ' "$log"; then return 0; fi
    elif grep -qE '^[a-z]+: [0-9]+ passed, [0-9]+ failed$' "$log"; then # tools/golden.sh
        sed -nE "s|^FAILED (.*)|not ok unit-$engine/golden/\1|p" "$log"
        for i in $(seq "$(sed -nE 's/^[a-z]+: ([0-9]+) passed.*/\1/p' "$log")"); do echo "ok unit-$engine/$name/$i"; done
        grep -vE '^FAILED' "$log" | sed 's/^/# /'
        return 0
    elif [ "$status" -eq 0 ]; then
        echo "ok unit-$engine/$name"
        return 0
    fi
    echo "not ok unit-$engine/$name ended with $status"
    tail -n 60 "$log" | sed 's/^/# /'
}

meson introspect --tests "$build" |
    jq -r '.[] | @sh "\(.name) env \([.env | to_entries[] | "\(.key)=\(.value)"]) \(.cmd)"' >"$log.list"
trap 'rm -f "$log" "$log.list"' EXIT
while read -r line; do
    declare -a words
    eval "words=($line)"
    name=${words[0]}
    program=${words[-1]}
    for w in "${words[@]:2}"; do if [[ $w != *=* ]]; then program=$w; break; fi; done
    if [ "$engine" = postgres ]; then
        if ! grep -q MOTCUA_PG "$program"; then continue; fi
        MOTCUA_PG=$(tests/pg.sh createdb "$MOTCUA_PG_DIR" "unit_$name")
        export MOTCUA_PG
    else
        unset MOTCUA_PG
    fi
    run_one "$name" "${words[@]:1}"
done <"$log.list"
