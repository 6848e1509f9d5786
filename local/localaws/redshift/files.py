"""The files of one UNLOAD: written locally, cut at MAXFILESIZE, uploaded as each is complete.

A file is uploaded under its final key before the statement ends; S3 has no transaction, and neither has UNLOAD.
"""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as arrow
import zstandard
from pyarrow import parquet

from .unload_statement import Compression, Format, Unload


@dataclass(frozen=True)
class Written:
    """One finished file; rows as a manifest counts them, header lines included."""

    key: str
    path: Path
    rows: int
    records: int

    @property
    def size(self) -> int:
        return self.path.stat().st_size


class Sink(Protocol):
    """What takes one slice's rows, whatever their form."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Naming:
    """`<prefix>0000_part_00.parquet` in parallel, `<prefix>000.parquet` otherwise."""

    statement: Unload
    prefix: str

    def key(self, slice_: int, part: int) -> str:
        stem = f"{slice_:04}_part_{part:02}" if self.statement.parallel else f"{part:03}"
        return f"{self.prefix}{stem}{self._extension()}"

    def _extension(self) -> str:
        if self.statement.extension is not None:
            return "." + self.statement.extension.lstrip(".")
        if self.statement.format is Format.PARQUET:
            return ".parquet"
        return f".{self.statement.compression.value}" if self.statement.compression else ""


class TextSink:
    """Lines of one slice. Each file begins with the header, if there is one."""

    def __init__(
        self,
        statement: Unload,
        naming: Naming,
        slice_: int,
        folder: Path,
        header: bytes,
        done: Callable[[Written], None],
    ) -> None:
        self._statement, self._naming, self._slice = statement, naming, slice_
        self._folder, self._header, self._done = folder, header, done
        self._limit = statement.max_file_mb * 1024 * 1024
        self._part = 0
        self._raw: BinaryIO | None = None
        self._file: Any = None
        self._rows = 0
        self._buffered = 0

    def write(self, line: bytes) -> None:
        if self._file is None:
            self._open()
        self._file.write(line)
        self._rows += 1
        self._buffered += len(line)
        # Compressors hold back what they have not yet written, so the size is looked at now and then.
        if self._buffered >= 1 << 18:
            self._buffered = 0
            if self._raw is not None and self._raw.tell() >= self._limit - (1 << 20):
                self.close()

    def close(self) -> None:
        if self._file is None or self._raw is None:
            return
        if self._file is not self._raw:
            self._file.close()
        path = Path(self._raw.name)
        self._raw.close()
        self._file = self._raw = None
        headers = 1 if self._header else 0
        key = self._naming.key(self._slice, self._part)
        self._done(Written(key, path, self._rows, self._rows + headers))
        self._part += 1
        self._rows = 0

    def _open(self) -> None:
        self._raw = (self._folder / f"{self._slice}-{self._part}-{id(self)}").open("wb")
        match self._statement.compression:
            case Compression.GZIP:
                # Level 1: what is measured here is never how well zlib compresses.
                self._file = gzip.GzipFile(fileobj=self._raw, mode="wb", compresslevel=1, mtime=0)
            case Compression.BZIP2:
                self._file = bz2.BZ2File(self._raw, "wb", compresslevel=1)
            case Compression.ZSTD:
                self._file = zstandard.ZstdCompressor(level=1).stream_writer(self._raw, closefd=False)
            case None:
                self._file = self._raw
        self._file.write(self._header)


class ParquetSink:
    """Record batches of one slice."""

    def __init__(
        self,
        statement: Unload,
        naming: Naming,
        slice_: int,
        folder: Path,
        schema: arrow.Schema,
        done: Callable[[Written], None],
    ) -> None:
        self._statement, self._naming, self._slice = statement, naming, slice_
        self._folder, self._schema, self._done = folder, schema, done
        # MAXFILESIZE is rounded down to whole row groups of 32 MB.
        self._limit = max(32, statement.max_file_mb // 32 * 32) * 1024 * 1024
        self._part = 0
        self._writer: parquet.ParquetWriter | None = None
        self._path = folder
        self._rows = 0

    def write(self, batch: arrow.RecordBatch) -> None:
        if batch.num_rows == 0:
            return
        if self._writer is None:
            self._path = self._folder / f"{self._slice}-{self._part}-{id(self)}"
            self._writer = parquet.ParquetWriter(self._path, self._schema, compression="snappy")
        self._writer.write_batch(batch)
        self._rows += batch.num_rows
        if self._path.stat().st_size >= self._limit:
            self.close()

    def close(self) -> None:
        if self._writer is None:
            return
        self._writer.close()
        self._writer = None
        self._done(Written(self._naming.key(self._slice, self._part), self._path, self._rows, self._rows))
        self._part += 1
        self._rows = 0
