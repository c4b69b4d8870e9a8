-- name: desk_list_queue :many
-- row: desk_item
-- One queue of a unit within reach by the clock that runs in it, most urgent first; keyset paging.
-- param: until_at bigint
-- column: unit_name text
-- column: unit_code text
-- param: after_at bigint
-- param: after_id bigint
SELECT d.id, d.code, d.state, d.sub, d.version, d.channel, d.version_id, d.owner_name, d.subject, d.submitted_at, d.reception_due_at,
  d.received_at, d.due_at, d.statutory_due_at, d.finished_at, d.supplement_due_at, d.overdue_at, d.step_key, d.step_due_at, d.handler_id,
  a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
 WHERE r.unit_id = :unit_id AND r.queue = :queue AND (r.clock_at, r.dossier_id) > (:after_at, :after_id) AND r.clock_at <= :until_at
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = :unit_id)
 ORDER BY r.clock_at, r.dossier_id LIMIT :limit;

-- name: desk_list_turn :many
-- row: desk_item
-- What waits for one role of the acting unit, most urgent first.
-- param: after_at bigint
-- param: after_id bigint
-- param: me bigint
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.sub, d.version, d.channel, d.version_id, d.owner_name, d.subject, d.submitted_at, d.reception_due_at,
  d.received_at, d.due_at, d.statutory_due_at, d.finished_at, d.supplement_due_at, d.overdue_at, d.step_key, d.step_due_at, d.handler_id,
  a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
 WHERE r.unit_id = :scope_unit AND r.turn = :turn AND (r.clock_at, r.dossier_id) > (:after_at, :after_id)
  AND (r.handler_id = 0 OR r.handler_id = :me)
 ORDER BY r.clock_at, r.dossier_id LIMIT :limit;

-- name: desk_list_newest :many
-- row: desk_item
-- Everything a unit within reach sees, newest first.
-- param: before_id bigint
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.sub, d.version, d.channel, d.version_id, d.owner_name, d.subject, d.submitted_at, d.reception_due_at,
  d.received_at, d.due_at, d.statutory_due_at, d.finished_at, d.supplement_due_at, d.overdue_at, d.step_key, d.step_due_at, d.handler_id,
  a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
 WHERE r.unit_id = :unit_id AND r.dossier_id < :before_id
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = :unit_id)
 ORDER BY r.dossier_id DESC LIMIT :limit;

-- name: desk_list_mine :many
-- row: desk_item
-- A citizen's own, newest first.
-- param: before_id bigint
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.sub, d.version, d.channel, d.version_id, d.owner_name, d.subject, d.submitted_at, d.reception_due_at,
  d.received_at, d.due_at, d.statutory_due_at, d.finished_at, d.supplement_due_at, d.overdue_at, d.step_key, d.step_due_at, d.handler_id,
  a.name AS unit_name, a.code AS unit_code, d.due_at AS clock_at
 FROM dossier d JOIN agency a ON a.id = d.unit_id
 WHERE d.id < :before_id AND (d.owner_id = :scope_person OR d.submitter_id = :scope_person) ORDER BY d.id DESC LIMIT :limit;

-- name: desk_list_one :maybe
-- row: desk_item
-- One row for a search hit.
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.sub, d.version, d.channel, d.version_id, d.owner_name, d.subject, d.submitted_at, d.reception_due_at,
  d.received_at, d.due_at, d.statutory_due_at, d.finished_at, d.supplement_due_at, d.overdue_at, d.step_key, d.step_due_at, d.handler_id,
  a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
 WHERE r.unit_id = :scope_unit AND r.dossier_id = :dossier_id;

-- name: desk_queue_counts :many
-- How much waits in each queue of the acting unit.
-- column: n bigint
SELECT queue, count(*) AS n FROM dossier_reach WHERE unit_id = :scope_unit AND queue < 9 GROUP BY queue ORDER BY queue;
