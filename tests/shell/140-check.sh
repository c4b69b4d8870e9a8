#!/usr/bin/env bash
# /kiem-tra: an administrator says whom the province believes, anybody sends a signed file, the jailed parser judges it, and the
# page and the API say who signed, when, and whether it holds.
. "$(dirname "$0")/lib.sh"
. tests/pki.sh
cd "$work" || exit 2
"$motcua" sign plain.pdf one.pdf --key "$person" || flunk "motcua sign" "see above"
"$motcua" sign one.pdf two.pdf --key "$seal" || flunk "motcua sign twice" "see above"
"$motcua" sign pin pin.p7s --format cades --key "$person" || flunk "motcua sign cades" "see above"
{ head -c -1 two.pdf; printf 'x'; } >broken.pdf
cd - >/dev/null || exit 2
demo "$work/d" 12
serve "$work/d"

# ---- forms as a browser without scripts sends them ----
token_of() { curl -s -b "$work/$1.jar" -c "$work/$1.jar" "$base$2" | sed -n 's/.*name="_t" value="\([^"]*\)".*/\1/p' | head -n 1; }
post() { # JAR PATH curl words…: the status and where it leads
    local jar=$1 path=$2
    shift 2
    curl -s -o "$work/answer" -w '%{http_code} %{redirect_url}' -b "$work/$jar.jar" -c "$work/$jar.jar" --form-string "_t=$(token_of "$jar" "$path")" "$@" "$base$path"
}
sign_in() { # JAR ROLE
    curl -s -o /dev/null -b "$work/$1.jar" -c "$work/$1.jar" --data-urlencode "_t=$(token_of "$1" /sign-in)" \
        --data-urlencode "login=$(account "$work/d" "$2" login)" --data-urlencode "password=$(account "$work/d" "$2" password)" "$base/sign-in"
}
ask() { # FILE [CONTENT]: the token of a check, through the API
    curl -s -F "file=@$work/$1" ${2:+-F "content=@$work/$2"} "$base/api/v1/verify" | jq -r '.token // .detail'
}
verdict() { # TOKEN: waits for it
    local said='' _
    for _ in $(seq 240); do
        said=$(curl -s "$base/api/v1/verify/$1")
        if [ "$(jq -r .state <<<"$said")" != waiting ]; then break; fi
        sleep 0.25
    done
    echo "$said"
}
short() { jq -r '.verdict + " " + ([.signatures[].sub] | map(select(. != "")) | unique | join(" "))' <<<"$1" | sed 's/ $//'; }

first=$(ask two.pdf)
is "nobody is believed by default" "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND" "$(short "$(verdict "$first")")"

# ---- whom we believe ----
sign_in admin admin
why='so dấu vân tay với tờ công bố'
is "an anchor is added" "303 $base/admin/trust?done=trust_added" \
    "$(post admin /admin/trust/new --form-string list=noi-bo --form-string "file=$(cat "$pki/root.pem")" --form-string "why=$why")"
holds "its name is shown" "$(curl -s -b "$work/admin.jar" "$base/admin/trust")" "Gốc chứng thực thử nghiệm"
is "the same once more changes nothing" "303 $base/admin/trust?done=trust_same" \
    "$(post admin /admin/trust/new --form-string list=noi-bo --form-string "file=$(cat "$pki/root.pem")" --form-string "why=$why")"
is "nor does it go into another list" "422 " \
    "$(post admin /admin/trust/new --form-string list=cong-vu --form-string "file=$(cat "$pki/root.pem")" --form-string "why=$why")"
is "a person is no authority" "422 " \
    "$(post admin /admin/trust/new --form-string list=noi-bo --form-string "file=$(cat "$pki/person.pem")" --form-string "why=$why")"
holds "which is said" "$(cat "$work/answer")" "không phải của tổ chức cấp chứng thư"
is "no certificate at all" "422 " \
    "$(post admin /admin/trust/new --form-string list=noi-bo --form-string "file=xin chào" --form-string "why=$why")"
