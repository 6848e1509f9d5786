"""Runs a COPY: the files a prefix or a manifest names, read from S3 and streamed into a table of PostgreSQL."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as arrow
import pyarrow.csv as arrow_csv
import zstandard
from pyarrow import parquet

from .copy_statement import Copy, SourceFormat
from .reader import location
from .sql import SyntaxRefused, identifier, literal
from .storage import Storage, Stored, chunks
from .types import DatabaseError
from .unload_statement import Compression

ROWS_AT_ONCE = 65536


@dataclass
class LoadError(Exception):
    """A file's rows were refused; what SYS_LOAD_ERROR_DETAIL is told."""

    table: str
    file: str
    line: int
    message: str
    column: str | None = None
    code: int = 1216

    def __str__(self) -> str:
        return f"Load into table '{self.table}' failed.  Check 'sys_load_error_detail' system table for details."


def run(
    connection: psycopg.Connection[Any], statement: Copy, storage: Storage, only: list[Stored] | None = None
) -> int:
    """Loads what the statement names, or only some files. Returns the number of rows.

    Raises DatabaseError, LoadError, SyntaxRefused or psycopg.Error.
    """
    target = identifier(statement.table)
    if statement.schema is not None:
        target = f"{identifier(statement.schema)}.{target}"
    columns = list(statement.columns) or _columns(connection, target)
    rows = 0
    for stored in _sources(statement, storage) if only is None else only:
        with tempfile.SpooledTemporaryFile(max_size=8 << 20) as file:
            for chunk in chunks(storage.open(stored.bucket, stored.key)):
                file.write(chunk)
            file.seek(0)
            try:
                rows += _load(connection, statement, target, columns, file)
            except psycopg.DataError as error:
                if statement.format is SourceFormat.PARQUET:
                    raise _of_spectrum(stored, error) from error
                raise _refused(statement, stored, error) from error
            except arrow.ArrowInvalid as error:
                message = f"File '{_https(stored)}' has an invalid version number."
                raise DatabaseError(f"Spectrum Scan Error\n  Detail: error: {message} code: 15001") from error
            except (OSError, EOFError, UnicodeDecodeError, zstandard.ZstdError) as error:
                raise LoadError(statement.table, stored.url, 0, f"the file cannot be read: {error}") from error
    connection.execute("select set_config('redshift.last_copy_count', %s, false)", (str(rows),))
    return rows


def _columns(connection: psycopg.Connection[Any], target: str) -> list[str]:
    cursor = connection.execute(f"select * from {target} limit 0")
    return [column.name for column in cursor.description or ()]


_PLACE = re.compile(r"line (?P<line>\d+)(?:, column (?P<column>[^:]+))?")
# https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
_CODES = {"22001": 1204, "22P02": 1207, "22003": 1216, "22007": 1206, "22008": 1206, "22P04": 1214}


def _refused(statement: Copy, stored: Stored, error: psycopg.Error) -> LoadError:
    """From PostgreSQL's `COPY table, line 7, column x: …`, which does not count the header that Redshift counts."""
    place = _PLACE.search(error.diag.context or "")
    line = int(place["line"]) + statement.ignore_header if place else 0
    column = place["column"].strip('"') if place and place["column"] else None
    message = error.diag.message_primary or str(error)
    return LoadError(statement.table, stored.url, line, message, column, _CODES.get(error.sqlstate or "", 1216))


def _of_spectrum(stored: Stored, error: psycopg.Error) -> DatabaseError:
    """Errors of columnar files come back to the client, and are in no view.

    https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html
    """
    place = _PLACE.search(error.diag.context or "")
    column = place["column"].strip('"') if place and place["column"] else ""
    if error.sqlstate == "22001":
        told = f"The length of the data column {column} is longer than the length defined in the table."
    else:
        told = f"has an incompatible Parquet schema for column '{stored.url}.{column}'."
    return DatabaseError(f"Spectrum Scan Error\n  Detail: error: File '{_https(stored)}' {told} code: 15001")


