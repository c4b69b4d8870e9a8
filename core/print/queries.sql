-- name: print_register_rows :many
-- What the unit has received in a span of time, oldest first (TT 01/2018, Mẫu 06).
-- param: from_at bigint
-- param: until_at bigint
-- column: address text
-- column: unit_name text
-- column: procedure_name text
-- column: handed_at bigint
SELECT d.code, v.name AS procedure_name, d.owner_name, d.phone, COALESCE(p.address, '') AS address,
  COALESCE(u.name, '') AS unit_name, d.received_at, d.due_original_at,
  COALESCE((SELECT MIN(t.began_at) FROM dossier_step t WHERE t.dossier_id = d.id), 0) AS handed_at,
  d.finished_at, d.delivered_at, d.return_form, d.state
 FROM dossier_reach r JOIN dossier d ON d.id = r.dossier_id JOIN procedure_version v ON v.id = d.version_id
 LEFT JOIN person p ON p.id = d.owner_id LEFT JOIN agency u ON u.id = d.unit_id
 WHERE r.unit_id = :scope_unit AND d.received_at >= :from_at AND d.received_at < :until_at
 ORDER BY d.received_at, d.id LIMIT :limit;
