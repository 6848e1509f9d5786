"""A full load that copies: from a PostgreSQL database to another or to files, as the task's mappings and settings say.

What the task settings ask for and this does: TargetTablePrepMode and CreatePkAfterFullLoad of databases,
MaxFullLoadSubTasks, StopTaskCachedChanges(Not)Applied, TableErrorPolicy, EnableValidation. A task into S3 that goes on after
its full load captures changes, see `captures`; one into a database stays `running` and does nothing.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .captures import Captures
from .change_files import added_columns
from .database import Database, DatabaseError
from .events import publish_change
from .mappings import Arrival, TableMappings, identifier
from .migration import COMPLETED, FULL_LOAD_DONE, LOADING, TABLE_ERROR, Migration, Table
from .state import Endpoint, State
from .targets import PostgreSQLTarget, S3Target, Target, fingerprint

_ENGINES = ("postgres", "aurora-postgresql")
_TABLES = """
    SELECT n.nspname AS schema, c.relname AS name,
      (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                                         'required', a.attnotnull) ORDER BY a.attnum)
         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
      (SELECT json_agg(a.attname ORDER BY k.place)
         FROM pg_index i CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
        WHERE i.indrelid = c.oid AND i.indisprimary) AS key
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     ORDER BY 1, 2"""


class FullLoads:
    """Starts full loads on threads of their own, and the captures of changes behind them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.captures = Captures()
        # A boto3 client of S3; without it nothing can be written there.
        self.s3: Any = None
        self._threads: list[threading.Thread] = []

    def start(self, migration: Migration) -> None:
        """Does nothing for databases it cannot reach: such a task runs until the control endpoint ends it."""
        source = _database(self._state.endpoints.get(migration.source_endpoint_arn))
        target = self._target(migration)
        if source and target and migration.migration_type != "cdc":
            load = _Load(self._state, migration, source, target, self._prepared(migration), self._captured(migration))
            thread = threading.Thread(target=load.run, daemon=True)
            self._threads.append(thread)
            thread.start()

    def resume(self, migration: Migration) -> None:
        """Goes on with the changes since the task stopped."""
        self._captured(migration)()

    def stop(self, migration: Migration) -> None:
        self.captures.stop(migration.arn)

    def forget(self, migration: Migration) -> None:
        self.captures.drop(migration.arn)

    def _prepared(self, migration: Migration) -> Callable[[Database, Sequence[Arrival]], None]:
        endpoint = self._state.endpoints[migration.target_endpoint_arn]
        if migration.migration_type != "full-load-and-cdc" or endpoint.engine != "s3":
            return lambda *_: None
        settings = endpoint.values["S3Settings"]

        def write(key: str, data: bytes) -> None:
            self.s3.put_object(Bucket=settings["BucketName"], Key=key, Body=data)

        return lambda source, arrivals: self.captures.prepare(migration, source, arrivals, settings, write)

    def _captured(self, migration: Migration) -> Callable[[], None]:
        def failed(error: Exception) -> None:
            with self._state.lock:
                migration.end("failed", "Stop Reason FATAL_ERROR", f"Last Error {error}")
                publish_change(self._state, migration, "failed")

        return lambda: self.captures.run(migration.arn, failed)

    def _target(self, migration: Migration) -> Target | None:
        endpoint = self._state.endpoints.get(migration.target_endpoint_arn)
        if endpoint and endpoint.engine == "s3" and self.s3 is not None:
            return S3Target(self.s3, endpoint.values["S3Settings"], list(added_columns(migration.table_mappings)))
        database = _database(endpoint)
        settings = json.loads(migration.settings).get("FullLoadSettings", {})
        return PostgreSQLTarget(database, settings) if database else None

    def join(self) -> None:
        for thread in self._threads:
            thread.join()


