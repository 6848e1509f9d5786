"""Change data capture: what a PostgreSQL database commits becomes DMS's Parquet files, at intervals.

    capture = ChangeCapture(database, [("autocorp", "service")], added_columns(mappings), write)
    capture.start()          # from here on, nothing is lost
    capture.full_load()      # LOAD00000001.parquet of each table
    capture.flush()          # yyyymmdd-hhmmssfff.parquet of each table that changed
    capture.stop()

A replication slot with PostgreSQL's own plugin pgoutput keeps the changes until their files are written: a capture that dies
in between writes them once more, as DMS does after a restart. Faults that DMS has are asked for with `fail`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from .change_files import change_values, parquet, value
from .database import Database
from .mappings import identifier
from .pgoutput import UNCHANGED, Relation, RowChange, SourceColumn, decode

# Each flush uses one up. duplicate: files are there twice, under two names. late: files come behind those of the next flush.
# split: every row has a file of its own.
FAULTS = ("duplicate", "late", "split")
_COLUMNS = """
    SELECT a.attname AS name, a.atttypid::int AS oid, a.atttypmod AS modifier,
           coalesce(a.attnum = ANY (i.indkey), false) AS is_key
      FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
     WHERE a.attrelid = {table}::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""


class ChangeCapture:
    """Captures the changes of tables, given as (schema, name). `write` gets the key of a file below the bucket's folder and
    its bytes. `added` has the names of added columns with their expressions. `counted` is told of each change that is in
    a file: schema, table, and I, U or D.
    """

    def __init__(
        self,
        source: Database,
        tables: Sequence[tuple[str, str]],
        added: dict[str, str],
        write: Callable[[str, bytes], None],
        name: str = "dms",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        counted: Callable[[str, str, str], None] = lambda *_: None,
    ) -> None:
        self._source = source
        self._tables = tables
        self._added = added
        self._write = write
        self._slot = name
        self._now = now
        self._counted = counted
        self._faults: list[str] = []
        self._late: list[tuple[str, bytes]] = []
        self._named_at = datetime.min.replace(tzinfo=UTC)
        self._counter = 0
        self._stamp = ""

    def start(self) -> None:
        """Makes the publication and the slot. The user needs REPLICATION, and the tables must be its own."""
        names = ", ".join(_name(each) for each in self._tables)
        self._source.run(f"CREATE PUBLICATION {identifier(self._slot)} FOR TABLE {names}")
        self._source.run(f"SELECT pg_create_logical_replication_slot({_literal(self._slot)}, 'pgoutput')")

    def stop(self) -> None:
        for key, data in self._late:
            self._write(key, data)
        self._late = []
        self._source.run(f"SELECT pg_drop_replication_slot({_literal(self._slot)})")
        self._source.run(f"DROP PUBLICATION {identifier(self._slot)}")

    def fail(self, fault: str, times: int = 1) -> None:
        """Asks for a fault of the next flushes. Raises ValueError for one there is not."""
        if fault not in FAULTS:
            raise ValueError(f"no such fault: {fault}; there are {', '.join(FAULTS)}")
        self._faults += [fault] * times

    def full_load(self, rows_of_a_file: int = 1_000_000) -> int:
        """Writes all rows of the tables. Returns their number. Added columns are empty, as they are in DMS's full loads."""
        total = 0
        for table in self._tables:
            columns = self._columns(table)
            chosen = ", ".join(f"{identifier(each.name)}::text" for each in columns)
            text = self._source.run(
                "SET LOCAL TimeZone = 'UTC'", f"SELECT json_build_array({chosen}) FROM {_name(table)}"
            )
            lines = [json.loads(each) for each in text.splitlines() if each]
            total += len(lines)
            for index in range(0, len(lines), rows_of_a_file):
                part = lines[index : index + rows_of_a_file]
                rows = [
                    {each.name: value(found, each) for each, found in zip(columns, line, strict=True)} for line in part
                ]
                number = index // rows_of_a_file + 1
                self._write(f"{'/'.join(table)}/LOAD{number:08X}.parquet", parquet(rows, columns, self._added, False))
        return total

    def flush(self) -> int:
        """Writes what was committed since the last flush. Returns the number of changes."""
        messages, last = self._peek()
        changes = list(decode(messages))
        fault = self._faults.pop(0) if self._faults else ""
        waiting, self._late = self._late, []
        files = list(self._files(changes, fault == "split"))
        if fault == "late":
            self._late = files
        for key, data in () if fault == "late" else files:
            self._write(key, data)
            if fault == "duplicate":
                self._write(f"{key.rpartition('/')[0]}/{self._file_name()}", data)
        for key, data in waiting:
            self._write(key, data)
        if last:
            # Only now: had this process died above, the changes would come again.
            self._source.run(f"SELECT pg_replication_slot_advance({_literal(self._slot)}, {_literal(last)})")
        for each in changes:
            self._counted(each.relation.schema, each.relation.name, each.op)
        return len(changes)

    def run(self, ended: threading.Event, interval: float = 60.0) -> None:
        """Flushes every `interval` seconds (CdcMaxBatchInterval) until the event is set, and once more."""
        while not ended.wait(interval):
            self.flush()
        self.flush()

    # ---- What was committed ----

    def _peek(self) -> tuple[list[tuple[str, bytes]], str]:
        # Decoding reads what is on disk. A server that answers a commit before it is written, as the stand-ins' does, would
        # show its last changes later: a commit of our own waits for all of them.
        self._source.rows(
            "SELECT set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'capture', '')"
        )
        arguments = (
            f"{_literal(self._slot)}, NULL, NULL, 'proto_version', '1', 'publication_names', {_literal(self._slot)}"
        )
        rows = self._source.rows(
            "SELECT lsn::text AS lsn, encode(data, 'hex') AS data FROM"
            f" pg_logical_slot_peek_binary_changes({arguments}) WITH ORDINALITY AS c (lsn, xid, data, place) ORDER BY place"
        )
        return [(each["lsn"], bytes.fromhex(each["data"])) for each in rows], rows[-1]["lsn"] if rows else ""

    def _files(self, changes: Iterable[RowChange], splits: bool) -> Iterable[tuple[str, bytes]]:
        """A file for each table and each form that it had in between, in the order of the changes."""
        groups: list[tuple[Relation, list[dict[str, Any]]]] = []
        for each in changes:
            row = self._row(each)
            last = next((group for group in reversed(groups) if _same(group[0], each.relation)), None)
            if last is None or last[0] != each.relation or splits:
                groups.append((each.relation, [row]))
            else:
                last[1].append(row)
        for relation, rows in groups:
            key = f"{relation.schema}/{relation.name}/{self._file_name()}"
            yield key, parquet(rows, relation.columns, self._added, True)

    def _row(self, change: RowChange) -> dict[str, Any]:
        values = change.values
        if UNCHANGED in values.values():
            # DMS looks a large object up in the source when it writes it.
            values = self._looked_up(change)
        row = {each.name: value(values.get(each.name), each) for each in change.relation.columns}
        known = change_values(change.op, self._sequence(change.committed_at), change.committed_at, change.position)
        return {"Op": change.op, **row, **{name: known[expression] for name, expression in self._added.items()}}

    def _looked_up(self, change: RowChange) -> dict[str, object]:
        relation = change.relation
        missing = [name for name, found in change.values.items() if found is UNCHANGED]
        where = " AND ".join(
            f"{identifier(name)}::text = {_literal(str(change.values[name]))}" for name in relation.key
        )
        chosen = ", ".join(f"{identifier(name)}::text AS {identifier(name)}" for name in missing)
        found = self._source.rows(f"SELECT {chosen} FROM {_name((relation.schema, relation.name))} WHERE {where}")
        return {**change.values, **(found[0] if found else dict.fromkeys(missing))}

    def _sequence(self, committed_at: datetime) -> str:
        """Sixteen digits of the commit's time, to hundredths of a second, and nineteen of a counter. It only grows."""
        self._counter += 1
        stamp = committed_at.strftime("%Y%m%d%H%M%S") + f"{committed_at.microsecond // 10_000:02d}"
        self._stamp = max(self._stamp, stamp)
        return f"{self._stamp}{self._counter:019d}"

    def _file_name(self) -> str:
        earliest = self._named_at + timedelta(milliseconds=1) if self._named_at.year > 1 else self._named_at
        self._named_at = max(self._now(), earliest)
        return f"{self._named_at:%Y%m%d-%H%M%S}{self._named_at.microsecond // 1000:03d}.parquet"

    def _columns(self, table: tuple[str, str]) -> list[SourceColumn]:
        rows = self._source.rows(_COLUMNS.format(table=_literal(_name(table))))
        return [replace(SourceColumn("", 0, -1), **each) for each in rows]


def _same(one: Relation, other: Relation) -> bool:
    return (one.schema, one.name) == (other.schema, other.name)


def _name(table: tuple[str, str]) -> str:
    return ".".join(identifier(each) for each in table)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
