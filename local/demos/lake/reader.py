"""Reads source and tables with what has no part in writing them: psql for the one, DuckDB's Iceberg reader for the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from localaws.dms.database import Database
from localaws.dms.mappings import identifier

# NULL in a row's text, and what parts its values: both are no part of any value here.
_NULL, _PART = "chr(2)", "chr(1)"


@dataclass(frozen=True)
class Checksum:
    """The number of rows, and a sum of hashes that does not depend on their order."""

    rows: int
    hash: int

    def __str__(self) -> str:
        return f"{self.rows:>9,} rows, {self.hash:026x}"


def row_text(values: Iterable[str]) -> str:
    """The SQL, of PostgreSQL and of DuckDB, of a row's text, out of the texts of its values."""
    return f"concat_ws({_PART}, {', '.join(f'coalesce({each}, {_NULL})' for each in values)})"


def source_checksum(database: Database, table: str, columns: Sequence[str]) -> Checksum:
    """Computed by PostgreSQL: sixty bits of each row's MD5, summed up."""
    text = row_text(f"{identifier(each)}::text" for each in columns)
    hashed = f"('x' || substr(md5({text}), 1, 15))::bit(60)::bigint"
    (row,) = database.rows(
        f"SELECT count(*) AS n, coalesce(sum({hashed}), 0)::text AS h FROM autocorp.{identifier(table)}"
    )
    return Checksum(int(row["n"]), int(row["h"]))


class IcebergReader:
    """Opens tables of a warehouse of files by their newest metadata."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._duckdb = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        for name in ("avro", "iceberg"):
            self._duckdb.execute(f"LOAD '{_extension(name)}'")
        self._duckdb.execute("SET TimeZone = 'UTC'")

    def close(self) -> None:
        self._duckdb.close()

    def checksum(self, table: str, columns: Sequence[str], snapshot: int | None = None) -> Checksum:
        """Computed by DuckDB, as PostgreSQL does it."""
        text = row_text(self._as_text(each, kind) for each, kind in self._kinds(table, columns))
        hashed = f"('0x' || substr(md5({text}), 1, 15))::BIGINT"
        ((rows, total),) = self.query(f"SELECT count(*), coalesce(sum({hashed}), 0) FROM {self._scan(table, snapshot)}")
        return Checksum(int(rows), int(total))

    def count(self, table: str) -> int:
        return int(self.query(f"SELECT count(*) FROM {self._scan(table, None)}")[0][0])

    def view(self, table: str) -> None:
        """Makes the table known to queries by its name."""
        self._duckdb.execute(f"CREATE OR REPLACE VIEW {identifier(table)} AS SELECT * FROM {self._scan(table, None)}")

    def query(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._duckdb.execute(text, list(values)).fetchall()
        return found

    def snapshot_at(self, table: str, micros: int) -> int:
        """The snapshot that was current at a time, out of the table's own metadata."""
        log = json.loads(self._metadata(table).read_text())["snapshot-log"]
        return int(max((each for each in log if each["timestamp-ms"] * 1000 <= micros), key=_time)["snapshot-id"])

    def _kinds(self, table: str, columns: Sequence[str]) -> list[tuple[str, str]]:
        described = self._duckdb.execute(f"DESCRIBE SELECT * FROM {self._scan(table, None)}").fetchall()
        known = {row[0]: row[1] for row in described}
        return [(each, known[each]) for each in columns]

    def _as_text(self, column: str, kind: str) -> str:
        name = identifier(column)
        # A time without a zone, as PostgreSQL writes it.
        return (
            f"CAST(CAST({name} AS TIMESTAMP) AS VARCHAR)"
            if kind.startswith("TIMESTAMP")
            else f"CAST({name} AS VARCHAR)"
        )

    def _scan(self, table: str, snapshot: int | None) -> str:
        version = f", snapshot_from_id = {snapshot}" if snapshot is not None else ""
        return f"iceberg_scan('{self._metadata(table)}'{version})"

    def _metadata(self, table: str) -> Path:
        files = (self._database / table / "metadata").glob("v*.metadata.json")
        return max(files, key=lambda each: int(each.name[1:].partition(".")[0]))


def _time(entry: dict[str, Any]) -> int:
    return int(entry["timestamp-ms"])


def _extension(name: str) -> str:
    import importlib

    package = importlib.import_module(f"duckdb_extension_{name}")
    found = next(Path(next(iter(package.__path__))).rglob(f"{name}.duckdb_extension"))
    return str(found)
