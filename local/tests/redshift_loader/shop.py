"""A shop's changes, made up at random, and what its tables have to be: the model that the warehouse is compared with."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as arrow
from pyarrow import parquet

START = datetime(2026, 1, 1)
END = datetime(9999, 12, 31)
PLAN = """
schema: {new_columns: ignore}
sources:
  products:
    from: s3://example-landing/products/
    format: parquet
    columns:
      op: varchar(1)
      seq: varchar(35) not null
      product_id: bigint not null
      name: varchar(200)
      price: decimal(12,2)
    operation: {column: op, missing: insert}
    order: [seq]
  customers:
    from: s3://example-landing/customers/
    format: parquet
    columns:
      op: varchar(1)
      changed_at: timestamp not null
      seq: varchar(35) not null
      customer_id: bigint not null
      name: varchar(200)
      city: varchar(100)
    operation: {column: op, missing: insert}
    order: [seq]
  sales:
    from: s3://example-landing/sales/
    format: csv
    header: true
    compression: gzip
    empty_as_null: true
    columns:
      op: varchar(1)
      seq: varchar(35) not null
      order_id: bigint not null
      line: integer not null
      customer_id: bigint
      product_id: bigint
      ordered_at: timestamp
      amount: decimal(12,2)
    operation: {column: op, missing: insert}
    order: [seq]
tables:
  staging.sales: {source: sales, strategy: merge, unique_key: [order_id, line]}
  analytics.dim_product: {source: products, strategy: scd1, unique_key: product_id, surrogate: product_sk}
  analytics.dim_customer:
    {source: customers, strategy: scd2, unique_key: customer_id, effective: changed_at, surrogate: customer_sk}
  analytics.fact_sales:
    source: sales
    strategy: fact
    unique_key: [order_id, line]
    at: ordered_at
    dimensions:
      customer_sk: {of: analytics.dim_customer, by: customer_id}
      product_sk: {of: analytics.dim_product, by: product_id}
  analytics.daily_sales:
    strategy: aggregate
    from: analytics.fact_sales
    group_by: {sale_date: CAST(ordered_at AS date), customer_sk: customer_sk}
    measures: {orders: COUNT(DISTINCT order_id), revenue: SUM(amount)}
    columns: {sale_date: date, customer_sk: bigint not null, orders: bigint, revenue: "decimal(18,2)"}
checks:
  analytics.fact_sales:
    - not_null: [order_id, line]
    - unique: [order_id, line]
    - balance: amount
  analytics.dim_customer:
    - unique: customer_sk
