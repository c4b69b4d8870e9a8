#!/usr/bin/env bash
# `make deb`: a Debian package of the release build with its systemd unit, at build-release/motcua_VERSION_ARCH.deb.
# The dependencies are the packages that own the libraries the program is linked with.
set -eu
cd "$(dirname "$0")/.."
tools/build.sh build-release
version=$(meson introspect --projectinfo build-release | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')
arch=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

install -D -m 755 -s build-release/motcua "$root/usr/bin/motcua"
install -D -m 644 tools/motcua.service "$root/lib/systemd/system/motcua.service"
for doc in README.md SECURITY.md VERIFY.md GLOSSARY.md; do
    if [ -f $doc ]; then install -D -m 644 $doc "$root/usr/share/doc/motcua/$doc"; fi
done
{ echo "License: GPL-3.0-or-later; the full text is in /usr/share/common-licenses/GPL-3."; } >"$root/usr/share/doc/motcua/copyright"
libraries=$(objdump -p build-release/motcua | sed -n 's/^ *NEEDED *//p')
depends=$(for l in $libraries; do readlink -f "$(ldconfig -p | sed -n "s|.*${l//./\\.} .*=> ||p" | head -n 1)"; done |
    sed 's|^|*|; s|^\*/usr||' | xargs -r dpkg -S 2>/dev/null | sed 's/:.*//' | sort -u | paste -sd,)
mkdir -p "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: motcua
Version: $version
Architecture: $arch
Maintainer: motcua maintainers <maintainers@localhost>
Section: web
Priority: optional
Depends: ${depends//,/, }, fonts-croscore, fonts-noto-core
Recommends: nginx | haproxy, unattended-upgrades
Description: the digital government of a province in one program
 One-stop shop, online public services, deadlines by working time, a journal that
 shows any change: for a province, its departments and its communes.
CONTROL
cat >"$root/DEBIAN/postinst" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    getent passwd motcua >/dev/null || useradd --system --home-dir /var/lib/motcua --shell /usr/sbin/nologin motcua
    if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
fi
SCRIPT
cat >"$root/DEBIAN/prerm" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl disable --now motcua.service || true; fi
SCRIPT
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm"
package=build-release/motcua_${version}_$arch.deb
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0) dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
