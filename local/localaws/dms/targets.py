"""Where a full load writes: a PostgreSQL database, or files in S3."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as arrow
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from .database import Database, DatabaseError
from .mappings import Arrival, identifier

# Their number, and the sum of a hash of each: what two sides of a validated table must agree in.
_FINGERPRINT = (
    "SELECT count(*) AS rows, coalesce(sum(hashtextextended(ROW({columns})::text, 0)), 0)::text AS hash FROM {of}"
)


_ARROW = {
    "smallint": arrow.int16(),
    "integer": arrow.int32(),
    "bigint": arrow.int64(),
    "boolean": arrow.bool_(),
    "real": arrow.float32(),
    "double precision": arrow.float64(),
    "date": arrow.date32(),
}


class Target(Protocol):
    """One end of a load. Errors are DatabaseErrors: they end a table, not the load."""

    def prepare(self, arrivals: Sequence[Arrival]) -> None:
        """Before the first table."""

    def take(self, source: Database, query: str, arrival: Arrival, definition: dict[str, Any]) -> int:
        """Copies what the query gives; returns the number of rows."""

    def lose(self, arrival: Arrival, rows: int) -> None:
        """Takes rows away again, silently."""

    def fingerprint(self, arrival: Arrival, columns: Sequence[str]) -> dict[str, Any] | None:
        """What is there, to compare with the source; None where DMS cannot validate."""


class PostgreSQLTarget:
    def __init__(self, database: Database, settings: dict[str, Any]) -> None:
        self._database = database
        self._mode: str = settings.get("TargetTablePrepMode", "DROP_AND_CREATE")
        self._key_afterwards: bool = settings.get("CreatePkAfterFullLoad", False)

    def prepare(self, arrivals: Sequence[Arrival]) -> None:
        for schema in sorted({each.target_schema for each in arrivals}):
            self._database.run(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")

    def take(self, source: Database, query: str, arrival: Arrival, definition: dict[str, Any]) -> int:
        before, after = self._preparation(_name(arrival), definition)
        return self._database.take(source, query, before, _name(arrival), after)

    def lose(self, arrival: Arrival, rows: int) -> None:
        name = _name(arrival)
        chosen = f"SELECT ctid FROM {name} ORDER BY ctid DESC LIMIT {int(rows)}"
        self._database.run(f"DELETE FROM {name} WHERE ctid IN ({chosen})")

    def fingerprint(self, arrival: Arrival, columns: Sequence[str]) -> dict[str, Any] | None:
        return fingerprint(self._database, columns, _name(arrival))

    def _preparation(self, target: str, definition: dict[str, Any]) -> tuple[Sequence[str], Sequence[str]]:
        """What comes before and after the rows. A new table is filled in the transaction that makes it: no WAL."""
        if self._mode == "TRUNCATE_BEFORE_LOAD":
            return [f"TRUNCATE {target}"], []
        if self._mode == "DO_NOTHING":
            return [], []
        columns = ", ".join(
            f"{identifier(each['name'])} {each['type']}{' NOT NULL' if each['required'] else ''}"
            for each in definition["columns"]
        )
        create = [f"DROP TABLE IF EXISTS {target}", f"CREATE TABLE {target} ({columns})"]
        if not definition["key"]:
            return create, []
        key = f"ALTER TABLE {target} ADD PRIMARY KEY ({', '.join(map(identifier, definition['key']))})"
        return (create, [key]) if self._key_afterwards else ([*create, key], [])


class S3Target:
    """Files as DMS names them: <folder>/<schema>/<table>/LOAD00000001.csv, or .parquet. One for each table."""

    def __init__(self, s3: Any, settings: dict[str, Any], added: Sequence[str] = ()) -> None:
        self._s3 = s3
        self._bucket: str = settings["BucketName"]
        self._folder: str = settings.get("BucketFolder", "")
        self._format: str = settings.get("DataFormat", "csv")
        self._with_operation: bool = settings.get("IncludeOpForFullLoad", False)
        self._unit = "ms" if settings.get("ParquetTimestampInMillisecond") else "us"
        # Of rules of action add-column: there, and empty, in a full load.
        self._added = added

    def prepare(self, arrivals: Sequence[Arrival]) -> None:
        if self._format not in ("csv", "parquet"):
            raise DatabaseError(f"the local DMS writes csv and parquet, and no {self._format}")
        if (self._with_operation or self._added) and self._format == "csv":
            raise DatabaseError("the local DMS writes the column Op and added columns into Parquet files only")

    def take(self, source: Database, query: str, arrival: Arrival, definition: dict[str, Any]) -> int:
        prefix = "/".join(part for part in (self._folder, arrival.target_schema, arrival.target_name) if part) + "/"
        # As DROP_AND_CREATE does: what an earlier load left would be read with this one's files.
        for entry in self._s3.list_objects_v2(Bucket=self._bucket, Prefix=prefix).get("Contents", []):
            self._s3.delete_object(Bucket=self._bucket, Key=entry["Key"])
        with tempfile.TemporaryDirectory(prefix="dms-") as folder:
            path = Path(folder) / "rows.csv"
            source.write_csv(query, path)
            with path.open(newline="") as text:
                rows = sum(1 for _ in csv.reader(text))
            if rows and self._format == "parquet":
                path = self._parquet(path, definition)
            if rows:
                self._s3.upload_file(str(path), self._bucket, f"{prefix}LOAD00000001.{self._format}")
        return rows

    def _parquet(self, rows: Path, definition: dict[str, Any]) -> Path:
        """The rows as DMS writes them into a Parquet file."""
        columns = {each["name"]: _arrow_type(each["type"], self._unit) for each in definition["columns"]}
        table = arrow_csv.read_csv(
            rows,
            read_options=arrow_csv.ReadOptions(column_names=list(columns)),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=columns, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
            ),
        )
        if self._with_operation:
            table = table.add_column(0, "Op", arrow.array(["I"] * table.num_rows, arrow.string()))
        for name in self._added:
            table = table.append_column(name, arrow.nulls(table.num_rows, arrow.string()))
        path = rows.with_suffix(".parquet")
        parquet.write_table(table, path, compression="gzip")
        return path

    def lose(self, arrival: Arrival, rows: int) -> None:
        raise DatabaseError("the local DMS cannot lose rows of a file")

    def fingerprint(self, arrival: Arrival, columns: Sequence[str]) -> dict[str, Any] | None:
        return None


def _arrow_type(name: str, unit: str) -> arrow.DataType:
    """The type of a Parquet column for a type of PostgreSQL's; text for what DMS has no other for."""
    kind, _, size = name.partition("(")
    if kind == "numeric" and size:
        precision, _, scale = size.rstrip(")").partition(",")
        return arrow.decimal128(int(precision), int(scale or 0))
    if kind.startswith("timestamp"):
        return arrow.timestamp(unit, "UTC" if name.endswith("with time zone") else None)
    return _ARROW.get(kind, arrow.string())


def fingerprint(database: Database, columns: Sequence[str], of: str) -> dict[str, Any]:
    return database.rows(_FINGERPRINT.format(columns=", ".join(map(identifier, columns)), of=of))[0]


def _name(arrival: Arrival) -> str:
    return f"{identifier(arrival.target_schema)}.{identifier(arrival.target_name)}"
