-- name: desk_list_queue :many
-- row: desk_item
-- One queue of a unit within reach by the clock that runs in it, most urgent first; keyset paging.
-- param: until_at bigint
-- column: unit_name text
-- column: unit_code text
-- param: after_at bigint
-- param: after_id bigint
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
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
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
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
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
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
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, d.due_at AS clock_at
 FROM dossier d JOIN agency a ON a.id = d.unit_id
 WHERE d.id < :before_id AND (d.owner_id = :scope_person OR d.submitter_id = :scope_person) ORDER BY d.id DESC LIMIT :limit;

-- name: desk_list_one :maybe
-- row: desk_item
-- One row for a search hit.
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
 WHERE r.unit_id = :scope_unit AND r.dossier_id = :dossier_id;

-- name: desk_filter_clock :many
-- row: desk_item
-- One queue of a unit within reach by its clock, narrowed by state, field and procedure; keyset paging.
-- param: from_at bigint
-- param: until_at bigint
-- param: after_at bigint
-- param: after_id bigint
-- param: procedure text
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
  JOIN procedure_version v ON v.id = d.version_id JOIN procedure p ON p.id = d.procedure_id
 WHERE r.unit_id = :unit_id AND r.queue = :queue AND (r.clock_at, r.dossier_id) > (:after_at, :after_id)
  AND r.clock_at >= :from_at AND r.clock_at < :until_at
  AND (:state = 0 OR d.state = :state) AND (:field = '' OR v.field = :field) AND (:procedure = '' OR p.code = :procedure)
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = r.unit_id)
 ORDER BY r.clock_at, r.dossier_id LIMIT :limit;

-- name: desk_filter_newest :many
-- row: desk_item
-- The same, newest first, whatever its clock does.
-- param: before_id bigint
-- param: procedure text
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN agency a ON a.id = d.unit_id
  JOIN procedure_version v ON v.id = d.version_id JOIN procedure p ON p.id = d.procedure_id
 WHERE r.unit_id = :unit_id AND r.dossier_id < :before_id
  AND (:state = 0 OR d.state = :state) AND (:field = '' OR v.field = :field) AND (:procedure = '' OR p.code = :procedure)
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = r.unit_id)
 ORDER BY r.dossier_id DESC LIMIT :limit;

-- name: desk_filter_procedure :many
-- row: desk_item
-- The dossiers of one procedure a unit within reach sees, newest first: along the procedure, not along the reach.
-- param: before_id bigint
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.code, d.state, d.version, d.channel, d.version_id, d.owner_name, d.submitted_at, d.reception_due_at, d.received_at,
  d.due_at, d.statutory_due_at, d.finished_at, d.step_key, a.name AS unit_name, a.code AS unit_code, r.clock_at
 FROM dossier d JOIN dossier_reach r ON r.unit_id = :unit_id AND r.dossier_id = d.id JOIN agency a ON a.id = d.unit_id
 WHERE d.procedure_id = :procedure_id AND d.id < :before_id AND (:state = 0 OR d.state = :state)
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = r.unit_id)
 ORDER BY d.id DESC LIMIT :limit;

-- name: desk_units :many
-- The acting unit and those below it, for the choice of a list.
-- param: today_on text
SELECT a.id, a.code, a.name FROM agency_reach g JOIN agency a ON a.id = g.descendant_id
 WHERE g.ancestor_id = :scope_unit AND a.valid_from_on <= :today_on AND (a.valid_to_on = '' OR a.valid_to_on >= :today_on)
 ORDER BY a.sort_key, a.id LIMIT 400;

