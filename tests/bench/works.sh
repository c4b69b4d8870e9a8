# works.sh: sourced by bench.sh: the works themselves, on one running server ($engine, $size, $address, $accounts).

# "file" for the templates that need a bearer token
template() { # NAME: reads a template from stdin, puts tokens in, prints where it stands
    sed "s/@counter@/$(token counter)/; s/@citizen@/$(token citizen)/; s/@inspector@/$(token inspector)/" >"$out/$1.txt"
    echo "$out/$1.txt"
}

# The codes, versions and states of up to 2,000 dossiers within the counter's reach, and the cursors of the pages between.
sample_dossiers() {
    local after='' page
    : >"$out/codes"
    : >"$out/cursors"
    for _ in $(seq 20); do
        page=$(api counter "dossiers?limit=100${after:+&after=$after}")
        jq -r '.items[] | [.code, .version, .state] | @tsv' <<<"$page" >>"$out/codes"
        after=$(jq -r '.next // ""' <<<"$page")
        if [ -z "$after" ]; then break; fi
        echo "$after" >>"$out/cursors"
    done
}

memory() { # NAME: MB of all processes, and of the worker
    local pids total=0 worker=0 kb
    pids=$(pgrep -P "$server" || true)
    for pid in $server $pids; do
        kb=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")
        total=$((total + kb))
        case "$(cat "/proc/$pid/comm")" in worker*) worker=$kb ;; esac
    done
    jq -nc --arg e "$engine" --argjson s "$size" --argjson t "$total" '{name: "memory", engine: $e, size: $s, mb: ($t / 1024)}' >>"$out/rows.json"
    jq -nc --arg e "$engine" --argjson s "$size" --argjson t "$worker" '{name: "worker", engine: $e, size: $s, mb: ($t / 1024)}' >>"$out/rows.json"
}

works() {
    local code procedure
    memory
    sample_dossiers

    measure api 16 "$(template api <<'END'
GET /api/v1/dossiers/{pick:codes.0} HTTP/1.1
Authorization: Bearer @counter@
END
)" --list "codes=$out/codes"

    measure list 16 "$(template list <<'END'
GET /api/v1/dossiers?limit=25 HTTP/1.1
Authorization: Bearer @counter@
END
)"

    measure next 16 "$(template next <<'END'
GET /api/v1/dossiers?limit=25&after={pick:cursors.0} HTTP/1.1
Authorization: Bearer @counter@
END
)" --list "cursors=$out/cursors"

    measure find 1 "$(template find <<'END'
# contains Anh
GET /api/v1/dossiers?q=nguyen%20van%20anh&limit=25 HTTP/1.1
Authorization: Bearer @inspector@
END
)"
}
