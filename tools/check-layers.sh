#!/usr/bin/env bash
# Includes go downwards only, in the order of ARCHITECTURE.md; rooms never include one another; rules.c is pure.
set -eu
. "$(dirname "$0")/lib-check.sh"
# shellcheck disable=SC2086
c_files $folders tools | xargs grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' | awk -F: '
BEGIN {
    n = split("base format data core web systems app", order, " ")
    for (i = 1; i <= n; i++) rank[order[i]] = i
    rank["tools"] = 1
}
{
    file = $1; line = $2; inc = $0
    sub(/^[^"]*"/, "", inc); sub(/".*$/, "", inc)
    split(file, f, "/"); split(inc, i2, "/")
    where = file ":" line ": "
    if (inc ~ /\.\./) print where "includes by a relative path: " inc
    if (!(i2[1] in rank) || index(inc, "/") == 0) {
        if (file ~ /\/rules\.c$/ && inc ~ /_pages\.h$/) print where "rules see no pages"
        next
    }
    if (f[1] == "base" && i2[1] != "base") print where "base sees only libc, not " inc
    else if (f[1] == "tools" && i2[1] != "base" && i2[1] != "tools") print where "tools see only base, not " inc
    else if (rank[i2[1]] > rank[f[1]]) print where f[1] "/ may not see " inc
    if (f[1] == "systems" && i2[1] == "systems" && f[2] != i2[2]) print where "a room may not see another room: " inc
    if (file ~ /\/rules\.c$/ && i2[1] != "base" && i2[1] != "core" && !(i2[1] == f[1] && i2[2] == f[2]))
        print where "rules.c sees only core, base and its own room, not " inc
}' | finish layers
