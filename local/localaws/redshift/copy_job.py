"""COPY JOB: files of a prefix that are loaded as they arrive, known by their names, each of them tried once.

https://docs.aws.amazon.com/redshift/latest/dg/r_COPY-JOB.html
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from . import copy_from, copy_statement, sql
from .copy_from import LoadError
from .copy_statement import Copy
from .reader import Reader
from .sql import SyntaxRefused, Token
from .storage import Storage, Stored
from .types import DatabaseError

CATALOG = """
create table redshift.sys_copy_job (
    job_id bigint generated always as identity, job_name varchar(128) unique, iam_role varchar(512), job_text varchar(256),
    is_auto integer, on_error_suspend integer);
create table redshift.sys_copy_job_detail (
    user_id integer, database_name varchar(128), job_id bigint, job_name varchar(128), file_location varchar(512),
    file_name varchar(1024), file_size bigint, file_etag varchar(128), job_text varchar(256), modification_time timestamp,
    enqueue_time timestamp, status varchar(1));
create table redshift.copy_job_definition (job_name varchar(128) primary key, definition text, created_at timestamptz);
"""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Two statements that find the same new file must not load it twice.
_running = threading.Lock()


@dataclass(frozen=True)
class CopyJob:
    """`COPY JOB CREATE` as a part of a COPY, or one of `COPY JOB RUN`, `DROP` and `ALTER`."""

    action: str
    name: str
    automatic: bool = True


def is_copy_job(statement: Sequence[Token]) -> bool:
    return len(statement) > 1 and statement[0].is_word("copy") and statement[1].is_word("job")


def split(statement: Sequence[Token]) -> tuple[Sequence[Token], CopyJob | None]:
    """A COPY without its `JOB CREATE name [AUTO ON | OFF]`, and that."""
    for index, token in enumerate(statement):
        following = statement[index + 1] if index + 1 < len(statement) else None
        if token.is_word("job") and following is not None and following.is_word("create"):
            reader = Reader(statement[index + 2 :])
            name = _name(reader)
            automatic = True
            if reader.accepts("auto"):
                automatic = reader.on_or_off()
            if reader.peeked is not None:
                raise reader.refusal()
            return statement[:index], CopyJob("create", name, automatic)
    return statement, None


def parse(statement: Sequence[Token]) -> CopyJob:
    """`COPY JOB { RUN | DROP | ALTER … AUTO ON | OFF } name`."""
    reader = Reader(statement[2:])
    for action in ("run", "drop", "alter"):
        if reader.accepts(action):
            name = _name(reader)
            automatic = True
            if action == "alter":
                reader.expects("auto")
                automatic = reader.on_or_off()
            if reader.peeked is not None:
                raise reader.refusal()
            return CopyJob(action, name, automatic)
    raise SyntaxRefused("COPY JOB LIST and SHOW are not supported by the local Redshift")


def _name(reader: Reader) -> str:
    name = reader.name()
    if not _NAME.fullmatch(name):
        raise SyntaxRefused(f'COPY JOB name "{name}" must have letters, digits and underscores only')
    return name


def create(connection: psycopg.Connection[Any], copy: Copy, job: CopyJob, text: str) -> None:
    if copy.manifest:
        raise DatabaseError("MANIFEST is not supported for COPY JOB")
    if not copy.roles:
        raise DatabaseError("IAM_ROLE default is not supported for COPY JOB")
    try:
        connection.execute(
            "insert into redshift.sys_copy_job (job_name, iam_role, job_text, is_auto, on_error_suspend) "
            "values (%s, %s, %s, %s, 0)",
            (job.name, ",".join(copy.roles), text[:256], int(job.automatic)),
        )
    except psycopg.errors.UniqueViolation as error:
        raise DatabaseError(f'COPY JOB "{job.name}" already exists') from error
    connection.execute(
        "insert into redshift.copy_job_definition values (%s, %s, clock_timestamp())",
        (job.name, text),
    )


def change(connection: psycopg.Connection[Any], job: CopyJob) -> None:
    """DROP and ALTER. What a job has loaded stays in the view."""
    if job.action == "drop":
        found = connection.execute("delete from redshift.sys_copy_job where job_name = %s", (job.name,)).rowcount
        connection.execute("delete from redshift.copy_job_definition where job_name = %s", (job.name,))
    else:
        found = connection.execute(
            "update redshift.sys_copy_job set is_auto = %s where job_name = %s", (int(job.automatic), job.name)
        ).rowcount
    if not found:
        raise DatabaseError(f'COPY JOB "{job.name}" does not exist')


def run(connection: psycopg.Connection[Any], name: str, storage: Callable[[tuple[str, ...]], Storage]) -> None:
    """Loads the files that the job does not know by name. One that was refused once is never tried again."""
    with _running:
        definition = connection.execute(
            "select definition, created_at, job_id, is_auto from redshift.copy_job_definition "
            "join redshift.sys_copy_job using (job_name) where job_name = %s",
            (name,),
        ).fetchone()
        if definition is None:
            raise DatabaseError(f'COPY JOB "{name}" does not exist')
        text, _, job, _ = definition
        copy = copy_statement.parse(split(sql.statements(text)[0])[0])
        place = storage(copy.roles)
        known = {
            row[0]
            for row in connection.execute(
                "select file_name from redshift.sys_copy_job_detail where job_id = %s", (job,)
            ).fetchall()
        }
        for stored in place.list(copy.source):
            if stored.key not in known and not stored.key.endswith("/"):
                _load(connection, replace(copy, source=copy.source), stored, place, (job, name, text[:256]))


def run_automatic(connection: psycopg.Connection[Any], storage: Callable[[tuple[str, ...]], Storage]) -> None:
    """What the S3 event integration would have begun meanwhile."""
    jobs = connection.execute("select job_name from redshift.sys_copy_job where is_auto = 1").fetchall()
    for (name,) in jobs:
        run(connection, name, storage)


def _load(
    connection: psycopg.Connection[Any], copy: Copy, stored: Stored, storage: Storage, job: tuple[int, str, str]
) -> None:
    status = "I"
    try:
        with connection.transaction():
            copy_from.run(connection, copy, storage, [stored])
    except (LoadError, DatabaseError, SyntaxRefused, psycopg.Error):
        status = "E"
    connection.execute(
        "insert into redshift.sys_copy_job_detail (job_id, job_name, job_text, file_location, file_name, file_size, "
        "file_etag, enqueue_time, status) values (%s, %s, %s, %s, %s, %s, %s, getdate(), %s)",
        (*job, f"s3://{stored.bucket}/", stored.key, stored.size, stored.etag, status),
    )
