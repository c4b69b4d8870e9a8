-- name: page_job_add :exec
INSERT INTO page_job (sha256, mime, state, pages, tries, why, created_at) VALUES (:sha256, :mime, 'waiting', 0, 0, '', :created_at)
 ON CONFLICT (sha256) DO NOTHING;

-- name: page_jobs_waiting :many
SELECT sha256, mime, tries FROM page_job WHERE state = 'waiting' ORDER BY created_at, sha256 LIMIT :limit;

-- name: page_job_of :maybe
SELECT state, pages, why FROM page_job WHERE sha256 = :sha256;

-- name: page_job_mark :exec
UPDATE page_job SET state = :state, pages = :pages, tries = tries + 1, why = :why WHERE sha256 = :sha256;

-- name: page_job_counts :many
-- column: n bigint
SELECT state, count(*) AS n FROM page_job GROUP BY state ORDER BY state;

-- name: page_image_put :exec
INSERT INTO page_image (sha256, page, image_sha256, width, height) VALUES (:sha256, :page, :image_sha256, :width, :height)
 ON CONFLICT (sha256, page) DO UPDATE SET image_sha256 = excluded.image_sha256, width = excluded.width, height = excluded.height;

-- name: page_images_of :many
-- ahead
SELECT page, image_sha256, width, height FROM page_image WHERE sha256 = :sha256 ORDER BY page;

-- name: page_image_of :maybe
SELECT image_sha256, width, height FROM page_image WHERE sha256 = :sha256 AND page = :page;

-- name: page_jobs_failed :many
SELECT sha256, mime, tries, why, created_at FROM page_job WHERE state = 'failed' ORDER BY created_at DESC, sha256 LIMIT :limit;

-- name: page_job_again :exec
UPDATE page_job SET state = 'waiting', why = '' WHERE sha256 = :sha256 AND state = 'failed';

-- name: upload_insert :exec
INSERT INTO upload (id, session_id, person_id, file_name, purpose, total, received, sha256, mime, created_at, expires_at)
 VALUES (:id, :session_id, :person_id, :file_name, :purpose, :total, 0, '', '', :created_at, :expires_at);

-- name: upload_of :maybe
-- row: upload
SELECT id, session_id, person_id, file_name, purpose, total, received, sha256, mime, created_at, expires_at FROM upload WHERE id = :id;

-- name: upload_complete :exec
-- Said once: what came is a kept file now, and the row only answers a sender who did not hear it.
UPDATE upload SET received = total, sha256 = :sha256, mime = :mime WHERE id = :id;

-- name: upload_delete :exec
DELETE FROM upload WHERE id = :id;

-- name: uploads_open :one
-- column: n bigint
SELECT count(*) AS n FROM upload WHERE purpose = :purpose AND sha256 = '';

-- name: uploads_expired :many
-- param: now_at bigint
SELECT id FROM upload WHERE expires_at < :now_at ORDER BY expires_at LIMIT :limit;

-- name: blobs_unreferenced :many
-- The one list of who refers to a blob; a new table with a sha256 of the store comes in here. Page images count while
-- their file is there.
-- scope: none, only whether anyone refers to a content
-- param: before_at bigint
SELECT sha256 FROM blob WHERE kept_at < :before_at
EXCEPT SELECT sha256 FROM dossier_paper
EXCEPT SELECT sha256 FROM dossier_result
EXCEPT SELECT sha256 FROM draft_paper
EXCEPT SELECT sha256 FROM upload
EXCEPT SELECT sha256 FROM load_file
EXCEPT SELECT sha256 FROM file_check
EXCEPT SELECT content_sha256 FROM file_check
EXCEPT SELECT i.image_sha256 FROM page_image i JOIN blob b ON b.sha256 = i.sha256
LIMIT :limit;

-- name: page_job_drop :exec
DELETE FROM page_job WHERE sha256 = :sha256;

-- name: page_images_drop :exec
DELETE FROM page_image WHERE sha256 = :sha256;