second=$(ask two.pdf)
is "believed, but no word of revocation" "INDETERMINATE TRY_LATER" "$(short "$(verdict "$second")")"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/x.key" -out "$work/x.pem" -days 30 -subj /CN=x >/dev/null 2>&1
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/x.index\ndefault_md=sha256\ndefault_crl_days=3\n' "$work" >"$work/x.conf"
: >"$work/x.index"
openssl ca -config "$work/x.conf" -keyfile "$work/x.key" -cert "$work/x.pem" -gencrl -out "$work/x.crl" 2>/dev/null
is "a list of revocations by nobody we know" "422 " "$(post admin /admin/trust/crl -F "file=@$work/x.crl")"
is "one by an anchor" "303 $base/admin/trust?done=trust_crl" "$(post admin /admin/trust/crl -F "file=@$pki/none.crl")"
is "a file that is none" "422 " "$(post admin /admin/trust/crl -F "file=@$work/pin")"

# ---- verdicts ----
third=$(ask two.pdf)
said=$(verdict "$third")
is "a good file passes" "TOTAL-PASSED" "$(short "$said")"
is "its signers" "Nguyễn Văn Ký, Dấu của Sở Nội vụ" "$(jq -r '[.signatures[].signer] | join(", ")' <<<"$said")"
is "by the list of that name" noi-bo "$(jq -r '.signatures[0].trust' <<<"$said")"
is "it is none of ours" false "$(jq -r .issued_here <<<"$said")"
page=$(curl -s "$base/kiem-tra/$third")
for part in "Chữ ký hợp lệ" "Nguyễn Văn Ký" "Sở Nội vụ" "Gốc chứng thực thử nghiệm" "Nội bộ" "người ký tự ghi" TOTAL-PASSED; do holds "the page says $part" "$page" "$part"; done
holds "and in English" "$(curl -s "$base/kiem-tra/$third?lang=en")" "The signature is valid"
is "a broken file fails" TOTAL-FAILED "$(short "$(verdict "$(ask broken.pdf)")")"
is "an unsigned one is told so" INDETERMINATE "$(short "$(verdict "$(ask plain.pdf)")")"
is "a detached signature" TOTAL-PASSED "$(short "$(verdict "$(ask pin.p7s pin)")")"
is "over other bytes" "TOTAL-FAILED HASH_FAILURE" "$(short "$(verdict "$(ask pin.p7s wrong)")")"
where=$(post citizen /kiem-tra -F "file=@$work/one.pdf")
holds "the page takes a file without a script" "$where" "303 $base/kiem-tra/"
verdict "${where##*/}" >/dev/null
holds "and leads to its verdict" "$(curl -s "${where#* }")" "Chữ ký hợp lệ"
for f in two broken plain; do is "the command agrees about $f" "$(short "$(verdict "$(ask $f.pdf)")")" \
    "$(short "$("$motcua" verify "$work/$f.pdf" --trust "$pki/noi-bo.pem" --crl "$pki/none.crl" --json)")"; done

# ---- refused in words ----
is "no file" "422 " "$(post citizen /kiem-tra -F "file=@/dev/null;filename=")"
is "another kind" "422 " "$(post citizen /kiem-tra -F "file=@$work/page.txt")"
holds "which is said where it belongs" "$(cat "$work/answer")" 'id="e-file"'
is "a signature without its file" "422 " "$(post citizen /kiem-tra -F "file=@$work/pin.p7s")"
head -c 21M /dev/zero >"$work/large.pdf"
is "a large one" "422 " "$(post citizen /kiem-tra -F "file=@$work/large.pdf")"
is "a guessed address" 404 "$(curl -s -o /dev/null -w '%{http_code}' "$base/kiem-tra/AAAAAAAAAAAAAAAAAAAAAAAA")"
for role in citizen counter leader; do
    sign_in "$role" "$role"
    is "$role does not choose whom we believe" 403 "$(curl -s -o /dev/null -w '%{http_code}' -b "$work/$role.jar" "$base/admin/trust")"
done

# ---- an anchor is taken away ----
id=$(curl -s -b "$work/admin.jar" "$base/admin/trust" | sed -n 's|.*/admin/trust/\([0-9]*\)/remove.*|\1|p' | head -n 1)
is "it is removed" "303 $base/admin/trust?done=trust_removed" "$(post admin "/admin/trust/$id/remove" --form-string "why=hết hạn")"
is "and believed no longer" "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND" "$(short "$(verdict "$(ask two.pdf)")")"
unserve
holds "the journal holds it all" "$("$motcua" verify journal --data "$work/d")" "sound"
