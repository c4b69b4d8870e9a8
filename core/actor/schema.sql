-- People, their accounts and how they are known to the program.
-- version: 1

-- A person or an organisation; personal data lives here and nowhere in URLs or logs.
CREATE TABLE person (
  id          BIGINT NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL,              -- citizen, officer, organisation
  name        TEXT   NOT NULL,
  id_number   TEXT   NOT NULL DEFAULT '',   -- personal number or tax code; shown masked
  phone       TEXT   NOT NULL DEFAULT '',
  email       TEXT   NOT NULL DEFAULT '',
  address     TEXT   NOT NULL DEFAULT '',
  born_on     TEXT   NOT NULL DEFAULT '',
  assurance   BIGINT NOT NULL DEFAULT 0,    -- 0 claimed, 1 seen by an officer, 2 proved by the national identity
  created_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX person_id_number ON person (id_number);

CREATE TABLE account (
  id              BIGINT NOT NULL PRIMARY KEY,
  person_id       BIGINT NOT NULL REFERENCES person (id),
  login           TEXT   NOT NULL UNIQUE,
  password_hash   TEXT   NOT NULL DEFAULT '',  -- argon2id; '' signs in by other doors only
  totp_secret     TEXT   NOT NULL DEFAULT '',  -- base32; '' not enrolled
  totp_step       BIGINT NOT NULL DEFAULT 0,   -- last step used: a code works once
  failed_n        BIGINT NOT NULL DEFAULT 0,
  locked_until_at BIGINT NOT NULL DEFAULT 0,
  created_at      BIGINT NOT NULL,
  closed_at       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX account_person ON account (person_id);

-- A role of a person in a unit between two days ('' open end).
CREATE TABLE assignment (
  id            BIGINT NOT NULL PRIMARY KEY,
  person_id     BIGINT NOT NULL REFERENCES person (id),
  role          TEXT   NOT NULL,
  agency_id     BIGINT NOT NULL,
  title         TEXT   NOT NULL DEFAULT '',
  valid_from_on TEXT   NOT NULL,
  valid_to_on   TEXT   NOT NULL DEFAULT '',
  created_at    BIGINT NOT NULL
);
CREATE INDEX assignment_person ON assignment (person_id, valid_from_on);
CREATE INDEX assignment_agency ON assignment (agency_id, role);

-- An assignment lent to another person; never onward.
CREATE TABLE delegation (
  id                 BIGINT NOT NULL PRIMARY KEY,
  from_assignment_id BIGINT NOT NULL REFERENCES assignment (id),
  to_person_id       BIGINT NOT NULL REFERENCES person (id),
  perms              TEXT   NOT NULL DEFAULT '', -- names joined by a space; '' all of the role
  valid_from_on      TEXT   NOT NULL,
  valid_to_on        TEXT   NOT NULL,
  document_number    TEXT   NOT NULL,
  created_at         BIGINT NOT NULL,
  revoked_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX delegation_to ON delegation (to_person_id, valid_from_on);
CREATE INDEX delegation_from ON delegation (from_assignment_id);

-- key_hash is the SHA-256 of the cookie's value; account_id 0 is a stranger's draft session.
CREATE TABLE session (
  id            BIGINT NOT NULL PRIMARY KEY,
  key_hash      TEXT   NOT NULL UNIQUE,
  account_id    BIGINT NOT NULL DEFAULT 0,
  assignment_id BIGINT NOT NULL DEFAULT 0,
  delegation_id BIGINT NOT NULL DEFAULT 0,
  created_at    BIGINT NOT NULL,
  seen_at       BIGINT NOT NULL,
  proved_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_seen ON session (seen_at);

-- Bearer tokens of the API: the rights of one assignment (0: of the person).
CREATE TABLE token (
  id            BIGINT NOT NULL PRIMARY KEY,
  secret_hash   TEXT   NOT NULL UNIQUE,
  account_id    BIGINT NOT NULL REFERENCES account (id),
  assignment_id BIGINT NOT NULL DEFAULT 0,
  name          TEXT   NOT NULL DEFAULT '',
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL DEFAULT 0,
  revoked_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX token_account ON token (account_id);

-- version: 2
-- barred_at: an administrator's lock. must_change: somebody else has seen the password.
ALTER TABLE account ADD COLUMN barred_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN must_change SMALLINT NOT NULL DEFAULT 0;

-- A new TOTP secret of which no code has come back yet.
CREATE TABLE totp_pending (
  account_id BIGINT NOT NULL PRIMARY KEY,
  secret     TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);

-- What opens the door when the telephone is lost; each works once.
CREATE TABLE recovery_code (
  code_hash  TEXT   NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX recovery_code_account ON recovery_code (account_id);

-- The password was right and the code is still to come; by the stranger's session.
CREATE TABLE sign_in_half (
  session_id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
