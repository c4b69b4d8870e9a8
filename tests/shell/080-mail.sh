#!/usr/bin/env bash
# Letters of the outbox in the running program: words and receipt of an accepted dossier in both languages, a refusal and an
# absent server survived by waiting, a killed jobs process that sends no second letter.
. "$(dirname "$0")/lib.sh"
sink=$PWD/$BUILD/format/smtp_sink
if [ ! -x "$sink" ]; then ninja -C "$BUILD" format/smtp_sink >"$work/ninja.log" 2>&1 || { flunk "the mail peer builds" "$(tail "$work/ninja.log")"; exit 1; }; fi
sink_pid=
trap 'if [ -n "$sink_pid" ]; then kill "$sink_pid" 2>/dev/null; fi; unserve; rm -rf "$work"; exit $failed' EXIT

sink_up() { # [faults]: a server with an empty folder; sets $mail_port
    [ -n "$sink_pid" ] && kill "$sink_pid" 2>/dev/null
    rm -rf "$work/mail"
    mkdir "$work/mail"
    "$sink" "$work/mail" "$@" >"$work/sink.port" 2>"$work/sink.log" &
    sink_pid=$!
    for _ in $(seq 100); do [ -s "$work/sink.port" ] && break; sleep 0.1; done
    mail_port=$(cat "$work/sink.port")
}
letters() { find "$work/mail" -name '*.eml' | wc -l; }
wait_letters() { # COUNT SECONDS
    for _ in $(seq $(($2 * 5))); do [ "$(letters)" -ge "$1" ] && return 0; sleep 0.2; done
    return 0
}
serve_mail() { serve "$work/data" --mail-url "smtp://127.0.0.1:$1" --mail-from mot-cua@tinh.example --base-url https://mot-cua.tinh.example; }
clock_ahead() { printf '%s' "$(($1 * 60000))" >"$work/data/clock"; } # MINUTES

cat >"$work/dossier.json" <<'JSON'
{"procedure":"1.001193","owner":{"email":"EMAIL"},"answers":{"ho_ten":"Lò Thị Ửng","so_dinh_danh":"012185000011",
"dien_thoai":"0912000111","noi_cu_tru":{"tinh":"12","xa":"Phường Tân Phong"},"quan_he":"me","ten_con":"Lò Đức Thắng","gioi_tinh":"nam",
"ngay_sinh":"2026-11-02","dan_toc":"01","quoc_tich":"vn","tai_co_so_y_te":true,"ten_co_so":"Bệnh viện tỉnh","noi_sinh":{"tinh":"12",
"xa":"Phường Tân Phong"},"que_quan":{"tinh":"12","xa":"Phường Tân Phong"},"cha_me":[{"vai_tro":"me","ho_ten":"Lò Thị Ửng",
"ngay_sinh":"1985","dan_toc":"01","quoc_tich":"vn","noi_o":{"tinh":"12","xa":"Phường Tân Phong"}}],"da_ket_hon":false,
"co_gcs":true,"can_ban_sao":false,"cam_doan":true}}
JSON
api() { # ROLE curl-words…
    local role=$1
    shift
    curl -s -H "Authorization: Bearer $(account "$work/data" "$role" token)" "$@"
}
file() { # EMAIL LANGUAGE: files a dossier, prints its code
    api citizen -H "Accept-Language: $2" -F "dossier=$(sed "s/EMAIL/$1/" "$work/dossier.json" | tr -d '\n')" \
        -F "paper.p1=@$work/paper.pdf;type=application/pdf" -F "paper.p2=@$work/paper.pdf;type=application/pdf" \
        "$base/api/v1/dossiers" | jq -r '.code // .'
}
accept() { # CODE: prints the new state
    api counter -X POST -H 'Content-Type: application/json' -d '{}' "$base/api/v1/dossiers/$1/moves/accept" | jq -r '.state // .'
}
read_letter() { # FILE WHAT: subject, text, or the attachment (written to $work/slip.pdf, its name printed)
    python3 - "$1" "$2" "$work/slip.pdf" <<'PY'
import email, email.policy, sys
m = email.message_from_bytes(open(sys.argv[1], 'rb').read(), policy=email.policy.default)
if sys.argv[2] == 'text':
    print(m.get_body(('plain',)).get_content())
elif sys.argv[2] == 'attachment':
    for a in m.iter_attachments():
        open(sys.argv[3], 'wb').write(a.get_content())
        print(a.get_content_type(), a.get_filename())
else:
    print(m[sys.argv[2]])
PY
}
letter_with() { grep -lE "^TO.*$1" "$work"/mail/*.env 2>/dev/null | sed 's/env$/eml/' | sort | tail -n 1; } # ADDRESS: its newest letter

demo "$work/data" 4
cat >"$work/paper.pdf" <<'PDF'
%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
PDF

# ---- an accepted dossier, in both languages ----
sink_up
serve_mail "$mail_port"
vi=$(file vi@nha.example vi)
wait_letters 1 60
holds "a filed dossier is told at once" "$(read_letter "$(letter_with vi@nha.example)" text)" "$vi"
is "it is accepted" 2 "$(accept "$vi")"
wait_letters 2 60
letter=$(letter_with vi@nha.example)
holds "the subject travels as UTF-8" "$(grep -m1 -i '^Subject:' "$letter")" "=?UTF-8?B?"
holds "the subject names the dossier" "$(read_letter "$letter" subject)" "$vi"
text=$(read_letter "$letter" text)
holds "the words are Vietnamese" "$text" "tiếp nhận"
holds "the letter links to tracking" "$text" "https://mot-cua.tinh.example/d/$vi?k="
lacks "no personal number in a letter" "$(cat "$letter") $text" 012185000011
is "the receipt comes with it" "application/pdf $vi.pdf" "$(read_letter "$letter" attachment)"
slip=$(pdftotext -layout "$work/slip.pdf" -)
for words in "$vi" "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" "Đăng ký khai sinh" "ngày $(TZ=Asia/Ho_Chi_Minh date '+%d tháng %m năm %Y')"; do
    holds "the receipt says: $words" "$slip" "$words"
done
lacks "no whole personal number on the receipt" "$slip" 012185000011
en=$(file en@home.example en)
wait_letters 3 60
is "an English reader's dossier is accepted" 2 "$(accept "$en")"
wait_letters 4 60
letter=$(letter_with en@home.example)
holds "an English reader is written to in English" "$(read_letter "$letter" text)" "was accepted"
is "the receipt of the State is Vietnamese for all" "application/pdf $en.pdf" "$(read_letter "$letter" attachment)"

# ---- refused for now: it waits and comes once ----
unserve
sink_up 'rcpt=450*1'
serve_mail "$mail_port"
late=$(file late@nha.example vi)
sleep 4
is "a letter refused for now is not lost and not pressed" 0 "$(letters)"
clock_ahead 2
wait_letters 1 60
sleep 3
is "after its pause it goes out once" 1 "$(letters)"
holds "to the right person" "$(read_letter "$(letter_with late@nha.example)" subject)" "$late"

# ---- nobody there at all ----
unserve
serve_mail "$(free_port)"
absent=$(file absent@nha.example vi)
sleep 4
unserve
sink_up
clock_ahead 10
serve_mail "$mail_port"
wait_letters 1 60
holds "a server that was down gets the letter later" "$(read_letter "$(letter_with absent@nha.example)" subject)" "$absent"

# ---- refused for good: never again ----
unserve
sink_up 'rcpt=550'
serve_mail "$mail_port"
never=$(file never@nha.example vi)
sleep 4
clock_ahead 40
sleep 4
unserve
sink_up
serve_mail "$mail_port"
sleep 4
is "an address refused for good is left alone" "" "$(letter_with never@nha.example)"
holds "and its dossier stands" "$never" H35.

# ---- jobs killed while letters go out ----
sent=0
for n in $(seq 8); do
    [[ $(file "many$n@nha.example" vi) == H35* ]] && sent=$((sent + 1))
    pid=$(pgrep -P "$server" -x jobs)
    [ -n "$pid" ] && kill -9 "$pid"
done
is "filing goes on while jobs dies" 8 "$sent"
clock_ahead 60
wait_letters 8 90
sleep 3
ids=$(grep -hi '^Message-ID:' "$work"/mail/*.eml | sort)
is "every letter arrives" 8 "$(sort -u <<<"$ids" | wc -l)"
is "to eight people" 8 "$(grep -h '^TO' "$work"/mail/*.env | sort -u | wc -l)"
holds "a repeated letter would bear the same Message-ID" "$(head -n 1 <<<"$ids")" "@tinh.example"
exits "the journal is whole" 0 "$motcua" verify journal --data "$work/data"
