-- Everything about one signed-in request in one read: session, account, person, acting assignment and its unit.
-- name: session_load :maybe
-- column: unit_name text
-- column: unit_code text
SELECT s.id, s.account_id, s.assignment_id, s.delegation_id, s.created_at, s.seen_at, s.proved_at,
       a.person_id, a.login, a.totp_secret, a.closed_at, a.barred_at, a.must_change, p.name, p.kind,
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
       a.barred_at, a.must_change, p.name, p.kind
  FROM account a JOIN person p ON p.id = a.person_id WHERE a.login = :login;

-- name: account_by_id :maybe
SELECT a.id, a.person_id, a.login, a.password_hash, a.totp_secret, a.totp_step, a.failed_n, a.locked_until_at,
       a.created_at, a.closed_at, a.barred_at, a.must_change, p.name, p.kind
  FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :id;

-- name: accounts_of_person :many
SELECT id, login, totp_secret, failed_n, locked_until_at, created_at, closed_at, barred_at, must_change FROM account
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
-- ahead
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
SELECT t.id, t.account_id, t.assignment_id, t.expires_at, t.revoked_at, a.person_id, a.login, a.closed_at, a.barred_at, p.name,
       p.kind,
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

-- name: account_set_must_change :exec
UPDATE account SET must_change = :must_change WHERE id = :id;

-- name: account_set_barred :exec
UPDATE account SET barred_at = :barred_at, failed_n = 0, locked_until_at = 0 WHERE id = :id;

-- name: sessions_of_account :many
-- column: unit_name text
SELECT s.id, s.created_at, s.seen_at, s.assignment_id, COALESCE(u.name, '') AS unit_name
  FROM session s LEFT JOIN assignment g ON g.id = s.assignment_id LEFT JOIN agency u ON u.id = g.agency_id
 WHERE s.account_id = :account_id ORDER BY s.seen_at DESC, s.id LIMIT 100;

-- name: session_delete_others :exec
-- Everywhere but here.
DELETE FROM session WHERE account_id = :account_id AND id <> :id;

-- name: tokens_revoke_account :exec
UPDATE token SET revoked_at = :revoked_at WHERE account_id = :account_id AND revoked_at = 0;

-- name: totp_pending_put :exec
INSERT INTO totp_pending (account_id, secret, created_at) VALUES (:account_id, :secret, :created_at)
 ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at;

-- name: totp_pending_find :maybe
SELECT secret, created_at FROM totp_pending WHERE account_id = :account_id;

-- name: totp_pending_delete :exec
DELETE FROM totp_pending WHERE account_id = :account_id;

-- name: recovery_insert :exec
INSERT INTO recovery_code (code_hash, account_id, created_at) VALUES (:code_hash, :account_id, :created_at);

-- name: recovery_delete :exec
DELETE FROM recovery_code WHERE account_id = :account_id;

-- name: recovery_left :one
-- column: n bigint
SELECT count(*) AS n FROM recovery_code WHERE account_id = :account_id AND used_at = 0;

-- The guard in the WHERE makes a code work once.
-- name: recovery_spend :exec
UPDATE recovery_code SET used_at = :used_at WHERE code_hash = :code_hash AND account_id = :account_id AND used_at = 0;

-- name: half_put :exec
INSERT INTO sign_in_half (session_id, account_id, expires_at) VALUES (:session_id, :account_id, :expires_at)
 ON CONFLICT (session_id) DO UPDATE SET account_id = excluded.account_id, expires_at = excluded.expires_at;

-- name: half_find :maybe
SELECT account_id, expires_at FROM sign_in_half WHERE session_id = :session_id;

-- name: half_delete :exec
DELETE FROM sign_in_half WHERE session_id = :session_id;

-- name: half_sweep :exec
DELETE FROM sign_in_half WHERE expires_at < :expires_at;

-- Where a person's roles lie: those in force or still to come, inside and outside the asker's units, and any ever inside.
-- name: officer_reach :one
-- param: today_on text
-- column: inside bigint
-- column: outside bigint
-- column: ever bigint
SELECT COALESCE(SUM(CASE WHEN r.ancestor_id IS NOT NULL AND (g.valid_to_on = '' OR g.valid_to_on >= :today_on) THEN 1 ELSE 0 END), 0) AS inside,
       COALESCE(SUM(CASE WHEN r.ancestor_id IS NULL AND (g.valid_to_on = '' OR g.valid_to_on >= :today_on) THEN 1 ELSE 0 END), 0) AS outside,
       COALESCE(SUM(CASE WHEN r.ancestor_id IS NOT NULL THEN 1 ELSE 0 END), 0) AS ever
  FROM assignment g LEFT JOIN agency_reach r ON r.descendant_id = g.agency_id AND r.ancestor_id = :scope_unit
 WHERE g.person_id = :person_id;

-- Every role within the asker's units, in force on a day or newest; the page folds and filters names.
-- name: officers_in_scope :many
-- column: unit_name text
SELECT p.id, p.name, COALESCE(a.login, '') AS login, COALESCE(a.closed_at, 0) AS closed_at, COALESCE(a.barred_at, 0) AS barred_at,
       g.role, g.agency_id, g.title, g.valid_from_on, g.valid_to_on, u.name AS unit_name
  FROM agency_reach r JOIN assignment g ON g.agency_id = r.descendant_id JOIN person p ON p.id = g.person_id
  JOIN agency u ON u.id = g.agency_id LEFT JOIN account a ON a.person_id = p.id
 WHERE r.ancestor_id = :scope_unit ORDER BY p.id DESC, g.valid_from_on DESC, g.id;

-- name: assignments_named :many
-- A person's roles with their units, newest first.
-- column: unit_name text
-- column: unit_code text
SELECT g.id, g.role, g.agency_id, g.title, g.valid_from_on, g.valid_to_on, COALESCE(u.name, '') AS unit_name,
       COALESCE(u.code, '') AS unit_code
  FROM assignment g LEFT JOIN agency u ON u.id = g.agency_id WHERE g.person_id = :person_id ORDER BY g.valid_from_on DESC, g.id;

-- name: assignments_after :one
-- Roles in a unit that last beyond a day.
-- param: last_on text
-- column: n bigint
SELECT count(*) AS n FROM assignment WHERE agency_id = :agency_id AND (valid_to_on = '' OR valid_to_on > :last_on);

-- name: delegations_of_agency :many
-- All lent out of one unit, newest first; who lends, who takes.
-- column: from_name text
-- column: to_name text
SELECT d.id, d.perms, d.valid_from_on, d.valid_to_on, d.document_number, d.revoked_at, a.role, a.person_id,
       p.name AS from_name, t.name AS to_name
  FROM delegation d JOIN assignment a ON a.id = d.from_assignment_id JOIN person p ON p.id = a.person_id
  JOIN person t ON t.id = d.to_person_id
 WHERE a.agency_id = :agency_id ORDER BY d.valid_from_on DESC, d.id DESC LIMIT 200;
