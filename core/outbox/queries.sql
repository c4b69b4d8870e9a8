-- name: outbox_insert :exec
-- The same ref on the same channel is the same message: a second one changes nothing.
INSERT INTO outbox (id, channel, ref, template, lang, recipient, slots, dossier_id, person_id, state, not_before_at, tries, last_error,
  created_at, done_at) VALUES (:id, :channel, :ref, :template, :lang, :recipient, :slots, :dossier_id, :person_id, 'waiting',
  :not_before_at, 0, '', :created_at, 0) ON CONFLICT (channel, ref) DO NOTHING;

-- name: outbox_due :many
-- row: outbox_row
-- param: now_at bigint
SELECT id, channel, ref, template, lang, recipient, slots, dossier_id, person_id, state, not_before_at, tries, last_error, created_at,
  done_at FROM outbox WHERE state = 'waiting' AND not_before_at <= :now_at ORDER BY not_before_at, id LIMIT :limit;

-- name: outbox_list :many
-- row: outbox_row
-- What waits or failed, newest first, for the administrator.
SELECT id, channel, ref, template, lang, recipient, slots, dossier_id, person_id, state, not_before_at, tries, last_error, created_at,
  done_at FROM outbox WHERE state = :state ORDER BY not_before_at DESC, id DESC LIMIT :limit;

-- name: outbox_of_dossier :many
-- row: outbox_row
SELECT id, channel, ref, template, lang, recipient, slots, dossier_id, person_id, state, not_before_at, tries, last_error, created_at,
  done_at FROM outbox WHERE dossier_id = :dossier_id ORDER BY id;

-- name: outbox_counts :many
-- column: n bigint
-- column: oldest_at bigint
SELECT channel, state, count(*) AS n, min(created_at) AS oldest_at FROM outbox GROUP BY channel, state ORDER BY channel, state;

-- name: outbox_mark :exec
UPDATE outbox SET state = :state, tries = :tries, last_error = :last_error, not_before_at = :not_before_at, done_at = :done_at WHERE id = :id;

-- name: adapter_mark_ok :exec
INSERT INTO adapter (name, last_ok_at, last_fail_at, last_error, is_stopped) VALUES (:name, :last_ok_at, 0, '', 0)
 ON CONFLICT (name) DO UPDATE SET last_ok_at = excluded.last_ok_at;

-- name: adapter_mark_failed :exec
INSERT INTO adapter (name, last_ok_at, last_fail_at, last_error, is_stopped) VALUES (:name, 0, :last_fail_at, :last_error, 0)
 ON CONFLICT (name) DO UPDATE SET last_fail_at = excluded.last_fail_at, last_error = excluded.last_error;

-- name: adapter_stop :exec
INSERT INTO adapter (name, last_ok_at, last_fail_at, last_error, is_stopped) VALUES (:name, 0, 0, '', :is_stopped)
 ON CONFLICT (name) DO UPDATE SET is_stopped = excluded.is_stopped;

-- name: adapters :many
SELECT name, last_ok_at, last_fail_at, last_error, is_stopped FROM adapter ORDER BY name;

-- name: outbox_row_of :maybe
-- row: outbox_row
SELECT id, channel, ref, template, lang, recipient, slots, dossier_id, person_id, state, not_before_at, tries, last_error, created_at,
  done_at FROM outbox WHERE id = :id;

-- name: outbox_drop :exec
-- The administrator gives a message up; what was sent stays sent.
UPDATE outbox SET state = 'dropped', done_at = :done_at WHERE id = :id AND (state = 'waiting' OR state = 'failed');

-- name: outbox_hurry :exec
-- The administrator's retry: at once, and with fresh patience when it had failed.
UPDATE outbox SET tries = CASE WHEN state = 'failed' THEN 0 ELSE tries END, state = 'waiting', not_before_at = :not_before_at
 WHERE id = :id AND (state = 'waiting' OR state = 'failed');
