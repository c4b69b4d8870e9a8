-- name: portal_places :many
-- Where one may file in person on a day, by the Vietnamese alphabet.
-- param: today_on text
SELECT id, name, phone, address FROM agency WHERE kind IN ('bo-phan-mot-cua', 'trung-tam-pvhcc', 'ubnd-xa') AND valid_from_on <= :today_on
  AND (valid_to_on = '' OR valid_to_on >= :today_on) ORDER BY sort_key, id;

-- name: portal_own :many
-- What a person filed or owns, newest first.
-- param: before_id bigint
SELECT d.id, d.code, d.state, d.version_id, d.unit_id, d.subject, d.reception_due_at, d.due_at FROM dossier d
 WHERE d.id < :before_id AND (d.owner_id = :scope_person OR d.submitter_id = :scope_person) ORDER BY d.id DESC LIMIT :limit;
