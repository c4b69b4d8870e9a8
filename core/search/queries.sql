-- name: search_key_put :exec
INSERT INTO search_key (kind, folded, doc_id, exact) VALUES (:kind, :folded, :doc_id, :exact)
 ON CONFLICT (kind, folded, doc_id) DO UPDATE SET exact = excluded.exact;

-- name: search_keys_drop :exec
DELETE FROM search_key WHERE doc_id = :doc_id AND kind = :kind;

-- name: search_keys_of :many
-- row: search_row
SELECT folded, doc_id, exact FROM search_key WHERE doc_id = :doc_id AND kind = :kind;

-- name: search_count :one
-- How many keys lie in a range, counted up to a bound.
-- param: first text
-- param: past text
-- column: n bigint
SELECT COUNT(*) AS n FROM (SELECT doc_id FROM search_key WHERE kind = :kind AND folded >= :first AND folded < :past LIMIT :limit) k;

-- Among the dossiers within reach of the acting unit. CROSS JOIN keeps the keys outside: one probe of reach a key.

-- name: search_dossier_spelled :many
-- Tails spelled just so, newest first.
-- row: search_row
-- param: most bigint
SELECT k.folded, k.doc_id, k.exact
  FROM (SELECT folded, doc_id, exact FROM search_key WHERE kind = 'dossier' AND exact = :exact ORDER BY doc_id DESC LIMIT :most) k
 CROSS JOIN dossier_reach r WHERE r.dossier_id = k.doc_id AND r.unit_id = :scope_unit ORDER BY k.doc_id DESC LIMIT :limit;

-- name: search_dossier_spelled_on :many
-- Tails that go on behind this spelling.
-- row: search_row
-- param: first text
-- param: past text
-- param: most bigint
SELECT k.folded, k.doc_id, k.exact
  FROM (SELECT folded, doc_id, exact FROM search_key WHERE kind = 'dossier' AND exact > :first AND exact < :past ORDER BY exact, doc_id
         LIMIT :most) k
 CROSS JOIN dossier_reach r WHERE r.dossier_id = k.doc_id AND r.unit_id = :scope_unit LIMIT :limit;

-- name: search_dossier_whole :many
-- Tails of just these words, newest first.
-- row: search_row
-- param: most bigint
SELECT k.folded, k.doc_id, k.exact
  FROM (SELECT folded, doc_id, exact FROM search_key WHERE kind = 'dossier' AND folded = :folded ORDER BY doc_id DESC LIMIT :most) k
 CROSS JOIN dossier_reach r WHERE r.dossier_id = k.doc_id AND r.unit_id = :scope_unit ORDER BY k.doc_id DESC LIMIT :limit;

-- name: search_dossier_on :many
-- Tails that go on behind these words.
-- row: search_row
-- param: first text
-- param: past text
-- param: most bigint
SELECT k.folded, k.doc_id, k.exact
  FROM (SELECT folded, doc_id, exact FROM search_key WHERE kind = 'dossier' AND folded > :first AND folded < :past ORDER BY folded, doc_id
         LIMIT :most) k
 CROSS JOIN dossier_reach r WHERE r.dossier_id = k.doc_id AND r.unit_id = :scope_unit LIMIT :limit;

-- name: search_dossier_within :many
-- The other way round, for a common name: walks the unit's dossiers from the newest and stops when enough fit.
-- row: search_row
-- param: first text
-- param: past text
-- param: most bigint
SELECT k.folded, k.doc_id, k.exact
  FROM (SELECT dossier_id FROM dossier_reach WHERE unit_id = :scope_unit ORDER BY dossier_id DESC LIMIT :most) r
 CROSS JOIN search_key k WHERE k.doc_id = r.dossier_id AND k.kind = 'dossier' AND k.folded >= :first AND k.folded < :past
 LIMIT :limit;

-- name: search_dossier_beside :many
-- Records with one word that also have another.
-- row: search_row
-- param: first text
-- param: past text
-- param: other text
-- param: other_past text
-- param: most bigint
SELECT k.folded, k.doc_id, k.exact
  FROM (SELECT folded, doc_id, exact FROM search_key WHERE kind = 'dossier' AND folded >= :first AND folded < :past ORDER BY folded, doc_id
         LIMIT :most) k
 CROSS JOIN dossier_reach r
 WHERE r.dossier_id = k.doc_id AND r.unit_id = :scope_unit
   AND EXISTS (SELECT 1 FROM search_key o WHERE o.doc_id = k.doc_id AND o.kind = 'dossier' AND o.folded >= :other AND o.folded < :other_past)
 ORDER BY k.doc_id DESC LIMIT :limit;