def _https(stored: Stored) -> str:
    return f"https://s3.us-east-1.amazonaws.com/{stored.bucket}/{stored.key}"


def _sources(statement: Copy, storage: Storage) -> list[Stored]:
    if not statement.manifest:
        found = [stored for stored in storage.list(statement.source) if not stored.key.endswith("/")]
        if not found:
            raise DatabaseError(f"The specified S3 prefix '{statement.source.prefix}' does not exist")
        return found
    source = statement.source
    if storage.size(source.bucket, source.prefix) is None:
        raise DatabaseError(
            "Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,"
            f"Error NoSuchKey ({source.url})"
        )
    entries = _entries(storage.open(source.bucket, source.prefix).read(), source.url)
    files = []
    for entry in entries:
        place = location(entry["url"])
        size = storage.size(place.bucket, place.prefix)
        if size is None:
            if entry.get("mandatory", False):
                raise DatabaseError(f"Mandatory url is not present in manifest file: {entry['url']}")
            continue
        declared = entry.get("meta", {}).get("content_length")
        if statement.format is SourceFormat.PARQUET:
            if declared is None:
                raise DatabaseError(f"File size must be specified in manifest for columnar formats: {entry['url']}")
            if int(declared) != size:
                raise DatabaseError(
                    f"Manifest content_length {declared} does not match the size of the file, {size}: {entry['url']}"
                )
        files.append(Stored(place.bucket, place.prefix, size))
    if not files:
        raise DatabaseError(f"No files found in manifest {source.url}")
    return files


def _entries(body: bytes, url: str) -> list[dict[str, Any]]:
    try:
        manifest = json.loads(body)
        entries = manifest["entries"]
        if all(isinstance(entry, dict) and isinstance(entry["url"], str) for entry in entries):
            return list(entries)
    except (ValueError, TypeError, KeyError):
        pass
    raise DatabaseError(f"Problem reading manifest file - invalid manifest {url}: entries with a url are expected")


def _load(connection: psycopg.Connection[Any], statement: Copy, target: str, columns: list[str], file: Any) -> int:
    into = f"copy {target} ({', '.join(map(identifier, columns))}) from stdin"
    if statement.format is SourceFormat.PARQUET:
        return _load_parquet(connection, into, columns, file)
    unpacked = _unpacked(statement, file)
    if statement.format is SourceFormat.JSON:
        rows = _json_rows(statement, columns, io.TextIOWrapper(unpacked, encoding="utf-8"))
        return _load_rows(connection, into, rows)
    if statement.format is SourceFormat.CSV and statement.fill_record:
        text = io.TextIOWrapper(unpacked, encoding="utf-8", newline="")
        return _load_rows(connection, into, _filled_csv_rows(statement, text, columns))
    if statement.format is SourceFormat.CSV:
        return _load_csv(connection, statement, into, unpacked)
    lines = io.TextIOWrapper(unpacked, encoding="utf-8", newline="")
    return _load_rows(connection, into, _delimited_rows(statement, lines, columns))


def _unpacked(statement: Copy, file: Any) -> Any:
    match statement.compression:
        case Compression.GZIP:
            return gzip.GzipFile(fileobj=file, mode="rb")
        case Compression.BZIP2:
            return bz2.BZ2File(file, "rb")
        case Compression.ZSTD:
            return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
        case None:
            return file


def _load_parquet(connection: psycopg.Connection[Any], into: str, columns: list[str], file: Any) -> int:
    source = parquet.ParquetFile(file)
    if len(source.schema_arrow) != len(columns):
        # Columnar files are matched by position, and must have as many columns as are loaded.
        raise DatabaseError(
            f"Spectrum Scan Error: Unmatched number of columns between table and file. Table columns: {len(columns)}, "
            f"Data columns: {len(source.schema_arrow)}"
        )
    rows = 0
    with connection.cursor() as cursor, cursor.copy(f"{into} (format csv)") as copy:
        for batch in source.iter_batches(batch_size=ROWS_AT_ONCE):
            buffer = io.BytesIO()
            arrow_csv.write_csv(batch, buffer, arrow_csv.WriteOptions(include_header=False))
            copy.write(buffer.getbuffer())
            rows += batch.num_rows
    return rows


