#!/usr/bin/env bash
# motcua sign: a PDF of each make is signed three times (RSA, P-256, RSASSA-PSS), and programs that know nothing of ours find
# each signature good and the file well formed; detached signatures; what is refused, with no file left behind.
. "$(dirname "$0")/lib.sh"
. tests/pki.sh
cd "$work" || exit 2

# Files of several makes from one that mutool draws.
qpdf --object-streams=generate plain.pdf streams.pdf
qpdf --linearize plain.pdf linear.pdf
qpdf --linearize --object-streams=generate plain.pdf linear-streams.pdf
qpdf --qdf plain.pdf qdf.pdf
head -c -1 plain.pdf >no-line-end.pdf

good() { pdfsig -no-ocsp "$1" 2>&1 | grep -c 'Signature Validation: Signature is Valid'; }
three() { # NAME: signed by a person, a seal, and a person with PSS, one on top of the other
    "$motcua" sign "$1.pdf" "$1-1.pdf" --key "$person" --reason "Phê duyệt" && "$motcua" sign "$1-1.pdf" "$1-2.pdf" --key "$seal" &&
        "$motcua" sign "$1-2.pdf" "$1-3.pdf" --key "p12:$pki/person.p12" --pin-file pin --pss --page 2
}
for make in plain streams linear linear-streams qdf no-line-end; do
    exits "$make: signed three times" 0 three "$make"
    is "$make: pdfsig finds three good signatures" 3 "$(good "$make-3.pdf")"
    holds "$make: the last covers the whole file" "$(pdfsig -no-ocsp "$make-3.pdf" 2>&1 | tail -n 4)" "Total document signed"
    exits "$make: qpdf finds no fault" 0 qpdf --check "$make-3.pdf"
    exits "$make: what was signed first still stands" 0 cmp -n "$(stat -c %s "$make-1.pdf")" "$make-1.pdf" "$make-3.pdf"
done
holds "mutool agrees about the seal" "$(mutool sign -v plain-2.pdf 2>&1)" "unchanged since signing"
holds "the name reads right" "$(pdfsig -no-ocsp plain-1.pdf 2>&1)" "Nguyễn Văn Ký"

# An empty field that waits for its signer is taken by its name, once.
"$motcua" sign plain.pdf field.pdf --key "$person" --field "Người ký"
holds "a field of a name is made" "$(pdfsig -no-ocsp field.pdf 2>&1)" "Người ký"
exits "and not signed twice" 1 "$motcua" sign field.pdf twice.pdf --key "$seal" --field "Người ký"

# PAdES: no signing time in the CMS, the certificate's hash in it; the curve and PSS as the standards name them.
contents() { # FILE: the CMS of its first signature
    python3 - "$1" <<'PY'
import re, sys
data = open(sys.argv[1], 'rb').read()
cms = bytes.fromhex(re.findall(rb'/Contents <([0-9a-f]+)>', data)[-1].decode())
n = cms[1] & 0x7f
sys.stdout.buffer.write(cms[:2 + n + int.from_bytes(cms[2:2 + n], 'big')])
PY
}
contents plain-1.pdf >first.der
parsed=$(openssl asn1parse -inform DER -in first.der)
lacks "no signing time" "$parsed" signingTime
holds "the certificate is named" "$parsed" signingCertificateV2
contents plain-3.pdf >third.der
holds "RSASSA-PSS" "$(openssl asn1parse -inform DER -in third.der)" rsassaPss
contents plain-2.pdf >second.der
holds "ECDSA" "$(openssl asn1parse -inform DER -in second.der)" ecdsa-with-SHA256

# Any file, detached.
printf 'Kính gửi\n' >letter.txt
exits "a letter is signed beside it" 0 "$motcua" sign letter.txt letter.p7s --key "$person" --format cades
exits "openssl finds it good as CAdES" 0 openssl cms -verify -cades -binary -inform DER -in letter.p7s -content letter.txt -CAfile "$pki/root.pem" -purpose any -out /dev/null
printf 'Kính gửi!\n' >other.txt
exits "and not for another letter" 4 openssl cms -verify -cades -binary -inform DER -in letter.p7s -content other.txt -CAfile "$pki/root.pem" -purpose any -out /dev/null

# Refused, in words, with no file left.
refused() { # NAME CODE PART-OF-THE-SENTENCE IN words…
    local name=$1 code=$2 part=$3 in=$4 said got=0
    shift 4
    rm -f out.pdf
    said=$("$motcua" sign "$in" out.pdf "$@" 2>&1) || got=$?
    is "$name: exit" "$code" "$got"
    holds "$name: says why" "$said" "$part"
    if [ -e out.pdf ] || [ -e out.pdf.part ]; then flunk "$name: leaves nothing" "a file is there"; else pass "$name: leaves nothing"; fi
}
qpdf --encrypt "" owner 256 -- plain.pdf encrypted.pdf
{ printf 'junk'; cat plain.pdf; } >junk.pdf
{ cat plain.pdf; printf 'PK\003\004'; } >tail.pdf
: >empty.pdf
sed 's/startxref/startxrfe/' plain.pdf >broken.pdf
refused "encrypted" 1 "encrypted" encrypted.pdf --key "$person"
refused "junk before" 1 "does not begin with" junk.pdf --key "$person"
refused "something behind" 1 "not a PDF that can be read strictly" tail.pdf --key "$person"
refused "broken" 1 "startxref" broken.pdf --key "$person"
refused "empty" 2 "is empty" empty.pdf --key "$person"
refused "no such page" 1 "no page" plain.pdf --key "$person" --page 9
refused "wrong PIN" 2 "PIN is wrong" plain.pdf --key "p12:$pki/person.p12" --pin-file wrong
refused "wrong PIN of a PEM key" 2 "PIN is wrong" plain.pdf --key "pem:$pki/locked.key,$pki/person.pem" --pin-file wrong
refused "another's certificate" 2 "another key" plain.pdf --key "pem:$pki/person.key,$pki/seal.pem"
refused "RSA of 1024 bits" 2 "too weak" plain.pdf --key "pem:$pki/weak.key,$pki/weak.pem"
refused "another curve" 2 "too weak" plain.pdf --key "pem:$pki/p384.key,$pki/p384.pem"
refused "expired" 1 "expired" plain.pdf --key "pem:$pki/past.key,$pki/past.pem"
refused "no key" 2 "cannot be read" plain.pdf --key pem:nowhere,nothing
printf here >there.pdf
exits "never onto a file that is there" 2 "$motcua" sign plain.pdf there.pdf --key "$person"
is "which stays as it was" here "$(cat there.pdf)"
