#!/usr/bin/env bash
# lib.sh: sourced by the shell tests. `is NAME EXPECTED ACTUAL`, `holds NAME TEXT PART`, `exits NAME CODE command...`
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
BUILD=${BUILD:-build}
motcua=$PWD/$BUILD/motcua
work=$(mktemp -d /tmp/motcua-shell.XXXXXX)
server=
failed=0
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; fi; rm -rf "$work"; exit $failed' EXIT

pass() { echo "ok $1"; }
flunk() { # NAME EXPLANATION
    echo "not ok $1"
    printf '%s\n' "$2" | head -n 20 | sed 's/^/# /'
    failed=1
}
is() { if [ "$2" = "$3" ]; then pass "$1"; else flunk "$1" "expected: $2
got:      $3"; fi; }
holds() { case "$2" in *"$3"*) pass "$1" ;; *) flunk "$1" "no \"$3\" in: $2" ;; esac; }
lacks() { case "$2" in *"$3"*) flunk "$1" "\"$3\" in: $2" ;; *) pass "$1" ;; esac; }
exits() { # NAME CODE command...
    local name=$1 code=$2 got=0 said
    shift 2
    said=$("$@" 2>&1 </dev/null) || got=$?
    if [ "$got" = "$code" ]; then pass "$name"; else flunk "$name" "exit $got instead of $code: $said"; fi
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

demo() { # DIR DOSSIERS: the demonstration province, accounts in DIR.json
    "$motcua" demo --data "$1" --dossiers "$2" --seed 1 --json >"$1.json"
}
account() { jq -r --arg role "$2" --arg what "$3" '[.accounts[] | select(.role == $role)][0][$what]' "$1.json"; } # DIR ROLE FIELD

serve() { # DIR [words for serve]: sets $server and $base, waits until it answers
    local port dir=$1 _
    shift
    port=$(free_port)
    base=http://127.0.0.1:$port
    "$motcua" serve --data "$dir" --listen "127.0.0.1:$port" "$@" >"$work/serve.log" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 200); do
        if curl -s -o /dev/null "$base/"; then return 0; fi
        if ! kill -0 "$server" 2>/dev/null; then break; fi
        sleep 0.1
    done
    flunk "serve starts" "$(tail -n 20 "$work/serve.log")"
    exit 1
}
unserve() {
    kill "${1:--TERM}" "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    server=
}
