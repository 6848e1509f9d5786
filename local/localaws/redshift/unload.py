"""Runs an UNLOAD: the query on PostgreSQL, its rows into files, the files to S3, the manifest last."""

from __future__ import annotations

import io
import itertools
import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pyarrow as arrow
from pyarrow import compute, csv

from .files import Naming, ParquetSink, TextSink, Written
from .manifest import manifest_of
from .rows import csv_writer, decoded, delimited_writer, json_writer
from .sql import for_postgresql, identifier
from .storage import Storage
from .types import Column, DatabaseError, columns, names_of, require_distinct
from .unload_statement import Format, Unload

# Rows that go to one slice before the next has its turn.
BLOCK = 4096
NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"
Partition = tuple[bytes | None, ...]


@dataclass(frozen=True)
class Conduct:
    """How this warehouse unloads, and what is to go wrong."""

    slices: int = 4
    # Redshift has been seen both with and without a manifest for no rows at all.
    manifest_of_nothing: bool = True
    manifest_missing: bool = False
    # Ends with an error after this many files are in S3.
    fail_after_files: int | None = None


def run(connection: psycopg.Connection[Any], statement: Unload, storage: Storage, conduct: Conduct) -> int:
    """Returns the number of rows. Raises DatabaseError, SyntaxRefused or psycopg.Error."""
    query = for_postgresql(statement.query).rstrip().rstrip(";")
    with connection.cursor() as cursor:
        # The newline ends a comment the query may end with.
        cursor.execute(f"select * from ({query}\n) as unloaded limit 0")
        found = columns(cursor)
    _check_partitions(statement, found)
    existing = storage.list(statement.target)
    if existing and not statement.allow_overwrite and not statement.clean_path:
        raise DatabaseError(
            "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually "
            "removing the target files in S3, or using the ALLOWOVERWRITE option."
        )
    with tempfile.TemporaryDirectory(prefix="unload-") as folder:
        output = _Output(statement, conduct, found, Path(folder))
        if statement.format is Format.PARQUET:
            _unload_parquet(connection, query, output)
        else:
            _unload_text(connection, query, output)
        output.close()
        if statement.clean_path:
            # With partitions only those that receive files are cleaned.
            folders = output.folders() if statement.partition_by else {statement.target.prefix}
            for stored in existing:
                if any(stored.key.startswith(each) for each in folders):
                    storage.delete(stored)
        _upload(statement, storage, conduct, output)
    rows = sum(file.rows for file in output.files)
    connection.execute("select set_config('redshift.last_unload_count', %s, false)", (str(rows),))
    return rows


def _check_partitions(statement: Unload, found: list[Column]) -> None:
    names = names_of(found)
    for name in statement.partition_by:
        if name not in names:
            raise DatabaseError(f'partition column "{name}" does not exist in the select list')
    if statement.partition_by:
        require_distinct(found)
        if not statement.include_partition_columns and len(names) == len(statement.partition_by):
            raise DatabaseError("at least one column of the select list must not be a partition column")
    if statement.format in (Format.PARQUET, Format.JSON):
        require_distinct(found)


class _Output:
    """Where each row goes: by its partition, and within it to the slices in turn."""

    def __init__(self, statement: Unload, conduct: Conduct, found: list[Column], folder: Path) -> None:
        self.statement = statement
        partitioned = set() if statement.include_partition_columns else set(statement.partition_by)
        self.columns = [column for column in found if column.name not in partitioned]
        self.files: list[Written] = []
        self._folder = folder
        self._slices = conduct.slices if statement.parallel else 1
        self._sinks: dict[Partition, list[Any]] = {}
        self._turns: dict[Partition, Iterator[int]] = {}

    def selection(self, query: str) -> str:
        """The query with the values that name the partition behind the columns that are written."""
        if not self.statement.partition_by:
            return f"{query}\n"
        written = [identifier(column.name) for column in self.columns]
        partition = [f"{identifier(name)}::text" for name in self.statement.partition_by]
        return f"select {', '.join(written + partition)} from ({query}\n) as unloaded"

    def next_sink(self, partition: Partition) -> Any:
        if partition not in self._sinks:
            self._sinks[partition] = [self._sink(partition, slice_) for slice_ in range(self._slices)]
            self._turns[partition] = itertools.cycle(range(self._slices))
        return self._sinks[partition][next(self._turns[partition])]

    def close(self) -> None:
        for sinks in self._sinks.values():
            for sink in sinks:
                sink.close()
        self.files.sort(key=lambda file: file.key)

    def folders(self) -> set[str]:
        return {self._prefix(partition) for partition in self._sinks}

    def _sink(self, partition: Partition, slice_: int) -> Any:
        naming = Naming(self.statement, self._prefix(partition))
        if self.statement.format is Format.PARQUET:
            return ParquetSink(self.statement, naming, slice_, self._folder, self.schema(), self.files.append)
        return TextSink(self.statement, naming, slice_, self._folder, self._header(), self.files.append)

    def _prefix(self, partition: Partition) -> str:
        prefix = self.statement.target.prefix
        if not partition:
            return prefix
        pairs = zip(self.statement.partition_by, partition, strict=True)
        parts = [
            f"{name}={NULL_PARTITION if value is None else quote(value.decode(), safe=' !#$&()*+,-.:;@_~')}"
            for name, value in pairs
        ]
        return (prefix if not prefix or prefix.endswith("/") else prefix + "/") + "/".join(parts) + "/"

    def schema(self) -> arrow.Schema:
        return arrow.schema([(column.name, column.arrow_type()) for column in self.columns])

    def _header(self) -> bytes:
        if not self.statement.header:
            return b""
        line = b"\t".join(column.name.encode() for column in self.columns) + b"\n"
        return bytes(self.writer()(line))

    def writer(self) -> Any:
        statement = self.statement
        if statement.format is Format.CSV:
            return csv_writer(statement.delimiter, statement.null_as)
        if statement.format is Format.JSON:
            return json_writer(self.columns)
        return delimited_writer(statement.delimiter, statement.null_as, statement.add_quotes, statement.escape)


