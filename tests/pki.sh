# pki.sh: sourced after lib.sh by the tests of signatures. Makes $pki: a root and people under it, with Vietnamese names, as
# certificates of this country bear; a revocation list before and after one of them is revoked; $person and $seal as --key.
# Invented people.
pki=$work/pki
mkdir -p "$pki/ca"
certificate() { # NAME SUBJECT DAYS EXTENSIONS KEY-WORDS…
    local name=$1 subject=$2 days=$3 extensions=$4
    shift 4
    openssl req -new -newkey "$@" -nodes -keyout "$pki/$name.key" -out "$pki/$name.csr" -utf8 -subj "$subject"
    printf 'basicConstraints=critical,CA:FALSE\n%b' "$extensions" >"$pki/$name.ext"
    openssl x509 -req -in "$pki/$name.csr" -CA "$pki/root.pem" -CAkey "$pki/root.key" -CAcreateserial -days "$days" -extfile "$pki/$name.ext" -out "$pki/$name.pem"
}
authority() { openssl ca -config "$pki/ca/config" -keyfile "$pki/root.key" -cert "$pki/root.pem" "$@"; }
{
    person_use='keyUsage=critical,digitalSignature,nonRepudiation\n'
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$pki/root.key" -out "$pki/root.pem" -days 3650 -utf8 -subj "/C=VN/O=Thử nghiệm/CN=Gốc chứng thực thử nghiệm"
    cp "$pki/root.pem" "$pki/noi-bo.pem"
    certificate person "/C=VN/O=Sở Nội vụ/CN=Nguyễn Văn Ký" 700 "$person_use" rsa:2048
    certificate seal "/C=VN/O=Sở Nội vụ/CN=Dấu của Sở Nội vụ" 700 "$person_use" ec -pkeyopt ec_paramgen_curve:P-256
    certificate left "/C=VN/O=Sở Nội vụ/CN=Người đã thôi việc" 700 "$person_use" rsa:2048
    certificate server "/C=VN/O=Thử nghiệm/CN=Máy chủ dấu thời gian" 700 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n' rsa:2048
    certificate weak "/C=VN/CN=Khóa ngắn" 700 "$person_use" rsa:1024
    certificate p384 "/C=VN/CN=Đường cong khác" 700 "$person_use" ec -pkeyopt ec_paramgen_curve:P-384
    certificate past "/C=VN/CN=Hết hạn" -1 "$person_use" rsa:2048
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$pki/twin.key" -out "$pki/twin.pem" -days 700 -utf8 -subj "/C=VN/O=Sở Nội vụ/CN=Nguyễn Văn Ký"
    openssl pkcs12 -export -inkey "$pki/person.key" -in "$pki/person.pem" -certfile "$pki/root.pem" -passout pass:1234 -out "$pki/person.p12"
    openssl rsa -in "$pki/person.key" -aes128 -passout pass:1234 -out "$pki/locked.key"
    : >"$pki/ca/index"
    echo 01 >"$pki/ca/number"
    printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/ca/index\ncrlnumber=%s/ca/number\ndefault_md=sha256\ndefault_crl_days=30\n' "$pki" "$pki" >"$pki/ca/config"
    authority -gencrl -out "$pki/none.crl"
    authority -revoke "$pki/left.pem"
    authority -gencrl -out "$pki/left.crl"
} >"$work/pki.log" 2>&1
# shellcheck disable=SC2034
person=pem:$pki/person.key,$pki/person.pem seal=pem:$pki/seal.key,$pki/seal.pem
printf '1234\n' >"$work/pin"
printf '4321\n' >"$work/wrong"

# Three pages drawn by mutool.
pdf_page='%%MediaBox 0 0 595 842\n%%Font F1 Times-Roman\nBT /F1 20 Tf 72 700 Td (Decision) Tj ET\n'
# shellcheck disable=SC2059
printf "$pdf_page" >"$work/page.txt"
mutool create -o "$work/plain.pdf" "$work/page.txt" "$work/page.txt" "$work/page.txt"
