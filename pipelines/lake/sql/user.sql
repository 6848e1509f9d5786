-- The user whose password is in the secret SourceSecretName: DMS reads the tables and the write-ahead log with it, DMSCompletionHandler
-- counts. On RDS: GRANT rds_replication TO lake_reader, instead of ALTER ROLE … REPLICATION.
CREATE ROLE lake_reader LOGIN PASSWORD :'password';
ALTER ROLE lake_reader REPLICATION;
GRANT USAGE ON SCHEMA autocorp TO lake_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA autocorp TO lake_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA autocorp GRANT SELECT ON TABLES TO lake_reader;
