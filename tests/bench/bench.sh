#!/usr/bin/env bash
# `make bench`: the works of the house, measured on this machine, and docs/measured.md written from it.
# The main figure is requests a core-second: 1,000,000 divided by the processor microseconds of all server processes for one
# request (user and system, from /proc), which moves less than wall clock with what else the machine does. Medians of ROUNDS
# rounds; beside them the best round, which is nearest to a machine left alone.
# usage: tests/bench/bench.sh            100,000 dossiers on SQLite, some minutes
#        BENCH=full tests/bench/bench.sh 100,000 and 1,000,000 on SQLite and PostgreSQL, hours
# Each can be set alone: SIZES="100000 1000000" ENGINES="sqlite postgres" ROUNDS=5 SECONDS_EACH=2 KEEP=DIR WRITE=FILE
# SIZES_POSTGRES: other sizes for that engine, whose databases take longer to fill
# WORKS="page list" measures those alone (page api list next find create image step upload)
# KEEP holds the filled databases for the next time (default /var/tmp/motcua-bench); each run works on a copy.
set -eu
cd "$(dirname "$0")/../.."
if [ "${BENCH:-}" = full ]; then
    SIZES=${SIZES:-100000 1000000} ENGINES=${ENGINES:-sqlite postgres} SECONDS_EACH=${SECONDS_EACH:-5}
fi
sizes=${SIZES:-100000}
engines=${ENGINES:-sqlite}
rounds=${ROUNDS:-5}
each=${SECONDS_EACH:-2}
write=${WRITE:-docs/measured.md}
keep=${KEEP:-/var/tmp/motcua-bench}
out=tests/bench/out
motcua=$PWD/build-release/motcua
load=$PWD/build-release/load
mkdir -p "$out" "$keep"
tools/build.sh build-release
gcc -std=c17 -O2 -Wall -Wextra -Wconversion -o "$load" tests/bench/load.c
: >"$out/rows.json"

WRITES_LEAST=8 # seconds: 64 clients write together, and on a slow disk an answer to the last of them takes its time

server='' pg='' peer=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    if [ -n "$peer" ]; then kill "$peer" 2>/dev/null || true; fi
    if [ -n "$pg" ]; then tests/pg.sh halt "$pg"; fi
    rm -rf "$keep/run"
}
trap finish EXIT
trap 'exit 130' INT TERM

# ---- the server on one core, the client on the other, where there are two ----
pin_server=() pin_load=()
if [ "$(nproc)" -ge 2 ]; then pin_server=(taskset -c 0) pin_load=(taskset -c 1); fi

# The filled database, from KEEP when it was made before, and a copy of it to work on; sets $place and $accounts.
fill() { # ENGINE SIZE
    local dir=$keep/$1-$2 original=() name=bench_$2
    accounts=$dir/accounts.json
    mkdir -p "$dir"
    if [ "$1" = postgres ] && [ -z "$pg" ]; then
        pg=$keep/postgres
        PG_DURABLE=1 tests/pg.sh start "$pg"
    fi
    if [ ! -s "$accounts" ]; then
        rm -rf "$dir/data"
        original=(--data "$dir/data")
        if [ "$1" = postgres ]; then
            dropdb --if-exists -h "$pg" -U motcua "$name"
            original+=(--db "$(tests/pg.sh createdb "$pg" "$name")")
        fi
        echo "filling $1 with $2 dossiers ..." >&2
        local began=$SECONDS
        "$motcua" demo "${original[@]}" --dossiers "$2" --seed 1 --json >"$accounts.new"
        mv "$accounts.new" "$accounts"
        echo "filled in $((SECONDS - began)) s" >&2
    fi
    rm -rf "$keep/run"
    cp -a "$dir/data" "$keep/run"
    place=(--data "$keep/run")
    if [ "$1" = postgres ]; then
        dropdb --if-exists -h "$pg" -U motcua run
        place+=(--db "$(tests/pg.sh createdb "$pg" run "$name")")
        psql -q -X -h "$pg" -U motcua -d run -c 'VACUUM ANALYZE' # as a server at rest has done by itself
    fi
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
serve() {
    local port
    port=$(free_port)
    address=127.0.0.1:$port
    "${pin_server[@]}" "$motcua" serve "${place[@]}" --listen "$address" --workers 1 >"$out/serve.log" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 200); do
        if curl -s -o /dev/null "http://$address/"; then peer_serve; return 0; fi
        sleep 0.1
    done
    tail -n 5 "$out/serve.log" >&2
    exit 2
}
unserve() { kill "$server"; wait "$server" 2>/dev/null || true; server=''; }

token() { jq -r --arg r "$1" '[.accounts[] | select(.role == $r)][0].token' "$accounts"; }
api() { curl -sf -H "Authorization: Bearer $(token "$1")" "http://$address/api/v1/$2"; }

wanted() { [[ -z "${WORKS:-}" || " $WORKS " == *" $1 "* ]]; }

tree=()
measure() { # WORK CONNECTIONS TEMPLATE [words for load...]: one row in rows.json for each round
    local work=$1 connections=$2 template=$3 seconds=$each
    shift 3
    if [ "$connections" -ge 64 ] && [ "$seconds" -lt "$WRITES_LEAST" ]; then seconds=$WRITES_LEAST; fi
    if ! wanted "$work"; then return 0; fi
    tree=(--tree "$server")
    if [ "$work" = create ]; then tree+=(--without parser --without jobs); fi # what they do later has a line of its own
    if [ "$engine" = postgres ]; then tree+=(--tree "$(head -n 1 "$pg/data/postmaster.pid")"); fi
    for round in $(seq 0 $((rounds - 1))); do
        "${pin_load[@]}" "$load" --connect "$address" --templates "$template" --connections "$connections" --requests 2000000 \
            --seconds "$seconds" --seed "$RANDOM$RANDOM" "${tree[@]}" --name "$work" "${@//@round@/$round}" |
            jq -c --arg engine "$engine" --argjson size "$size" --arg load "$(cut -d ' ' -f 1 /proc/loadavg)" \
                '. + {engine: $engine, size: $size, load: ($load | tonumber)}' | tee -a "$out/rows.json" |
            jq -r '"\(.engine) \(.size) \(.name): \(.rps) r/s, \(.cpu_us) us, p95 \(.p95_us) us, wrong \(.wrong) \(.first_wrong[0:80])"' >&2
        peer_round "$work"
    done
}

. tests/bench/works.sh
. tests/bench/peer.sh

for engine in $engines; do
    if [ "$engine" = postgres ]; then sizes=${SIZES_POSTGRES:-$sizes}; fi
    for size in $sizes; do
        fill "$engine" "$size"
        serve
        works
        unserve
    done
done

node tests/bench/table.mjs "$out/rows.json" "$(git rev-parse --short HEAD 2>/dev/null || true)" | tee "$write"
