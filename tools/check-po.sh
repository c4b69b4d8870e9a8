#!/usr/bin/env bash
# The catalogue: valid PO, each vi.po with its en.po, the same keys, no empty or fuzzy text, every file in po.list.
set -eu
. "$(dirname "$0")/lib-check.sh"
keys() { msgattrib --no-obsolete "$1" 2>/dev/null | sed -n 's/^msgid "\(.\+\)"$/\1/p' | sort; }
{
    for vi in $(git ls-files -co --exclude-standard -- '*vi.po' | grep -vE '^tools/'); do
        en=${vi%vi.po}en.po
        if [ ! -f "$en" ]; then echo "$vi has no $en"; continue; fi
        for po in "$vi" "$en"; do
            msgfmt -c --check-domain -o /dev/null "$po" 2>&1 | grep -vE 'header field|missing in header|fatal error|charset' || true
            grep -nE '^#,.*fuzzy' "$po" | sed "s|^|$po:|" || true
            msgattrib --untranslated "$po" 2>/dev/null | sed -n "s|^msgid \"\(.\+\)\"$|$po: \1 has no text|p"
            if [ -f po.list ] && ! grep -qxF "$po" po.list; then echo "$po is not in po.list"; fi
        done
        diff <(keys "$vi") <(keys "$en") | sed -n "s|^< |$en lacks |p; s|^> |$vi lacks |p" || true
    done
} | finish po
