-- name: search_key_put :exec
INSERT INTO search_key (kind, folded, doc_id, exact) VALUES (:kind, :folded, :doc_id, :exact)
 ON CONFLICT (kind, folded, doc_id) DO UPDATE SET exact = excluded.exact;

-- name: search_keys_drop :exec
DELETE FROM search_key WHERE doc_id = :doc_id AND kind = :kind;

-- name: search_page :many
-- Keys between two bounds, in order; the caller goes on behind the last one.
-- row: search_row
-- param: first text
-- param: past text
-- param: after_key text
-- param: after_id bigint
SELECT folded, doc_id, exact FROM search_key
 WHERE kind = :kind AND folded >= :first AND folded < :past AND (folded, doc_id) > (:after_key, :after_id)
 ORDER BY folded, doc_id LIMIT :limit;

-- name: search_dossier_page :many
-- The same among the dossiers within reach of the acting unit.
-- row: search_row
-- param: first text
-- param: past text
-- param: after_key text
-- param: after_id bigint
SELECT k.folded, k.doc_id, k.exact FROM search_key k JOIN dossier_reach r ON r.dossier_id = k.doc_id AND r.unit_id = :scope_unit
 WHERE k.kind = 'dossier' AND k.folded >= :first AND k.folded < :past AND (k.folded, k.doc_id) > (:after_key, :after_id)
 ORDER BY k.folded, k.doc_id LIMIT :limit;
