"""Changes of an order as DMS writes them, and what a table of them should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow

PLAN = """
time_travel: 1d
schema: {wider_text: quarantine}
sources:
  orders:
    from: ${raw}/orders/
    suffix: .parquet
    format: parquet
    columns:
      op: varchar(1)
      change_seq: varchar(35)
      order_id: bigint not null
      status: varchar(20)
      amount: decimal(12,2)
      day: date
      updated_at: timestamp
      note: varchar
    operation: {column: op, missing: insert}
    order: change_seq
tables:
  orders: {source: orders, unique_key: order_id, partition_by: day}
checks:
  orders:
    - balance: amount
"""
SCHEMA = pyarrow.schema(
    [
        ("Op", pyarrow.string()),
        ("change_seq", pyarrow.string()),
        ("order_id", pyarrow.int64()),
        ("status", pyarrow.string()),
        ("amount", pyarrow.decimal128(12, 2)),
        ("day", pyarrow.date32()),
        ("updated_at", pyarrow.timestamp("us")),
        ("note", pyarrow.string()),
    ]
)


@dataclass(frozen=True)
class Change:
    """A row of a file of DMS. A delete has its key only."""

    op: str | None
    seq: int | None
    key: int | None
    status: str | None = None
    amount: Decimal | None = None
    day: date | None = None
    updated_at: datetime | None = None
    note: str | None = None

    def row(self) -> dict[str, Any]:
        return {"Op": self.op, "change_seq": sequence(self.seq), **self.stored()}

    def stored(self) -> dict[str, Any]:
        return {
            "order_id": self.key,
            "status": self.status,
            "amount": self.amount,
            "day": self.day,
            "updated_at": self.updated_at,
            "note": self.note,
        }

    def of(self, key: int) -> Change:
        return replace(self, key=key)


def sequence(number: int | None) -> str | None:
    """$AR_H_CHANGE_SEQ: sixteen digits of time, nineteen of a counter. A full load has none."""
    return None if number is None else f"2026112700000000{number:019d}"


def model(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The rows of a table after the changes, in whatever order they came. Numbers are not given twice."""
    newest: dict[int, Change] = {}
    for each in changes:
        key = each.key if each.key is not None else -1
        if key not in newest or (each.seq or 0) > (newest[key].seq or 0):
            newest[key] = each
    left = [{"change_seq": sequence(each.seq), **each.stored()} for each in newest.values() if each.op != "D"]
    return sorted(left, key=lambda row: int(row["order_id"]))
