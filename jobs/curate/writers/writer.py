"""What the job needs of a table format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from ..files.state import CommitMark
from ..rows.shape import Shape

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# What `changes` says of a row: it is there now in this form, or it is gone (of such a row only the key is meant).
CHANGE = "_change"
UPSERTED, GONE = "upserted", "deleted"


@dataclass(frozen=True)
class TableSpec:
    """A table of the format: the curated one, or the one of its deleted keys."""

    name: str
    unique_key: tuple[str, ...]
    shape: Shape
    partition_by: str = ""
    time_travel: timedelta = timedelta(days=10)
    commits_per_day: int = 144


class WriterError(Exception):
    """The format did not do what it was asked; the message says what, of which table."""


class TableWriter(Protocol):
    """`apply` is one commit: all of it is seen, or none. Instants are compared with the time of a commit, inclusive."""

    def columns(self, name: str) -> dict[str, str] | None:
        """Spark's types by column, `_order` and `_batch` included; None where there is no such table."""
        ...

    def prepare(self, table: TableSpec) -> None:
        """Creates the table, or adds and widens the columns that its shape names."""
        ...

    def read(self, name: str) -> DataFrame:
        """The table as it is now, pinned to its last commit."""
        ...

    def apply(
        self,
        table: TableSpec,
        upserts: DataFrame,
        deletes: DataFrame,
        mark: CommitMark,
        audit: Callable[[DataFrame], None] = lambda _: None,
    ) -> None:
        """Puts `upserts` in the place of the rows with their keys, and takes the rows with the keys of `deletes` away,
        unless the table has a row of a greater `_order`. The commit carries the mark. `audit` gets the table as it is
        then, and raises what is wrong with it: before anybody sees the commit where the format can do that.
        """
        ...

    def last_commit(self, name: str) -> CommitMark | None:
        """The mark of the last commit that has one."""
        ...

    def as_of(self, name: str, instant: datetime) -> DataFrame:
        """The table as it was. Raises WriterError for a time before the oldest version that is kept."""
        ...

    def changes(self, name: str, unique_key: Sequence[str], since: datetime) -> DataFrame:
        """What changed after the instant, each key once, with `_change`."""
        ...
