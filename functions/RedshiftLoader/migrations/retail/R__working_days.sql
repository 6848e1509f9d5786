CREATE OR REPLACE VIEW reports.working_days AS
SELECT day, week FROM reports.calendar WHERE NOT is_holiday;
