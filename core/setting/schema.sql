-- What an administrator sets: name and value. Secrets never stand here; they are read from files.
-- version: 1
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
-- version: 2
-- A setting that nothing read is no longer kept.
DELETE FROM setting WHERE name = 'portal.mode';
