# works.sh: sourced by bench.sh: the works themselves, on one running server ($engine, $size, $address, $accounts).

# Every page of a list, up to PAGES: the codes to the file codes, the cursors between to the file cursors.
sample() { # ROLE QUERY PAGES
    local after='' page
    : >"$out/codes"
    : >"$out/cursors"
    for _ in $(seq "$3"); do
        page=$(api "$1" "dossiers?limit=100$2${after:+&after=$after}")
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

# A signed-in officer's cookie, for pages.
cookie() { # ROLE
    local jar=$out/jar.$1 field login password
    rm -f "$jar"
    login=$(jq -r --arg r "$1" '[.accounts[] | select(.role == $r)][0].login' "$accounts")
    password=$(jq -r --arg r "$1" '[.accounts[] | select(.role == $r)][0].password' "$accounts")
    field=$(curl -s -c "$jar" "http://$address/sign-in" | sed -n 's/.*name="_t" value="\([^"]*\)".*/\1/p' | head -n 1)
    curl -s -o /dev/null -b "$jar" -c "$jar" --data-urlencode "_t=$field" --data-urlencode "login=$login" \
        --data-urlencode "password=$password" "http://$address/sign-in"
    awk '!/^# |^$/ { sub(/^#HttpOnly_/, ""); printf "%s%s=%s", sep, $6, $7; sep = "; " }' "$jar"
}

# What a 200 MB body costs the worker in memory while it streams, in MB (it is refused at its end: papers may be smaller).
upload() {
    local worker before most=0 kb
    worker=$(pgrep -P "$server" -x worker-0 || pgrep -P "$server" worker | head -n 1)
    anonymous() { awk '/^Anonymous:/ { print $2 }' "/proc/$worker/smaps_rollup"; }
    before=$(anonymous)
    head -c 200M /dev/zero | curl -s -o /dev/null -H "Authorization: Bearer $(token citizen)" -F 'dossier={}' \
        -F "paper.x=@-;filename=big.pdf" "http://$address/api/v1/dossiers" &
    while kill -0 $! 2>/dev/null; do
        kb=$(anonymous)
        if [ "$kb" -gt "$most" ]; then most=$kb; fi
        sleep 0.05
    done
    wait $! || true
    jq -nc --arg e "$engine" --argjson s "$size" --argjson m "$most" --argjson b "$before" \
        '{name: "upload", engine: $e, size: $s, mb: ((if $m > $b then $m - $b else 0 end) / 1024)}' >>"$out/rows.json"
}

# Processor milliseconds of the parser and of jobs, which feeds it.
background_ms() {
    for pid in $(pgrep -P "$server"); do
        case "$(cat "/proc/$pid/comm")" in parser | jobs) awk '{ print $14 + $15 }' "/proc/$pid/stat" ;; esac
    done | awk -v tick="$(getconf CLK_TCK)" '{ n += $1 } END { print n * 1000 / tick }'
}

# Waits until what the answers left to be done is done.
idle() {
    local before after
    for _ in $(seq 200); do
        before=$(background_ms)
        sleep 1.5
        after=$(background_ms)
        if [ "$((after - before))" -le 150 ]; then return 0; fi # a tenth of a core: on a busy host even waiting costs
    done
}

# What the background does for one paper that was just created, its page image most of all.
page_images() { # BEFORE: background_ms before the first create
    local before=$1 papers
    idle
    papers=$(jq -s --arg e "$engine" --argjson s "$size" \
        '[.[] | select(.name == "create" and .engine == $e and .size == $s) | .requests] | add * 2' "$out/rows.json")
    jq -nc --arg e "$engine" --argjson s "$size" --argjson n "$papers" --argjson ms "$(($(background_ms) - before))" \
        '{name: "image", engine: $e, size: $s, ms: (if $n > 0 then $ms / $n else null end)}' >>"$out/rows.json"
}

# The newest dossiers that wait to be accepted, cut into one list a round.
sample_new() {
    local after='' page
    : >"$out/new"
    for _ in $(seq 400); do
        page=$(api counter "dossiers?limit=100${after:+&after=$after}")
        jq -r '.items[] | select(.state == 1) | [.code, .version] | @tsv' <<<"$page" >>"$out/new"
        after=$(jq -r '.next // ""' <<<"$page")
        if [ -z "$after" ]; then break; fi
    done
    split -n "l/$rounds" -d -a 1 "$out/new" "$out/new."
}

works() {
    local bearer inspector
    bearer="Authorization: Bearer $(token counter)"
    inspector="Authorization: Bearer $(token inspector)"
    idle
    memory
    sample counter '' 200

    printf '# contains <main\nGET /desk/dossiers/{pick:codes.0} HTTP/1.1\nCookie: %s\n' "$(cookie counter)" >"$out/page.txt"
    measure page 16 "$out/page.txt" --list "codes=$out/codes"

    printf '# contains "papers"\nGET /api/v1/dossiers/{pick:codes.0} HTTP/1.1\n%s\n' "$bearer" >"$out/api.txt"
    measure api 16 "$out/api.txt" --list "codes=$out/codes"

    # The province's whole list, as the inspector sees it.
    printf '# contains "due_at"\nGET /api/v1/dossiers?due_before=2099-01-01&limit=25 HTTP/1.1\n%s\n' "$inspector" >"$out/list.txt"
    measure list 16 "$out/list.txt"

    sample inspector '&due_before=2099-01-01' 40

    printf '# contains "due_at"\nGET /api/v1/dossiers?due_before=2099-01-01&limit=25&after={pick:cursors.0} HTTP/1.1\n%s\n' "$inspector" >"$out/next.txt"
    measure next 16 "$out/next.txt" --list "cursors=$out/cursors"

    printf '# contains "code"\nGET /api/v1/dossiers?q=nguyen%%20van%%20anh&limit=25 HTTP/1.1\n%s\n' "$inspector" >"$out/find.txt"
    measure find 1 "$out/find.txt"

    node tests/bench/create.mjs "http://$address" "$(token citizen)" >"$out/create.txt"
    local before_images
    before_images=$(background_ms)
    measure create 64 "$out/create.txt"
    if wanted create && wanted image; then page_images "$before_images"; fi

    if wanted step; then sample_new; fi
    printf 'POST /api/v1/dossiers/{next:new.0}/moves/accept HTTP/1.1\n%s\nIf-Match: "{next:new.1}"\nContent-Type: application/json\n\n{}\n' "$bearer" >"$out/step.txt"
    measure step 64 "$out/step.txt" --list "new=$out/new.@round@"

    if wanted upload; then upload; fi
}
