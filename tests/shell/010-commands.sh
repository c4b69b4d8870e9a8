#!/usr/bin/env bash
# The commands' common manners: --help, exit codes 0, 1, 2, one line on stderr for a fault.
. "$(dirname "$0")/lib.sh"
exits "--help" 0 "$motcua" --help
exits "--version" 0 "$motcua" --version
exits "no word" 2 "$motcua"
exits "unknown command" 2 "$motcua" fly
for command in serve demo due import user token verify backup restore; do
    exits "$command --help" 0 "$motcua" "$command" --help
    exits "$command --no-such-option" 2 "$motcua" "$command" --no-such-option
    said=$("$motcua" "$command" --no-such-option 2>&1 >/dev/null </dev/null)
    is "$command: a fault is one line on stderr" 1 "$(wc -l <<<"$said")"
done
is "due" 2021-06-10T17:00 "$("$motcua" due --start 2021-06-07T09:15 --for '3 WD')"
is "due --json" 2021-06-10T17:00 "$("$motcua" due --start 2021-06-07T09:15 --for '3 WD' --json | jq -r '.due')"
exits "due without --for" 2 "$motcua" due --start 2021-06-07T09:15
exits "due on a day that is none" 2 "$motcua" due --start 2021-02-30T09:15 --for '3 WD'
exits "due past the published calendar" 1 "$motcua" due --start 2099-06-07T09:15 --for '3 WD'
exits "verify journal of no data" 2 "$motcua" verify journal --data "$work/none"

demo "$work/data" 20
is "demo prints its accounts" true "$(jq '.accounts | length >= 10' "$work/data.json")"
for role in citizen business counter specialist head leader clerk reform inspector admin; do
    is "demo has a $role with login, password, token, agency" true \
        "$(jq --arg r $role '[.accounts[] | select(.role == $r)][0] | (.login and .password and .token and (.agency != null))' "$work/data.json")"
done
exits "a demonstration refuses to listen beyond loopback" 2 timeout 10 "$motcua" serve --data "$work/data" --listen 0.0.0.0:0
exits "verify journal of the demonstration" 0 "$motcua" verify journal --data "$work/data"
