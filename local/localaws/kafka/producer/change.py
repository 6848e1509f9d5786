"""One change of a row, before an envelope is put around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    name: str
    # PostgreSQL's and SQL Server's word: integer, bigint, text, numeric(10,2), date, timestamp.
    type: str


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def key_of(self, row: Row) -> dict[str, Any]:
        return {name: row[name] for name in self.key}


@dataclass(frozen=True)
class Change:
    """Rows have Decimal, date and datetime for their types."""

    table: Table
    # None: an insert.
    before: Row | None
    # None: a delete.
    after: Row | None
    # Of the transaction, and of the change within it.
    commit: int
    number: int
    # Milliseconds.
    at: int
    # A row of the snapshot that a connector begins with.
    is_snapshot: bool = False

    @property
    def changes_key(self) -> bool:
        return (
            self.before is not None
            and self.after is not None
            and self.table.key_of(self.before) != self.table.key_of(self.after)
        )
