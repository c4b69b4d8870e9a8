-- name: setting_row :maybe
SELECT value FROM setting WHERE name = :name;

-- name: setting_rows :many
SELECT name, value, changed_at FROM setting ORDER BY name;

-- name: setting_insert :exec
INSERT INTO setting (name, value, changed_at) VALUES (:name, :value, :changed_at)
 ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at;
