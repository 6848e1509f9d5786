-- Redshift changes a type in no transaction: each statement of this file commits by itself.
ALTER TABLE reports.calendar ADD COLUMN note varchar(40);
ALTER TABLE reports.calendar ALTER COLUMN note TYPE varchar(200);
