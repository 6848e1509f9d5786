-- The days of the business, which no file brings. Loads join it by date.
CREATE SCHEMA IF NOT EXISTS reports;

CREATE TABLE reports.calendar (
    day date NOT NULL,
    week integer NOT NULL,
    is_holiday boolean NOT NULL
);

INSERT INTO reports.calendar (day, week, is_holiday)
VALUES ('2026-01-01', 1, true), ('2026-01-02', 1, false);
