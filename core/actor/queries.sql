-- Everything about one signed-in request in one read: session, account, person, acting assignment and its unit.
-- name: session_load :maybe
-- column: unit_name text
-- column: unit_code text
SELECT s.id, s.account_id, s.assignment_id, s.delegation_id, s.created_at, s.seen_at, s.proved_at,
       a.person_id, a.login, a.totp_secret, a.closed_at, p.name, p.kind,
       g.role, g.agency_id, g.valid_from_on, g.valid_to_on, u.name AS unit_name, u.code AS unit_code
  FROM session s LEFT JOIN account a ON a.id = s.account_id LEFT JOIN person p ON p.id = a.person_id
  LEFT JOIN assignment g ON g.id = s.assignment_id LEFT JOIN agency u ON u.id = g.agency_id
 WHERE s.key_hash = :key_hash;

-- name: session_insert :exec
INSERT INTO session (id, key_hash, account_id, assignment_id, delegation_id, created_at, seen_at, proved_at)
VALUES (:id, :key_hash, :account_id, :assignment_id, :delegation_id, :created_at, :seen_at, :proved_at);

-- A stranger's row becomes the person's: new key, same id, so what belongs to it stays with it.
-- name: session_turn :exec
UPDATE session SET key_hash = :key_hash, account_id = :account_id, assignment_id = :assignment_id, delegation_id = 0,
       created_at = :created_at, seen_at = :created_at, proved_at = :proved_at
 WHERE id = :id;

-- name: session_touch :exec
UPDATE session SET seen_at = :seen_at WHERE id = :id AND seen_at < :seen_at;

-- name: session_push_back :exec
UPDATE session SET seen_at = :seen_at WHERE id = :id;

-- name: session_proved :exec
UPDATE session SET proved_at = :proved_at, seen_at = :proved_at WHERE id = :id;

-- name: session_act :exec
UPDATE session SET assignment_id = :assignment_id, delegation_id = :delegation_id WHERE id = :id;

-- name: session_delete :exec
DELETE FROM session WHERE id = :id;

-- name: session_delete_account :exec
DELETE FROM session WHERE account_id = :account_id;

-- Signed-in sessions older than any limit, and strangers without a visit for long.
-- name: session_sweep :exec
DELETE FROM session WHERE (account_id <> 0 AND created_at < :created_at) OR (account_id = 0 AND seen_at < :seen_at);

-- name: account_by_login :maybe
SELECT a.id, a.person_id, a.password_hash, a.totp_secret, a.totp_step, a.failed_n, a.locked_until_at, a.closed_at,
       p.name, p.kind
  FROM account a JOIN person p ON p.id = a.person_id WHERE a.login = :login;

-- name: account_by_id :maybe
SELECT a.id, a.person_id, a.login, a.password_hash, a.totp_secret, a.totp_step, a.failed_n, a.locked_until_at,
       a.created_at, a.closed_at, p.name, p.kind
  FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :id;

-- name: accounts_of_person :many
SELECT id, login, failed_n, locked_until_at, created_at, closed_at FROM account
 WHERE person_id = :person_id ORDER BY id;

-- name: account_insert :exec
INSERT INTO account (id, person_id, login, password_hash, totp_secret, created_at)
VALUES (:id, :person_id, :login, :password_hash, :totp_secret, :created_at);

-- name: account_count_failure :exec
UPDATE account SET failed_n = :failed_n, locked_until_at = :locked_until_at WHERE id = :id;

-- The guard in the WHERE makes a code work once, even for two requests of one moment.
-- name: account_use_step :exec
UPDATE account SET totp_step = :totp_step, failed_n = 0, locked_until_at = 0 WHERE id = :id AND totp_step < :totp_step;

-- name: account_set_totp :exec
UPDATE account SET totp_secret = :totp_secret, totp_step = :totp_step WHERE id = :id;

-- name: account_set_password :exec
UPDATE account SET password_hash = :password_hash, failed_n = 0, locked_until_at = 0 WHERE id = :id;

-- name: account_close :exec
UPDATE account SET closed_at = :closed_at WHERE id = :id;

-- name: person_by_id :maybe
SELECT id, kind, name, id_number, phone, email, address, born_on, assurance, created_at, version
  FROM person WHERE id = :id;

-- name: persons_by_number :many
SELECT id, kind, name, assurance FROM person WHERE id_number = :id_number ORDER BY id LIMIT 20;

-- name: person_insert :exec
INSERT INTO person (id, kind, name, id_number, phone, email, address, born_on, assurance, created_at)
VALUES (:id, :kind, :name, :id_number, :phone, :email, :address, :born_on, :assurance, :created_at);

-- name: person_update :exec
UPDATE person SET name = :name, id_number = :id_number, phone = :phone, email = :email, address = :address,
       born_on = :born_on, version = version + 1
 WHERE id = :id AND version = :version;

-- name: assignment_insert :exec
INSERT INTO assignment (id, person_id, role, agency_id, title, valid_from_on, valid_to_on, created_at)
VALUES (:id, :person_id, :role, :agency_id, :title, :valid_from_on, :valid_to_on, :created_at);