def _unload_text(connection: psycopg.Connection[Any], query: str, output: _Output) -> None:
    write = output.writer()
    partitions = len(output.statement.partition_by)
    # Rows until the next slice has its turn, and the slice whose turn it is, per partition.
    turns: dict[Partition, tuple[int, Any]] = {}
    with connection.cursor() as cursor, cursor.copy(f"copy ({output.selection(query)}) to stdout") as copy:
        for block in copy:
            line = bytes(block)
            partition: Partition = ()
            if partitions:
                data, *values = line[:-1].rsplit(b"\t", partitions)
                partition = tuple(decoded(b"\t".join(values) + b"\n"))
                line = data + b"\n"
            left, sink = turns.get(partition, (0, None))
            if left == 0:
                left, sink = BLOCK, output.next_sink(partition)
            sink.write(write(line))
            turns[partition] = (left - 1, sink)


class _CopyStream(io.RawIOBase):
    """COPY's messages as the file pyarrow reads."""

    def __init__(self, copy: psycopg.Copy) -> None:
        self._messages = iter(copy)
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, length = [self._held], len(self._held)
        while length < size or size < 0:
            message = next(self._messages, None)
            if message is None:
                break
            parts.append(bytes(message))
            length += len(message)
        data = b"".join(parts)
        if size < 0:
            size = len(data)
        self._held = data[size:]
        return data[:size]


def _unload_parquet(connection: psycopg.Connection[Any], query: str, output: _Output) -> None:
    schema = output.schema()
    partitions = [f"\0partition {number}" for number in range(len(output.statement.partition_by))]
    types = {field.name: field.type for field in schema} | {name: arrow.string() for name in partitions}
    sql = f"copy ({output.selection(query)}) to stdout (format csv)"
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        try:
            reader = csv.open_csv(
                arrow.PythonFile(_CopyStream(copy), mode="r"),
                read_options=csv.ReadOptions(use_threads=False, block_size=1 << 22, column_names=list(types)),
                # A row of one column that is null is an empty line.
                parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
                convert_options=csv.ConvertOptions(
                    column_types=types,
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                    true_values=["t"],
                    false_values=["f"],
                ),
            )
        except arrow.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise _unrepresentable(error) from error
        while True:
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
            except arrow.ArrowInvalid as error:
                raise _unrepresentable(error) from error
            for partition, part in _divided(batch, partitions):
                part = arrow.RecordBatch.from_arrays(part.columns[: len(schema)], schema=schema)
                for start in range(0, part.num_rows, BLOCK * 4):
                    output.next_sink(partition).write(part.slice(start, BLOCK * 4))


def _unrepresentable(error: arrow.ArrowInvalid) -> DatabaseError:
    return DatabaseError(f"UNLOAD to PARQUET: a value does not fit its column: {error}")


def _divided(batch: arrow.RecordBatch, partitions: list[str]) -> Iterator[tuple[Partition, arrow.RecordBatch]]:
    if not partitions:
        yield (), batch
        return
    table = arrow.Table.from_batches([batch])
    for row in table.group_by(partitions).aggregate([]).to_pylist():
        mask = None
        for name in partitions:
            equal = compute.is_null(batch[name]) if row[name] is None else compute.equal(batch[name], row[name])
            equal = compute.fill_null(equal, False)
            mask = equal if mask is None else compute.and_(mask, equal)
        values = tuple(None if row[name] is None else row[name].encode() for name in partitions)
        yield values, batch.filter(mask)


def _upload(statement: Unload, storage: Storage, conduct: Conduct, output: _Output) -> None:
    encryption = {"ServerSideEncryption": "AES256"}
    if statement.kms_key is not None:
        encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": statement.kms_key}
    files = output.files
    if conduct.fail_after_files is not None:
        files = files[: conduct.fail_after_files]
    bucket = statement.target.bucket
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda file: storage.upload(file.path, bucket, file.key, encryption), files))
    if conduct.fail_after_files is not None:
        raise DatabaseError("S3ServiceException:Please reduce your request rate.,Status 503,Error SlowDown,CanRetry 1")
    wanted = statement.manifest and not conduct.manifest_missing
    if wanted and (files or conduct.manifest_of_nothing):
        body = json.dumps(manifest_of(statement, output.files, output.columns), indent=2).encode()
        storage.put(body, bucket, f"{statement.target.prefix}manifest", encryption)
