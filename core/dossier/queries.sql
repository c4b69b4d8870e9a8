-- name: dossier_in_reach :one
-- row: dossier
SELECT
  d.id, d.code, d.scan_code, d.check_value, d.submit_key, d.procedure_id, d.version_id, d.state, d.sub, d.version,
  d.channel, d.return_form, d.owner_id, d.submitter_id, d.filed_by_id, d.parent_id, d.owner_name, d.subject, d.email,
  d.phone, d.lang, d.unit_id, d.intake_unit_id, d.submitted_at, d.reception_due_at, d.received_at, d.due_at,
  d.due_original_at, d.statutory_due_at, d.finished_at, d.delivered_at, d.paused_at, d.supplement_n,
  d.supplement_due_at, d.apology_n, d.overdue_at, d.verify_extra, d.step_id, d.step_key, d.step_role, d.handler_id,
  d.step_due_at, d.answers, d.form_name
 FROM dossier d JOIN dossier_reach r ON r.dossier_id = d.id AND r.unit_id = :scope_unit WHERE d.code = :code;

-- name: dossier_of_person :one
-- row: dossier
SELECT
  d.id, d.code, d.scan_code, d.check_value, d.submit_key, d.procedure_id, d.version_id, d.state, d.sub, d.version,
  d.channel, d.return_form, d.owner_id, d.submitter_id, d.filed_by_id, d.parent_id, d.owner_name, d.subject, d.email,
  d.phone, d.lang, d.unit_id, d.intake_unit_id, d.submitted_at, d.reception_due_at, d.received_at, d.due_at,
  d.due_original_at, d.statutory_due_at, d.finished_at, d.delivered_at, d.paused_at, d.supplement_n,
  d.supplement_due_at, d.apology_n, d.overdue_at, d.verify_extra, d.step_id, d.step_key, d.step_role, d.handler_id,
  d.step_due_at, d.answers, d.form_name
 FROM dossier d WHERE d.code = :code AND (d.owner_id = :scope_person OR d.submitter_id = :scope_person);

-- name: dossier_of_code :one
-- row: dossier
-- scope: none, the caller compares the check value of the receipt
SELECT
  d.id, d.code, d.scan_code, d.check_value, d.submit_key, d.procedure_id, d.version_id, d.state, d.sub, d.version,
  d.channel, d.return_form, d.owner_id, d.submitter_id, d.filed_by_id, d.parent_id, d.owner_name, d.subject, d.email,
  d.phone, d.lang, d.unit_id, d.intake_unit_id, d.submitted_at, d.reception_due_at, d.received_at, d.due_at,
  d.due_original_at, d.statutory_due_at, d.finished_at, d.delivered_at, d.paused_at, d.supplement_n,
  d.supplement_due_at, d.apology_n, d.overdue_at, d.verify_extra, d.step_id, d.step_key, d.step_role, d.handler_id,
  d.step_due_at, d.answers, d.form_name
 FROM dossier d WHERE d.code = :code;

-- name: dossier_of_id :one
-- row: dossier
-- scope: none, the system's own jobs and a row the caller has already opened
SELECT
  d.id, d.code, d.scan_code, d.check_value, d.submit_key, d.procedure_id, d.version_id, d.state, d.sub, d.version,
  d.channel, d.return_form, d.owner_id, d.submitter_id, d.filed_by_id, d.parent_id, d.owner_name, d.subject, d.email,
  d.phone, d.lang, d.unit_id, d.intake_unit_id, d.submitted_at, d.reception_due_at, d.received_at, d.due_at,
  d.due_original_at, d.statutory_due_at, d.finished_at, d.delivered_at, d.paused_at, d.supplement_n,
  d.supplement_due_at, d.apology_n, d.overdue_at, d.verify_extra, d.step_id, d.step_key, d.step_role, d.handler_id,
  d.step_due_at, d.answers, d.form_name
 FROM dossier d WHERE d.id = :id;

-- name: dossier_of_submit_key :maybe
-- row: dossier
-- scope: none, the key is the submitter's secret
SELECT
  d.id, d.code, d.scan_code, d.check_value, d.submit_key, d.procedure_id, d.version_id, d.state, d.sub, d.version,
  d.channel, d.return_form, d.owner_id, d.submitter_id, d.filed_by_id, d.parent_id, d.owner_name, d.subject, d.email,
  d.phone, d.lang, d.unit_id, d.intake_unit_id, d.submitted_at, d.reception_due_at, d.received_at, d.due_at,
  d.due_original_at, d.statutory_due_at, d.finished_at, d.delivered_at, d.paused_at, d.supplement_n,
  d.supplement_due_at, d.apology_n, d.overdue_at, d.verify_extra, d.step_id, d.step_key, d.step_role, d.handler_id,
  d.step_due_at, d.answers, d.form_name
 FROM dossier d WHERE d.submit_key = :submit_key;

