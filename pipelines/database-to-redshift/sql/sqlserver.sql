-- The source on SQL Server (RDS: sqlserver-se, 20 GB): sqlcmd -i sqlserver.sql. Changes (CDC) need sys.sp_cdc_enable_db, on RDS
-- msdb.dbo.rds_cdc_enable_db, and sys.sp_cdc_enable_table for the table.
CREATE DATABASE src_db;
GO
USE src_db;
GO
CREATE TABLE dbo.raw_src (
    EMPID INTEGER NOT NULL PRIMARY KEY,
    NAME VARCHAR(50),
    AGE INTEGER,
    GENDER VARCHAR(10),
    LOCATION NVARCHAR(50),
    DATE DATE,
    SRC_DTS DATETIME
);
INSERT INTO dbo.raw_src (EMPID, NAME, AGE, GENDER, LOCATION, DATE, SRC_DTS) VALUES
    (101, 'Ines Example', 34, 'Female', N'Lisbon', '2026-01-05', '2026-01-05T09:00:00'),
    (102, 'Jonas Sample', 41, 'Male', N'Oslo', '2026-01-12', '2026-01-12T10:30:00.250'),
    (103, 'Maya Instance', 29, 'Female', N'Chennai', '2026-02-03', '2026-02-03T08:15:30'),
    (104, 'Tom O''Test', 52, 'Male', N'Cork', '2026-02-17', '2026-02-17T16:45:00'),
    (105, 'Aiko Muster', 38, NULL, N'大阪', '2026-03-09', '2026-03-09T11:05:59.997');
GO
