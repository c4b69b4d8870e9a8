-- Forms and code lists as dated data. A row never changes: another text is another version.
-- version: 1
CREATE TABLE eform_version (
  id BIGINT PRIMARY KEY,
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  valid_from_on TEXT NOT NULL,
  body TEXT NOT NULL,
  content_hash TEXT NOT NULL
);
CREATE UNIQUE INDEX eform_by_version ON eform_version (code, version);
CREATE TABLE eform_list (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  valid_from_on TEXT NOT NULL,
  body TEXT NOT NULL,
  content_hash TEXT NOT NULL
);
CREATE UNIQUE INDEX eform_list_by_version ON eform_list (name, version);
