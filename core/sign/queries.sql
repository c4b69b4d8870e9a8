-- name: trust_anchor_add :exec
INSERT INTO trust_anchor (id, list, fingerprint, subject, organization, valid_from_at, valid_to_at, pem, added_at, added_by, removed_at)
 VALUES (:id, :list, :fingerprint, :subject, :organization, :valid_from_at, :valid_to_at, :pem, :added_at, :added_by, 0);

-- name: trust_anchor_held :maybe
SELECT id, list FROM trust_anchor WHERE fingerprint = :fingerprint AND removed_at = 0;

-- name: trust_anchors :many
-- row: anchor
-- In force.
SELECT id, list, fingerprint, subject, organization, valid_from_at, valid_to_at, pem, added_at FROM trust_anchor WHERE removed_at = 0
 ORDER BY list, subject, id;

-- name: trust_anchor_of :maybe
-- row: anchor
SELECT id, list, fingerprint, subject, organization, valid_from_at, valid_to_at, pem, added_at FROM trust_anchor
 WHERE id = :id AND removed_at = 0;

-- name: trust_anchor_remove :exec
UPDATE trust_anchor SET removed_at = :removed_at WHERE id = :id AND removed_at = 0;

-- name: trust_crl_put :exec
INSERT INTO trust_crl (issuer, der, made_at, next_at, revoked_n, added_at, added_by)
 VALUES (:issuer, :der, :made_at, :next_at, :revoked_n, :added_at, :added_by)
 ON CONFLICT (issuer) DO UPDATE SET der = excluded.der, made_at = excluded.made_at, next_at = excluded.next_at,
  revoked_n = excluded.revoked_n, added_at = excluded.added_at, added_by = excluded.added_by;

-- name: trust_crl_of :maybe
SELECT made_at FROM trust_crl WHERE issuer = :issuer;

-- name: trust_crls :many
SELECT issuer, der, made_at, next_at, revoked_n, added_at FROM trust_crl ORDER BY issuer;

-- name: file_check_add :exec
INSERT INTO file_check (id, token, file_name, size, sha256, content_sha256, state, tries, report, asked_at, judged_at)
 VALUES (:id, :token, :file_name, :size, :sha256, :content_sha256, 'waiting', 0, '', :asked_at, 0);

-- name: file_check_of :maybe
-- row: file_check
SELECT id, token, file_name, size, sha256, content_sha256, state, tries, report, asked_at, judged_at FROM file_check WHERE token = :token;

-- name: file_checks_waiting :many
-- row: file_check
SELECT id, token, file_name, size, sha256, content_sha256, state, tries, report, asked_at, judged_at FROM file_check
 WHERE state = 'waiting' ORDER BY asked_at, id LIMIT :limit;

-- name: file_checks_ahead :one
-- column: n bigint
SELECT count(*) AS n FROM file_check WHERE state = 'waiting';

-- name: file_check_mark :exec
UPDATE file_check SET state = :state, tries = tries + 1, report = :report, judged_at = :judged_at WHERE id = :id AND state = 'waiting';

-- name: file_checks_expire :exec
-- param: before_at bigint
DELETE FROM file_check WHERE asked_at < :before_at;

-- name: result_issued :maybe
-- scope: none, whoever asks holds the file itself; what is told stands on it
-- Is a content, byte for byte, a result of this house? The newest, should one file be the result of several dossiers.
-- column: unit_name text
SELECT d.code, r.number, r.signed_on, r.signer, r.made_at, COALESCE(a.name, '') AS unit_name
 FROM dossier_result r JOIN dossier d ON d.id = r.dossier_id LEFT JOIN agency a ON a.id = d.unit_id
 WHERE r.sha256 = :sha256 ORDER BY r.made_at DESC LIMIT 1;
