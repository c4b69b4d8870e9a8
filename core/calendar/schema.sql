-- Working time as data: days off and swapped days (Labour Code 2019 Đ.111-112 and the Prime Minister's yearly notices), working
-- hours by unit and season, and how far the calendar is known. unit_id 0 is the province. A row of calendar_session is
-- one session; rows equal in unit, dates and weekdays (bit 0 Monday .. bit 6 Sunday) are the sessions of one day.
-- version changes with every edit, so that each process knows when to read again.
-- version: 1
CREATE TABLE calendar_day (
  day_on TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  certainty TEXT NOT NULL
);
CREATE TABLE calendar_session (
  id BIGINT PRIMARY KEY,
  unit_id BIGINT NOT NULL,
  valid_from_on TEXT NOT NULL,
  valid_to_on TEXT NOT NULL,
  weekdays BIGINT NOT NULL,
  opens BIGINT NOT NULL,
  closes BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_session_of ON calendar_session (unit_id, valid_from_on, valid_to_on, weekdays, opens);
CREATE TABLE calendar_published (
  id BIGINT PRIMARY KEY,
  from_on TEXT NOT NULL,
  through_on TEXT NOT NULL,
  version BIGINT NOT NULL
);