"""
SOURCES = ("products", "customers", "sales")
COLUMNS = {
    "products": ("op", "seq", "product_id", "name", "price"),
    "customers": ("op", "changed_at", "seq", "customer_id", "name", "city"),
    "sales": ("op", "seq", "order_id", "line", "customer_id", "product_id", "ordered_at", "amount"),
}
# The plan's type, and narrower ones of which no value is lost.
_ARROW = {
    "op": (arrow.string(),),
    "seq": (arrow.string(),),
    "changed_at": (arrow.timestamp("us"),),
    "product_id": (arrow.int64(), arrow.int64(), arrow.int32()),
    "customer_id": (arrow.int64(), arrow.int64(), arrow.int32()),
    "name": (arrow.string(),),
    "city": (arrow.string(),),
    "price": (arrow.decimal128(12, 2), arrow.decimal128(12, 2), arrow.decimal128(10, 1)),
}
KEYS = {"products": ("product_id",), "customers": ("customer_id",), "sales": ("order_id", "line")}


@dataclass(frozen=True)
class Change:
    source: str
    values: tuple[Any, ...]

    def __getitem__(self, name: str) -> Any:
        return self.values[COLUMNS[self.source].index(name)]

    @property
    def key(self) -> tuple[Any, ...]:
        return tuple(self[name] for name in KEYS[self.source])

    @property
    def is_delete(self) -> bool:
        return bool(self["op"] == "D")

    @property
    def remark(self) -> str | None:
        """The value of a column that the plan does not know: the same wherever the change comes again. Some are longer than a
        new column is made.
        """
        digest = hashlib.md5(str(self["seq"]).encode(), usedforsecurity=False).digest()
        if self.is_delete or digest[0] % 2:
            return None
        return f"r{digest[1] % 3}" * (200 if digest[2] % 8 == 0 else 1)


@dataclass
class History:
    """The changes of one small shop, whose keys nobody else has, in the order in which they happened."""

    number: int
    seed: int
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed * 100_003 + self.number)
        self._sequence = 0
        base = self.number * 1000
        for _ in range(self._random.randint(15, 60)):
            match self._random.choice(("customers", "customers", "products", "sales", "sales")):
                case "customers":
                    self._customer(base + self._random.randint(1, 3))
                case "products":
                    self._product(base + self._random.randint(1, 2))
                case _:
                    self._sale(base)

    def _seq(self) -> str:
        self._sequence += 1
        return f"{self.number:05d}{self._sequence:030d}"

    def _operation(self) -> str | None:
        return self._random.choice(("I", "U", "U", None, "D"))

    def _customer(self, key: int) -> None:
        # Few moments, so that several changes of a key take effect at one time and the sequence decides.
        at = START + timedelta(hours=self._random.randint(0, 12))
        operation = self._operation()
        name, city = self._random.choice(("Ann", "Bo", "Cy")), self._random.choice(("Rome", "Oslo", None))
        if operation == "D":
            # As DMS writes deletes: the key, and what the log says of the time.
            self._add("customers", "D", at, self._seq(), key, None, None)
        else:
            self._add("customers", operation, at, self._seq(), key, name, city)

    def _product(self, key: int) -> None:
        name = self._random.choice(("Bolt", "Nut", "Gear"))
        price = Decimal(self._random.randint(1, 5)) / 2
        self._add("products", self._operation(), self._seq(), key, name, price)

    def _sale(self, base: int) -> None:
        operation = self._operation()
        order, line = base + self._random.randint(1, 4), self._random.randint(1, 2)
        if operation == "D":
            self._add("sales", "D", self._seq(), order, line, None, None, None, None)
            return
        customer = self._random.choice((None, *(base + n for n in range(1, 4))))
        product = self._random.choice((None, *(base + n for n in range(1, 3))))
        at = self._random.choice((None, *(START + timedelta(hours=n) for n in range(-1, 15, 2))))
        amount = Decimal(self._random.randint(0, 500)) / 100
        self._add("sales", operation, self._seq(), order, line, customer, product, at, amount)

    def _add(self, source: str, *values: Any) -> None:
        self.changes.append(Change(source, values))

    def deliveries(self, batches: int) -> list[list[Change]]:
        """The changes in random batches and order; a third of them comes again in another batch."""
        found: list[list[Change]] = [[] for _ in range(batches)]
        for change in self.changes:
            found[self._random.randrange(batches)].append(change)
            if self._random.random() < 1 / 3:
                found[self._random.randrange(batches)].append(change)
        for batch in found:
            self._random.shuffle(batch)
        return found


class Written(NamedTuple):
    """A file's content, and its columns and their types where the file's order of them counts."""

    content: bytes
    columns: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None


def written(source: str, changes: Sequence[Change], chance: random.Random, *, remarks: bool = False) -> Written:
    """A file of changes, as one of several writers has it: of another order, with narrower types, without a column that has
    nothing, with a column that the plan does not know, whose values count or not.
    """
    if source == "sales":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        names = list(COLUMNS[source])
        if remarks:
            # The header says which column is which.
            chance.shuffle(names)
        writer.writerow(names)
        writer.writerows(["" if change[name] is None else change[name] for name in names] for change in changes)
        return Written(gzip.compress(text.getvalue().encode()))
    columns = {
        name: arrow.array([change[name] for change in changes], chance.choice(_ARROW[name]))
        for name in COLUMNS[source]
        if name != "op" or any(change["op"] for change in changes) or chance.random() < 0.5
    }
    if remarks:
        if any(change.remark for change in changes):
            columns["remark"] = arrow.array([change.remark for change in changes], arrow.string())
    elif chance.random() < 0.3:
        columns["remark"] = arrow.array([f"r{number}" for number in range(len(changes))], arrow.string())
    names = list(columns)
    chance.shuffle(names)
    table = arrow.table([columns[name] for name in names], names=names)
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return Written(buffer.getvalue(), tuple(names), tuple(_type(columns[name].type) for name in names))


def _type(kind: arrow.DataType) -> str:
    """The type as the function finds it in the file's footer."""
    if arrow.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return {"string": "varchar", "int64": "bigint", "int32": "integer", "timestamp[us]": "timestamp"}[str(kind)]