-- name: assignment_end :exec
UPDATE assignment SET valid_to_on = :valid_to_on WHERE id = :id;

-- name: assignment_by_id :maybe
SELECT id, person_id, role, agency_id, title, valid_from_on, valid_to_on FROM assignment WHERE id = :id;

-- name: assignments_of_person :many
SELECT id, role, agency_id, title, valid_from_on, valid_to_on FROM assignment
 WHERE person_id = :person_id ORDER BY valid_from_on DESC, id;

-- Who may be given work in a unit today.
-- name: assignments_of_agency :many
-- param: today_on text
SELECT a.id, a.person_id, a.role, a.title, a.valid_from_on, a.valid_to_on, p.name
  FROM assignment a JOIN person p ON p.id = a.person_id
 WHERE a.agency_id = :agency_id AND a.valid_from_on <= :today_on AND (a.valid_to_on = '' OR a.valid_to_on >= :today_on)
 ORDER BY a.role, a.id;

-- name: people_list :many
-- param: after_id bigint
SELECT p.id, p.kind, p.name, COALESCE(a.login, '') AS login, COALESCE(a.closed_at, 0) AS closed_at
  FROM person p JOIN account a ON a.person_id = p.id
 WHERE p.kind = 'officer' AND p.id > :after_id ORDER BY p.id LIMIT :limit;

-- name: delegation_insert :exec
INSERT INTO delegation (id, from_assignment_id, to_person_id, perms, valid_from_on, valid_to_on, document_number, created_at)
VALUES (:id, :from_assignment_id, :to_person_id, :perms, :valid_from_on, :valid_to_on, :document_number, :created_at);

-- name: delegation_revoke :exec
UPDATE delegation SET revoked_at = :revoked_at WHERE id = :id AND revoked_at = 0;

-- One delegation with the assignment it lends, whose that is and where.
-- name: delegation_by_id :maybe
-- column: unit_name text
-- column: unit_code text
SELECT d.id, d.to_person_id, d.perms, d.valid_from_on, d.valid_to_on, d.document_number, d.revoked_at,
       d.from_assignment_id, a.person_id, a.role, a.agency_id, p.name, u.name AS unit_name, u.code AS unit_code
  FROM delegation d JOIN assignment a ON a.id = d.from_assignment_id JOIN person p ON p.id = a.person_id
  LEFT JOIN agency u ON u.id = a.agency_id
 WHERE d.id = :id;

-- name: delegations_to_person :many
SELECT d.id, d.perms, d.valid_from_on, d.valid_to_on, d.document_number, d.revoked_at, a.role, a.agency_id, p.name
  FROM delegation d JOIN assignment a ON a.id = d.from_assignment_id JOIN person p ON p.id = a.person_id
 WHERE d.to_person_id = :to_person_id ORDER BY d.valid_from_on DESC, d.id;

-- name: delegations_from_assignment :many
SELECT d.id, d.to_person_id, d.perms, d.valid_from_on, d.valid_to_on, d.document_number, d.revoked_at, p.name
  FROM delegation d JOIN person p ON p.id = d.to_person_id
 WHERE d.from_assignment_id = :from_assignment_id ORDER BY d.valid_from_on DESC, d.id;

-- name: token_load :maybe
-- column: unit_name text
-- column: unit_code text
SELECT t.id, t.account_id, t.assignment_id, t.expires_at, t.revoked_at, a.person_id, a.login, a.closed_at, p.name, p.kind,
       g.role, g.agency_id, g.valid_from_on, g.valid_to_on, u.name AS unit_name, u.code AS unit_code
  FROM token t JOIN account a ON a.id = t.account_id JOIN person p ON p.id = a.person_id
  LEFT JOIN assignment g ON g.id = t.assignment_id LEFT JOIN agency u ON u.id = g.agency_id
 WHERE t.secret_hash = :secret_hash;

-- name: token_insert :exec
INSERT INTO token (id, secret_hash, account_id, assignment_id, name, created_at, expires_at)
VALUES (:id, :secret_hash, :account_id, :assignment_id, :name, :created_at, :expires_at);

-- name: token_revoke :exec
UPDATE token SET revoked_at = :revoked_at WHERE id = :id AND revoked_at = 0;

-- name: tokens_of_account :many
SELECT id, name, assignment_id, created_at, expires_at, revoked_at FROM token WHERE account_id = :account_id ORDER BY id;

-- name: assignment_holder :one
-- column: unit_name text
-- column: unit_code text
-- column: account_id bigint
SELECT g.id, g.person_id, g.role, g.agency_id, g.valid_from_on, g.valid_to_on, p.name, p.kind, a.id AS account_id, a.login,
       u.name AS unit_name, u.code AS unit_code
  FROM assignment g JOIN person p ON p.id = g.person_id JOIN account a ON a.person_id = p.id
  LEFT JOIN agency u ON u.id = g.agency_id
 WHERE g.id = :id ORDER BY a.id LIMIT 1;