class _Load:
    """`prepare` is called before the first row is read, `capture` when the task goes on with changes."""

    def __init__(
        self,
        state: State,
        migration: Migration,
        source: Database,
        target: Target,
        prepare: Callable[[Database, Sequence[Arrival]], None],
        capture: Callable[[], None],
    ) -> None:
        self._state, self._migration = state, migration
        self._prepare, self._capture = prepare, capture
        self._source, self._target = source, target
        settings = json.loads(migration.settings)
        self._full_load: dict[str, Any] = settings.get("FullLoadSettings", {})
        self._errors: dict[str, Any] = settings.get("ErrorBehavior", {})
        self._validates: bool = settings.get("ValidationSettings", {}).get("EnableValidation", False)

    def run(self) -> None:
        try:
            known = {(each["schema"], each["name"]): each for each in self._source.rows(_TABLES)}
            arrivals = TableMappings(self._migration.table_mappings).arrivals(known)
            if not arrivals:
                raise DatabaseError(
                    "No tables were found at task initialization. Either the selected table(s) no longer exist or no "
                    "match was found for the table selection pattern(s)."
                )
            with self._state.lock:
                self._migration.tables = [
                    Table.before_load(each.schema, each.name, self._validates) for each in arrivals
                ]
            self._target.prepare(arrivals)
            self._prepare(self._source, arrivals)
            # A machine of two cores gains nothing from DMS's default of eight.
            workers = min(4, self._full_load.get("MaxFullLoadSubTasks", 8))
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(lambda each: self._table(each, known[each.schema, each.name]), arrivals))
        except Exception as error:  # noqa: BLE001 - whatever ends a load ends the task, as in DMS
            self._end("failed", "Stop Reason FATAL_ERROR", f"Last Error {error}")
            return
        self._finish()

    def _table(self, arrival: Arrival, definition: dict[str, Any]) -> None:
        table = self._migration.table(arrival.schema, arrival.name)
        full_name = f"{arrival.schema}.{arrival.name}"
        broken_after = self._migration.breaks.get(full_name)
        self._note(table, TableState=LOADING, FullLoadStartTime=time.time())
        try:
            rows = self._copy(arrival, definition, broken_after)
        except DatabaseError as error:
            self._note(table, TableState=TABLE_ERROR, ValidationStateDetails=str(error)[:500])
            return
        if broken_after is not None:
            self._note(table, TableState=TABLE_ERROR, FullLoadRows=rows)
            return
        try:
            if lost := self._migration.losses.get(full_name):
                self._target.lose(arrival, lost)
            validation = self._validation(arrival, definition) if self._validates else {}
        except DatabaseError as error:
            self._note(table, TableState=TABLE_ERROR, ValidationStateDetails=str(error)[:500])
            return
        # DMS counts what it has sent. What the target then lost, it does not know.
        self._note(table, TableState=COMPLETED, FullLoadRows=rows, FullLoadEndTime=time.time(), **validation)

    def _copy(self, arrival: Arrival, definition: dict[str, Any], at_most: int | None) -> int:
        query = f"SELECT * FROM {_name(arrival.schema, arrival.name)}{_where(arrival)}"
        if at_most is not None:
            query += f" LIMIT {int(at_most)}"
        return self._target.take(self._source, query, arrival, definition)

    def _validation(self, arrival: Arrival, definition: dict[str, Any]) -> dict[str, Any]:
        """Compares the rows themselves: their number, and the sum of a hash of each."""
        if not definition["key"]:
            return {"ValidationState": "No primary key"}
        columns = [each["name"] for each in definition["columns"]]
        target = self._target.fingerprint(arrival, columns)
        if target is None:
            return {"ValidationState": "Not enabled"}
        source = fingerprint(self._source, columns, _name(arrival.schema, arrival.name) + _where(arrival))
        if source == target:
            return {"ValidationState": "Validated"}
        failed = max(1, abs(source["rows"] - target["rows"]))
        return {"ValidationState": "Mismatched records", "ValidationFailedRecords": failed}

    def _finish(self) -> None:
        with self._state.lock:
            self._migration.full_load_finished = time.time()
            broken = [table for table in self._migration.tables if table.state == TABLE_ERROR]
        if broken and self._errors.get("TableErrorPolicy", "SUSPEND_TABLE") == "STOP_TASK":
            names = ", ".join(f"{table.schema}.{table.name}" for table in broken)
            self._end("failed", "Stop Reason FATAL_ERROR", f"Last Error Task stopped by table error policy: {names}")
        elif self._migration.migration_type == "full-load":
            self._end("stopped", FULL_LOAD_DONE)
        elif self._full_load.get("StopTaskCachedChangesNotApplied"):
            self._end("stopped", "Stop Reason STOPPED_AFTER_FULL_LOAD")
        elif self._full_load.get("StopTaskCachedChangesApplied"):
            self._end("stopped", "Stop Reason STOPPED_AFTER_CACHED_EVENTS")
        else:
            self._capture()

    def _end(self, status: str, reason: str, failure: str | None = None) -> None:
        with self._state.lock:
            # Somebody may have stopped it meanwhile.
            if self._migration.status == "running":
                self._migration.end(status, reason, failure)
                publish_change(self._state, self._migration, status)

    def _note(self, table: Table, **values: Any) -> None:
        with self._state.lock:
            table.statistics.update(values, LastUpdateTime=time.time())


def _database(endpoint: Endpoint | None) -> Database | None:
    if endpoint is None or endpoint.engine not in _ENGINES:
        return None
    values = endpoint.values
    if not {"ServerName", "Port", "DatabaseName", "Username"} <= values.keys():
        return None
    sslmode = "require" if values.get("SslMode", "none") == "require" else "prefer"
    return Database(
        values["ServerName"], values["Port"], values["DatabaseName"], values["Username"], endpoint.password, sslmode
    )


def _name(schema: str, name: str) -> str:
    return f"{identifier(schema)}.{identifier(name)}"


def _where(arrival: Arrival) -> str:
    return f" WHERE {arrival.condition}" if arrival.condition else ""
