-- name: journal_object_head :maybe
-- The newest entry of one record: its number and hash.
SELECT n, head_hash FROM journal_object WHERE object_kind = :object_kind AND object_id = :object_id;

-- name: journal_object_put :exec
INSERT INTO journal_object (object_kind, object_id, n, head_hash) VALUES (:object_kind, :object_id, :n, :head_hash)
 ON CONFLICT (object_kind, object_id) DO UPDATE SET n = excluded.n, head_hash = excluded.head_hash;

-- name: journal_insert :exec
INSERT INTO journal (id, object_kind, object_id, n, done_at, actor_id, behalf_id, unit_id, act, public_part, private_part,
  salt, private_hash, prev_hash, entry_hash, seq)
 VALUES (:id, :object_kind, :object_id, :n, :done_at, :actor_id, :behalf_id, :unit_id, :act, :public_part, :private_part,
  :salt, :private_hash, :prev_hash, :entry_hash, 0);

-- name: journal_of_object :many
-- The life of one record, oldest first, with the names of who acted.
-- column: actor_name text
-- column: unit_name text
SELECT j.id, j.n, j.done_at, j.actor_id, j.behalf_id, j.unit_id, j.act, j.public_part, j.private_part, j.entry_hash, j.seq,
  COALESCE(p.name, '') AS actor_name, COALESCE(u.name, '') AS unit_name
 FROM journal j LEFT JOIN person p ON p.id = j.actor_id LEFT JOIN agency u ON u.id = j.unit_id
 WHERE j.object_kind = :object_kind AND j.object_id = :object_id ORDER BY j.n;

-- name: journal_unsealed :many
-- Entries that no tree head covers yet, oldest first.
SELECT id, entry_hash FROM journal WHERE seq = 0 ORDER BY id LIMIT :limit;

-- name: journal_set_seq :exec
UPDATE journal SET seq = :seq WHERE id = :id AND seq = 0;

-- name: journal_last_head :maybe
SELECT tree_size, root_hash, frontier, sealed_at, prev_hash, head_hash FROM journal_head ORDER BY tree_size DESC LIMIT 1;

-- name: journal_heads :many
SELECT tree_size, root_hash, frontier, sealed_at, prev_hash, head_hash FROM journal_head ORDER BY tree_size;

-- name: journal_put_head :exec
INSERT INTO journal_head (tree_size, root_hash, frontier, sealed_at, prev_hash, head_hash)
 VALUES (:tree_size, :root_hash, :frontier, :sealed_at, :prev_hash, :head_hash);

-- name: journal_page_by_object :many
-- row: journal_stored
-- Every entry in the order of its record, for the verifier; keyset paging.
SELECT id, object_kind, object_id, n, done_at, actor_id, behalf_id, unit_id, act, public_part, private_part, salt, private_hash,
  prev_hash, entry_hash, seq FROM journal
 WHERE (object_kind, object_id, n) > (:object_kind, :object_id, :n) ORDER BY object_kind, object_id, n LIMIT :limit;

-- name: journal_page_of_record :many
-- row: journal_stored
-- The entries of one record after number n, for the verifier; keyset paging.
SELECT id, object_kind, object_id, n, done_at, actor_id, behalf_id, unit_id, act, public_part, private_part, salt, private_hash,
  prev_hash, entry_hash, seq FROM journal
 WHERE object_kind = :object_kind AND object_id = :object_id AND n > :n ORDER BY n LIMIT :limit;

-- name: journal_page_by_seq :many
SELECT id, seq, entry_hash FROM journal WHERE seq > :seq ORDER BY seq LIMIT :limit;

-- name: journal_erase_private :exec
-- The right to be forgotten: the hash of the private part stays, so the chain still verifies.
UPDATE journal SET private_part = '', salt = '' WHERE object_kind = :object_kind AND object_id = :object_id AND private_part <> '';

-- name: journal_unsealed_count :one
-- column: n bigint
SELECT count(*) AS n FROM journal WHERE seq = 0;

-- name: journal_lost_record :maybe
-- A record that has a newest entry and yet no entry at all.
SELECT o.object_kind, o.object_id, o.n FROM journal_object o
 WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.object_kind = o.object_kind AND j.object_id = o.object_id) LIMIT 1;
