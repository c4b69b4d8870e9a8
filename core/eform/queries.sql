-- name: eform_on :maybe
-- The version of a form in force on a day.
-- param: today_on text
SELECT id FROM eform_version WHERE code = :code AND valid_from_on <= :today_on ORDER BY version DESC LIMIT 1;

-- name: eform_of_version :maybe
SELECT id FROM eform_version WHERE code = :code AND version = :version;

-- name: eform_body :maybe
SELECT code, version, body FROM eform_version WHERE id = :id;

-- name: eform_newest :maybe
SELECT version, valid_from_on, content_hash FROM eform_version WHERE code = :code ORDER BY version DESC LIMIT 1;

-- name: eform_insert :exec
INSERT INTO eform_version (id, code, version, valid_from_on, body, content_hash)
 VALUES (:id, :code, :version, :valid_from_on, :body, :content_hash);

-- name: eform_lists_on :many
-- Every version of every list that has come into force, oldest first: of one name the last counts.
-- param: today_on text
SELECT name, version, body FROM eform_list WHERE valid_from_on <= :today_on ORDER BY name, version;

-- name: eform_list_newest :maybe
SELECT version, valid_from_on, content_hash FROM eform_list WHERE name = :name ORDER BY version DESC LIMIT 1;

-- name: eform_list_insert :exec
INSERT INTO eform_list (id, name, version, valid_from_on, body, content_hash)
 VALUES (:id, :name, :version, :valid_from_on, :body, :content_hash);
