"""The shop at work: customers and orders come, change and go. The model knows what the tables have to be at the end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from localaws.kafka.producer.change import Change, Column, Row, Table

CUSTOMERS = Table(
    "dbo",
    "customers",
    ("customer_id",),
    (
        Column("customer_id", "integer"),
        Column("name", "text"),
        Column("email", "text"),
        Column("city", "text"),
        Column("born", "date"),
        Column("created_at", "timestamp"),
    ),
)
ORDERS = Table(
    "dbo",
    "orders",
    ("order_id",),
    (
        Column("order_id", "bigint"),
        Column("customer_id", "integer"),
        Column("status", "text"),
        Column("amount", "numeric(12,2)"),
        Column("ordered_at", "timestamp"),
    ),
)
TABLES = (CUSTOMERS, ORDERS)
_START = datetime(2026, 11, 1, 8)
_EPOCH = datetime(1970, 1, 1)
_CITIES = ["Lyon", "Gdańsk", "Århus", "Porto", "Zürich", None]


@dataclass
class Shop:
    """Changes made up at random, the same for the same seed."""

    seed: int = 0
    # What the tables are now: rows by their key, by the table's name.
    rows: dict[str, dict[Any, Row]] = field(default_factory=lambda: {table.name: {} for table in TABLES})
    _commit: int = 0x2B00000D50
    _next: int = 1
    _now: datetime = _START

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def snapshot(self, customers: int) -> Iterator[Change]:
        """The rows that were there before anybody looked."""
        for _ in range(customers):
            yield self._made(CUSTOMERS, None, self._customer(), is_snapshot=True)

    def changes(self, count: int) -> Iterator[Change]:
        """Inserts, updates, deletes, and now and then a customer who gets another number."""
        for _ in range(count):
            yield self._change()

    def _change(self) -> Change:
        table = self._random.choice([CUSTOMERS, ORDERS, ORDERS])
        rows = self.rows[table.name]
        drawn = self._random.random()
        if not rows or drawn < 0.4:
            return self._made(table, None, self._customer() if table is CUSTOMERS else self._order())
        before = rows[self._random.choice(sorted(rows))]
        if drawn < 0.55:
            return self._made(table, before, None)
        if drawn < 0.6 and table is CUSTOMERS:
            return self._made(table, before, {**before, "customer_id": self._number()})
        changed: dict[str, Any] = (
            {"city": self._random.choice(_CITIES)}
            if table is CUSTOMERS
            else {"status": self._random.choice(["paid", "sent", "returned"]), "amount": self._amount()}
        )
        return self._made(table, before, {**before, **changed})

    def _made(self, table: Table, before: Row | None, after: Row | None, is_snapshot: bool = False) -> Change:
        self._now += timedelta(seconds=self._random.randint(0, 30), microseconds=self._random.randint(0, 999_999))
        self._commit += self._random.randint(0, 3)
        rows = self.rows[table.name]
        if before is not None:
            del rows[before[table.key[0]]]
        if after is not None:
            rows[after[table.key[0]]] = after
        self._next += 1
        at = (self._now - _EPOCH) // timedelta(milliseconds=1)
        return Change(table, before, after, self._commit, self._next, at, is_snapshot)

    def _number(self) -> int:
        self._next += 1
        return self._next

    def _amount(self) -> Decimal:
        return Decimal(self._random.randint(-5_000, 999_999_99)) / 100

    def _customer(self) -> dict[str, Any]:
        number = self._number()
        return {
            "customer_id": number,
            "name": f"Customer {number}",
            "email": f"customer{number}@example.com",
            "city": self._random.choice(_CITIES),
            "born": date(1950, 1, 1) + timedelta(days=self._random.randint(0, 20_000)),
            "created_at": self._now,
        }

    def _order(self) -> dict[str, Any]:
        customers = self.rows["customers"]
        return {
            "order_id": self._number() + 10_000_000_000,
            "customer_id": self._random.choice(sorted(customers)) if customers else None,
            "status": "new",
            "amount": self._amount(),
            "ordered_at": self._now,
        }
