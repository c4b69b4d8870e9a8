#!/usr/bin/env bash
# motcua verify FILE: what is signed and untouched passes, every forgery of tests/attack_pdf.py fails, and what cannot be known
# is said: no list of trust, no word of revocation, another certificate of the same name, a key that is for something else.
. "$(dirname "$0")/lib.sh"
. tests/pki.sh
attack=$PWD/tests/attack_pdf.py
cd "$work" || exit 2
believe=(--trust "$pki/noi-bo.pem" --crl "$pki/none.crl")

verdict() { "$motcua" verify "$@" --json 2>/dev/null | jq -r '.verdict + " " + ([.signatures[].sub] | map(select(. != "")) | join(" "))' | sed 's/ $//'; }
sign() { "$motcua" sign "$@" || flunk "motcua sign $1" "see above"; }
sign plain.pdf one.pdf --key "$person"
sign one.pdf two.pdf --key "$seal"
sign two.pdf three.pdf --key "$person" --pss --page 3
qpdf --object-streams=generate plain.pdf streams.pdf
sign streams.pdf streams-1.pdf --key "$person"
sign streams-1.pdf streams-2.pdf --key "$seal"

for f in one two three streams-1 streams-2; do is "$f passes" TOTAL-PASSED "$(verdict $f.pdf "${believe[@]}")"; done
exits "exit 0 when all passed" 0 "$motcua" verify three.pdf "${believe[@]}"
said=$("$motcua" verify three.pdf "${believe[@]}" --json)
is "each signature is named" "Nguyễn Văn Ký, Dấu của Sở Nội vụ, Nguyễn Văn Ký" "$(jq -r '[.signatures[].signer] | join(", ")' <<<"$said")"
is "with its unit" "Sở Nội vụ" "$(jq -r '.signatures[0].organization' <<<"$said")"
is "its issuer" "Gốc chứng thực thử nghiệm" "$(jq -r '.signatures[0].issuer' <<<"$said")"
is "the list it is trusted by" noi-bo "$(jq -r '.signatures[0].trust' <<<"$said")"
is "its algorithm" "RSA SHA256, ECDSA SHA256, RSA-PSS SHA256" "$(jq -r '[.signatures[].algorithm] | join(", ")' <<<"$said")"
is "what came later" "signature signature" "$(jq -r '.signatures[0].changes_after | join(" ")' <<<"$said")"
is "and which covers the whole file" "false false true" "$(jq -r '[.signatures[].covers_whole_file | tostring] | join(" ")' <<<"$said")"
holds "in Vietnamese" "$("$motcua" verify plain.pdf --lang vi)" "Tệp chưa có chữ ký số."

# What is not known is not passed over.
is "nobody is trusted by default" "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND" "$(verdict one.pdf)"
is "no word of revocation" "INDETERMINATE TRY_LATER" "$(verdict one.pdf --trust "$pki/noi-bo.pem")"
is "no signature" "INDETERMINATE" "$(verdict plain.pdf "${believe[@]}")"
exits "exit 1 when not passed" 1 "$motcua" verify plain.pdf "${believe[@]}"
exits "exit 2 for what is no PDF" 2 "$motcua" verify pin "${believe[@]}"
exits "exit 2 for no file" 2 "$motcua" verify nowhere.pdf "${believe[@]}"
exits "exit 2 for a list that is none" 2 "$motcua" verify one.pdf --trust pin
sign plain.pdf left.pdf --key "pem:$pki/left.key,$pki/left.pem"
is "before he left" TOTAL-PASSED "$(verdict left.pdf "${believe[@]}")"
is "revoked" "TOTAL-FAILED REVOKED" "$(verdict left.pdf --trust "$pki/noi-bo.pem" --crl "$pki/left.crl")"
is "judged when it has expired" "INDETERMINATE OUT_OF_BOUNDS_NO_POE" "$(verdict one.pdf "${believe[@]}" --at 2039-01-01T00:00)"
sign plain.pdf twin.pdf --key "pem:$pki/twin.key,$pki/twin.pem"
is "the same name, signed by itself" "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND" "$(verdict twin.pdf "${believe[@]}")"
sign plain.pdf server.pdf --key "pem:$pki/server.key,$pki/server.pem"
is "a key for time stamps" "INDETERMINATE CHAIN_CONSTRAINTS_FAILURE" "$(verdict server.pdf "${believe[@]}")"

# A later signature is seen once, in its own place.
sign one.pdf stamped.pdf --key "$seal" --text "Số: 37/BC-UBND" --at 110,10,85,8 --page 3
is "a later signature that is seen" TOTAL-PASSED "$(verdict stamped.pdf "${believe[@]}")"
python3 "$attack" --twice one.pdf twice.pdf
sign twice.pdf twice-1.pdf --key "$seal" --text "Số: 37/BC-UBND" --at 110,10,85,8
is "seen on two pages" "TOTAL-FAILED DOCUMENT_CHANGED" "$(verdict twice-1.pdf "${believe[@]}")"

# Detached.
printf 'Kính gửi\n' >letter.txt
sign letter.txt letter.p7s --key "$person" --format cades
is "a letter" TOTAL-PASSED "$(verdict letter.p7s --content letter.txt "${believe[@]}")"
is "another letter" "TOTAL-FAILED HASH_FAILURE" "$(verdict letter.p7s --content pin "${believe[@]}")"

# Forgeries: of a file signed once, of one signed three times, of one with streams of objects, of one prepared beforehand.
python3 "$attack" --prepare plain.pdf prepared.pdf
sign prepared.pdf prepared-1.pdf --key "$person"
is "a prepared file as it was signed" TOTAL-PASSED "$(verdict prepared-1.pdf "${believe[@]}")"
for f in one three streams-1 prepared-1 stamped; do
    python3 "$attack" "$f.pdf" "forged-$f" >"$f.names" || flunk "$f: forgeries are made" "the generator failed"
    passed=
    while read -r name; do
        case "$(verdict "forged-$f/$name.pdf" "${believe[@]}")" in "TOTAL-FAILED"*) ;; *) passed="$passed $name" ;; esac
    done <"$f.names"
    is "$f: $(wc -l <"$f.names") forgeries fail" "" "$passed"
done
is "the hidden page is among them" 1 "$(grep -c shadow-replace prepared-1.names)"