-- name: dossier_code_of_scan :maybe
-- scope: none, the page that opens the code checks it
SELECT code FROM dossier WHERE scan_code = :scan_code;

-- name: dossier_insert :exec
-- scope: none, the caller made it
INSERT INTO dossier (
  id, code, scan_code, check_value, submit_key, procedure_id, version_id, state, sub, version, channel, return_form,
  owner_id, submitter_id, filed_by_id, parent_id, owner_name, subject, email, phone, lang, unit_id, intake_unit_id,
  submitted_at, reception_due_at, received_at, due_at, due_original_at, statutory_due_at, finished_at, delivered_at,
  paused_at, supplement_n, supplement_due_at, apology_n, overdue_at, verify_extra, step_id, step_key, step_role,
  handler_id, step_due_at, answers, form_name)
 VALUES (
  :id, :code, :scan_code, :check_value, :submit_key, :procedure_id, :version_id, :state, :sub, :version, :channel,
  :return_form, :owner_id, :submitter_id, :filed_by_id, :parent_id, :owner_name, :subject, :email, :phone, :lang,
  :unit_id, :intake_unit_id, :submitted_at, :reception_due_at, :received_at, :due_at, :due_original_at,
  :statutory_due_at, :finished_at, :delivered_at, :paused_at, :supplement_n, :supplement_due_at, :apology_n,
  :overdue_at, :verify_extra, :step_id, :step_key, :step_role, :handler_id, :step_due_at, :answers, :form_name);

-- name: dossier_update :exec
-- scope: none, dossier_move has opened and checked it; the version makes one winner of two officers
UPDATE dossier SET
  version_id = :version_id, state = :state, sub = :sub, return_form = :return_form, owner_name = :owner_name, subject
  = :subject, email = :email, phone = :phone, unit_id = :unit_id, intake_unit_id = :intake_unit_id, reception_due_at =
  :reception_due_at, received_at = :received_at, due_at = :due_at, due_original_at = :due_original_at,
  statutory_due_at = :statutory_due_at, finished_at = :finished_at, delivered_at = :delivered_at, paused_at =
  :paused_at, supplement_n = :supplement_n, supplement_due_at = :supplement_due_at, apology_n = :apology_n, overdue_at
  = :overdue_at, verify_extra = :verify_extra, step_id = :step_id, step_key = :step_key, step_role = :step_role,
  handler_id = :handler_id, step_due_at = :step_due_at, answers = :answers,
  version = version + 1
 WHERE id = :id AND version = :version;

-- name: dossier_count_code :one
-- The day's next number of an agency, taken under the row's lock; never given twice.
INSERT INTO dossier_code_counter (unit_id, counted_on, n) VALUES (:unit_id, :counted_on, 1)
 ON CONFLICT (unit_id, counted_on) DO UPDATE SET n = dossier_code_counter.n + 1 RETURNING n;

-- name: dossier_reach_add :exec
-- scope: none, made with the dossier
INSERT INTO dossier_reach (unit_id, dossier_id, queue, turn, handler_id, clock_at)
 SELECT ancestor_id, :dossier_id, :queue, :turn, :handler_id, :clock_at FROM agency_reach WHERE descendant_id = :unit_id
 ON CONFLICT (unit_id, dossier_id) DO NOTHING;

-- name: dossier_reach_add_one :exec
-- scope: none, a unit that took it in or was asked
INSERT INTO dossier_reach (unit_id, dossier_id, queue, turn, handler_id, clock_at)
 VALUES (:unit_id, :dossier_id, :queue, :turn, :handler_id, :clock_at)
 ON CONFLICT (unit_id, dossier_id) DO NOTHING;

-- name: dossier_reach_update :exec
-- scope: none, after a move
UPDATE dossier_reach SET queue = :queue, turn = :turn, handler_id = :handler_id, clock_at = :clock_at WHERE dossier_id = :dossier_id;

-- name: dossier_clock_open :exec
INSERT INTO dossier_clock (id, dossier_id, from_at, to_at, reason, old_due_at, new_due_at)
 VALUES (:id, :dossier_id, :from_at, 0, :reason, :old_due_at, 0);

-- name: dossier_clock_close :exec
UPDATE dossier_clock SET to_at = :to_at, new_due_at = :new_due_at WHERE dossier_id = :dossier_id AND to_at = 0;

-- name: dossier_clocks :many
-- The pauses of a dossier, oldest first; to_at 0 while one is open.
SELECT id, from_at, to_at, reason, old_due_at, new_due_at FROM dossier_clock WHERE dossier_id = :dossier_id ORDER BY id;

