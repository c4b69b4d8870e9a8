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
SELECT page, image_sha256, width, height FROM page_image WHERE sha256 = :sha256 ORDER BY page;

-- name: page_image_of :maybe
SELECT image_sha256, width, height FROM page_image WHERE sha256 = :sha256 AND page = :page;

-- name: page_jobs_failed :many
SELECT sha256, mime, tries, why, created_at FROM page_job WHERE state = 'failed' ORDER BY created_at DESC, sha256 LIMIT :limit;

-- name: page_job_again :exec
UPDATE page_job SET state = 'waiting', why = '' WHERE sha256 = :sha256 AND state = 'failed';