-- name: desk_queue_counts :many
-- How much waits in each open queue of the acting unit; counting stops at 100, which a person reads as "many".
-- column: n bigint
SELECT CAST(1 AS BIGINT) AS queue, count(*) AS n FROM (SELECT 1 AS one FROM dossier_reach WHERE unit_id = :scope_unit AND queue = 1 LIMIT 100) a
UNION ALL
SELECT CAST(2 AS BIGINT) AS queue, count(*) AS n FROM (SELECT 1 AS one FROM dossier_reach WHERE unit_id = :scope_unit AND queue = 2 LIMIT 100) b
UNION ALL
SELECT CAST(3 AS BIGINT) AS queue, count(*) AS n FROM (SELECT 1 AS one FROM dossier_reach WHERE unit_id = :scope_unit AND queue = 3 LIMIT 100) c
UNION ALL
SELECT CAST(4 AS BIGINT) AS queue, count(*) AS n FROM (SELECT 1 AS one FROM dossier_reach WHERE unit_id = :scope_unit AND queue = 4 LIMIT 100) d;

-- name: desk_count_due :one
-- How many of a unit within reach are in handling with their clock between two instants; counting stops at 100.
-- param: from_at bigint
-- param: until_at bigint
-- column: n bigint
SELECT count(*) AS n FROM (SELECT 1 AS one FROM dossier_reach r WHERE r.unit_id = :unit_id AND r.queue = 2 AND r.clock_at >= :from_at
  AND r.clock_at < :until_at AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = r.unit_id)
  LIMIT 100) x;

-- name: desk_of_owner :many
-- ahead
-- Other dossiers of the same person within reach, newest first.
SELECT d.id, d.code, d.state, d.procedure_id, d.version_id, d.submitted_at FROM dossier d
 JOIN dossier_reach r ON r.dossier_id = d.id AND r.unit_id = :scope_unit
 WHERE d.owner_id = :owner_id AND d.id <> :id ORDER BY d.submitted_at DESC LIMIT 6;

-- name: desk_linked :many
-- ahead
-- The dossiers opened from this one, and the one it was opened from, within reach. Two searches, for an OR over both
-- would be answered by going through all that the unit can see.
SELECT d.id, d.code, d.state, d.version_id, d.parent_id FROM dossier d
 JOIN dossier_reach r ON r.dossier_id = d.id AND r.unit_id = :scope_unit
 WHERE d.parent_id = :id AND d.parent_id > 0
UNION ALL
SELECT d.id, d.code, d.state, d.version_id, d.parent_id FROM dossier d
 JOIN dossier_reach r ON r.dossier_id = d.id AND r.unit_id = :scope_unit
 WHERE d.id = :parent_id ORDER BY 1 LIMIT 20;

-- name: desk_figures_units :many
-- A unit within reach and those right below it, whatever their day: what they still hold is counted.
-- param: unit_id bigint
SELECT a.id, a.code, a.name FROM agency a
 WHERE (a.id = :unit_id OR a.parent_id = :unit_id)
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = a.id)
 ORDER BY a.sort_key, a.id;

-- name: desk_figures_open :many
-- What is open in each queue of a unit within reach and of those right below it, and how much of it is past its clock.
-- param: now_at bigint
-- column: n bigint
-- column: late bigint
SELECT r.unit_id, r.queue, count(*) AS n, sum(CASE WHEN r.clock_at > 0 AND r.clock_at < :now_at THEN 1 ELSE 0 END) AS late
 FROM dossier_reach r
 WHERE r.unit_id IN (SELECT a.id FROM agency a WHERE a.id = :unit_id OR a.parent_id = :unit_id) AND r.queue >= 1 AND r.queue <= 4
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = :unit_id)
 GROUP BY r.unit_id, r.queue;

-- name: desk_figures_done :many
-- What the same units finished since an instant (state 9 or 10), and how much of it by the day first promised.
-- param: from_at bigint
-- column: n bigint
-- column: in_time bigint
SELECT r.unit_id, count(*) AS n, sum(CASE WHEN d.due_original_at = 0 OR d.finished_at <= d.due_original_at THEN 1 ELSE 0 END) AS in_time
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id
 WHERE r.unit_id IN (SELECT a.id FROM agency a WHERE a.id = :unit_id OR a.parent_id = :unit_id)
  AND r.queue IN (4, 9) AND r.clock_at >= :from_at AND d.state IN (9, 10)
  AND EXISTS (SELECT 1 FROM agency_reach g WHERE g.ancestor_id = :scope_unit AND g.descendant_id = :unit_id)
 GROUP BY r.unit_id;
