#!/usr/bin/env bash
# A private PostgreSQL cluster for tests: own folder, own unix socket, no network, gone afterwards.
# As root it runs under the user postgres, for the server refuses root.
# usage: tests/pg.sh with CMD...           runs CMD with MOTCUA_PG (a fresh database) and MOTCUA_PG_DIR set, always stops
#        tests/pg.sh start DIR | stop DIR | createdb DIR NAME [TEMPLATE] (prints its address)
#        tests/pg.sh halt DIR              stops and keeps it for the next start
# PG_DURABLE=1 keeps fsync on (benches, kill tests).
set -eu
self=$(readlink -f "$0")
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ]; then
    echo "pg: no PostgreSQL server found; tools/install-deps.sh test installs it" >&2
    exit 2
fi
as=()
if [ "$(id -u)" -eq 0 ]; then as=(runuser -u postgres --); fi

start() {
    local dir=$1 durable=off
    mkdir -p "$dir"
    chmod 711 "$dir"
    if [ ${#as[@]} -gt 0 ]; then chown postgres "$dir"; fi
    if [ -n "${PG_DURABLE:-}" ]; then durable=on; fi
    cd "$dir"
    if [ ! -f "$dir/data/PG_VERSION" ]; then create "$dir" "$durable"; fi
    "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w -t 60 start >>"$dir.log" 2>&1 ||
        { cat "$dir.log" "$dir/server.log" >&2; exit 2; }
}

create() { # DIR DURABLE
    local dir=$1 durable=$2
    "${as[@]}" "$bin/initdb" -D "$dir/data" -U motcua -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir.log" 2>&1 ||
        { cat "$dir.log" >&2; exit 2; }
    "${as[@]}" tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
unix_socket_permissions = 0777
fsync = $durable
synchronous_commit = $durable
full_page_writes = $durable
max_connections = 100
shared_buffers = 256MB
logging_collector = off
CONF
}

stop() {
    cd /
    if [ -f "$1/data/postmaster.pid" ]; then "${as[@]}" "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true; fi
    rm -rf "$1" "$1.log"
}

halt() {
    cd /
    "${as[@]}" "$bin/pg_ctl" -D "$1/data" -m fast -w stop >/dev/null
}

createdb() {
    psql -q -X -h "$1" -U motcua -d postgres -c "CREATE DATABASE \"$2\" ${3:+TEMPLATE \"$3\"}" >/dev/null
    printf 'postgresql://motcua@/%s?host=%s\n' "$2" "$1"
}

with() {
    local dir status=0 address
    dir=$(mktemp -d /tmp/motcua-pg.XXXXXX)
    # shellcheck disable=SC2064
    trap "'$self' stop '$dir'" EXIT
    trap 'exit 130' INT TERM HUP
    (start "$dir")
    address=$(createdb "$dir" motcua)
    MOTCUA_PG=$address MOTCUA_PG_DIR=$dir "$@" || status=$?
    exit "$status"
}

word=${1:-}
if [ $# -gt 0 ]; then shift; fi
case "$word" in
with | start | stop | halt | createdb) "$word" "$@" ;;
*) sed -n '2,7s/^# \{0,1\}//p' "$self" >&2; exit 2 ;;
esac
