#!/bin/sh
# usage: tools/fuzz.sh SECONDS [TARGET...]
# Runs every fuzz target (or the named ones) for SECONDS on the corpus kept in tests/corpus/<name>/, one line each; exit 1
# on a finding, whose input then stands in build-fuzz/findings/. New inputs go to build-fuzz/corpus/<name>/; `tools/fuzz.sh
# merge` adds those that reach new code to the kept corpora.
set -eu
cd "$(dirname "$0")/.."
build=build-fuzz
usage='usage: tools/fuzz.sh SECONDS|merge [TARGET...]'
seconds=${1:?$usage}
shift

if [ ! -f $build/build.ninja ]; then
    CC=clang-14 meson setup $build -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 -Ddebug=true \
        -Dc_args=-fsanitize=fuzzer-no-link -Dc_link_args=-fsanitize=fuzzer-no-link >/dev/null
fi
targets=$(ninja -C $build -t targets all | sed -n 's/^fuzz_\([a-z0-9_]*\): .*/\1/p' | sort -u)
[ $# -gt 0 ] && targets=$*
ninja -C $build -j2 $(for t in $targets; do echo fuzz_"$t"; done) >$build/fuzz-build.log || { tail -30 $build/fuzz-build.log; exit 1; }

# The limit of one input is wide because it counts wall time on a busy machine. UBSan only reports unless told to stop; the arena's die() aborts, which libFuzzer takes as a finding.
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
export LSAN_OPTIONS=suppressions=tests/lsan.supp:print_suppressions=0
mkdir -p $build/findings
bad=0
for t in $targets; do
    kept=tests/corpus/$t new=$build/corpus/$t log=$build/fuzz-$t.log
    mkdir -p "$kept" "$new"
    if [ "$seconds" = merge ]; then
        $build/fuzz_"$t" -merge=1 -max_len=4096 "$kept" "$new" >"$log" 2>&1 || bad=1
        echo "fuzz $t: $(find "$kept" -type f | wc -l) kept"
        continue
    fi
    if $build/fuzz_"$t" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
        -artifact_prefix=$build/findings/"$t"- "$new" "$kept" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        cov=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
        echo "fuzz $t: ok, ${runs:-0} runs, ${cov:-0} edges"
    else
        bad=1
        echo "fuzz $t: FINDING, see $log and $build/findings/"
    fi
done
exit $bad
