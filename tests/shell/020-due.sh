#!/usr/bin/env bash
# `motcua due` answers every vector of seed/deadline_vectors.json.
. "$(dirname "$0")/lib.sh"
while IFS=$'\t' read -r n start value unit mode policy due plain pauses; do
    words=(--start "$start" --for "$value $unit" --mode "${mode,,}")
    is_plain=$plain
    if [ "$is_plain" != - ]; then
        is "vector $n without its pauses" "$is_plain" "$("$motcua" due "${words[@]}" 2>&1)"
    fi
    if [ "$policy" != - ]; then words+=(--policy "$policy"); fi
    for pause in ${pauses//,/ }; do
        if [ "$pause" != - ]; then words+=(--pause "$pause"); fi
    done
    is "vector $n" "$due" "$("$motcua" due "${words[@]}" 2>&1)"
done < <(jq -r '.vectors[] | [.n, .start, .value, .unit, .mode, (.policy // "-" | ascii_downcase), .due, (.due_no_pause // "-"),
    ([.pauses[] | if type == "array" then join("..") else "\(.from)..\(.to)" end] | join(",") | if . == "" then "-" else . end)] | @tsv' seed/deadline_vectors.json)
