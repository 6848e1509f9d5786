"""The files that a table has, once and for all.

A batch's list of files is written first, under a name of its own. The table's commit names that list, so the two are there
together or not at all. The state is what the lists add up to; where it lags behind the table's last commit (the job died in
between), the list that the commit names is added before anything else happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .store import FileStore, RawFile, read_json, write_json

# Files that were written this long before the newest are known to be loaded without their names being kept.
HORIZON_MICROS = 14 * 86_400 * 1_000_000


class StateError(Exception):
    """The state and the table contradict each other; the message says how, and what to do."""


@dataclass(frozen=True)
class CommitMark:
    """What a table's last commit says of its batch."""

    batch: int
    # Where the list of the batch's files is.
    files: str


@dataclass(frozen=True)
class TableState:
    batch: int = 0
    # ETags by path.
    files: Mapping[str, str] = field(default_factory=dict)
    # Files written before it are loaded. Microseconds since 1970.
    horizon: int = 0

    def has(self, file: RawFile) -> bool:
        return file.modified < self.horizon or self.files.get(file.path) == file.etag

    def after(self, batch: int, files: Iterable[RawFile]) -> TableState:
        return replace(self, batch=batch, files={**self.files, **{each.path: each.etag for each in files}})

    def pruned(self, listed: Iterable[RawFile], pending: Iterable[RawFile]) -> TableState:
        """Forgets the names of old files. No pending file lies before the new horizon, and none that comes later can:
        the time of a file is when it was written.
        """
        known = list(listed)
        newest = max((each.modified for each in known), default=0)
        oldest_pending = min((each.modified for each in pending), default=newest)
        horizon = max(self.horizon, min(oldest_pending, newest - HORIZON_MICROS))
        if horizon == self.horizon:
            return self
        kept = {each.path for each in known if each.modified >= horizon}
        return TableState(self.batch, {path: etag for path, etag in self.files.items() if path in kept}, horizon)

    def document(self) -> dict[str, Any]:
        return {"batch": self.batch, "files": dict(self.files), "horizon": self.horizon}


class StateStore:
    """The states and lists of all tables, below one place."""

    def __init__(self, store: FileStore, location: str) -> None:
        self._store = store
        self._location = location.rstrip("/")

    def list_path(self, table: str, batch: int, attempt: str) -> str:
        return f"{self._location}/files/{table}/{batch:09d}-{attempt}.json"

    def write_list(self, path: str, files: Iterable[RawFile]) -> None:
        write_json(self._store, path, [each.document() for each in files])

    def read(self, table: str, mark: CommitMark | None) -> TableState:
        """The table's state, brought up to its last commit. Raises StateError."""
        document = read_json(self._store, self._path(table))
        state = TableState(**document) if document else TableState()
        committed = mark.batch if mark else 0
        if mark is None or committed == state.batch:
            return state
        if committed < state.batch:
            # Batches of rows that were all set aside, or older than the table's, make no commit.
            return state
        if committed > state.batch + 1:
            raise StateError(
                f"{table}: the table's last commit is batch {committed}, the state at {self._path(table)} is at batch "
                f"{state.batch}. Restore that file, or remove the table and the file to load everything anew"
            )
        files = read_json(self._store, mark.files)
        if files is None:
            raise StateError(f"{table}: batch {committed} is committed, and its list of files {mark.files} is gone")
        state = state.after(committed, (RawFile(**each) for each in files))
        # At once: a second death, behind the next commit, would leave two commits that the state lacks.
        self.write(table, state)
        return state

    def write(self, table: str, state: TableState) -> None:
        write_json(self._store, self._path(table), state.document())

    def _path(self, table: str) -> str:
        return f"{self._location}/state/{table}.json"
