-- The journal: every act is an entry chained to the previous one of its record, and all entries are leaves of one growing
-- Merkle tree (RFC 6962) whose heads are kept. Nothing here is ever updated but seq, once, and erased private parts.
-- version: 1
CREATE TABLE journal (
  id BIGINT PRIMARY KEY,
  object_kind TEXT NOT NULL,
  object_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  behalf_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  act TEXT NOT NULL,
  public_part TEXT NOT NULL,
  private_part TEXT NOT NULL,
  salt TEXT NOT NULL,
  private_hash TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  entry_hash TEXT NOT NULL,
  seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX journal_of_object ON journal (object_kind, object_id, n);
CREATE INDEX journal_unsealed ON journal (id) WHERE seq = 0;
CREATE UNIQUE INDEX journal_by_seq ON journal (seq) WHERE seq > 0;
CREATE TABLE journal_object (
  object_kind TEXT NOT NULL,
  object_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  head_hash TEXT NOT NULL,
  PRIMARY KEY (object_kind, object_id)
);
CREATE TABLE journal_head (
  tree_size BIGINT PRIMARY KEY,
  root_hash TEXT NOT NULL,
  frontier TEXT NOT NULL,
  sealed_at BIGINT NOT NULL,
  prev_hash TEXT NOT NULL,
  head_hash TEXT NOT NULL
);
