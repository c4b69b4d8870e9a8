# lib-check.sh: sourced by every check. A check writes its findings, one a line, into `finish NAME`, which turns them into
# one TAP case: "ok check-NAME", or "not ok check-NAME" with the findings behind "# ".
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8
folders="base format data core web systems app"
BUILD=${BUILD:-build}
ASAN=${ASAN:-build-asan}

finish() {
    local findings
    findings=$(grep -v '^$' | awk "NR <= 400")
    if [ -z "$findings" ]; then
        echo "ok check-$1"
        return 0
    fi
    echo "not ok check-$1: $(wc -l <<<"$findings") findings"
    sed 's/^/# /' <<<"$findings"
    return 1
}

skip() { # NAME REASON
    echo "ok check-$1 # SKIP $2"
    exit 0
}

c_files() { # tracked or new C sources and headers of the given folders
    git ls-files -co --exclude-standard -- "$@" 2>/dev/null | grep -E '\.[ch]$' ||
        find "$@" -name '*.[ch]' 2>/dev/null
}
