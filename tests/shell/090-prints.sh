#!/usr/bin/env bash
# Forms of the law, results and supplements in the running, jailed program: what is on paper, who may fetch it, what the
# journal says of it.
. "$(dirname "$0")/lib.sh"
demo "$work/data" 30
serve "$work/data"
api() { # ROLE curl-words…
    local role=$1
    shift
    curl -s -H "Authorization: Bearer $(account "$work/data" "$role" token)" "$@"
}
url=$base/api/v1/dossiers
status() { local role=$1 && shift && api "$role" -o "$work/out" -w '%{http_code}' "$@"; }
words() { pdftotext -layout "$work/out" - 2>/dev/null | tr -s ' \n' '  '; } # of the paper just fetched
move() { api "$1" -X POST -H 'Content-Type: application/json' -d "$4" "$url/$2/moves/$3" | jq -r '.state // .'; } # ROLE CODE ACT JSON
one() { api counter "$url?state=$1&limit=100" | jq -r ".items[$2].code"; }                                      # STATE INDEX

# ---- a receipt with every mark of the language ----
name='Đặng Ửng Ẵm Ỗi Ỵ Ằng Ẩn Ếch Ễnh Ộ Ợ Ữ Ỷ Ỹ ăâđêôơư'
printf '%s' '{"procedure":"1.001193","owner":{"name":"'"$name"'","id_number":"012190000022","phone":"0912000111"},"answers":{}}' >"$work/in.json"
code=$(api counter -F "dossier=<$work/in.json" "$url" | jq -r '.code // .')
holds "a counter takes in a dossier" "$code" H35.
is "its receipt is a PDF" 200 "$(status counter "$url/$code/print/receipt")"
receipt=$(words)
for part in "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" "Độc lập - Tự do - Hạnh phúc" "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" "$code" "$name" \
    "Đăng ký khai sinh" "NGƯỜI NỘP HỒ SƠ" "NGƯỜI TIẾP NHẬN HỒ SƠ" "ngày $(TZ=Asia/Ho_Chi_Minh date '+%d tháng %m năm %Y')"; do
    holds "the receipt says: $part" "$receipt" "$part"
done
check=$(api counter "$url/$code" | jq -r .check)
holds "below its code stands the value /track asks for" "$receipt" "Mã hồ sơ: $code Mã kiểm tra: ${check:0:4} ${check:4:4} ${check:8:4} ${check:12:4} "
holds "and at its foot where to look it up" "$receipt" "Tra cứu tại $base/track bằng mã hồ sơ và mã kiểm tra"
lacks "the personal number is masked on paper" "$receipt" 012190000022
is "only the two families of our papers are in it" Tinos "$(pdffonts "$work/out" | tail -n +3 | sed -E 's/^[A-Z]+\+//; s/[- ].*//' | sort -u)"
if command -v zbarimg >/dev/null; then
    pdftoppm -r 200 -png -f 1 -l 1 "$work/out" "$work/page"
    codes=$(zbarimg -q --raw "$work"/page*.png 2>/dev/null)
    holds "its QR leads to tracking" "$codes" "/d/$code?k="
    lacks "no personal number in a QR" "$codes" 012190000022
    is "its barcode is 14 digits" 1 "$(grep -cE '^[0-9]{14}$' <<<"$codes")"
fi
cp "$work/out" "$work/first.pdf"
status counter "$url/$code/print/01" >/dev/null
exits "by number and again: the same bytes" 0 cmp "$work/first.pdf" "$work/out"
is "no refusal is printed of what was taken in" 404 "$(status counter "$url/$code/print/refusal")"
is "no form of another word" 404 "$(status counter "$url/$code/print/passwd")"
is "a stranger prints nothing" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$url/$code/print/receipt")"
is "another citizen prints nothing" 404 "$(status citizen "$url/$code/print/receipt")"

# ---- what is left to pay stands at the foot ----
filed='{"procedure":"1.004873","owner":{"name":"Lò Thị Phí"},"answers":{},"fees":'
unpaid=$(api counter -F "dossier=${filed}[]}" "$url" | jq -r '.code // .')
status counter "$url/$unpaid/print/01" >/dev/null
holds "a fee not taken yet is asked for" "$(words)" "Phí, lệ phí còn phải nộp: $(api counter "$url/$unpaid" | jq -r '.owed.left / 1000 | floor').000 ₫."
paid=$(api counter -F "dossier=${filed}"'[{"kind":"le-phi","amount":15000,"receipt":"AB 1"}]}' "$url" | jq -r '.code // .')
status counter "$url/$paid/print/01" >/dev/null
lacks "a fee that was taken is not" "$(words)" "còn phải nộp"

# ---- the other forms ----
running=$(one 4 0)
is "control slip (05)" 200 "$(status counter "$url/$running/print/05")"
holds "it follows hands" "$(words)" "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"
until=$(date -d '+200 days' +%F)
is "a head apologises" 4 "$(move head "$running" apologise '{"reason":"Cơ quan phối hợp chưa trả lời.","until":"'"$until"'"}')"
is "apology (04)" 200 "$(status counter "$url/$running/print/apology")"
holds "it gives the new date" "$(words)" "$(date -d "$until" '+ngày %d tháng %m năm %Y')"

