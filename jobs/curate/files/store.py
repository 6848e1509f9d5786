"""Where files and the job's own documents are: S3, or a folder of this machine."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol

# Glue 4.0 and the Python shell have a Python without datetime.UTC.
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017


@dataclass(frozen=True)
class RawFile:
    """A file, and which one of those that had its name: an ETag changes with what is in it."""

    path: str
    etag: str
    size: int
    # Microseconds since 1970.
    modified: int

    def document(self) -> dict[str, Any]:
        return asdict(self)


class FileStore(Protocol):
    def list(self, folder: str, after: str = "") -> Iterator[RawFile]:
        """Every file below the folder; with `after`, a path, only those that come later in the order of their names."""
        ...

    def read(self, path: str) -> str | None:
        """The text of a file; None where there is none."""
        ...

    def write(self, path: str, text: str) -> None:
        """Writes the file whole, or not at all."""
        ...


def store_for(location: str, s3: Any = None) -> FileStore:
    """The store of a place: s3://… or a path. `s3` is a boto3 client, made when it is needed and not given."""
    if not location.startswith("s3://"):
        return LocalFiles()
    if s3 is None:
        import boto3

        s3 = boto3.client("s3")
    return S3Files(s3)


def read_json(store: FileStore, path: str) -> Any:
    text = store.read(path)
    return None if text is None else json.loads(text)


def write_json(store: FileStore, path: str, document: Any) -> None:
    store.write(path, json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


class LocalFiles:
    def list(self, folder: str, after: str = "") -> Iterator[RawFile]:
        for path in sorted(Path(folder).rglob("*")):
            if str(path) > after and path.is_file():
                found = path.stat()
                etag = f"{found.st_size:x}-{found.st_mtime_ns:x}"
                yield RawFile(str(path), etag, found.st_size, found.st_mtime_ns // 1000)

    def read(self, path: str) -> str | None:
        try:
            return Path(path).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def write(self, path: str, text: str) -> None:
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(target)


class S3Files:
    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def list(self, folder: str, after: str = "") -> Iterator[RawFile]:
        bucket, prefix = _parts(folder)
        start = {"StartAfter": _parts(after)[1]} if after else {}
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, **start):
            for each in page.get("Contents", []):
                modified: datetime = each["LastModified"]
                micros = int((modified - _EPOCH).total_seconds() * 1_000_000)
                yield RawFile(f"s3://{bucket}/{each['Key']}", each["ETag"].strip('"'), each["Size"], micros)

    def read(self, path: str) -> str | None:
        bucket, key = _parts(path)
        try:
            text: str = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
        except self._s3.exceptions.NoSuchKey:
            return None
        return text

    def write(self, path: str, text: str) -> None:
        bucket, key = _parts(path)
        self._s3.put_object(Bucket=bucket, Key=key, Body=text.encode(), ContentType="application/json")


def _parts(location: str) -> tuple[str, str]:
    bucket, _, key = location.removeprefix("s3://").partition("/")
    return bucket, key
