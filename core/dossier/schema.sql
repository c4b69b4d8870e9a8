-- The dossier (hồ sơ): states 1..10 of the national portal, sub-state local; ND 61/2018, 107/2021, 118/2025.
-- version: 1
-- guarded
CREATE TABLE dossier (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL,
  scan_code TEXT NOT NULL,
  check_value TEXT NOT NULL,
  submit_key TEXT NOT NULL,
  procedure_id BIGINT NOT NULL,
  version_id BIGINT NOT NULL,
  state BIGINT NOT NULL,
  sub TEXT NOT NULL,
  version BIGINT NOT NULL,
  channel BIGINT NOT NULL,
  return_form BIGINT NOT NULL,
  owner_id BIGINT NOT NULL,
  submitter_id BIGINT NOT NULL,
  filed_by_id BIGINT NOT NULL,
  parent_id BIGINT NOT NULL,
  owner_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  lang TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  intake_unit_id BIGINT NOT NULL,
  submitted_at BIGINT NOT NULL,
  reception_due_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  due_original_at BIGINT NOT NULL,
  statutory_due_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL,
  paused_at BIGINT NOT NULL,
  supplement_n BIGINT NOT NULL,
  supplement_due_at BIGINT NOT NULL,
  apology_n BIGINT NOT NULL,
  overdue_at BIGINT NOT NULL,
  verify_extra SMALLINT NOT NULL,
  step_id BIGINT NOT NULL,
  step_key TEXT NOT NULL,
  step_role BIGINT NOT NULL,
  handler_id BIGINT NOT NULL,
  step_due_at BIGINT NOT NULL,
  answers TEXT NOT NULL,
  form_name TEXT NOT NULL
);
CREATE UNIQUE INDEX dossier_by_code ON dossier (code);
CREATE UNIQUE INDEX dossier_by_scan_code ON dossier (scan_code);
CREATE UNIQUE INDEX dossier_by_submit_key ON dossier (submit_key);
CREATE INDEX dossier_by_owner ON dossier (owner_id, submitted_at);
CREATE INDEX dossier_by_submitter ON dossier (submitter_id, submitted_at);
CREATE INDEX dossier_by_parent ON dossier (parent_id) WHERE parent_id > 0;
CREATE INDEX dossier_running_due ON dossier (state, due_at);
CREATE INDEX dossier_supplement_due ON dossier (supplement_due_at) WHERE state = 5;
-- What each unit (and each of its ancestors, the unit that took it in, and each unit asked) sees. queue: 1 to receive, 2 in
-- handling, 3 waiting for the applicant, 4 result to hand over, 9 closed. turn: the role (enum role) whose turn it is.
-- clock_at: the instant of the clock that runs in that queue.
-- guarded
CREATE TABLE dossier_reach (
  unit_id BIGINT NOT NULL,
  dossier_id BIGINT NOT NULL,
  queue BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  handler_id BIGINT NOT NULL,
  clock_at BIGINT NOT NULL,
  PRIMARY KEY (unit_id, dossier_id)
);
CREATE INDEX dossier_reach_of ON dossier_reach (dossier_id);
CREATE INDEX dossier_reach_queue ON dossier_reach (unit_id, queue, clock_at, dossier_id);
CREATE INDEX dossier_reach_turn ON dossier_reach (unit_id, turn, clock_at, dossier_id);
CREATE TABLE dossier_code_counter (
  unit_id BIGINT NOT NULL,
  counted_on TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (unit_id, counted_on)
);
CREATE TABLE dossier_clock (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  old_due_at BIGINT NOT NULL,
  new_due_at BIGINT NOT NULL
);
CREATE INDEX dossier_clock_of ON dossier_clock (dossier_id, id);
-- guarded
CREATE TABLE dossier_step (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  step_key TEXT NOT NULL,
  name TEXT NOT NULL,
  name_en TEXT NOT NULL,
  role TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  comment TEXT NOT NULL,
  sender_id BIGINT NOT NULL
);
CREATE INDEX dossier_step_of ON dossier_step (dossier_id, id);
-- guarded
CREATE TABLE dossier_paper (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  paper_key TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  mime TEXT NOT NULL,
  file_name TEXT NOT NULL,
  state TEXT NOT NULL,
  round BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL
);
CREATE INDEX dossier_paper_of ON dossier_paper (dossier_id, id);
CREATE TABLE dossier_supplement (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  round BIGINT NOT NULL,
  is_before_acceptance SMALLINT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  reason TEXT NOT NULL,
  legal TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL
);
CREATE INDEX dossier_supplement_of ON dossier_supplement (dossier_id, round);
CREATE TABLE dossier_fault (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  round BIGINT NOT NULL,
  target TEXT NOT NULL,
  label TEXT NOT NULL,
  reason TEXT NOT NULL,
  mended_at BIGINT NOT NULL
);
CREATE INDEX dossier_fault_of ON dossier_fault (dossier_id, round, id);
CREATE TABLE dossier_consult (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  to_unit_id BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  question TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL,
  answered_by BIGINT NOT NULL,
  answer TEXT NOT NULL
);
CREATE INDEX dossier_consult_of ON dossier_consult (dossier_id, id);
CREATE TABLE dossier_result (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  number TEXT NOT NULL,
  signed_on TEXT NOT NULL,
  signer TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  mime TEXT NOT NULL,
  file_name TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  recalled_at BIGINT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX dossier_result_of ON dossier_result (dossier_id, version);
-- A dossier before it is submitted. It needs no sign-in: it belongs to a session until a person takes it over.
CREATE TABLE draft (
  id BIGINT PRIMARY KEY,
  session_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  filed_by_id BIGINT NOT NULL,
  procedure_code TEXT NOT NULL,
  version_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  dossier_id BIGINT NOT NULL,
  submit_key TEXT NOT NULL,
  answers TEXT NOT NULL,
  page TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  submitted_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX draft_by_submit_key ON draft (submit_key);
CREATE INDEX draft_of_session ON draft (session_id, updated_at);
CREATE INDEX draft_of_person ON draft (person_id, updated_at);
CREATE TABLE draft_paper (
  id BIGINT PRIMARY KEY,
  draft_id BIGINT NOT NULL,
  paper_key TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  mime TEXT NOT NULL,
  file_name TEXT NOT NULL,
  added_at BIGINT NOT NULL
);
CREATE INDEX draft_paper_of ON draft_paper (draft_id, id);

-- version: 2
-- What had been answered before a supplement: the officer reads old and new side by side.
-- guarded
CREATE TABLE dossier_answers_before (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  round BIGINT NOT NULL,
  answers TEXT NOT NULL,
  kept_at BIGINT NOT NULL
);
CREATE INDEX dossier_answers_before_of ON dossier_answers_before (dossier_id, round);

-- version: 3
-- What stood on the counter when a paper dossier was taken in: how many originals and copies of each component.
-- guarded
CREATE TABLE dossier_handed (
  dossier_id BIGINT NOT NULL,
  paper_key TEXT NOT NULL,
  name TEXT NOT NULL,
  originals BIGINT NOT NULL,
  copies BIGINT NOT NULL,
  PRIMARY KEY (dossier_id, paper_key)
);
CREATE INDEX dossier_by_procedure ON dossier (procedure_id, id);

-- version: 4
-- What was taken when a dossier was received, or why nothing was due: a row a fee of the catalogue, for phí and lệ phí have
-- receipts of their own.
-- guarded
CREATE TABLE dossier_fee (
  id BIGINT PRIMARY KEY,
  dossier_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  amount_vnd BIGINT NOT NULL,
  exempt SMALLINT NOT NULL,
  reason TEXT NOT NULL,
  receipt TEXT NOT NULL,
  taken_at BIGINT NOT NULL,
  taken_by BIGINT NOT NULL
);
CREATE INDEX dossier_fee_of ON dossier_fee (dossier_id, id);

-- version: 5
-- Is this file a result of ours? Asked by whoever has a file checked.
CREATE INDEX dossier_result_bytes ON dossier_result (sha256);
