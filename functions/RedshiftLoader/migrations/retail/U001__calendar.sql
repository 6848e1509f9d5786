DROP TABLE reports.calendar;
