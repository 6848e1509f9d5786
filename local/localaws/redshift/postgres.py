"""A PostgreSQL of its own in a temporary folder, reachable through a unix socket only. Gone with the folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

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
    "shared_buffers": "64MB",
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
create function redshift.getdate() returns timestamp stable language sql
    as $$ select date_trunc('second', now() at time zone 'utc') $$;
create function redshift.pg_last_unload_count() returns bigint stable language sql
    as $$ select coalesce(nullif(current_setting('redshift.last_unload_count', true), ''), '0')::bigint $$;
create function redshift.pg_last_copy_count() returns bigint stable language sql
    as $$ select coalesce(nullif(current_setting('redshift.last_copy_count', true), ''), '0')::bigint $$;
create function redshift.pg_last_query_id() returns bigint stable language sql
    as $$ select coalesce(nullif(current_setting('redshift.last_query_id', true), ''), '-1')::bigint $$;
create table redshift.sys_load_error_detail (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name varchar(128),
    table_id integer, start_time timestamp, slice_id integer, copy_job_id bigint, file_name varchar(256),
    line_number bigint, column_name varchar(127), column_type varchar(20), column_length varchar(10),
    position integer, error_code integer, error_message varchar(512));
"""


class PostgresError(Exception):
    """PostgreSQL could not be started; the message holds the end of its log."""


@dataclass(frozen=True)
class Postgres:
    folder: Path
    process: subprocess.Popen[bytes]
    owner: str

    def dsn(self, database: str = DATABASE) -> str:
        return f"host={self.folder} port=5432 dbname={database} user={self.owner}"

    def stop(self) -> None:
        if self.process.poll() is None:
            # Fast shutdown; SIGTERM would wait for every client to leave.
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=5)
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Postgres:
    binaries = _binaries()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_reachable_folder()))
    as_owner: dict[str, object] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, owner, owner)
        as_owner = {"user": owner, "group": owner, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    environment = {"PATH": f"{binaries}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder)}
    try:
        made = subprocess.run(
            [binaries / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", data],
            env=environment,
            cwd=folder,
            capture_output=True,
            check=False,
            **as_owner,  # type: ignore[call-overload]
        )
        if made.returncode:
            raise PostgresError(f"initdb failed: {made.stderr.decode(errors='replace')}")
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, *settings],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **as_owner,  # type: ignore[call-overload]
            )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    postgres = Postgres(folder, process, owner)
    try:
        _wait_until_ready(postgres, log)
        with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {DATABASE}")
        with psycopg.connect(postgres.dsn(), autocommit=True) as connection:
            connection.execute(CATALOG)
    except BaseException:
        postgres.stop()
        raise
    return postgres


def _wait_until_ready(postgres: Postgres, log: Path, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if postgres.process.poll() is not None:
            break
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(postgres.dsn("postgres")):
            return
        time.sleep(0.05)
    raise PostgresError("PostgreSQL did not start:\n" + log.read_text(errors="replace")[-2000:])


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if not found:
        raise PostgresError("no PostgreSQL server in /usr/lib/postgresql; install it with: apt-get install postgresql")
    return found[-1].parent


def _owner() -> str:
    """PostgreSQL refuses to run as root, so root lends it the user Debian's package made."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise PostgresError("neither a user postgres nor a user nobody exists, and PostgreSQL refuses to run as root")


def _reachable_folder() -> str:
    """Where to put the data. TMPDIR may lie within a folder that only root may enter."""
    chosen = Path(tempfile.gettempdir()).resolve()
    if os.geteuid() != 0 or all(each.stat().st_mode & 0o001 for each in (chosen, *chosen.parents)):
        return str(chosen)
    return "/tmp"
