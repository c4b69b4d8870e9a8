-- name: blob_insert :exec
-- One row for one content; 0 changed when it was there already.
INSERT INTO blob (sha256, size, bytes, stored, kept_at) VALUES (:sha256, :size, :bytes, :stored, :kept_at)
 ON CONFLICT (sha256) DO NOTHING;

-- name: blob_touch :exec
-- The same content once more. A row that is young anyhow is left alone, so that equal papers do not wait for each other.
-- param: young_at bigint
UPDATE blob SET kept_at = :kept_at WHERE sha256 = :sha256 AND kept_at < :young_at;

-- name: blob_forget_row :exec
-- param: before_at bigint
DELETE FROM blob WHERE sha256 = :sha256 AND kept_at < :before_at;

-- name: blob_stat :one
-- Size and place of a content.
SELECT size, stored FROM blob WHERE sha256 = :sha256;

-- name: blob_bytes :one
-- The bytes of a content kept in the database.
SELECT bytes FROM blob WHERE sha256 = :sha256 AND stored = 0;

-- name: blob_files :many
-- Contents kept as files, in order, after one.
SELECT sha256, size FROM blob WHERE stored = 1 AND sha256 > :sha256 ORDER BY sha256 LIMIT :limit;