# The model


def surrogate(*parts: str) -> int:
    return int(hashlib.md5("|".join(parts).encode(), usedforsecurity=False).hexdigest()[:15], 16)


def newest(changes: Iterable[Change], source: str, *, with_deletes: bool = True) -> dict[tuple[Any, ...], Change]:
    """The newest change of each key, of those that leave a row."""
    found: dict[tuple[Any, ...], Change] = {}
    for change in changes:
        if change.source != source or (change.is_delete and not with_deletes):
            continue
        if change.key not in found or change["seq"] > found[change.key]["seq"]:
            found[change.key] = change
    return {key: change for key, change in found.items() if not change.is_delete}


Version = tuple[int, int, Any, Any, datetime, datetime, bool]


def versions(changes: Iterable[Change], *, remarks: bool = False) -> set[Version]:
    """What the whole log in order gives: the last change of a moment counts, equal versions are one, deletes end them."""
    by_key: dict[int, dict[datetime, Change]] = {}
    for change in changes:
        if change.source == "customers":
            moments = by_key.setdefault(change["customer_id"], {})
            at = change["changed_at"]
            if at not in moments or change["seq"] > moments[at]["seq"]:
                moments[at] = change
    found: set[Version] = set()
    for key, moments in by_key.items():
        kept: list[tuple[datetime, tuple[Any, ...] | None]] = []
        for at in sorted(moments):
            change = moments[at]
            state = (
                None if change.is_delete else (change["name"], change["city"], *([change.remark] if remarks else []))
            )
            if not kept or kept[-1][1] != state:
                kept.append((at, state))
        for index, (at, state) in enumerate(kept):
            if state is not None:
                to = kept[index + 1][0] if index + 1 < len(kept) else END
                hashed = surrogate(str(key), at.strftime("%Y%m%d%H%M%S%f"))
                found.add((hashed, key, state[0], state[1], at, to, to == END))
    return found


@dataclass(frozen=True)
class Model:
    staging: set[tuple[Any, ...]]
    products: set[tuple[Any, ...]]
    customers: set[Version]
    facts: set[tuple[Any, ...]]
    daily: set[tuple[Any, ...]]


def model(changes: Sequence[Change], *, remarks: bool = False) -> Model:
    """The tables; with remarks, a column that files taught is an attribute like the others, whose change begins a version."""
    sales = newest(changes, "sales")
    products = newest(changes, "products", with_deletes=False)
    customers = versions(changes, remarks=remarks)
    by_customer: dict[int, list[Version]] = {}
    for version in customers:
        by_customer.setdefault(version[1], []).append(version)

    def customer_of(sale: Change) -> int:
        at = sale["ordered_at"]
        if at is None:
            return -1
        return next((each[0] for each in by_customer.get(sale["customer_id"], []) if each[4] <= at < each[5]), -1)

    facts = set()
    for sale in sales.values():
        product = surrogate(str(sale["product_id"])) if (sale["product_id"],) in products else -1
        facts.add((customer_of(sale), product, *sale.values[1:]))
    groups: dict[tuple[Any, ...], tuple[set[int], Decimal]] = {}
    for fact in facts:
        at = fact[7]
        orders, revenue = groups.get((at and at.date(), fact[0]), (set(), Decimal(0)))
        groups[at and at.date(), fact[0]] = (orders | {fact[3]}, revenue + fact[8])
    return Model(
        staging={sale.values[1:] for sale in sales.values()},
        products={(surrogate(str(each["product_id"])), *each.values[1:]) for each in products.values()},
        customers=customers,
        facts=facts,
        daily={(*group, len(orders), revenue) for group, (orders, revenue) in groups.items()},
    )
