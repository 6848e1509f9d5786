"""dbt's snapshots as dbt documents them: strategy `timestamp`, `hard_deletes: invalidate`. A reimplementation, since dbt itself
is no part of this project: https://docs.getdbt.com/docs/build/snapshots and the macros of its default materialization.

A snapshot compares the source's rows as they are when it runs with its open rows:

- a key without an open row gets one, from its `updated_at`;
- a key whose `updated_at` is later than its open row's beginning: that row ends then, and a new one begins;
- a key that is not in the source any more: its open row ends when the snapshot runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shop import END, Change


@dataclass
class Row:
    key: int
    state: tuple[Any, ...]
    begin: datetime
    end: datetime = END


class Snapshot:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        # The source's table: what a loader that knows no history makes of the changes, in the order of their arrival.
        self._source: dict[int, tuple[datetime, tuple[Any, ...]]] = {}
        self._newest = datetime.min

    def arrive(self, changes: Iterable[Change]) -> None:
        for change in changes:
            key, at = change["customer_id"], change["changed_at"]
            self._newest = max(self._newest, at)
            if change.is_delete:
                self._source.pop(key, None)
            else:
                self._source[key] = (at, (change["name"], change["city"]))

    def run(self) -> None:
        """At the time of the newest change that arrived: no wall clock could do better."""
        opened = {row.key: row for row in self.rows if row.end == END}
        for key, (at, state) in self._source.items():
            row = opened.get(key)
            if row is not None and at <= row.begin:
                continue
            if row is not None:
                row.end = at
            self.rows.append(Row(key, state, at))
        for key, row in opened.items():
            if key not in self._source:
                row.end = self._newest

    def as_of(self, key: int, at: datetime) -> tuple[Any, ...] | None:
        return next((row.state for row in self.rows if row.key == key and row.begin <= at < row.end), None)
