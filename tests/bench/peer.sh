# peer.sh: sourced by bench.sh: Fossil, run beside us, where it is installed.

# The page of one ticket in Fossil, measured after each round of ours, so that each figure is also a ratio
# to something everybody can run and does not hang on how fast the machine is at that moment.
fossil_alone() { HOME=$PWD/$out USER=bench fossil "$@"; } # its settings of this machine's user are left alone
peer_serve() {
    if [ -n "$peer" ] || ! command -v fossil >/dev/null; then return 0; fi
    local port repository=$out/peer.fossil
    rm -f "$repository"
    fossil_alone new "$repository" >/dev/null
    for i in $(seq 20); do
        fossil_alone ticket add -R "$repository" title "Hồ sơ của Nguyễn Văn Anh $i" comment "nội dung $i" status Open >/dev/null
    done
    sqlite3 "$repository" "UPDATE user SET cap = 's' WHERE login = 'nobody'"
    port=$(free_port)
    peer_address=127.0.0.1:$port
    printf '# contains <html\nGET /tktview/%s HTTP/1.1\n' "$(sqlite3 "$repository" 'SELECT tkt_uuid FROM ticket LIMIT 1')" >"$out/peer.txt"
    HOME=$PWD/$out USER=bench "${pin_server[@]}" fossil server --localhost --port "$port" "$repository" >"$out/peer.log" 2>&1 </dev/null &
    peer=$!
    sleep 1
}

peer_round() { # WORK
    if [ -z "$peer" ]; then return 0; fi
    "${pin_load[@]}" "$load" --connect "$peer_address" --templates "$out/peer.txt" --connections 4 --requests 2000000 \
        --seconds 1 --seed 1 --tree "$peer" --name peer | jq -c --arg engine "$engine" --argjson size "$size" --arg beside "$1" \
        '. + {engine: $engine, size: $size, beside: $beside}' >>"$out/rows.json"
}
