-- Agencies of every level and time. The tree is parent_id; agency_reach is its closure, so that nothing counts levels.
-- counter_id: where its dossiers are received when that is not itself (departments: the provincial centre; ND 61/2018 Đ.8).
-- Identifiers: QĐ 20/2020/QĐ-TTg (code), QCVN 102:2016/BTTTT (old_code).
-- version: 1
CREATE TABLE agency (
  id BIGINT PRIMARY KEY,
  seed_key TEXT NOT NULL,
  code TEXT NOT NULL,
  old_code TEXT NOT NULL,
  gso TEXT NOT NULL,
  name TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  parent_id BIGINT NOT NULL,
  counter_id BIGINT NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NOT NULL,
  certainty TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX agency_by_seed_key ON agency (seed_key);
CREATE INDEX agency_by_parent ON agency (parent_id, sort_key);
CREATE INDEX agency_by_code ON agency (code);
CREATE TABLE agency_reach (
  ancestor_id BIGINT NOT NULL,
  descendant_id BIGINT NOT NULL,
  PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX agency_reach_up ON agency_reach (descendant_id, ancestor_id);
CREATE TABLE agency_succession (
  old_id BIGINT NOT NULL,
  new_id BIGINT NOT NULL,
  divided SMALLINT NOT NULL,
  since_on TEXT NOT NULL,
  PRIMARY KEY (old_id, new_id)
);
-- version: 2
CREATE INDEX agency_by_kind ON agency (kind, sort_key, id);