# ---- a dossier refused, with its reason in writing ----
answers='{"ho_ten":"Lò Thị Ửng","so_dinh_danh":"012185000011","dien_thoai":"0912000111","noi_cu_tru":{"tinh":"12","xa":"Phường Tân Phong"},"quan_he":"me",
"ten_con":"Lò Đức Thắng","gioi_tinh":"nam","ngay_sinh":"2026-11-02","dan_toc":"01","quoc_tich":"vn","tai_co_so_y_te":true,"ten_co_so":"Bệnh viện tỉnh",
"noi_sinh":{"tinh":"12","xa":"Phường Tân Phong"},"que_quan":{"tinh":"12","xa":"Phường Tân Phong"},"cha_me":[{"vai_tro":"me","ho_ten":"Lò Thị Ửng",
"ngay_sinh":"1985","dan_toc":"01","quoc_tich":"vn","noi_o":{"tinh":"12","xa":"Phường Tân Phong"}}],"da_ket_hon":false,"co_gcs":true,
"can_ban_sao":false,"cam_doan":true}'
printf '{"procedure":"1.001193","answers":%s}' "$answers" >"$work/in.json"
file() { api citizen -F "dossier=<$work/in.json" -F "paper.p1=@$work/first.pdf" -F "paper.p2=@$work/first.pdf" "$url" | jq -r '.code // .'; }
refused=$(file)
is "a counter refuses" 3 "$(move counter "$refused" refuse '{"reason":"Không thuộc thẩm quyền của phường."}')"
is "refusal (03), for the applicant too" 200 "$(status citizen "$url/$refused/print/refusal")"
holds "with its reason" "$(words)" "Không thuộc thẩm quyền của phường."
is "the control slip is not an applicant's" 404 "$(status citizen "$url/$refused/print/control")"

# ---- a supplement, answered where it was asked ----
mine=$(file)
ask='{"reason":"Chưa khớp.","until":"'$(date -d '+10 days' +%F)'","faults":[{"target":"field:ten_con","label":"Tên con","reason":"Sai chính tả."},
{"target":"paper:p2","label":"Giấy chứng sinh","reason":"Ảnh mờ."}]}'
is "faults of an answer and of a paper" 5 "$(move counter "$mine" ask_early "$ask")"
is "supplement (02), for the applicant too" 200 "$(status citizen "$url/$mine/print/02")"
holds "it asks to complete" "$(words)" "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
answer() { api citizen -F "move=$1" "${@:2}" "$url/$mine/moves/answer_early"; }
is "both are told at once when nothing came" "paper.p2 ten_con" "$(answer '{}' | jq -r '[.errors[].field] | sort | join(" ")')"
is "nothing else may change" gioi_tinh "$(answer '{"answers":{"gioi_tinh":"nu"}}' | jq -r '.errors[0].field')"
is "no paper that was not asked for" 422 "$(answer '{"answers":{"ten_con":"Lò Đức Thăng"}}' -F "paper.p1=@$work/first.pdf" -o /dev/null -w '%{http_code}')"
cat "$work/first.pdf" <(echo) >"$work/second.pdf"
is "answered: a new reception clock" 1 "$(answer '{"answers":{"ten_con":"Lò Đức Thăng"},"comment":"Đã sửa"}' -F "paper.p2=@$work/second.pdf" | jq -r '.state // .')"
is "once: a second answer finds nothing asked" 409 "$(answer '{"answers":{"ten_con":"Lò Đức"}}' -o /dev/null -w '%{http_code}')"
seen=$(api counter "$url/$mine")
is "the officer reads the new answer" "Lò Đức Thăng" "$(jq -r .answers.ten_con <<<"$seen")"
is "old and new paper stand on record" "given replaced" "$(jq -r '[.papers[] | select(.component == "p2") | .state] | sort | join(" ")' <<<"$seen")"
is "the journal holds what came, by its hashes" "answer_early true true" "$(api counter "$url/$mine/journal" |
    jq -r '.items[-1] | [.act, (.open.answers_sha256 | length == 64), (.open.papers_sha256 | length == 1)] | map(tostring) | join(" ")')"

# ---- results ----
done=$(one 9 0)
is "an officer fetches a result" 200 "$(status counter "$url/$done/results/1")"
is "what came is the file of the record" "$(api counter "$url/$done" | jq -r '.results[0].sha256')" "$(sha256sum <"$work/out" | cut -d' ' -f1)"
is "the journal says so" fetch_result "$(api counter "$url/$done/journal" | jq -r '.items[-1].act')"
is "no result of another version" 404 "$(status counter "$url/$done/results/2")"
is "another citizen fetches nothing" 404 "$(status citizen "$url/$done/results/1")"
is "and leaves no trace" 1 "$(api counter "$url/$done/journal" | jq '[.items[] | select(.act == "fetch_result")] | length')"
exits "the journal is whole" 0 "$motcua" verify journal --data "$work/data"
lacks "nothing went wrong in the jail" "$(cat "$work/serve.log")" "ended status"
