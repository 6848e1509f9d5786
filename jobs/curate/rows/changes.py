"""Finds out what each row of a batch does to the table: one status a row, so that every row is accounted for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ..plan.model import ORDER, Table
from .casting import quoted
from .conform import DELETE, REASONS
from .order import PLACE, place_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

STATUS = "_status"
_RANK = "_rank"
# `_order` of the next change of the key, in the batch, in the table, and among the deleted keys.
_NEXT, _STORED, _BURIED = "_next", "_stored", "_buried"


class Status(StrEnum):
    """What became of a row."""

    INSERT = "inserted"
    UPDATE = "updated"
    DELETE = "deleted"
    # A delete of a key that the table does not have: kept, in case an older change is late.
    ABSENT = "absent"
    # The same change once more, in the batch or in the table.
    REPEATED = "repeated"
    # A later change of the key is in the batch, or in the table.
    SUPERSEDED = "superseded"
    STALE = "stale"
    # A change that differs from another of the same place in the order, and was not taken.
    TIED = "tied"
    # A delete that the plan ignores.
    IGNORED = "ignored"
    # A row that does not fit its columns, or breaks a check that sets rows aside.
    REJECTED = "rejected"


APPLIED = (Status.INSERT, Status.UPDATE)
QUARANTINED = (Status.TIED, Status.REJECTED)


def classify(table: Table, rows: DataFrame, current: DataFrame | None, deleted: DataFrame | None) -> DataFrame:
    """The rows with their status. `current` has the table's keys and `_order`, `deleted` those of the deleted keys."""
    key = [quoted(each) for each in table.unique_key]
    partition = f"PARTITION BY size({REASONS}) > 0, {', '.join(key)} ORDER BY {ORDER} DESC"
    ranked = rows.selectExpr(
        "*",
        # Of equal changes one is as good as the other.
        f"row_number() OVER ({partition}) AS {_RANK}",
        f"lag({ORDER}) OVER ({partition}) AS {_NEXT}",
    )
    joined = _joined(_joined(ranked, table, current, _STORED), table, deleted, _BURIED)
    return joined.selectExpr("*", f"{_status(table)} AS {STATUS}").drop(_RANK, _NEXT, _STORED, _BURIED)


def _joined(rows: DataFrame, table: Table, other: DataFrame | None, name: str) -> DataFrame:
    """The rows with the other's `_order` under that name; NULL where the other does not have the key."""
    if other is None:
        return rows.selectExpr("*", f"CAST(NULL AS STRING) AS {name}")
    renamed = other.selectExpr(
        *(f"{quoted(each)} AS `_key_{index}`" for index, each in enumerate(table.unique_key)),
        # A row that something else wrote, without an order, is older than every change.
        f"coalesce({ORDER}, '') AS {name}",
    )
    condition = [rows[each] == renamed[f"_key_{index}"] for index, each in enumerate(table.unique_key)]
    return rows.join(renamed, condition, "left").drop(*(f"_key_{index}" for index in range(len(table.unique_key))))


def _status(table: Table) -> str:
    ignored = "false" if table.applies_deletes else DELETE
    tied = f"{{other}} IS NOT NULL AND {{other}} <> {ORDER} AND {place_of('{other}')} = {PLACE}"
    later = f"greatest(coalesce({_STORED}, ''), coalesce({_BURIED}, ''))"
    return f"""CASE
        WHEN size({REASONS}) > 0 THEN '{Status.REJECTED}'
        WHEN {ignored} THEN '{Status.IGNORED}'
        WHEN {_NEXT} = {ORDER} THEN '{Status.REPEATED}'
        WHEN {tied.format(other=_NEXT)} THEN '{Status.TIED}'
        WHEN {_RANK} > 1 THEN '{Status.SUPERSEDED}'
        WHEN {DELETE} AND {_STORED} < {ORDER} THEN '{Status.DELETE}'
        WHEN {DELETE} AND {_STORED} IS NULL AND coalesce({_BURIED}, '') < {ORDER} THEN '{Status.ABSENT}'
        WHEN {_STORED} = {ORDER} OR {_BURIED} = {ORDER} THEN '{Status.REPEATED}'
        WHEN {tied.format(other=_STORED)} AND {_STORED} > {ORDER} THEN '{Status.TIED}'
        WHEN {tied.format(other=_BURIED)} AND {_BURIED} > {ORDER} THEN '{Status.TIED}'
        WHEN {later} > {ORDER} THEN '{Status.STALE}'
        WHEN {_STORED} IS NULL THEN '{Status.INSERT}'
        ELSE '{Status.UPDATE}'
    END"""
