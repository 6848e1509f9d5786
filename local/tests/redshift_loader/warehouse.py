"""One local Redshift and one local AWS for all tests of this folder, and the statements that RedshiftLoader has for a plan
and an event: its own dry run prints them, so that what runs here is what the function submits.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from localaws.ministack import LocalAWS
from localaws.redshift.service import WORKGROUP
from localaws.testing.warehouse import REGION, ROLE, TARGET, make_role, redshift, started

ROOT = Path(__file__).resolve().parents[3]
BUCKET = "example-landing"
MANIFESTS = "example-manifests"


def bootstrap() -> Path:
    """The function as `swift build` makes it; LOADER_BOOTSTRAP names another one."""
    return Path(os.environ.get("LOADER_BOOTSTRAP", ROOT / ".build" / "debug" / "RedshiftLoader"))


@functools.cache
def aws() -> LocalAWS:
    """The local AWS, with the buckets and the role that Redshift reads them with."""
    for bucket in (BUCKET, MANIFESTS):
        started().client("s3").create_bucket(Bucket=bucket)
    make_role("example-redshift", "*", actions=["s3:GetObject"])
    return started()


@dataclass(frozen=True)
class File:
    key: str
    etag: str
    bytes: int
    rows: int | None = None
    columns: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None

    @property
    def described(self) -> dict[str, object]:
        found: dict[str, object] = {"uri": f"s3://{BUCKET}/{self.key}", "etag": self.etag, "bytes": self.bytes}
        if self.rows is not None:
            found["rows"] = self.rows
        if self.columns is not None:
            found["columns"] = list(self.columns)
        if self.types is not None:
            found["types"] = list(self.types)
        return found


def put(
    key: str,
    content: bytes,
    rows: int | None = None,
    columns: Iterable[str] | None = None,
    types: tuple[str, ...] | None = None,
) -> File:
    answer = _client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    names = tuple(columns) if columns is not None else None
    return File(key, str(answer["ETag"]).strip('"'), len(content), rows, names, types)


@dataclass(frozen=True)
class Statement:
    step: str
    text: str


@dataclass(frozen=True)
class Load:
    """What the dry run prints of one load."""

    id: str
    table: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Explained:
    """Definitions and rows of the preparation, each a transaction of its own, then the loads."""

    preparations: tuple[tuple[Statement, ...], ...]
    loads: tuple[Load, ...]
    # What is asked only after a guard has failed: the guard's step, and the statements.
    examinations: tuple[tuple[str, tuple[Statement, ...]], ...] = ()
    # The catalog's query, and changes of tables.
    changes: tuple[Statement, ...] = ()


_HEADING = re.compile(r"^-- (?P<number>\d+) (?P<step>.+)$")
_EXAMINATION = re.compile(r'^-- when "(?P<step>[^"]+)" fails, ')
_LOAD = re.compile(r"^-- load (?P<id>\S+) of (?P<table>\S+): ")


class Plan:
    """A plan in a folder of its own, as the function finds it in its zip."""

    def __init__(self, text: str) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="plan-"))
        atexit.register(shutil.rmtree, self.root, ignore_errors=True)
        (self.root / "plans").mkdir()
        (self.root / "plans" / "test.yaml").write_text(text)

    def replace(self, text: str, other: str) -> None:
        """Changes the plan as it is deployed."""
        path = self.root / "plans" / "test.yaml"
        path.write_text(path.read_text().replace(text, other))

    def explain(self, files: Sequence[File], *, table: str | None = None, identifier: str | None = None) -> Explained:
        event: dict[str, object] = {
            "plan": "test",
            "id": identifier or uuid.uuid4().hex[:12],
            "files": [file.described for file in files],
        }
        if table is not None:
            event["table"] = table
        path = self.root / "event.json"
        path.write_text(json.dumps({"load": event}))
        done = subprocess.run(
            [bootstrap(), "--explain", str(path)], env=self._settings(), capture_output=True, text=True, timeout=60
        )
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return parse(done.stdout)

    def migrations(self) -> list[str]:
        """The statements that a dry run prints of all migrations, and the queries of a table's status."""
        path = self.root / "migrate.json"
        path.write_text(json.dumps({"migrate": {"plan": "test"}}))
        done = subprocess.run(
            [bootstrap(), "--explain", str(path)], env=self._settings(), capture_output=True, text=True, timeout=60
        )
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        lines = [line for line in done.stdout.splitlines() if not line.startswith("--")]
        return [text.strip() for text in "\n".join(lines).split(";\n") if text.strip()]

    def _settings(self) -> dict[str, str]:
        return {
            "LAMBDA_TASK_ROOT": str(self.root),
            "REDSHIFT_WORKGROUP": WORKGROUP,
            "REDSHIFT_DATABASE": "dev",
            "LOAD_ROLE": ROLE,
            "MANIFEST_S3_URI": f"s3://{MANIFESTS}/",
        }

    def prepare(self, explained: Explained) -> None:
        for statements in explained.preparations:
            run(statements)

    def write_manifests(self, load: Load, files: Sequence[File]) -> None:
        """As the function writes them before it submits: here from what COPY names."""
        listed = next(each.text for each in load.statements if each.step == "file list")
        by_columns: dict[object, list[File]] = {}
        for file in files:
            if f"'s3://{BUCKET}/{file.key}'" in listed:
                by_columns.setdefault((file.columns, file.types), []).append(file)
        copies = [each.text for each in load.statements if each.step == "copy"]
        assert len(copies) == len(by_columns), (len(copies), len(by_columns))
        for copy, own in zip(copies, by_columns.values(), strict=True):
            match = re.search(rf"FROM 's3://{MANIFESTS}/([^']+)'", copy)
            assert match is not None, copy
            entries = [
                {"url": f"s3://{BUCKET}/{file.key}", "mandatory": True, "meta": {"content_length": file.bytes}}
                for file in own
            ]
            body = json.dumps({"entries": entries}).encode()
            _client("s3").put_object(Bucket=MANIFESTS, Key=match[1], Body=body)


