-- name: procedure_version_on :maybe
-- The version of a procedure in force on a day; either form of the code.
-- param: today_on text
SELECT v.id FROM procedure p JOIN procedure_version v ON v.procedure_id = p.id
 WHERE p.code = :code AND v.status = 'published' AND v.valid_from_on <= :today_on
  AND (v.valid_to_on = '' OR v.valid_to_on >= :today_on) ORDER BY v.version DESC LIMIT 1;

-- name: procedure_versions_on :many
-- param: today_on text
SELECT v.id, v.procedure_id, v.field, v.name FROM procedure_version v WHERE v.status = 'published' AND v.valid_from_on <= :today_on
  AND (v.valid_to_on = '' OR v.valid_to_on >= :today_on) ORDER BY v.procedure_id, v.version;

-- name: procedure_version_row :maybe
SELECT v.id, v.procedure_id, v.version, v.valid_from_on, v.valid_to_on, v.status, v.name, v.field, v.ministry, v.level, v.decider,
  v.applicants, v.online_level, v.online_kind, v.statutory_value, v.statutory_unit, v.committed_value, v.committed_unit,
  v.cutoff_minute, v.extra_value, v.extra_unit, v.pause_policy, v.no_result, v.external_url, v.keywords, v.life_events, v.process_id,
  v.form_name, v.body, v.certainty, v.content_hash, p.code, p.local_code
 FROM procedure_version v JOIN procedure p ON p.id = v.procedure_id WHERE v.id = :id;

-- name: procedure_newest :maybe
SELECT v.id, v.version, v.content_hash, v.valid_from_on, v.procedure_id FROM procedure p JOIN procedure_version v ON v.procedure_id = p.id
 WHERE p.code = :code ORDER BY v.version DESC LIMIT 1;

-- name: procedure_papers :many
SELECT ord, paper_key, name, originals, copies, is_required, is_present_only, form_name, reuse_from FROM procedure_paper
 WHERE version_id = :version_id ORDER BY ord;

-- name: procedure_fees :many
SELECT ord, kind, amount_vnd, is_known, per_unit, basis, note FROM procedure_fee WHERE version_id = :version_id ORDER BY ord;

-- name: process_steps :many
SELECT step_key, ord, name, name_en, role, share_percent, next_keys, back_keys, output FROM process_step
 WHERE process_id = :process_id ORDER BY ord;

-- name: process_named :maybe
SELECT id FROM process WHERE name = :name ORDER BY valid_from_on DESC LIMIT 1;

-- name: process_insert :exec
INSERT INTO process (id, name, valid_from_on, valid_to_on) VALUES (:id, :name, :valid_from_on, '');

-- name: process_step_insert :exec
INSERT INTO process_step (process_id, step_key, ord, name, name_en, role, share_percent, next_keys, back_keys, output)
 VALUES (:process_id, :step_key, :ord, :name, :name_en, :role, :share_percent, :next_keys, :back_keys, :output);

-- name: procedure_insert :exec
INSERT INTO procedure (id, code, local_code) VALUES (:id, :code, :local_code);

-- name: procedure_version_insert :exec
INSERT INTO procedure_version (id, procedure_id, version, valid_from_on, valid_to_on, status, name, field, ministry, level, decider,
  applicants, online_level, online_kind, statutory_value, statutory_unit, committed_value, committed_unit, cutoff_minute, extra_value,
  extra_unit, pause_policy, no_result, external_url, keywords, life_events, process_id, form_name, body, certainty, content_hash)
 VALUES (:id, :procedure_id, :version, :valid_from_on, '', 'published', :name, :field, :ministry, :level, :decider,
  :applicants, :online_level, :online_kind, :statutory_value, :statutory_unit, :committed_value, :committed_unit, :cutoff_minute,
  :extra_value, :extra_unit, :pause_policy, :no_result, :external_url, :keywords, :life_events, :process_id, :form_name, :body,
  :certainty, :content_hash);

-- name: procedure_version_close :exec
UPDATE procedure_version SET valid_to_on = :valid_to_on WHERE id = :id;

-- name: procedure_paper_insert :exec
INSERT INTO procedure_paper (version_id, ord, paper_key, name, originals, copies, is_required, is_present_only, form_name, reuse_from)
 VALUES (:version_id, :ord, :paper_key, :name, :originals, :copies, :is_required, :is_present_only, :form_name, :reuse_from);

-- name: procedure_fee_insert :exec
INSERT INTO procedure_fee (version_id, ord, kind, amount_vnd, is_known, per_unit, basis, note)
 VALUES (:version_id, :ord, :kind, :amount_vnd, :is_known, :per_unit, :basis, :note);

-- name: catalogue_stamp_get :maybe
-- ahead
SELECT stamp FROM catalogue_stamp WHERE id = 1;

-- name: catalogue_stamp_bump :exec
INSERT INTO catalogue_stamp (id, stamp) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET stamp = catalogue_stamp.stamp + 1;

-- name: procedure_versions_unlinked :many
-- Versions that name an internal process in their body and got none: the process was not here when they came.
SELECT v.id, v.procedure_id, v.name, v.body, p.code FROM procedure_version v JOIN procedure p ON p.id = v.procedure_id
 WHERE v.process_id = 0 AND v.body LIKE '%"process":"%' ORDER BY p.code, v.version;

-- name: procedure_version_link :exec
UPDATE procedure_version SET process_id = :process_id WHERE id = :id AND process_id = 0;
