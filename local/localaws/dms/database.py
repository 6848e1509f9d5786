"""PostgreSQL through psql, which comes with the server: queries as JSON, and rows from one database into another."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PSQL = ("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")


class DatabaseError(Exception):
    """What psql said."""


@dataclass(frozen=True)
class Database:
    """Where it is and who asks. `sslmode` as libpq spells it."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False, default="")
    sslmode: str = "require"

    def environment(self) -> dict[str, str]:
        """Everything psql needs, and nothing of the caller's own PostgreSQL settings. A password is no argument: those
        show in the list of processes.
        """
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LC_ALL": "C.UTF-8",
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGDATABASE": self.name,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGPASSFILE": "/dev/null",
            "PGSSLMODE": self.sslmode,
            "PGCONNECT_TIMEOUT": "5",
            "PGCLIENTENCODING": "UTF8",
        }

    def run(self, *statements: str) -> str:
        """Runs the statements in one transaction; what they printed comes back."""
        done = subprocess.run(
            self._command(statements), env=self.environment(), capture_output=True, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            raise DatabaseError(_said(done.stderr))
        return done.stdout.decode()

    def rows(self, query: str) -> list[dict[str, Any]]:
        text = self.run(f"SELECT coalesce(json_agg(q), '[]') FROM ({query}) q")
        rows: list[dict[str, Any]] = json.loads(text)
        return rows

    def write_csv(self, query: str, path: Path) -> None:
        """Writes what the query gives as CSV, without a heading, as DMS does."""
        command = self._command([f"COPY ({query}) TO STDOUT (FORMAT csv)"])
        with path.open("wb") as file:
            done = subprocess.run(
                command, env=self.environment(), stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE
            )
        if done.returncode:
            raise DatabaseError(_said(done.stderr))

    def _command(self, statements: Sequence[str], quiet: bool = True) -> list[str]:
        command = [each for each in _PSQL if quiet or each != "--quiet"]
        return [*command, "--single-transaction", *(f"--command={statement}" for statement in statements)]

    def take(self, source: Database, query: str, before: Sequence[str], table: str, after: Sequence[str]) -> int:
        """Copies what `query` gives in the source into `table` here, all in one transaction with the statements before
        and after it. Returns the number of rows. Nothing passes through Python.
        """
        reading = subprocess.Popen(
            source._command([f"COPY ({query}) TO STDOUT (FORMAT binary)"]),
            env=source.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        copy = f"COPY {table} FROM STDIN (FORMAT binary)"
        writing = subprocess.run(
            self._command([*before, copy, *after], quiet=False),
            env=self.environment(),
            stdin=reading.stdout,
            capture_output=True,
        )
        # Closed here, so that a reader whose writer gave up ends as well.
        if reading.stdout:
            reading.stdout.close()
        said = reading.communicate()[1]
        if writing.returncode:
            raise DatabaseError(_said(writing.stderr))
        if reading.returncode:
            # The writer took the early end of its input for the end of the rows, and has committed what came before.
            raise DatabaseError(_said(said))
        copied = re.search(rb"^COPY ([0-9]+)$", writing.stdout, re.MULTILINE)
        if copied is None:
            raise DatabaseError("psql did not say how many rows it copied")
        return int(copied[1])


def _said(stderr: bytes) -> str:
    return stderr.decode(errors="replace").strip() or "psql failed and said nothing"
