"""A made-up shop's tables for the RedshiftUnloader demo, and checksums of them that two sides can compute.

Everything follows from row numbers, so every machine has the same rows; only `updated_at` moves with the clock, because
windows do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
import pyarrow as arrow
from pyarrow import compute

CUSTOMERS, ORDERS, LINES = 60_000, 320_000, 700_000

TABLES = f"""
create schema sales;
create table sales.customers (
    customer_id bigint, name varchar(80), email varchar(120), country char(2), note varchar(200),
    created_at timestamp, updated_at timestamp);
create table sales.orders (
    order_id bigint, customer_id bigint, status varchar(16), amount numeric(12,2), paid boolean, ordered_on date,
    created_at timestamp, updated_at timestamp);
create table sales.order_lines (
    line_id bigint, order_id bigint, sku varchar(20), region varchar(8), quantity integer, price numeric(10,2),
    weight_kg double precision, updated_at timestamp);

insert into sales.customers
select n, (array['Ana','Björn','Chloé','大輔','O''Neil','"Max"'])[1 + n % 6] || ' ' || n,
       'customer' || n || '@example.com',
       (array['DE','FR','JP','BR'])[1 + n % 4],
       case n % 7 when 0 then null when 1 then '' when 2 then 'likes | and , and "'
                  when 3 then E'two\\nlines \\\\ and a tab\\t' else 'note ' || n end,
       begun, begun + (n % 1000) * interval '1 second'
from (select n, timestamp '2026-01-01' + n * interval '7.25 seconds' as begun from generate_series(1, {CUSTOMERS}) n) g;

insert into sales.orders
select n, 1 + (n * 7919::bigint) % {CUSTOMERS}, (array['new','paid','sent','returned'])[1 + n % 4],
       ((n * 31) % 1000000) / 100.0, n % 4 > 0, begun::date, begun, begun + (n % 5000) * interval '1.000001 second'
from (select n, timestamp '2026-02-01' + n * interval '3 seconds' as begun from generate_series(1, {ORDERS}) n) g;

insert into sales.order_lines
select n, 1 + n % {ORDERS}, 'SKU-' || n % 5000, (array['north','south','east','west'])[1 + n % 4], 1 + n % 9,
       ((n * 17) % 100000) / 100.0, case when n % 11 = 0 then null else (n % 977) / 8.0 end,
       timestamp '2026-02-01' + n * interval '1.5 seconds'
from generate_series(1, {LINES}) n;
"""

# What happens between two windows: new orders with their lines, and customers who change their mind.
_LATER = """
insert into sales.orders
select n, 1 + n % 1000, 'new', n % 500, false, current_date, now() at time zone 'utc', now() at time zone 'utc'
from generate_series({key}, {key} + 2499) n;
insert into sales.order_lines
select n, n, 'SKU-' || n % 50, (array['north','east'])[1 + n % 2], 1, 9.99, null, now() at time zone 'utc'
from generate_series({key}, {key} + 4999) n;
update sales.customers set note = 'changed by {key}', updated_at = now() at time zone 'utc' where customer_id % 100 = 0;
"""


@dataclass(frozen=True)
class Table:
    """What an export of it must give: its columns with their types, the first being the key."""

    name: str
    types: Mapping[str, arrow.DataType]

    @property
    def key(self) -> str:
        return next(iter(self.types))


_TIME = arrow.timestamp("us")
SHOP = (
    Table(
        "customers",
        {
            "customer_id": arrow.int64(), "name": arrow.string(), "email": arrow.string(), "country": arrow.string(),
            "note": arrow.string(), "created_at": _TIME, "updated_at": _TIME,
        },
    ),
    Table(
        "orders",
        {
            "order_id": arrow.int64(), "customer_id": arrow.int64(), "status": arrow.string(),
            "amount": arrow.decimal128(12, 2), "paid": arrow.bool_(), "ordered_on": arrow.date32(), "created_at": _TIME,
            "updated_at": _TIME,
        },
    ),
    Table(
        "order_lines",
        {
            "line_id": arrow.int64(), "order_id": arrow.int64(), "sku": arrow.string(), "region": arrow.string(),
            "quantity": arrow.int32(), "price": arrow.decimal128(10, 2), "weight_kg": arrow.float64(),
            "updated_at": _TIME,
        },
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Digest:
    rows: int
    md5: str


def load(dsn: str, statements: str = TABLES) -> int:
    """The number of rows in the shop afterwards."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statements)
        counts = " + ".join(f"(select count(*) from sales.{table.name})" for table in SHOP)
        row = connection.execute(f"select {counts}").fetchone()
        return int(row[0]) if row else 0


def trade(dsn: str, turn: int) -> None:
    """Some new rows and some changed ones, the same for every `turn` but for their time."""
    load(dsn, _LATER.format(key=1_000_000 * (turn + 1)))


def digest_of_source(dsn: str, table: Table, column: str, since: str, until: str) -> Digest:
    """Computed by PostgreSQL: every value of every row whose `column` is in [since, until), in the key's order."""
    values = ", ".join(f"coalesce({_as_text(name, kind)}, '\\N')" for name, kind in table.types.items())
    with psycopg.connect(dsn) as connection:
        connection.execute("set standard_conforming_strings = on; set work_mem = '128MB'")
        row = connection.execute(
            "select count(*), coalesce(md5(string_agg(line, e'\\n' order by key)), md5('')) from ("
            f"select {table.key} as key, concat_ws(e'\\x1f', {values}) as line from sales.{table.name} "
            f"where {column} >= %s::timestamp and {column} < %s::timestamp) lines",
            (since, until),
        ).fetchone()
    return Digest(int(row[0]), str(row[1])) if row else Digest(0, "")


def digest_of_read(table: Table, parts: Sequence[arrow.Table]) -> Digest:
    """The same from what pyarrow read."""
    schema = arrow.schema(list(table.types.items()))
    whole = arrow.concat_tables([part.select(list(table.types)).cast(schema) for part in parts])
    whole = whole.sort_by(table.key)
    texts = [compute.fill_null(_in_words(whole[name]), "\\N") for name in table.types]
    lines = compute.binary_join_element_wise(*texts, "\x1f")
    md5 = hashlib.md5(usedforsecurity=False)
    for number, chunk in enumerate(lines.chunks):
        md5.update((("\n" if number else "") + "\n".join(chunk.to_pylist())).encode())
    return Digest(whole.num_rows, md5.hexdigest())


def _as_text(name: str, kind: arrow.DataType) -> str:
    if kind == _TIME:
        return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"
    if arrow.types.is_floating(kind):
        return f"({name} * 1000)::bigint::text"
    return f"{name}::text"


def _in_words(column: arrow.ChunkedArray) -> arrow.ChunkedArray:
    if arrow.types.is_floating(column.type):
        # As whole thousandths: two ways to write a double would differ, not the doubles.
        return compute.cast(compute.cast(compute.multiply(column, 1000.0), arrow.int64()), arrow.string())
    return compute.cast(column, arrow.string())