-- name: dossier_step_open :exec
-- scope: none, part of a move
INSERT INTO dossier_step (id, dossier_id, step_key, name, name_en, role, unit_id, person_id, began_at, due_at, ended_at, outcome,
  comment, sender_id) VALUES (:id, :dossier_id, :step_key, :name, :name_en, :role, :unit_id, :person_id, :began_at, :due_at, 0, '', '',
  :sender_id);

-- name: dossier_step_close :exec
-- scope: none, part of a move
UPDATE dossier_step SET ended_at = :ended_at, outcome = :outcome, comment = :comment, person_id = :person_id WHERE id = :id;

-- name: dossier_step_give :exec
-- scope: none, part of a move
UPDATE dossier_step SET person_id = :person_id WHERE id = :id;

-- name: dossier_step_due :exec
-- scope: none, part of a move
UPDATE dossier_step SET due_at = :due_at WHERE id = :id;

-- name: dossier_steps :many
-- ahead
-- scope: none, of a dossier the caller has opened
-- column: person_name text
-- column: unit_name text
SELECT t.id, t.step_key, t.name, t.name_en, t.role, t.unit_id, t.person_id, t.began_at, t.due_at, t.ended_at, t.outcome, t.comment,
  t.sender_id, COALESCE(p.name, '') AS person_name, COALESCE(a.name, '') AS unit_name
 FROM dossier_step t LEFT JOIN person p ON p.id = t.person_id LEFT JOIN agency a ON a.id = t.unit_id
 WHERE t.dossier_id = :dossier_id ORDER BY t.id;

-- name: dossier_paper_add :exec
-- scope: none, part of a submission
INSERT INTO dossier_paper (id, dossier_id, paper_key, name, sha256, size, mime, file_name, state, round, added_at, added_by)
 VALUES (:id, :dossier_id, :paper_key, :name, :sha256, :size, :mime, :file_name, 'given', :round, :added_at, :added_by);

-- name: dossier_papers_replace :exec
-- scope: none, a supplement replaces what was faulty; the old file stays on record
UPDATE dossier_paper SET state = 'replaced' WHERE dossier_id = :dossier_id AND paper_key = :paper_key AND state = 'given';

-- name: dossier_papers :many
-- ahead
-- scope: none, of a dossier the caller has opened
SELECT id, paper_key, name, sha256, size, mime, file_name, state, round, added_at, added_by FROM dossier_paper
 WHERE dossier_id = :dossier_id ORDER BY id;

-- name: dossier_paper_of :one
-- scope: none, of a dossier the caller has opened
SELECT id, paper_key, name, sha256, size, mime, file_name, state, round, added_at, added_by FROM dossier_paper
 WHERE dossier_id = :dossier_id AND id = :id;

-- name: dossier_handed_add :exec
-- scope: none, part of a submission
INSERT INTO dossier_handed (dossier_id, paper_key, name, originals, copies) VALUES (:dossier_id, :paper_key, :name, :originals, :copies);

-- name: dossier_handed_list :many
-- ahead
-- scope: none, of a dossier the caller has opened
SELECT paper_key, name, originals, copies FROM dossier_handed WHERE dossier_id = :dossier_id ORDER BY paper_key;

-- name: dossier_supplement_add :exec
INSERT INTO dossier_supplement (id, dossier_id, round, is_before_acceptance, asked_at, asked_by, reason, legal, due_at, answered_at)
 VALUES (:id, :dossier_id, :round, :is_before_acceptance, :asked_at, :asked_by, :reason, :legal, :due_at, 0);

-- name: dossier_supplement_answered :exec
UPDATE dossier_supplement SET answered_at = :answered_at WHERE dossier_id = :dossier_id AND answered_at = 0;

-- name: dossier_supplements :many
-- ahead
SELECT id, round, is_before_acceptance, asked_at, asked_by, reason, legal, due_at, answered_at FROM dossier_supplement
 WHERE dossier_id = :dossier_id ORDER BY round;

-- name: dossier_fault_add :exec
INSERT INTO dossier_fault (id, dossier_id, round, target, label, reason, mended_at)
 VALUES (:id, :dossier_id, :round, :target, :label, :reason, 0);

-- name: dossier_faults_mended :exec
UPDATE dossier_fault SET mended_at = :mended_at WHERE dossier_id = :dossier_id AND mended_at = 0;

-- name: dossier_faults :many
-- ahead
-- Every fault of every supplement request; open ones have mended_at 0.
SELECT id, round, target, label, reason, mended_at FROM dossier_fault WHERE dossier_id = :dossier_id ORDER BY round, id;

