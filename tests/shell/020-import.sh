#!/usr/bin/env bash
# The catalogue comes in by the command: what differs is told before it is written, the same twice makes no version, a row that
# cannot be read is refused and named while the others come in.
. "$(dirname "$0")/lib.sh"
data=(--data "$work/data" --json)
import() { "$motcua" import "$@" "${data[@]}" 2>/dev/null; }
count() { jq -r "[.changes[] | select(.what == \"$2\")] | length" <<<"$1"; }

import agencies seed/agencies.json >/dev/null
import processes seed/processes.json >/dev/null
dry=$(import procedures seed/procedures.json --dry-run)
is "a dry run tells every procedure" "$(jq '.procedures | length' seed/procedures.json)" "$(count "$dry" new)"
first=$(import procedures seed/procedures.json)
is "the dry run wrote nothing: all are new" "$(count "$dry" new)" "$(count "$first" new)"
again=$(import procedures seed/procedures.json)
is "the same file again makes no version" "$(count "$first" new)" "$(count "$again" same)"

# One row a fault, and one row that is well changed.
spoil() { # NAME FILTER on the first procedure: it is refused
    jq ".procedures = [.procedures[0] | $2]" seed/procedures.json >"$work/bad.json"
    exits "$1 is refused" 1 "$motcua" import procedures "$work/bad.json" --from 2031-01-01 "${data[@]}"
    is "$1: the row is named" "$(jq -r '.procedures[0].code' "$work/bad.json") refused" \
        "$(import procedures "$work/bad.json" --from 2031-01-01 | jq -r '.changes[0] | "\(.code) \(.what)"')"
}
spoil "a code that is none" '.code = "1193"'
spoil "a procedure without a name" '.name = ""'
spoil "a time in a unit nobody knows" '.statutory.unit = "fortnight"'
spoil "a time that is no number" '.committed = {"unit": "working_day", "value": "three"}'
spoil "a time of nothing" '.committed = {"unit": "working_day", "value": 0}'
spoil "a closing hour that no day has" '.committed.cutoff = "25:00"'
spoil "an extra that is no number" '.committed.verify_extra = {"unit": "working_day", "value": null}'
spoil "a promise longer than the law" \
    '.statutory = {"unit": "working_day", "value": 3} | .committed = {"unit": "working_day", "value": 4}'
jq '.procedures = (.procedures[0:2] | .[0].code = "x" | .[1].name = "Tên mới")' seed/procedures.json >"$work/mixed.json"
mixed=$(import procedures "$work/mixed.json" --from 2031-01-01)
is "a refused row does not keep the others out" "1 1" "$(count "$mixed" refused) $(count "$mixed" changed)"
jq '.processes = [.processes[0] | .name = "over" | .steps[0].share = 60]' seed/processes.json >"$work/over.json"
exits "a process that shares out more than the whole" 1 "$motcua" import processes "$work/over.json" "${data[@]}"
exits "a file that is no JSON" 2 "$motcua" import procedures tests/shell/lib.sh "${data[@]}"
exits "no file" 2 "$motcua" import procedures "$work/none.json" "${data[@]}"
exits "the journal of all this is whole" 0 "$motcua" verify journal --data "$work/data"
