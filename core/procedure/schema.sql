-- Administrative procedures (TTHC), ND 63/2010 Đ.8; versions with dates: a dossier keeps the version of its reception day.
-- Times are hundredths of a unit (0.5 WD is 50); units as in core/calendar: WH WD CD MO SD.
-- version: 1
CREATE TABLE procedure (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL,
  local_code TEXT NOT NULL
);
CREATE UNIQUE INDEX procedure_by_code ON procedure (code);
CREATE TABLE procedure_version (
  id BIGINT PRIMARY KEY,
  procedure_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NOT NULL,
  status TEXT NOT NULL,
  name TEXT NOT NULL,
  field TEXT NOT NULL,
  ministry TEXT NOT NULL,
  level TEXT NOT NULL,
  decider TEXT NOT NULL,
  applicants TEXT NOT NULL,
  online_level BIGINT NOT NULL,
  online_kind TEXT NOT NULL,
  statutory_value BIGINT NOT NULL,
  statutory_unit TEXT NOT NULL,
  committed_value BIGINT NOT NULL,
  committed_unit TEXT NOT NULL,
  cutoff_minute BIGINT NOT NULL,
  extra_value BIGINT NOT NULL,
  extra_unit TEXT NOT NULL,
  pause_policy TEXT NOT NULL,
  no_result SMALLINT NOT NULL,
  external_url TEXT NOT NULL,
  keywords TEXT NOT NULL,
  life_events TEXT NOT NULL,
  process_id BIGINT NOT NULL,
  form_name TEXT NOT NULL,
  body TEXT NOT NULL,
  certainty TEXT NOT NULL,
  content_hash TEXT NOT NULL
);
CREATE UNIQUE INDEX procedure_version_of ON procedure_version (procedure_id, version);
CREATE TABLE procedure_paper (
  version_id BIGINT NOT NULL,
  ord BIGINT NOT NULL,
  paper_key TEXT NOT NULL,
  name TEXT NOT NULL,
  originals BIGINT NOT NULL,
  copies BIGINT NOT NULL,
  is_required SMALLINT NOT NULL,
  is_present_only SMALLINT NOT NULL,
  form_name TEXT NOT NULL,
  reuse_from TEXT NOT NULL,
  PRIMARY KEY (version_id, ord)
);
CREATE TABLE procedure_fee (
  version_id BIGINT NOT NULL,
  ord BIGINT NOT NULL,
  kind TEXT NOT NULL,
  amount_vnd BIGINT NOT NULL,
  is_known SMALLINT NOT NULL,
  per_unit TEXT NOT NULL,
  basis TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (version_id, ord)
);
-- The internal process: a graph of steps with roles and hours (quy trình nội bộ, approved by the chairman).
CREATE TABLE process (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NOT NULL
);
CREATE TABLE process_step (
  process_id BIGINT NOT NULL,
  step_key TEXT NOT NULL,
  ord BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  role TEXT NOT NULL,
  share_percent BIGINT NOT NULL,
  next_keys TEXT NOT NULL,
  back_keys TEXT NOT NULL,
  output TEXT NOT NULL,
  PRIMARY KEY (process_id, step_key)
);
-- Bumped by every import, so that each process knows when its cached catalogue is old.
CREATE TABLE catalogue_stamp (
  id BIGINT PRIMARY KEY,
  stamp BIGINT NOT NULL
);
