-- name: load_insert :exec
INSERT INTO load_file (id, kind, file_name, sha256, size, from_on, state, made_by, made_at, done_by, done_at, made_n, changed_n, same_n,
  refused_n) VALUES (:id, :kind, :file_name, :sha256, :size, :from_on, 'shown', :made_by, :made_at, 0, 0, 0, 0, 0, 0);

-- name: load_row :maybe
-- row: load
-- column: made_name text
SELECT f.id, f.kind, f.file_name, f.sha256, f.size, f.from_on, f.state, f.made_by, f.made_at, f.done_by, f.done_at, f.made_n,
  f.changed_n, f.same_n, f.refused_n, COALESCE(p.name, '') AS made_name
 FROM load_file f LEFT JOIN person p ON p.id = f.made_by WHERE f.id = :id;

-- name: load_rows :many
-- row: load
-- column: made_name text
SELECT f.id, f.kind, f.file_name, f.sha256, f.size, f.from_on, f.state, f.made_by, f.made_at, f.done_by, f.done_at, f.made_n,
  f.changed_n, f.same_n, f.refused_n, COALESCE(p.name, '') AS made_name
 FROM load_file f LEFT JOIN person p ON p.id = f.made_by ORDER BY f.id DESC LIMIT :limit;

-- name: load_mark_done :exec
-- The guard in the WHERE makes two confirmations of one file do one import.
UPDATE load_file SET state = 'done', done_by = :done_by, done_at = :done_at, made_n = :made_n, changed_n = :changed_n, same_n = :same_n,
  refused_n = :refused_n WHERE id = :id AND state = 'shown';
