-- name: calendar_published_find :maybe
-- ahead
-- The known range and the version of the whole calendar.
SELECT from_on, through_on, version FROM calendar_published WHERE id = 1;

-- name: calendar_published_put :exec
INSERT INTO calendar_published (id, from_on, through_on, version) VALUES (1, :from_on, :through_on, :version)
 ON CONFLICT (id) DO UPDATE SET from_on = excluded.from_on, through_on = excluded.through_on, version = excluded.version;

-- name: calendar_day_list :many
SELECT day_on, kind, name, certainty FROM calendar_day ORDER BY day_on;

-- name: calendar_day_upsert :exec
INSERT INTO calendar_day (day_on, kind, name, certainty) VALUES (:day_on, :kind, :name, :certainty)
 ON CONFLICT (day_on) DO UPDATE SET kind = excluded.kind, name = excluded.name, certainty = excluded.certainty;

-- name: calendar_day_delete :exec
DELETE FROM calendar_day WHERE day_on = :day_on;

-- name: calendar_session_list :many
-- Every session of every unit; sessions of one day stand together, in order.
SELECT unit_id, valid_from_on, valid_to_on, weekdays, opens, closes FROM calendar_session
 ORDER BY unit_id, valid_from_on, valid_to_on, weekdays, opens;

-- name: calendar_session_insert :exec
INSERT INTO calendar_session (id, unit_id, valid_from_on, valid_to_on, weekdays, opens, closes)
 VALUES (:id, :unit_id, :valid_from_on, :valid_to_on, :weekdays, :opens, :closes);

-- name: calendar_session_delete :exec
-- The sessions of one row of hours.
DELETE FROM calendar_session WHERE unit_id = :unit_id AND valid_from_on = :valid_from_on AND valid_to_on = :valid_to_on
 AND weekdays = :weekdays;
