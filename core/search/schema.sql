-- Search keys: for each text of a document every tail of its folded words ("nguyen van anh", "van anh", "anh"), so that a phrase
-- anywhere in a name is one index range on both engines. `exact` is the same tail with its marks (base/text.h).
-- version: 1
CREATE TABLE search_key (
  kind TEXT NOT NULL,
  folded TEXT NOT NULL,
  doc_id BIGINT NOT NULL,
  exact TEXT NOT NULL,
  PRIMARY KEY (kind, folded, doc_id)
);
CREATE INDEX search_key_of ON search_key (doc_id, kind);
-- version: 2
CREATE INDEX search_key_exact ON search_key (kind, exact, doc_id);
-- version: 3
-- Keys of people that nothing looked up.
DELETE FROM search_key WHERE kind = 'person';
