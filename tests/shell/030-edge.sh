#!/usr/bin/env bash
# The edge before the HTTP library: malformed, huge and slow requests.
. "$(dirname "$0")/lib.sh"
demo "$work/data" 5
serve "$work/data"
node tests/wire/edge.mjs "${base##*:}" "$(account "$work/data" citizen token)" || failed=1
is "the server lives on" 200 "$(curl -s -o /dev/null -w '%{http_code}' "$base/")"
