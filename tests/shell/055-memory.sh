#!/usr/bin/env bash
# An upload of 200 MB does not grow the worker that takes it.
. "$(dirname "$0")/lib.sh"
demo "$work/data" 5
token=$(account "$work/data" citizen token)
serve "$work/data"
worker=$(for p in $(pgrep -P "$server"); do if grep -q worker "/proc/$p/comm"; then echo "$p"; fi; done | head -n 1)
upload() { # MEGABYTES: the status
    { printf '%%PDF-1.4\n'; head -c "$(($1 << 20))" /dev/zero; } | curl -s -o /dev/null -w '%{http_code}' -m 120 -H "Authorization: Bearer $token" \
        -F 'dossier={"procedure":"1.001193","owner":{"name":"Lò Thị Lớn"},"answers":{}}' -F "paper.p1=@-;type=application/pdf;filename=to.pdf" "$base/api/v1/dossiers"
}
memory() { sed -nE "s/^$1:[^0-9]*([0-9]+) kB/\1/p" "/proc/$worker/status"; }
upload 2 >/dev/null # what every first request of this kind needs
upload 2 >/dev/null
echo 5 >"/proc/$worker/clear_refs" # the peak is counted anew
before=$(memory VmRSS)
status=$(upload 200)
peak=$(memory VmHWM)
is "200 MB are taken in and then judged" 422 "$status"
echo "# worker: $before kB before, $peak kB at most"
is "the worker grew by less than 5 MB" true "$([ $((peak - before)) -lt 5120 ] && echo true)"
for _ in $(seq 50); do # the answer goes out before the request is cleared away
    if [ -z "$(find "$work/data/files" -type f -size +10M)" ]; then break; fi
    sleep 0.1
done
is "nothing of it is left in the file store" 0 "$(find "$work/data/files" -type f -size +10M | wc -l)"
is "the worker is the same process" "$worker" "$(pgrep -P "$server" | grep -x "$worker")"
