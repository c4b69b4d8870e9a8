-- What leaves the building: a row written in the transaction that caused it, sent by the jobs role, idempotent by ref.
-- version: 1
CREATE TABLE outbox (
  id BIGINT PRIMARY KEY,
  channel TEXT NOT NULL,
  ref TEXT NOT NULL,
  template TEXT NOT NULL,
  lang TEXT NOT NULL,
  recipient TEXT NOT NULL,
  slots TEXT NOT NULL,
  dossier_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  not_before_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX outbox_once ON outbox (channel, ref);
CREATE INDEX outbox_waiting ON outbox (state, not_before_at, id);
CREATE INDEX outbox_of_dossier ON outbox (dossier_id);
CREATE TABLE adapter (
  name TEXT PRIMARY KEY,
  last_ok_at BIGINT NOT NULL,
  last_fail_at BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  is_stopped SMALLINT NOT NULL
);
