-- Page images of foreign files, made by the jailed parser; one row a file that wants them, one row a page made.
-- version: 1
CREATE TABLE page_job (
  sha256 TEXT PRIMARY KEY,
  mime TEXT NOT NULL,
  state TEXT NOT NULL,
  pages BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  why TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX page_job_waiting ON page_job (state, created_at);
CREATE TABLE page_image (
  sha256 TEXT NOT NULL,
  page BIGINT NOT NULL,
  image_sha256 TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  PRIMARY KEY (sha256, page)
);
-- Resumable uploads (tus 1.0): bytes lie in the file store's temporary folder until complete.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  session_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  total BIGINT NOT NULL,
  received BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  mime TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX upload_expiry ON upload (expires_at);
