-- The source on PostgreSQL: psql -f postgresql.sql, as a user who may create databases. The schema is called as SQL Server's, so that
-- the pipeline is the same for both.
CREATE DATABASE src_db;
\connect src_db
CREATE SCHEMA dbo;
CREATE TABLE dbo.raw_src (
    EMPID INTEGER NOT NULL PRIMARY KEY,
    NAME VARCHAR(50),
    AGE INTEGER,
    GENDER VARCHAR(10),
    LOCATION VARCHAR(50),
    DATE DATE,
    SRC_DTS TIMESTAMP(3)
);
INSERT INTO dbo.raw_src (EMPID, NAME, AGE, GENDER, LOCATION, DATE, SRC_DTS) VALUES
    (101, 'Ines Example', 34, 'Female', 'Lisbon', '2026-01-05', '2026-01-05 09:00:00'),
    (102, 'Jonas Sample', 41, 'Male', 'Oslo', '2026-01-12', '2026-01-12 10:30:00.250'),
    (103, 'Maya Instance', 29, 'Female', 'Chennai', '2026-02-03', '2026-02-03 08:15:30'),
    (104, 'Tom O''Test', 52, 'Male', 'Cork', '2026-02-17', '2026-02-17 16:45:00'),
    (105, 'Aiko Muster', 38, NULL, '大阪', '2026-03-09', '2026-03-09 11:05:59.999');
