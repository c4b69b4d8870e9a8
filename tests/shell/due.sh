#!/usr/bin/env bash
# `motcua due`: every published vector through the program, then what it must refuse.
. "$(dirname "$0")/lib.sh"

vectors() { # one line a vector: number, due, then the arguments
    python3 - seed/deadline_vectors.json <<'PY'
import json, shlex, sys
for v in json.load(open(sys.argv[1]))["vectors"]:
    args = ["--start", v["start"], "--for", f'{v["value"]} {v["unit"]}']
    if v["mode"] != "-":
        args += ["--mode", v["mode"].lower()]
    for a, b in v["pauses"]:
        args += ["--pause", f"{a}..{b}"]
    if v["policy"]:
        args += ["--policy", v["policy"]]
    print(v["n"], v["due"], shlex.join(args))
PY
}

n=0
while read -r number due args; do
    eval "set -- $args"
    is "vector $number" "$due" "$("$motcua" due "$@" 2>&1)"
    n=$((n + 1))
done < <(vectors)
is "all vectors ran" 32 "$n"

is "joined values" 2021-06-10T17:00 "$("$motcua" due --start=2021-06-07T09:15 '--for=3 WD' --mode=EOD)"
is "policy none" 2021-06-21T17:00 "$("$motcua" due --start 2021-06-07T09:00 --for '10 WD' --pause 2021-06-10T10:00..2021-06-16T14:00 --policy none)"
is "seconds and a zone" 2021-06-10T17:00 "$("$motcua" due --start 2021-06-07T02:15:59Z --for '3 wd')"
is "24 November 2026" 2026-11-25T17:00 "$("$motcua" due --start 2026-11-23T09:00 --for '1 WD')"
is "json" '2021-06-25T17:00 2021-06-21T17:00 2021-06-07 False' "$("$motcua" due --json --start 2021-06-07T09:00 --for '10 WD' \
    --pause 2021-06-10T10:00..2021-06-16T14:00 | python3 -c 'import json, sys
v = json.load(sys.stdin)
print(v["due"], v["due_without_pauses"], v["day_0"], v["projected"])')"
holds "help" "$("$motcua" due --help)" "usage: motcua due"

# A projected year is usable and marked; the day after the last known one is refused in words.
is "projected" 2027-02-11T17:00 "$("$motcua" due --start 2027-02-03T09:00 --for '1 WD' 2>"$work/note")"
holds "projected is said" "$(cat "$work/note")" "projected"
holds "projected in json" "$("$motcua" due --json --start 2027-02-03T09:00 --for '1 WD' 2>/dev/null)" '"projected":true'
exits "past the calendar" 1 "$motcua" due --start 2027-12-30T09:00 --for '5 WD'
is "the refusal is one line" 1 "$("$motcua" due --start 2027-12-30T09:00 --for '5 WD' 2>&1 | wc -l)"
holds "the refusal names the day" "$("$motcua" due --start 2027-12-30T09:00 --for '5 WD' 2>&1)" 31/12/2027
exits "a year without data" 1 "$motcua" due --start 2031-06-07T09:15 --for '3 CD'
exits "before the calendar" 1 "$motcua" due --start 2019-06-07T09:15 --for '3 WD'
holds "refusal in json" "$("$motcua" due --json --start 2031-06-07T09:15 --for '3 WD' 2>/dev/null)" '"refused":"past_calendar"'

# A calendar of one's own.
cat >"$work/own.json" <<'JSON'
{"days": [{"date": "2030-06-10", "kind": "holiday", "name": "x", "certainty": "sourced"},
          {"date": "2030-06-15", "kind": "swap_work", "name": "y", "certainty": "sourced"}],
 "hours": [{"sessions": ["07:30-11:30", "13:30-17:30"]}]}
JSON
is "own calendar" 2030-06-11T17:30 "$("$motcua" due --start 2030-06-07T09:00 --for '1 WD' --calendar "$work/own.json")"
is "own working Saturday" 2030-06-15T17:30 "$("$motcua" due --start 2030-06-13T09:00 --for '2 WD' --calendar "$work/own.json")"
exits "own calendar ends" 1 "$motcua" due --start 2031-01-02T09:00 --for '1 WD' --calendar "$work/own.json"
echo '{"days": [{"date": "2030-02-30"}]}' >"$work/bad.json"
exits "bad calendar" 2 "$motcua" due --start 2030-06-07T09:00 --for '1 WD' --calendar "$work/bad.json"
exits "no such calendar" 2 "$motcua" due --start 2030-06-07T09:00 --for '1 WD' --calendar "$work/none.json"
exits "a folder is no calendar" 2 "$motcua" due --start 2030-06-07T09:00 --for '1 WD' --calendar "$work"

exits "no arguments" 2 "$motcua" due
exits "no term" 2 "$motcua" due --start 2021-06-07T09:15
exits "not an instant" 2 "$motcua" due --start 2021-06-31T09:15 --for '3 WD'
exits "unknown unit" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 XX'
exits "zero days" 2 "$motcua" due --start 2021-06-07T09:15 --for '0 WD'
exits "half a calendar day" 2 "$motcua" due --start 2021-06-07T09:15 --for '0.5 CD'
exits "unknown mode" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --mode noon
exits "unknown policy" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --policy maybe
exits "unknown option" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --sooner
exits "given twice" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --for '4 WD'
exits "value missing" 2 "$motcua" due --start 2021-06-07T09:15 --for
exits "pause without an end" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --pause 2021-06-08T09:00
exits "pause backwards" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --pause 2021-06-09T09:00..2021-06-08T09:00
exits "pause before the start" 2 "$motcua" due --start 2021-06-07T09:15 --for '3 WD' --pause 2021-06-01T09:00..2021-06-08T09:00
