#!/bin/sh
# Makes web/assets/noto-regular.woff2 and noto-bold.woff2: Noto Sans reduced to ASCII, the Vietnamese letters, the marks
# and signs our pages use. Needs the Debian packages fonts-noto-core, fonttools and python3-brotli; the result is
# committed, so a build never needs them.
set -eu
cd "$(dirname "$0")/.."
from=/usr/share/fonts/truetype/noto
letters='U+0020-007E,U+00A0,U+00AB,U+00B0,U+00B1,U+00B2,U+00B3,U+00B7,U+00BB,U+00C0-00C3,U+00C8-00CA,U+00CC,U+00CD,U+00D2-00D5,U+00D7,U+00D9,U+00DA,U+00DD'
letters="$letters,U+00E0-00E3,U+00E8-00EA,U+00EC,U+00ED,U+00F2-00F5,U+00F9,U+00FA,U+00FD,U+0102,U+0103,U+0110,U+0111,U+0128,U+0129,U+0168,U+0169"
letters="$letters,U+01A0,U+01A1,U+01AF,U+01B0,U+0300,U+0301,U+0303,U+0309,U+0323,U+1EA0-1EF9,U+2010-2015,U+2018-201D,U+2022,U+2026,U+2030,U+2039,U+203A,U+20AB,U+2190-2193,U+25B2,U+25BC,U+2212,U+2264,U+2265"
for weight in Regular Bold; do
    lower=$(echo "$weight" | tr 'RB' 'rb')
    pyftsubset "$from/NotoSans-$weight.ttf" --unicodes="$letters" --layout-features='kern,mark,mkmk,ccmp,tnum,lnum' --no-hinting \
        --flavor=woff2 --output-file="web/assets/noto-$lower.woff2"
done
ls -l web/assets/noto-*.woff2
