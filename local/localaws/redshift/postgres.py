"""A PostgreSQL of its own in a temporary folder, reachable through a unix socket only. Gone with the folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ..postgres import FAST_SHUTDOWN, PostgresError, account_to_run_as, initialize, reachable_folder, serve
from ..process import Process, StartError, wait_until
from . import copy_job

DATABASE = "dev"
# Nothing here outlives the process, so nothing is written for the sake of a crash.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "shared_buffers": "256MB",
    # Loads of a million rows are sorted, hashed and joined whole, and staged in temporary tables.
    "work_mem": "256MB",
    "temp_buffers": "256MB",
    "max_wal_size": "4GB",
    # Compiling a statement takes longer than most of them run.
    "jit": "off",
    "max_connections": "60",
    "timezone": "UTC",
    # A scan of a table begins at its beginning, so that rows come in the order they were written.
    "synchronize_seqscans": "off",
    # As in Redshift: a plain literal takes backslash escapes.
    "standard_conforming_strings": "off",
    "backslash_quote": "on",
    "escape_string_warning": "off",
    "search_path": '"$user", public, redshift',
}

# What plans and loaders call and PostgreSQL does not have. The counts live in session settings: they are about the
# session's last UNLOAD or COPY, as Redshift's are.
CATALOG = """
create schema redshift;
create table redshift.load_history (
    query_id bigint, status varchar(16), table_name varchar(256), start_time timestamp, end_time timestamp,
    data_source varchar(1024), file_format varchar(16), loaded_rows bigint, source_file_count bigint, error_count bigint,
    copy_job_id bigint);
create function redshift.getdate() returns timestamp stable language sql
    as $$ select date_trunc('second', now() at time zone 'utc') $$;
create function redshift.pg_last_unload_count() returns bigint stable language sql
    as $$ select coalesce(nullif(current_setting('redshift.last_unload_count', true), ''), '0')::bigint $$;
create function redshift.pg_last_copy_count() returns bigint stable language sql
    as $$ select coalesce(nullif(current_setting('redshift.last_copy_count', true), ''), '0')::bigint $$;
create function redshift.pg_last_query_id() returns bigint stable language sql
    as $$ select coalesce(nullif(current_setting('redshift.last_query_id', true), ''), '-1')::bigint $$;
create function redshift.strtol(digits varchar, base integer) returns bigint immutable strict language plpgsql as $$
declare
    value bigint := 0;
    place integer;
begin
    foreach digits in array string_to_array(lower(digits), null) loop
        place := strpos('0123456789abcdefghijklmnopqrstuvwxyz', digits) - 1;
        if place < 0 or place >= base then
            raise exception 'The input value % is not a valid digit for base %', digits, base;
        end if;
        value := value * base + place;
    end loop;
    return value;
end $$;
create domain redshift.super as text;
create function redshift.json_parse(text varchar) returns redshift.super immutable strict language sql
    as $$ select (text::json)::text $$;
create function redshift.can_json_parse(text varchar) returns boolean immutable strict language plpgsql as $$
begin
    perform text::json;
    return true;
exception when others then
    return false;
end $$;
create view redshift.sys_load_history as select query_id, status, table_name, start_time, end_time, data_source, file_format,
        loaded_rows, source_file_count, error_count, copy_job_id from redshift.load_history;
create view redshift.svv_columns as
    select table_catalog::varchar, table_schema::varchar, table_name::varchar, column_name::varchar, ordinal_position::int,
        column_default::varchar, is_nullable::varchar, data_type::varchar, character_maximum_length::int,
        numeric_precision::int, numeric_scale::int
    from information_schema.columns;
create table redshift.sys_load_error_detail (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name varchar(128),
    table_id integer, start_time timestamp, slice_id integer, copy_job_id bigint, file_name varchar(256),
    line_number bigint, column_name varchar(127), column_type varchar(20), column_length varchar(10),
    position integer, error_code integer, error_message varchar(512));
"""


@dataclass(frozen=True)
class Postgres:
    folder: Path
    process: Process
    owner: str

    def dsn(self, database: str = DATABASE) -> str:
        return f"host={self.folder} port=5432 dbname={database} user={self.owner}"

    def stop(self) -> None:
        self.process.stop(FAST_SHUTDOWN, group=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Postgres:
    account = account_to_run_as()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=reachable_folder()))
    if account:
        shutil.chown(folder, account, account)
    try:
        initialize(folder, account, "--auth=trust")
        running = serve(folder, account, SETTINGS)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    postgres = Postgres(folder, running, account or pwd.getpwuid(os.geteuid()).pw_name)
    try:
        wait_until(lambda: _answers(postgres), running, folder / "server.log", "PostgreSQL", patience=30)
        with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {DATABASE}")
        with psycopg.connect(postgres.dsn(), autocommit=True) as connection:
            connection.execute(CATALOG)
            connection.execute(copy_job.CATALOG)
    except StartError as error:
        postgres.stop()
        raise PostgresError(str(error)) from error
    except BaseException:
        postgres.stop()
        raise
    return postgres


def _answers(postgres: Postgres) -> bool:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(postgres.dsn("postgres")):
        return True
    return False
