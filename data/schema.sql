-- version: 1
-- Bytes by their SHA-256 (64 lower hex digits). stored = 0: in `bytes`; stored = 1: a file of the file store, `bytes` is empty.
CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  bytes BLOB NOT NULL,
  stored SMALLINT NOT NULL CHECK (stored IN (0, 1))
);
-- version: 2
-- When the content was last put, new or again: what a young row is for may still be on its way (data/blob.h, blob_forget).
ALTER TABLE blob ADD COLUMN kept_at BIGINT NOT NULL DEFAULT 0;
