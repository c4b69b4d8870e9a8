#!/usr/bin/env bash
# What is seen of a signature: a picture and lines of text stand where they were asked for and upright, whichever way a page is
# turned, cropped and scaled; nothing else on the page changes; three signatures one over the other stay good; what cannot be
# shown is refused with no file left behind. Judged by mutool, poppler and qpdf.
. "$(dirname "$0")/lib.sh"
. tests/pki.sh
cd "$work" || exit 2

# Pictures; pages of every turn; and the judge of what was drawn.
cat >tool.py <<'PY'
import struct, sys, zlib

def png(path, w, h, pixel, kind=6):
    raw = b''.join(b'\0' + b''.join(bytes(pixel(x / w, y / h)) for x in range(w)) for y in range(h))
    chunk = lambda t, d: struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
    open(path, 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, kind, 0, 0, 0)) +
                           chunk(b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b''))

def pictures():
    # Quarters: red, green; blue, nothing.
    quarters = {(0, 0): (255, 0, 0, 255), (1, 0): (0, 255, 0, 255), (0, 1): (0, 0, 255, 255), (1, 1): (0, 0, 0, 0)}
    png('quarters.png', 40, 20, lambda x, y: quarters[int(x * 2), int(y * 2)])
    png('hand.png', 60, 24, lambda x, y: (0, 40, 170, 255) if abs(x - y) < .2 else (0, 0, 0, 0))
    png('seal.png', 80, 80, lambda x, y: (220, 0, 0, 200) if .15 < (x - .5) ** 2 + (y - .5) ** 2 < .25 else (0, 0, 0, 0))
    png('opaque.png', 4, 4, lambda x, y: (200, 0, 0), 2)
    png('clear.png', 4, 4, lambda x, y: (0, 0, 0, 0))
    png('large.png', 2100, 2000, lambda x, y: (0, 0, 0, 255))
    whole = open('seal.png', 'rb').read()
    open('cut.png', 'wb').write(whole[:len(whole) // 2])
    open('empty.png', 'wb')
    open('heavy.png', 'wb').write(whole + bytes(2 * 1024 * 1024))
    bomb = whole[:16] + struct.pack('>II', 2**31 - 1, 2**31 - 1) + whole[24:29]
    open('bomb.png', 'wb').write(bomb + struct.pack('>I', zlib.crc32(bomb[12:])) + whole[33:])

def pages(path, turn, unit):
    # The boxes and the turn stand above the page, which inherits them; the MediaBox has its corners the other way round.
    text = b'BT /F1 20 Tf 150 400 Td (Decision) Tj ET\n'
    objects = [b'<</Type /Catalog /Pages 2 0 R>>',
               b'<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [620 850 -20 -10] /CropBox [100 60 500.5 900] /Rotate %d>>' % turn,
               b'<</Type /Page /Parent 2 0 R /Contents 4 0 R /UserUnit %.1f /Resources <</Font <</F1 5 0 R>>>>>>' % unit,
               b'<</Length %d>>\nstream\n%sendstream' % (len(text), text),
               b'<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>']
    out, at = b'%PDF-1.6\n', []
    for i, o in enumerate(objects):
        at.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (i + 1, o)
    table = b''.join(b'%010d 00000 n \n' % a for a in at)
    open(path, 'wb').write(out + b'xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (table, len(out)))

def ppm(path):
    data = open(path, 'rb').read()
    magic, w, h, most, rest = data.split(maxsplit=4) if data[:2] == b'P6' else sys.exit('no picture')
    w, h = int(w), int(h)
    return w, h, data[-w * h * 3:]

def changed(before, after, x, y, w, h):
    # Where the two pictures differ, in words: all of it in the box, or not; millimetres at 144 dots an inch.
    k = 144 / 25.4
    width, height, old = ppm(before)
    _, _, new = ppm(after)
    rows = [i for i in range(0, len(new), width * 3) if old[i:i + width * 3] != new[i:i + width * 3]]
    where = [i // 3 for row in rows for i in range(row, row + width * 3, 3) if old[i:i + 3] != new[i:i + 3]]
    out = [p for p in where if not (x * k - 1.5 <= p % width <= (x + w) * k + .5 and y * k - 1.5 <= p // width <= (y + h) * k + .5)]
    return 'nothing changed' if not where else '%d outside' % len(out) if out else 'inside'

def quarters(path, x, y, w, h):
    # The colours in the middle of the four quarters of the box.
    k = 144 / 25.4
    width, _, data = ppm(path)
    names = {(255, 0, 0): 'red', (0, 255, 0): 'green', (0, 0, 255): 'blue', (255, 255, 255): 'white'}
    at = [int((y + h * j) * k) * width + int((x + w * i) * k) for j in (.25, .75) for i in (.25, .75)]
    return ' '.join(names.get(tuple(data[p * 3:p * 3 + 3]), str(tuple(data[p * 3:p * 3 + 3]))) for p in at)

def overlaps(path):
    # How many pixels are blue and red at once: ink seen through a seal.
    _, _, d = ppm(path)
    return sum(1 for i in range(0, len(d), 3) if d[i] > d[i + 1] + 60 and d[i + 2] > d[i + 1] + 20)

what, words = sys.argv[1], [float(w) if w.replace('.', '').isdigit() else w for w in sys.argv[2:]]
if what == 'pages':
    pages(words[0], int(words[1]), words[2])
else:
    said = {'pictures': pictures, 'changed': changed, 'quarters': quarters, 'overlaps': overlaps}[what](*words)
    print('' if said is None else said)
PY
tool() { python3 "$work/tool.py" "$@"; }
tool pictures
drawn() { # FILE PAGE [m]: FILE.m.ppm by mutool and FILE.p.ppm by poppler
    mutool draw -q -r 144 -o "$1.m.ppm" "$1" "$2" 2>/dev/null
    [ "${3:-}" = m ] || pdftoppm -q -r 144 -cropbox -f "$2" -l "$2" -singlefile "$1" "$1.p"
}
good() { pdfsig -no-ocsp "$1" 2>&1 | grep -c 'Signature Validation: Signature is Valid'; }
believe=(--trust "$pki/noi-bo.pem" --crl "$pki/none.crl")

# One picture on pages of every turn, cropped, inheriting, in another unit.
for page in 0/1 90/1 180/1 270/1 -90/1 0/2 90/1.5; do
    turn=${page%/*} unit=${page#*/} f=turned$turn-${page#*/}
    tool pages "$f.pdf" "$turn" "$unit"
    exits "turn $turn, unit $unit: signed" 0 "$motcua" sign "$f.pdf" "$f-1.pdf" --key "$person" --image quarters.png --at 30,12.5,40,20
    exits "turn $turn, unit $unit: qpdf finds no fault" 0 qpdf --check "$f-1.pdf"
    drawn "$f.pdf" 1
    drawn "$f-1.pdf" 1
    for reader in m p; do
        # poppler knows nothing of UserUnit: what it draws of such a page is that much smaller.
        box=$(awk -v u="$unit" -v r="$reader" 'BEGIN { u = r == "p" ? u : 1; print 30 / u, 12.5 / u, 40 / u, 20 / u }')
        # shellcheck disable=SC2086
        is "turn $turn, unit $unit, $reader: only the box changed" inside "$(tool changed "$f.pdf.$reader.ppm" "$f-1.pdf.$reader.ppm" $box)"
        # shellcheck disable=SC2086
        is "turn $turn, unit $unit, $reader: upright" "red green blue white" "$(tool quarters "$f-1.pdf.$reader.ppm" $box)"
    done
done

# A document as an office makes it: the person's hand, number and time, the seal over a third of the hand; every make of file.
qpdf --object-streams=generate plain.pdf streams.pdf
qpdf --linearize plain.pdf linear.pdf
qpdf --qdf plain.pdf qdf.pdf
head -c -1 plain.pdf >no-line-end.pdf
number="Số: 37/BC-UBND; 06/03/2025; 16:41:02 +07:00"
three() {
    "$motcua" sign "$1.pdf" "$1-1.pdf" --key "$person" --image hand.png --at 120,200,50,20 &&
        "$motcua" sign "$1-1.pdf" "$1-2.pdf" --key "$seal" --text "$number" --at 110,10,85,8 &&
        "$motcua" sign "$1-2.pdf" "$1-3.pdf" --key "$seal" --image seal.png --at 100,190,36,36
}
for make in plain streams linear qdf no-line-end; do
    exits "$make: hand, number, seal" 0 three "$make"
    is "$make: pdfsig finds three good signatures" 3 "$(good "$make-3.pdf")"
    exits "$make: qpdf finds no fault" 0 qpdf --check "$make-3.pdf"
    is "$make: our own judge" TOTAL-PASSED "$("$motcua" verify "$make-3.pdf" "${believe[@]}" --json | jq -r .verdict)"
    readers=$([ "$make" = plain ] && echo m p || echo m)
    for f in "$make" "$make-1" "$make-2" "$make-3"; do drawn "$f.pdf" 1 "$readers"; done
    for reader in $readers; do
        is "$make, $reader: the hand" inside "$(tool changed "$make.pdf.$reader.ppm" "$make-1.pdf.$reader.ppm" 120 200 50 20)"
        is "$make, $reader: the number" inside "$(tool changed "$make-1.pdf.$reader.ppm" "$make-2.pdf.$reader.ppm" 110 10 85 8)"
        is "$make, $reader: the seal" inside "$(tool changed "$make-2.pdf.$reader.ppm" "$make-3.pdf.$reader.ppm" 100 190 36 36)"
    done
done
exits "the hand is seen through the seal" 0 test "$(tool overlaps plain-3.pdf.m.ppm)" -gt 20
holds "the text reads right" "$(pdftotext plain-3.pdf -)" "$number"
lacks "its fonts are all embedded" "$(pdffonts plain-3.pdf | grep -v Times-Roman)" " no "

# Both, on another page; an opaque picture; a field that waits, which keeps its own place.
exits "picture and text" 0 "$motcua" sign plain.pdf both.pdf --key "$person" --image seal.png --text $'Ký bởi: Sở Nội vụ\nNgày ký: 06/03/2025' --at 100,200,80,20 --page 3
drawn plain.pdf 3 m
drawn both.pdf 3 m
is "stand in their box" inside "$(tool changed plain.pdf.m.ppm both.pdf.m.ppm 100 200 80 20)"
exits "an opaque picture" 0 "$motcua" sign plain.pdf opaque.pdf --key "$person" --image opaque.png --at 10,10,10,10
python3 - <<'PY'
import re
data = open('qdf.pdf', 'rb').read()
page, start = int(re.search(rb'(\d+) 0 obj\n<<(?:(?!endobj).)*/Type /Page\n', data, re.S)[1]), int(re.findall(rb'startxref\n(\d+)', data)[-1])
root, size = int(re.search(rb'/Root (\d+) 0 R', data)[1]), int(re.findall(rb'/Size (\d+)', data)[-1])
read = lambda n: re.search(rb'\n%d 0 obj\n(.*?)\nendobj' % n, data, re.S)[1]
new = {page: read(page)[:-2] + b'/Annots [%d 0 R]>>' % size, root: read(root)[:-2] + b'/AcroForm <</Fields [%d 0 R] /SigFlags 1>>>>' % size,
       size: b'<</Type /Annot /Subtype /Widget /FT /Sig /T (waiting) /F 2 /Rect [200 300 300 350] /P %d 0 R>>' % page}
out, table = data, b''
for n in sorted(new):
    table += b'%d 1\n%010d 00000 n \n' % (n, len(out))
    out += b'%d 0 obj\n%s\nendobj\n' % (n, new[n])
out += b'xref\n%strailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n' % (table, size + 1, root, start, len(out))
open('waiting.pdf', 'wb').write(out)
PY
exits "a field that waits" 0 "$motcua" sign waiting.pdf waited.pdf --key "$person" --image quarters.png --field waiting
is "is good" 1 "$(good waited.pdf)"
drawn waiting.pdf 1 m
drawn waited.pdf 1 m
is "is seen in its own place" inside "$(tool changed waiting.pdf.m.ppm waited.pdf.m.ppm 70.5 173.5 35.4 17.8)"
is "upright" "red green blue white" "$(tool quarters waited.pdf.m.ppm 70.5 173.5 35.4 17.8)"
is "and by our own judge" TOTAL-PASSED "$("$motcua" verify waited.pdf "${believe[@]}" --json | jq -r .verdict)"

# Refused, in words, with no file left.
refused() { # NAME CODE PART-OF-THE-SENTENCE words…
    local name=$1 code=$2 part=$3 said got=0
    shift 3
    rm -f out.pdf
    said=$("$motcua" sign plain.pdf out.pdf --key "$person" "$@" 2>&1) || got=$?
    is "$name: exit" "$code" "$got"
    holds "$name: says why" "$said" "$part"
    if [ -e out.pdf ] || [ -e out.pdf.part ]; then flunk "$name: leaves nothing" "a file is there"; else pass "$name: leaves nothing"; fi
}
refused "no PNG" 2 "no PNG" --image tool.py --at 10,10,50,20
refused "an empty picture" 2 "no PNG" --image empty.png --at 10,10,50,20
refused "half a picture" 2 "no PNG" --image cut.png --at 10,10,50,20
refused "too many pixels" 2 "4 million pixels" --image large.png --at 10,10,50,20
refused "too many bytes" 2 "2 MiB" --image heavy.png --at 10,10,50,20
refused "a size beyond all measure" 2 "cannot be shown" --image bomb.png --at 10,10,50,20
refused "nothing in the picture" 2 "nothing to be seen" --image clear.png --at 10,10,50,20
refused "no picture" 2 "nowhere.png" --image nowhere.png --at 10,10,50,20
refused "right of the page" 1 "wholly on the page" --image seal.png --at 190,10,50,20
refused "below the page" 1 "wholly on the page" --image seal.png --at 10,290,50,20
refused "left of the page" 1 "wholly on the page" --image seal.png --at=-1,10,50,20
refused "more than a quarter" 1 "larger than a quarter" --image seal.png --at 10,10,130,130
refused "a box without width" 1 "wholly on the page" --image seal.png --at 10,10,0,20
refused "no such page" 1 "no page" --image seal.png --at 10,10,50,20 --page 9
refused "three numbers" 2 "X,Y,W,H" --image seal.png --at 10,10,50
refused "no numbers" 2 "X,Y,W,H" --image seal.png --at 10,10,nan,20
refused "nowhere" 2 "say where" --image seal.png
refused "a place for nothing" 2 "needs --image or --text" --at 10,10,50,20
refused "a text too long" 1 "does not fit" --text "$number $number $number" --at 10,10,50,8
refused "a line too high" 1 "does not fit" --text "$number" --at 10,10,85,3
refused "letters no font has" 1 "no installed font" --text $'\U10FFFD' --at 10,10,50,20
refused "no UTF-8" 2 "not UTF-8" --text $'\xff' --at 10,10,50,20
refused "not beside a file" 2 "for a PDF" --text a --at 10,10,50,20 --format cades
