-- name: admin_database_size :one
-- column: n bigint
-- SQLite's is the size of its file, which the page asks the file system for.
SELECT 0 AS n;

-- name: admin_database_size :one :engine postgres
SELECT pg_database_size(current_database()) AS n;

-- name: admin_open_due_after :one
-- How many running dossiers of the province are due on a day or later: whose promise a change of that day could have touched.
-- scope: none, a figure for the whole administrator, who reads no dossier
-- param: day_at bigint
-- column: n bigint
SELECT count(*) AS n FROM dossier WHERE state IN (1, 2, 4) AND due_at >= :day_at;
