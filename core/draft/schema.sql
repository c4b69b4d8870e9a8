-- What a draft keeps beyond the tables of core/dossier (which the first version made with the dossier's own).
-- version: 1
ALTER TABLE draft ADD COLUMN form_name TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN return_form BIGINT NOT NULL DEFAULT 0;
CREATE INDEX draft_by_age ON draft (updated_at);
