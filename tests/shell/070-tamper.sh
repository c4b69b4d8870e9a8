#!/usr/bin/env bash
# One changed byte anywhere in the journal is found and named.
. "$(dirname "$0")/lib.sh"
demo "$work/data" 30
exits "the journal is sound" 0 "$motcua" verify journal --data "$work/data"
db=$(find "$work/data" -name '*.db' -o -name '*.sqlite' | head -n 1)
cp "$db" "$work/whole"
missed=0
for seed in $(seq 40); do
    cp "$work/whole" "$db"
    rm -f "$db-wal" "$db-shm"
    what=$(python3 - "$db" "$seed" <<'END'
import random, sqlite3, sys
random.seed(int(sys.argv[2]))
db = sqlite3.connect(sys.argv[1])
table = random.choice(["journal"] * 6 + ["journal_object", "journal_head"])
columns = {
    "journal": "object_kind object_id n done_at actor_id behalf_id unit_id act public_part private_part salt private_hash prev_hash entry_hash".split(),
    "journal_object": "n head_hash".split(),
    "journal_head": "tree_size root_hash sealed_at prev_hash head_hash".split(),
}[table]
while True:
    column = random.choice(columns)
    row = db.execute(f"SELECT rowid, {column} FROM {table} ORDER BY random() LIMIT 1").fetchone()
    if row is None:
        table, columns = "journal", ["public_part"]
        continue
    value = row[1]
    if isinstance(value, int):
        changed = value ^ 1
    elif value:
        i = random.randrange(len(value))
        changed = value[:i] + chr(ord(value[i]) ^ 1) + value[i + 1:]
    else:
        continue
    try:
        db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed, row[0]))
    except sqlite3.IntegrityError:
        continue
    db.commit()
    print(f"{table}.{column} of row {row[0]}")
    break
END
    )
    code=0
    said=$("$motcua" verify journal --data "$work/data" 2>&1) || code=$?
    if [ $code -ne 1 ] || ! grep -qE '[0-9]' <<<"$said"; then
        missed=$((missed + 1))
        echo "# not found: $what (exit $code: $said)"
    fi
done
is "each of forty changed bytes is found and named" 0 "$missed"

cp "$work/whole" "$db"
rm -f "$db-wal" "$db-shm"
python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute("DELETE FROM journal WHERE id = (SELECT id FROM journal ORDER BY id LIMIT 1 OFFSET 7)"); d.commit()' "$db"
exits "a removed entry is found" 1 "$motcua" verify journal --data "$work/data"
