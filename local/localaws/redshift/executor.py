"""Runs statements on PostgreSQL: a connection each, a batch in one transaction, UNLOAD and COPY by our own hands."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import psycopg

from . import copy_from, copy_job, copy_statement, sql, unload, unload_statement
from .copy_from import LoadError
from .faults import Faults
from .sql import SyntaxRefused
from .statements import Part, Result, Statement, Statements, Status
from .storage import Aws, Storage
from .types import DatabaseError, columns

log = logging.getLogger(__name__)
# Redshift's SNAPSHOT isolation, the default of new warehouses: the second of two writers of one row gets error 1023.
# https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
BEGIN = "begin isolation level repeatable read"
MAX_RESULT_BYTES = 500 * 1024 * 1024


class Cancelled(Exception):
    """CancelStatement came."""


@dataclass
class Warehouse:
    """What statements run against, and how it is set up."""

    dsn: Callable[[str], str]
    faults: Faults
    statements: Statements
    aws: Aws | None = None
    conduct: unload.Conduct = field(default_factory=unload.Conduct)


class Executor:
    """`slots` statements at a time, as a workload queue has; the others wait as SUBMITTED."""

    def __init__(self, warehouse: Warehouse, slots: int, ended: Callable[[Statement], None]) -> None:
        self._warehouse = warehouse
        self._statements = warehouse.statements
        self._ended = ended
        self._pool = ThreadPoolExecutor(max_workers=slots, thread_name_prefix="slot")

    def submit(self, statement: Statement) -> None:
        self._pool.submit(self._run, statement)

    def close(self) -> None:
        for statement in self._statements.all():
            self._statements.request_cancel(statement)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, statement: Statement) -> None:
        started = time.monotonic()
        try:
            self._hold(statement, Status.SUBMITTED)
            self._statements.change(statement, Status.PICKED)
            self._hold(statement, Status.PICKED)
            with _connected(self._warehouse.dsn(statement.target.database)) as connection:
                self._statements.change(statement, Status.STARTED, backend=connection.info.backend_pid)
                self._statements.interruptible_by(statement, connection.cancel)
                try:
                    self._run_parts(connection, statement)
                finally:
                    self._statements.interruptible_by(statement, None)
            status, error = Status.FINISHED, None
        except _Failed as failed:
            status, error = failed.status, failed.message
        except Cancelled:
            status, error = Status.ABORTED, None
        except psycopg.OperationalError as failure:
            status, error = Status.FAILED, f"FATAL: {_first_line(failure)}"
        except Exception:
            log.exception("statement %s", statement.id)
            status, error = Status.FAILED, "ERROR: the local Redshift failed; its log says why"
        for part in statement.parts:
            if not part.status.is_last:
                self._statements.change(statement, Status.ABORTED, part)
        self._statements.change(statement, status, error=error, duration=time.monotonic() - started)
        self._ended(statement)

    def _hold(self, statement: Statement, status: Status) -> None:
        """Keeps it in a status for as long as a fault wants."""
        self._statements.hold(statement, self._delay(statement, status))
        if statement.cancel_requested:
            raise Cancelled

    def _delay(self, statement: Statement, status: Status) -> float:
        fault = self._warehouse.faults.strike("delay", name=statement.name, sql=_text(statement), state=status.value)
        return fault.seconds if fault else 0

    def _run_parts(self, connection: psycopg.Connection[Any], statement: Statement) -> None:
        one_transaction = statement.is_batch and statement.one_transaction
        failures: list[_Failed] = []
        if seconds := self._delay(statement, Status.STARTED):
            self._sleep(connection, statement, seconds)
        if one_transaction:
            connection.execute(BEGIN)
        for number, part in enumerate(statement.parts, 1):
            try:
                self._run_part(connection, statement, part)
            except _Failed as failed:
                message = f"Query #{number} failed with {failed.message}" if statement.is_batch else failed.message
                failures.append(_Failed(failed.status, message))
                if one_transaction:
                    connection.execute("rollback")
                if one_transaction or failed.status is Status.ABORTED:
                    break
        if failures:
            raise failures[0]
        if statement.cancel_requested:
            raise Cancelled
        if one_transaction:
            try:
                connection.execute("commit")
            except psycopg.Error as error:
                raise _Failed(Status.FAILED, _message(error)) from error

    def _sleep(self, connection: psycopg.Connection[Any], statement: Statement, seconds: float) -> None:
        try:
            connection.execute("select pg_sleep(%s)", (seconds,))
        except psycopg.errors.QueryCanceled:
            first = statement.parts[0]
            self._statements.change(statement, Status.ABORTED, first, error=_cancelled(first))
            raise _Failed(Status.ABORTED, _cancelled(first)) from None

    def _run_part(self, connection: psycopg.Connection[Any], statement: Statement, part: Part) -> None:
        part.query_id = self._statements.next_query_id()
        self._statements.change(statement, Status.STARTED, part)
        started = time.monotonic()
        try:
            if statement.cancel_requested:
                raise Cancelled
            faults = self._warehouse.faults
            fault = faults.strike("fail", name=statement.name, sql=part.sql)
            if fault is not None:
                raise DatabaseError(fault.message or "fault injected")
            if faults.strike("serialization", name=statement.name, sql=part.sql):
                raise DatabaseError(_serialization(part))
            if abort := faults.strike("abort", name=statement.name, sql=part.sql):
                raise _Aborted(abort.message or _by_a_rule(part))
            connection.execute("select set_config('redshift.last_query_id', %s, false)", (str(part.query_id),))
            rows, result = self._execute(connection, statement, part)
        except (Cancelled, psycopg.errors.QueryCanceled):
            failed = _Failed(Status.ABORTED, _cancelled(part))
        except _Aborted as aborted:
            failed = _Failed(Status.ABORTED, f"ERROR: {aborted}")
        except psycopg.errors.SerializationFailure:
            failed = _Failed(Status.FAILED, f"ERROR: {_serialization(part)}")
        except LoadError as error:
            self._record(statement, part, error)
            failed = _Failed(Status.FAILED, f"ERROR: {error}")
        except (DatabaseError, SyntaxRefused) as error:
            failed = _Failed(Status.FAILED, f"ERROR: {error}")
        except psycopg.Error as error:
            failed = _Failed(Status.FAILED, _message(error))
        else:
            self._statements.change(
                statement, Status.FINISHED, part, rows=rows, result=result, duration=time.monotonic() - started
            )
            return
        self._statements.change(
            statement, failed.status, part, error=failed.message, duration=time.monotonic() - started
        )
        raise failed

    def _execute(
        self, connection: psycopg.Connection[Any], statement: Statement, part: Part
    ) -> tuple[int | None, Result | None]:
        bound = sql.bound(part.sql, {each["name"]: each["value"] for each in statement.parameters})
        read = sql.statements(bound)[0]
        if unload_statement.is_unload(read):
            parsed = unload_statement.parse(read)
            # The count is for pg_last_unload_count(); the statement itself returns no rows and affects none.
            unload.run(connection, parsed, self._storage(statement, parsed.roles), self._conduct(statement, part))
            return 0, None
        if copy_job.is_copy_job(read) or copy_statement.is_copy(read):
            return self._copy(connection, statement, part, bound), None
        if "sys_copy_job" in bound.lower():
            # The integration works while nobody looks; its work is done when somebody does.
            copy_job.run_automatic(connection, lambda roles: self._storage(statement, roles))
        if read[0].is_word("truncate"):
            return self._truncate(connection, bound)
        if sql.changes_a_columns_type(read) and statement.is_batch and statement.one_transaction:
            raise DatabaseError("ALTER TABLE ALTER COLUMN cannot run inside a transaction block")
        cursor = connection.execute(sql.for_postgresql(bound))
        if cursor.description is None:
            return max(cursor.rowcount, 0), None
        result = Result(columns(cursor), _rows(cursor))
        if result.size > MAX_RESULT_BYTES:
            raise DatabaseError("Result size exceeds the maximum of 500 MB")
        return len(result.rows), result

    def _copy(self, connection: psycopg.Connection[Any], statement: Statement, part: Part, bound: str) -> int:
        read = sql.statements(bound)[0]
        in_transaction = statement.is_batch and statement.one_transaction
        if copy_job.is_copy_job(read):
            job = copy_job.parse(read)
            if in_transaction and job.action != "run":
                raise DatabaseError("COPY JOB cannot run inside a transaction block")
            if job.action == "run":
                copy_job.run(connection, job.name, lambda roles: self._storage(statement, roles))
            else:
                copy_job.change(connection, job)
            return 0
        own, created = copy_job.split(read)
        copy = copy_statement.parse(own)
        if created is not None:
            if in_transaction:
                raise DatabaseError("COPY JOB cannot run inside a transaction block")
            copy_job.create(connection, copy, created, bound)
            return 0
        rows = copy_from.run(connection, copy, self._storage(statement, copy.roles))
        connection.execute(
            "insert into redshift.load_history values (%s, 'completed', %s, getdate(), getdate(), %s, %s, %s, null, 0, 0)",
            (part.query_id, copy.table, copy.source.url, copy.format.value.lower(), rows),
        )
        return rows

    def _truncate(self, connection: psycopg.Connection[Any], bound: str) -> tuple[int, None]:
        """TRUNCATE commits the transaction it runs in, in Redshift."""
        connection.execute(sql.for_postgresql(bound))
        if connection.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS:
            connection.execute("commit")
            connection.execute(BEGIN)
        return 0, None

    def _storage(self, statement: Statement, roles: tuple[str, ...]) -> Storage:
        aws, target = self._warehouse.aws, statement.target
        region, account = (aws.region, aws.account) if aws else ("", "")
        user = f"{target.cluster or target.workgroup}/{target.user or 'IAM'}"
        return Storage(aws, roles, f"arn:aws:redshift:{region}:{account}:dbuser:{user}")

    def _conduct(self, statement: Statement, part: Part) -> unload.Conduct:
        faults, base = self._warehouse.faults, self._warehouse.conduct
        missing = faults.strike("manifest-missing", name=statement.name, sql=part.sql)
        partial = faults.strike("fail-after-files", name=statement.name, sql=part.sql)
        return unload.Conduct(
            slices=base.slices,
            manifest_of_nothing=base.manifest_of_nothing,
            manifest_missing=missing is not None,
            fail_after_files=partial.files if partial else None,
        )

    def _record(self, statement: Statement, part: Part, error: LoadError) -> None:
        """On a connection of its own: the transaction the COPY ran in is rolled back."""
        with contextlib.suppress(psycopg.Error), _connected(self._warehouse.dsn(statement.target.database)) as other:
            other.execute(
                "insert into redshift.sys_load_error_detail (query_id, start_time, file_name, line_number, column_name, "
                "error_code, error_message) values (%s, getdate(), %s, %s, %s, %s, %s)",
                (part.query_id, error.file[:256], error.line, error.column, error.code, error.message[:512]),
            )


class _Aborted(Exception):
    """Redshift ended the statement by itself."""


class _Failed(Exception):
    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@contextlib.contextmanager
def _connected(dsn: str):  # type: ignore[no-untyped-def]
    connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=None)
    try:
        yield connection
    finally:
        connection.close()


def _rows(cursor: psycopg.Cursor[Any]) -> list[list[bytes | None]]:
    result = cursor.pgresult
    if result is None:
        return []
    return [[result.get_value(row, column) for column in range(result.nfields)] for row in range(result.ntuples)]


def _text(statement: Statement) -> str:
    return "\n".join(part.sql for part in statement.parts)


def _cancelled(part: Part) -> str:
    return f"ERROR: Query ({part.query_id}) cancelled on user's request"


def _by_a_rule(part: Part) -> str:
    return f'Query ({part.query_id}) cancelled by WLM abort action of Query Monitoring Rule "long_running".'


def _serialization(part: Part) -> str:
    """Error 1023, which Redshift gives one of two transactions: the whole transaction may be run again.

    https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
    """
    query = part.query_id
    return (
        "1023\n  Detail: Serializable isolation violation on table - 108321, "
        f"transactions forming the cycle are: {query}, {query + 1} (pid:{20_000 + query % 10_000})"
    )


def _message(error: psycopg.Error) -> str:
    primary, detail = error.diag.message_primary, error.diag.message_detail
    text = f"{error.diag.severity or 'ERROR'}: {primary or _first_line(error)}"
    return f"{text}\n  Detail: {detail}" if detail else text


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    # libpq puts where it tried to connect in front of what the server said.
    return text.rpartition("FATAL:")[2].strip() if "FATAL:" in text else text.splitlines()[0] if text else "unknown"