def _load_csv(connection: psycopg.Connection[Any], statement: Copy, into: str, file: Any) -> int:
    for _ in range(statement.ignore_header):
        file.readline()
    null = statement.null_as if statement.null_as != "\\N" else ""
    delimiter, quote = literal(statement.delimiter), literal(statement.quote)
    options = f"format csv, delimiter {delimiter}, quote {quote}, null {literal(null)}"
    with connection.cursor() as cursor:
        with cursor.copy(f"{into} ({options})") as copy:
            while chunk := file.read(1 << 20):
                copy.write(chunk)
        return cursor.rowcount


def _load_rows(connection: psycopg.Connection[Any], into: str, rows: Iterator[list[str | None]]) -> int:
    with connection.cursor() as cursor:
        with cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)
        return cursor.rowcount


def _filled_csv_rows(statement: Copy, file: Any, columns: list[str]) -> Iterator[list[str | None]]:
    for _ in range(statement.ignore_header):
        file.readline()
    for row in csv.reader(file, delimiter=statement.delimiter, quotechar=statement.quote):
        yield _filled([None if field in ("", statement.null_as) else field for field in row], statement, columns)


def _filled(row: list[str | None], statement: Copy, columns: list[str]) -> list[str | None]:
    """FILLRECORD: columns that the end of a row lacks are NULL."""
    return row + [None] * (len(columns) - len(row)) if statement.fill_record else row


def _delimited_rows(statement: Copy, file: Any, columns: list[str]) -> Iterator[list[str | None]]:
    lines = _logical_lines(file, statement.escape)
    for number, line in enumerate(lines):
        if number < statement.ignore_header or (statement.ignore_blank_lines and not line.strip()):
            continue
        fields = _fields(line, statement)
        # UNLOAD writes no delimiter after the last field; COPY forgives one.
        yield _filled([_value(field, statement) for field in fields], statement, columns)


def _logical_lines(file: Any, escape: bool) -> Iterator[str]:
    """Lines; with ESCAPE a newline after a backslash belongs to the field."""
    held = ""
    for line in file:
        line = held + line.rstrip("\n").removesuffix("\r")
        backslashes = len(line) - len(line.rstrip("\\"))
        if escape and backslashes % 2:
            held = line + "\n"
            continue
        held = ""
        yield line
    if held:
        yield held


def _fields(line: str, statement: Copy) -> list[str]:
    if not statement.escape and not statement.remove_quotes:
        return line.split(statement.delimiter)
    return next(
        csv.reader(
            io.StringIO(line, newline=""),
            delimiter=statement.delimiter,
            quotechar='"',
            doublequote=False,
            escapechar="\\" if statement.escape else None,
            quoting=csv.QUOTE_MINIMAL if statement.remove_quotes else csv.QUOTE_NONE,
        ),
        [""],
    )


def _value(field: str, statement: Copy) -> str | None:
    if field == statement.null_as:
        return None
    if (statement.empty_as_null and not field) or (statement.blanks_as_null and field and not field.strip()):
        return None
    return field


def _json_rows(statement: Copy, columns: list[str], file: Any) -> Iterator[list[str | None]]:
    """Objects one after another, matched to columns by name."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    text = file.read()
    at, length = 0, len(text)
    while True:
        while at < length and text[at].isspace():
            at += 1
        if at == length:
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError as error:
            raise DatabaseError(f"Invalid JSONPath format: {error}") from error
        if not isinstance(value, dict):
            raise SyntaxRefused("COPY from JSON expects a series of objects")
        if statement.json_ignores_case:
            value = {name.lower(): each for name, each in value.items()}
        yield [_json_field(value.get(column)) for column in columns]


def _json_field(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value)
