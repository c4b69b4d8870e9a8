#!/usr/bin/env bash
# One changed byte in any column of the journal is found and named; so is an entry removed, moved, or cut off the end.
. "$(dirname "$0")/lib.sh"
demo "$work/data" 4
serve "$work/data" # its jobs seal what the demonstration wrote
for _ in $(seq 100); do
    if [ "$("$motcua" verify journal --data "$work/data" --json | jq '.seals > 0 and .sealed == .entries')" = true ]; then break; fi
    sleep 0.2
done
unserve
is "the journal is sound and sealed" true "$("$motcua" verify journal --data "$work/data" --json | jq '.sound and .seals > 0 and .sealed == .entries')"
python3 - "$motcua" "$work/data" <<'END' || failed=1
import json, sqlite3, subprocess, sys

motcua, folder = sys.argv[1:]
db = sqlite3.connect(folder + "/motcua.db", isolation_level=None)
failed = False


def verify():
    said = subprocess.run([motcua, "verify", "journal", "--data", folder, "--json"], capture_output=True, text=True)
    return said.returncode, json.loads(said.stdout or "{}").get("fault", "") or said.stderr


def case(name, statements, named):
    """Changes, judges, and takes the change back: the program never sees a writer besides."""
    global failed
    before = {t: db.execute(f"SELECT rowid, * FROM {t}").fetchall() for t in ("journal", "journal_object", "journal_head")}
    db.execute("BEGIN")
    for sql, *args in statements:
        db.execute(sql, args)
    db.execute("COMMIT")
    code, fault = verify()
    good = code == 1 and any(str(n) in fault for n in named)
    print(f"{'ok' if good else 'not ok'} {name} is found and named")
    if not good:
        failed = True
        print(f"# exit {code}: {fault!r} names none of {named[:5]}")
    db.execute("BEGIN")
    for t, rows in before.items():
        db.execute(f"DELETE FROM {t}")
        for row in rows:
            db.execute(f"INSERT INTO {t} VALUES ({', '.join('?' * (len(row) - 1))})", row[1:])
    db.execute("COMMIT")


def changed(value):
    if isinstance(value, int):
        return value ^ 1 if value ^ 1 > 0 else value + 2
    if not value:
        return "0" * 64
    i = len(value) // 2
    return value[:i] + chr(ord(value[i]) ^ 1) + value[i + 1:]


rows = db.execute("SELECT id, object_id, n FROM journal ORDER BY id").fetchall()
longest = max(rows, key=lambda r: r[2])
life = [r for r in rows if r[1] == longest[1]]
mid = life[len(life) // 2]
for column in "object_kind object_id n done_at actor_id behalf_id unit_id act public_part private_part salt private_hash prev_hash entry_hash seq".split():
    row = db.execute(f"SELECT id, object_id, n, {column} FROM journal WHERE {column} <> '' AND object_id = ? ORDER BY abs(id - ?) LIMIT 1", (mid[1], mid[0])).fetchone() \
        or db.execute(f"SELECT id, object_id, n, {column} FROM journal WHERE {column} <> '' LIMIT 1").fetchone()
    to = changed(row[3]) if column != "n" else longest[2] + 1000
    if column == "seq":
        to = len(rows) + 1000
    case(f"journal.{column}", [(f"UPDATE journal SET {column} = ? WHERE id = ?", to, row[0])], [row[1], changed(row[1]), row[0]] + ([r[0] for r in rows] if column == "seq" else []))
for column in ("n", "head_hash"):
    row = db.execute(f"SELECT object_id, {column} FROM journal_object WHERE object_id = ?", (mid[1],)).fetchone()
    case(f"journal_object.{column}", [(f"UPDATE journal_object SET {column} = ? WHERE object_id = ?", changed(row[1]), row[0])], [row[0]])
for column in ("tree_size", "root_hash", "frontier", "sealed_at", "prev_hash", "head_hash"):
    row = db.execute(f"SELECT tree_size, {column} FROM journal_head ORDER BY tree_size DESC LIMIT 1").fetchone()
    case(f"journal_head.{column}", [(f"UPDATE journal_head SET {column} = ? WHERE tree_size = ?", changed(row[1]), row[0])], [row[0], changed(row[0])])
case("an entry taken out of the middle", [("DELETE FROM journal WHERE id = ?", mid[0])], [mid[1]])
case("an entry cut off the end", [("DELETE FROM journal WHERE id = ?", life[-1][0])], [mid[1]])
case("a whole life removed", [("DELETE FROM journal WHERE object_id = ?", mid[1])], [mid[1]])
case("a whole life removed with its head", [("DELETE FROM journal WHERE object_id = ?", mid[1]), ("DELETE FROM journal_object WHERE object_id = ?", mid[1])], [f"entry {r[0]} " for r in rows])
case("two entries exchanged", [("UPDATE journal SET n = -1 WHERE id = ?", life[0][0]), ("UPDATE journal SET n = ? WHERE id = ?", life[0][2], life[1][0]), ("UPDATE journal SET n = ? WHERE id = ?", life[1][2], life[0][0])], [mid[1]])
last = db.execute("SELECT max(tree_size) FROM journal_head").fetchone()[0]
case("the last seal removed", [("DELETE FROM journal_head WHERE tree_size = ?", last)], ["seal at"])
code, fault = verify()
print(f"{'ok' if code == 0 else 'not ok'} put back, the journal is sound again")
sys.exit(1 if failed or code else 0)
END
