-- Files that administrators bring in: kept as a blob between the dry run and the confirmation, so that what is done is
-- what was shown. state: shown, done.
-- version: 1
CREATE TABLE load_file (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  from_on TEXT NOT NULL,
  state TEXT NOT NULL,
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  done_by BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  made_n BIGINT NOT NULL,
  changed_n BIGINT NOT NULL,
  same_n BIGINT NOT NULL,
  refused_n BIGINT NOT NULL
);
