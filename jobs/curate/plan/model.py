"""A plan as values. Nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from .column_type import Column

# Columns that the job adds to a curated table, and names that a source's own columns therefore cannot have.
ORDER = "_order"
BATCH = "_batch"
DELETED = "_hoodie_is_deleted"
RESERVED = frozenset({ORDER, BATCH, DELETED})
# Columns that a file has beside its own, for `order`.
MODIFIED = "_modified"
FILE = "_file"
FILE_COLUMNS = frozenset({MODIFIED, FILE})


@dataclass(frozen=True)
class Share:
    """Rows that may break a promise: a number, or a part of all."""

    rows: int = 0
    percent: float | None = None

    def allows(self, broken: int, of: int) -> bool:
        if self.percent is None:
            return broken <= self.rows
        return broken * 100 <= self.percent * of

    def __str__(self) -> str:
        return str(self.rows) if self.percent is None else f"{self.percent:g}%"


ANY = Share(percent=100)


@dataclass(frozen=True)
class Operation:
    column: str
    upserts: tuple[str, ...]
    deletes: tuple[str, ...]
    missing_is_insert: bool


@dataclass(frozen=True)
class Source:
    name: str
    location: str
    suffix: str
    format: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    operation: Operation | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    # Files are in folders yyyy/mm/dd/ of the day when they were written, but for those of a full load.
    by_day: bool = False

    @property
    def row_columns(self) -> tuple[Column, ...]:
        """The columns of the table's rows: all but the operation."""
        return tuple(each for each in self.columns if self.operation is None or each.name != self.operation.column)

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if each.name == name), None)


@dataclass(frozen=True)
class Check:
    """A promise about rows. `kind` is its word in the plan, `columns` those that it names."""

    kind: str
    name: str
    columns: tuple[str, ...] = ()
    values: tuple[str | int | bool, ...] = ()
    # relationships: the other table and its column.
    other: tuple[str, str] = ("", "")
    between: tuple[int, int] = (0, 0)
    within: timedelta = timedelta(0)
    expression: str = ""
    severity: str = "error"
    at_most: Share = Share()
    where: str = ""


@dataclass(frozen=True)
class SchemaPolicy:
    new_columns: str = "add"
    missing_columns: str = "null"
    wider_text: str = "widen"
    narrower_type: str = "hold"


@dataclass(frozen=True)
class Table:
    name: str
    source: Source
    unique_key: tuple[str, ...]
    applies_deletes: bool = True
    partition_by: str = ""
    checks: tuple[Check, ...] = ()
    schema: SchemaPolicy = SchemaPolicy()
    quarantine: Share = ANY

    @property
    def deleted(self) -> str:
        """The table of deleted keys, as RedshiftLoader names it: an older change that is late brings no row back."""
        return f"{self.name}_deleted"


@dataclass(frozen=True)
class Window:
    every: timedelta = timedelta(minutes=10)
    max_files: int = 500
    max_bytes: int = 20_000_000_000


@dataclass(frozen=True)
class Plan:
    name: str
    engine: str
    # In an order in which a table comes after those that its checks refer to.
    tables: tuple[Table, ...]
    time_travel: timedelta = timedelta(days=10)
    window: Window = Window()

    def table(self, name: str) -> Table | None:
        return next((each for each in self.tables if each.name == name), None)
