-- name: draft_insert :exec
INSERT INTO draft (id, session_id, person_id, filed_by_id, procedure_code, version_id, unit_id, dossier_id, submit_key, answers, page,
  version, created_at, updated_at, submitted_id, form_name, return_form)
 VALUES (:id, :session_id, :person_id, 0, :procedure_code, :version_id, :unit_id, :dossier_id, :submit_key, :answers, '', 1, :created_at,
  :created_at, 0, :form_name, :return_form);

-- name: draft_owned :maybe
-- row: draft
-- Of a person, or of the session that began it while nobody had signed in.
SELECT id, session_id, person_id, procedure_code, version_id, unit_id, dossier_id, submit_key, answers, page, version, created_at, updated_at,
  submitted_id, form_name, return_form FROM draft
 WHERE id = :id AND ((person_id > 0 AND person_id = :person_id) OR (person_id = 0 AND session_id > 0 AND session_id = :session_id));

-- name: draft_update :exec
-- A draft that was submitted stays as it is.
UPDATE draft SET answers = :answers, page = :page, unit_id = :unit_id, return_form = :return_form, version_id = :version_id,
  form_name = :form_name, updated_at = :updated_at, version = version + 1 WHERE id = :id AND submitted_id = 0;

-- name: draft_lock :exec
-- Two submissions at once: the second waits here, then finds the first one's dossier.
UPDATE draft SET version = version + 1 WHERE id = :id;

-- name: draft_submitted :exec
UPDATE draft SET submitted_id = :submitted_id, answers = '{}', updated_at = :updated_at WHERE id = :id;

-- name: draft_adopt :exec
UPDATE draft SET person_id = :person_id WHERE session_id = :session_id AND session_id > 0 AND person_id = 0;

-- name: drafts_open :many
SELECT id, procedure_code, version_id, page, created_at, updated_at FROM draft
 WHERE submitted_id = 0 AND dossier_id = 0 AND ((person_id > 0 AND person_id = :person_id) OR (person_id = 0 AND session_id > 0 AND session_id = :session_id))
 ORDER BY updated_at DESC, id DESC LIMIT :limit;

-- name: draft_for_dossier :maybe
-- What a person has put by for an answer to a request for a supplement.
SELECT id FROM draft WHERE person_id = :person_id AND dossier_id = :dossier_id AND submitted_id = 0 ORDER BY id DESC LIMIT 1;

-- name: draft_delete :exec
DELETE FROM draft WHERE id = :id;

-- name: drafts_old :many
-- param: before_at bigint
SELECT id FROM draft WHERE updated_at < :before_at ORDER BY updated_at LIMIT :limit;

-- name: draft_paper_insert :exec
INSERT INTO draft_paper (id, draft_id, paper_key, name, sha256, size, mime, file_name, added_at)
 VALUES (:id, :draft_id, :paper_key, :name, :sha256, :size, :mime, :file_name, :added_at);

-- name: draft_papers :many
-- row: draft_paper
SELECT id, draft_id, paper_key, name, sha256, size, mime, file_name, added_at FROM draft_paper WHERE draft_id = :draft_id ORDER BY id;

-- name: draft_paper_delete :exec
DELETE FROM draft_paper WHERE draft_id = :draft_id AND id = :id;

-- name: draft_papers_delete :exec
DELETE FROM draft_paper WHERE draft_id = :draft_id;
