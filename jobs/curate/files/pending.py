"""Decides which files are a table's next batch. Pure: listing and state go in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..plan.model import Source, Window
from .state import TableState
from .store import RawFile

# The order in which DMS writes: LOAD00000001 in hexadecimal, then yyyymmdd-hhmmssfff.
_FULL_LOAD = re.compile(r"LOAD[0-9A-F]{8}(?=\.|$)")


def is_file_of(source: Source, path: str) -> bool:
    """A marker, a manifest or a folder is none of the source's files."""
    name = path.rpartition("/")[2]
    below = path.removeprefix(source.location)
    hidden = any(each.startswith(("_", ".")) for each in below.split("/"))
    return bool(name) and not hidden and below != path and name.endswith(source.suffix)


def listing_start(source: Source, state: TableState) -> str:
    """The path behind which a listing begins; empty to list everything. Files before the state's horizon are loaded, and a
    file's folder is of the day when it was written, or, about midnight, of the day before. A full load's LOAD… comes after
    every digit.
    """
    if not source.by_day or not state.horizon:
        return ""
    day = datetime.fromtimestamp(state.horizon // 1_000_000, UTC) - timedelta(days=1)
    return f"{source.location}{day:%Y/%m/%d}"


@dataclass(frozen=True)
class Batch:
    """Files of one commit. `left` is how many wait for the next."""

    number: int
    files: tuple[RawFile, ...]
    left: int

    @property
    def size(self) -> int:
        return sum(each.size for each in self.files)


def pending_files(source: Source, listed: Iterable[RawFile], state: TableState) -> list[RawFile]:
    """The files that the table does not have, in the order of their writing."""
    found = [each for each in listed if is_file_of(source, each.path) and each.size > 0 and not state.has(each)]
    return sorted(found, key=lambda each: (_FULL_LOAD.search(each.path) is None, each.modified, each.path))


def next_batch(pending: list[RawFile], state: TableState, window: Window) -> Batch | None:
    """The first files, up to the window's number and bytes; a file larger than that goes alone. None: nothing waits."""
    chosen: list[RawFile] = []
    size = 0
    for each in pending[: window.max_files]:
        if chosen and size + each.size > window.max_bytes:
            break
        chosen.append(each)
        size += each.size
    return Batch(state.batch + 1, tuple(chosen), len(pending) - len(chosen)) if chosen else None
