-- name: agency_row :maybe
-- ahead
-- row: agency
SELECT id, seed_key, code, old_code, gso, name, kind, level, parent_id, counter_id, valid_from_on, valid_to_on, certainty, phone,
  address, version FROM agency WHERE id = :id;

-- name: agency_row_by_key :maybe
-- row: agency
SELECT id, seed_key, code, old_code, gso, name, kind, level, parent_id, counter_id, valid_from_on, valid_to_on, certainty, phone,
  address, version FROM agency WHERE seed_key = :seed_key;

-- name: agency_row_by_code :many
-- row: agency
-- Newest first: a code may have been given again to a successor.
SELECT id, seed_key, code, old_code, gso, name, kind, level, parent_id, counter_id, valid_from_on, valid_to_on, certainty, phone,
  address, version FROM agency WHERE code = :code ORDER BY valid_from_on DESC;

-- name: agency_rows_below :many
-- row: agency
-- param: today_on text
SELECT id, seed_key, code, old_code, gso, name, kind, level, parent_id, counter_id, valid_from_on, valid_to_on, certainty, phone,
  address, version FROM agency
 WHERE parent_id = :parent_id AND valid_from_on <= :today_on AND (valid_to_on = '' OR valid_to_on >= :today_on) ORDER BY sort_key, id;

-- name: agency_rows_of_kind :many
-- param: today_on text
-- column: parent_name text
SELECT a.id, a.code, a.name, a.seed_key, COALESCE(p.name, '') AS parent_name FROM agency a LEFT JOIN agency p ON p.id = a.parent_id
 WHERE a.kind = :kind AND a.valid_from_on <= :today_on AND (a.valid_to_on = '' OR a.valid_to_on >= :today_on) ORDER BY a.sort_key, a.id;

-- name: agency_rows_all :many
-- row: agency
SELECT id, seed_key, code, old_code, gso, name, kind, level, parent_id, counter_id, valid_from_on, valid_to_on, certainty, phone,
  address, version FROM agency ORDER BY sort_key, id;

-- name: agency_put :exec
INSERT INTO agency (id, seed_key, code, old_code, gso, name, sort_key, kind, level, parent_id, counter_id, valid_from_on, valid_to_on,
  certainty, phone, address, version) VALUES (:id, :seed_key, :code, :old_code, :gso, :name, :sort_key, :kind, :level, :parent_id,
  :counter_id, :valid_from_on, :valid_to_on, :certainty, :phone, :address, 1)
 ON CONFLICT (seed_key) DO UPDATE SET code = excluded.code, old_code = excluded.old_code, gso = excluded.gso, name = excluded.name,
  sort_key = excluded.sort_key, kind = excluded.kind, level = excluded.level, parent_id = excluded.parent_id,
  counter_id = excluded.counter_id, valid_from_on = excluded.valid_from_on, valid_to_on = excluded.valid_to_on,
  certainty = excluded.certainty, version = agency.version + 1;

-- name: agency_edit :exec
UPDATE agency SET name = :name, sort_key = :sort_key, phone = :phone, address = :address, valid_to_on = :valid_to_on,
  version = version + 1 WHERE id = :id AND version = :version;

-- name: agency_succession_put :exec
INSERT INTO agency_succession (old_id, new_id, divided, since_on) VALUES (:old_id, :new_id, :divided, :since_on)
 ON CONFLICT (old_id, new_id) DO UPDATE SET divided = excluded.divided, since_on = excluded.since_on;

-- name: agency_successors :many
SELECT s.new_id, a.name, s.divided, s.since_on FROM agency_succession s JOIN agency a ON a.id = s.new_id WHERE s.old_id = :old_id
 ORDER BY a.sort_key;

-- name: agency_reach_clear :exec
DELETE FROM agency_reach;

-- name: agency_reach_fill :exec
WITH RECURSIVE above (descendant, ancestor) AS (
  SELECT id, id FROM agency
  UNION
  SELECT b.descendant, a.parent_id FROM above b JOIN agency a ON a.id = b.ancestor WHERE a.parent_id > 0)
INSERT INTO agency_reach (ancestor_id, descendant_id) SELECT ancestor, descendant FROM above;

-- name: agency_reach_above :many
SELECT ancestor_id FROM agency_reach WHERE descendant_id = :descendant_id;

-- name: agency_within :maybe
-- row: agency
-- An agency at or below the asker's unit.
SELECT a.id, a.seed_key, a.code, a.old_code, a.gso, a.name, a.kind, a.level, a.parent_id, a.counter_id, a.valid_from_on, a.valid_to_on,
  a.certainty, a.phone, a.address, a.version FROM agency a JOIN agency_reach r ON r.descendant_id = a.id
 WHERE a.id = :id AND r.ancestor_id = :scope_unit;

-- name: agency_rows_within :many
-- row: agency
-- All at or below the asker's unit, of every time.
SELECT a.id, a.seed_key, a.code, a.old_code, a.gso, a.name, a.kind, a.level, a.parent_id, a.counter_id, a.valid_from_on, a.valid_to_on,
  a.certainty, a.phone, a.address, a.version FROM agency_reach r JOIN agency a ON a.id = r.descendant_id
 WHERE r.ancestor_id = :scope_unit ORDER BY a.sort_key, a.id;

-- name: agency_is_below :one
-- Does one agency stand at or below another?
-- column: n bigint
SELECT count(*) AS n FROM agency_reach WHERE ancestor_id = :ancestor_id AND descendant_id = :descendant_id;

-- name: agency_children_after :one
-- Agencies below that last beyond a day.
-- param: last_on text
-- column: n bigint
SELECT count(*) AS n FROM agency WHERE parent_id = :parent_id AND (valid_to_on = '' OR valid_to_on > :last_on);

-- name: agency_predecessors :many
SELECT s.old_id, a.name, s.divided, s.since_on FROM agency_succession s JOIN agency a ON a.id = s.old_id WHERE s.new_id = :new_id
 ORDER BY a.sort_key;

-- name: agency_correct :exec
UPDATE agency SET code = :code, name = :name, sort_key = :sort_key, kind = :kind, level = :level, parent_id = :parent_id,
  counter_id = :counter_id, valid_from_on = :valid_from_on, phone = :phone, address = :address, version = version + 1
 WHERE id = :id AND version = :version;

-- name: agency_end :exec
UPDATE agency SET valid_to_on = :valid_to_on, version = version + 1 WHERE id = :id AND version = :version;
