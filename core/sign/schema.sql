-- Whom the province believes, in named lists (TT 15/2025/TT-BKHCN: trust anchors can be added and removed), the lists of
-- revoked certificates, and files that somebody asked to have checked. A removed anchor stays: what was judged by it can
-- be explained.
-- version: 1
CREATE TABLE trust_anchor (
  id BIGINT PRIMARY KEY,
  list TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  subject TEXT NOT NULL,
  organization TEXT NOT NULL,
  valid_from_at BIGINT NOT NULL,
  valid_to_at BIGINT NOT NULL,
  pem TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL,
  removed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX trust_anchor_once ON trust_anchor (fingerprint, removed_at);
CREATE TABLE trust_crl (
  issuer TEXT PRIMARY KEY,
  der BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  revoked_n BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL
);
CREATE TABLE file_check (
  id BIGINT PRIMARY KEY,
  token TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  state TEXT NOT NULL,
  tries BIGINT NOT NULL,
  report TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  judged_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX file_check_token ON file_check (token);
CREATE INDEX file_check_waiting ON file_check (state, asked_at);