-- name: dossier_consult_add :exec
INSERT INTO dossier_consult (id, dossier_id, to_unit_id, asked_by, asked_at, question, due_at, answered_at, answered_by, answer)
 VALUES (:id, :dossier_id, :to_unit_id, :asked_by, :asked_at, :question, :due_at, 0, 0, '');

-- name: dossier_consult_answer :exec
UPDATE dossier_consult SET answered_at = :answered_at, answered_by = :answered_by, answer = :answer
 WHERE id = :id AND dossier_id = :dossier_id AND to_unit_id = :to_unit_id AND answered_at = 0;

-- name: dossier_consults :many
-- ahead
-- column: unit_name text
SELECT k.id, k.to_unit_id, k.asked_by, k.asked_at, k.question, k.due_at, k.answered_at, k.answered_by, k.answer, COALESCE(a.name, '') AS unit_name
 FROM dossier_consult k LEFT JOIN agency a ON a.id = k.to_unit_id WHERE k.dossier_id = :dossier_id ORDER BY k.id;

-- name: dossier_consults_open :one
-- column: waiting bigint
SELECT count(*) AS waiting FROM dossier_consult WHERE dossier_id = :dossier_id AND answered_at = 0;

-- name: dossier_result_add :exec
INSERT INTO dossier_result (id, dossier_id, version, number, signed_on, signer, sha256, size, mime, file_name, made_at, made_by,
  recalled_at, reason) VALUES (:id, :dossier_id, :version, :number, :signed_on, :signer, :sha256, :size, :mime, :file_name, :made_at,
  :made_by, 0, '');

-- name: dossier_result_recall :exec
UPDATE dossier_result SET recalled_at = :recalled_at, reason = :reason WHERE dossier_id = :dossier_id AND recalled_at = 0;

-- name: dossier_results :many
-- ahead
SELECT id, version, number, signed_on, signer, sha256, size, mime, file_name, made_at, made_by, recalled_at, reason
 FROM dossier_result WHERE dossier_id = :dossier_id ORDER BY version;

-- name: dossier_supplements_expired :many
-- scope: none, the system's clockwork
-- param: now_at bigint
SELECT id FROM dossier WHERE state = 5 AND supplement_due_at > 0 AND supplement_due_at < :now_at ORDER BY supplement_due_at LIMIT :limit;

-- name: dossier_overdue_unmarked :many
-- scope: none, the system's clockwork
-- param: now_at bigint
SELECT id FROM dossier WHERE state IN (2, 4) AND due_at > 0 AND due_at < :now_at AND overdue_at = 0 ORDER BY due_at LIMIT :limit;

-- name: dossier_children_running :one
-- scope: none, guard of a move on the parent
-- column: running bigint
SELECT count(*) AS running FROM dossier WHERE parent_id = :parent_id AND state NOT IN (3, 7, 8, 9, 10);

-- name: agency_counter :maybe
SELECT counter_id, code, name FROM agency WHERE id = :id;

-- name: dossier_answers_keep :exec
-- scope: none, part of a supplement
INSERT INTO dossier_answers_before (id, dossier_id, round, answers, kept_at)
 VALUES (:id, :dossier_id, :round, :answers, :kept_at);

-- name: dossier_answers_before_round :maybe
-- ahead
-- scope: none, of a dossier the caller has opened
-- What stood before the newest supplement that changed an answer.
SELECT round, answers, kept_at FROM dossier_answers_before WHERE dossier_id = :dossier_id ORDER BY round DESC LIMIT 1;

-- name: dossier_fee_add :exec
-- scope: none, made with the dossier
INSERT INTO dossier_fee (id, dossier_id, kind, amount_vnd, exempt, reason, receipt, taken_at, taken_by)
 VALUES (:id, :dossier_id, :kind, :amount_vnd, :exempt, :reason, :receipt, :taken_at, :taken_by);

-- name: dossier_fees :many
-- ahead
-- scope: none, of a dossier the caller has opened
SELECT kind, amount_vnd, exempt, reason, receipt, taken_at, taken_by FROM dossier_fee WHERE dossier_id = :dossier_id ORDER BY id;

-- name: dossier_papers_sent :many
-- Files a person has sent with dossiers of his own hand, newest first: what he may send again.
SELECT p.id, p.name, p.sha256, p.size, p.mime, p.file_name, p.added_at, d.code
 FROM dossier d JOIN dossier_paper p ON p.dossier_id = d.id AND p.added_by = :scope_person AND p.state = 'given'
 WHERE d.submitter_id = :scope_person ORDER BY d.submitted_at DESC, p.id DESC LIMIT :limit;

-- name: dossier_answers_put :exec
-- scope: none, of a dossier the caller has opened and checked; the version makes one winner of two officers
UPDATE dossier SET answers = :answers, version = version + 1 WHERE id = :id AND version = :version;