def parse(text: str) -> Explained:
    preparations: list[list[Statement]] = []
    loads: list[tuple[str, str, list[Statement]]] = []
    catalog: list[list[Statement]] = []
    changes: list[list[Statement]] = []
    examinations: list[tuple[str, list[Statement]]] = []
    current: list[Statement] = []
    for line in text.splitlines():
        if line.startswith("-- before the first load") or line == "-- then":
            current = []
            preparations.append(current)
        elif line.startswith("-- then the catalog is asked"):
            current = []
            catalog.append(current)
        elif line.startswith("-- for the files' new columns"):
            current = []
            changes.append(current)
        elif match := _EXAMINATION.match(line):
            current = []
            examinations.append((match["step"], current))
        elif match := _LOAD.match(line):
            current = []
            loads.append((match["id"], match["table"], current))
        elif match := _HEADING.match(line):
            current.append(Statement(match["step"], ""))
        elif current:
            last = current.pop()
            current.append(Statement(last.step, f"{last.text}\n{line}".strip("\n")))
    return Explained(
        tuple(tuple(_ended(each) for each in found) for found in preparations),
        tuple(Load(identifier, table, tuple(_ended(each) for each in found)) for identifier, table, found in loads),
        tuple((step, tuple(_ended(each) for each in found)) for step, found in examinations),
        tuple(_ended(each) for found in catalog + changes for each in found),
    )


def _ended(statement: Statement) -> Statement:
    return Statement(statement.step, statement.text.rstrip().removesuffix(";"))


@dataclass(frozen=True)
class Outcome:
    """How a batch ended: the step that failed, by its index, never by its text."""

    failed: str | None = None
    error: str = ""

    @property
    def is_loaded(self) -> bool:
        return self.failed is None


@functools.cache
def _client(kind: str) -> Any:
    return redshift().client(REGION) if kind == "redshift-data" else aws().client(kind)


def run(statements: Sequence[Statement], *, expect: bool = True, name: str = "test") -> Outcome:
    client = _client("redshift-data")
    texts = [each.text for each in statements]
    begun = client.batch_execute_statement(Sqls=texts, StatementName=name, WaitTimeSeconds=30, **TARGET)
    described = client.describe_statement(Id=begun["Id"], WaitTimeSeconds=30)
    if described["Status"] == "FINISHED":
        return Outcome()
    index = next(n for n, part in enumerate(described["SubStatements"]) if part["Status"] == "FAILED")
    outcome = Outcome(statements[index].step, str(described.get("Error", "")))
    if expect:
        raise AssertionError(f"{outcome.failed}: {outcome.error}\n{texts[index]}")
    return outcome


def select(text: str) -> list[tuple[Any, ...]]:
    """Directly in PostgreSQL: for comparing, not for what is compared."""
    with psycopg.connect(redshift().dsn, autocommit=True) as connection:
        return connection.execute(text).fetchall()


def execute(text: str) -> None:
    with psycopg.connect(redshift().dsn, autocommit=True) as connection:
        connection.execute(text)
