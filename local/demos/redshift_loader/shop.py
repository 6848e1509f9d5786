"""The retail shop's changes, made by formula in a schema of their own, and the files that they come in.

Every row is a change as DMS writes it. `delivery` says which batch of files brings it: 0 is the full load; later changes come
in any order, and a third of them comes twice.
"""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pyarrow as arrow
from pyarrow import csv, parquet

DELIVERIES = 4
# Rows of a file of the full load.
ROWS_OF_A_FILE = 200_000

_TABLES = """
create schema model;
create table model.products (
    delivery integer, op varchar(1), ts timestamp, seq varchar(35), product_id bigint, name varchar(200),
    category varchar(60), price numeric(12,2));
create table model.customers (
    delivery integer, op varchar(1), changed_at timestamp, seq varchar(35), customer_id bigint, name varchar(200),
    city varchar(100), segment varchar(20));
create table model.sales (
    delivery integer, op varchar(1), seq varchar(35), order_id bigint, line integer, customer_id bigint,
    product_id bigint, ordered_at timestamp, status varchar(12), quantity integer, amount numeric(12,2));
"""

_FULL_LOAD = """
insert into model.products
select 0, null, timestamp '2026-01-01', lpad('0', 35, '0'), n, 'product ' || n,
       (array['tools','toys','food','books'])[1 + n % 4], (n * 37 % 9900) / 100.0 + 1
from generate_series(1, {products}) n;
insert into model.customers
select 0, null, timestamp '2026-01-01', lpad('0', 35, '0'), n,
       (array['Ana','Björn','Chloé','大輔','O''Neil','"Max"'])[1 + n % 6] || ' ' || n,
       (array['Rome','Oslo','Lima','São Paulo'])[1 + n % 4], (array['home','shop'])[1 + n % 2]
from generate_series(1, {customers}) n;
insert into model.sales
select 0, null, lpad('0', 35, '0'), n / 2, 1 + n % 2, buyer, 1 + (n::bigint * 7919) % {products},
       timestamp '2026-01-02' + ((buyer * 7 + (n / 2) % 2 * 31) % 90) * interval '1 day' + n % 86400 * interval '1 second',
       (array['new','paid','paid','void'])[1 + n % 4], 1 + n % 9, (n::bigint * 31 % 100000) / 100.0
from (select n, 1 + (n / 2)::bigint * 104729 % {customers} as buyer from generate_series(2, {sales} + 1) n) g;
"""

# Changes in the order in which they happened, each brought by a delivery of its own: a late one comes after its successors.
_CHANGES = """
insert into model.products
select {late}, (array['U','U','U','I','D'])[1 + n % 5], timestamp '2026-02-01' + n * interval '1 minute',
       lpad(n::text, 35, '0'), 1 + (n::bigint * 613) % ({products} + {products} / 20), 'product ' || n || ' renamed',
       (array['tools','toys'])[1 + n % 2], (n * 53 % 9900) / 100.0 + 1
from generate_series(1, {products} / 2) n;
insert into model.customers
select {late}, case when n % 23 = 0 then 'D' else 'U' end, timestamp '2026-01-10' + n % 977 * interval '2 hours',
       lpad(n::text, 35, '0'), key, case when n % 23 > 0 then 'moved ' || key % 1000 end,
       case when n % 23 > 0 then (array['Rome','Oslo','Lima'])[1 + n % 3] end,
       case when n % 23 > 0 then (array['home','shop'])[1 + n % 2] end
from (select n, 1 + (n::bigint * 7907) % ({customers} + {customers} / 50) as key
      from generate_series(1, {customers} / 2) n) g;
insert into model.sales
select {late}, op, lpad(n::text, 35, '0'), case when op = 'I' then {sales} + n else 1 + (n::bigint * 5023) % ({sales} / 2) end,
       1 + n % 2, case when op <> 'D' then 1 + (n::bigint * 91) % ({customers} + {customers} / 40) end,
       case when op <> 'D' then 1 + (n::bigint * 17) % ({products} + {products} / 10) end,
       case when op <> 'D' and n % 97 > 0 then timestamp '2026-01-01' + n % 100 * interval '1 day 7 seconds' end,
       case when op <> 'D' then (array['paid','void'])[1 + n % 2] end,
       case when op <> 'D' then 1 + n % 5 end, case when op <> 'D' then (n % 50000) / 100.0 end
from (select n, (array['U','U','I','U','D','I'])[1 + n % 6] as op from generate_series(1, {sales} / 16) n) g;
insert into model.products select 1 + delivery % {deliveries}, op, ts, seq, product_id, name, category, price
from model.products where delivery > 0 and seq::bigint % 3 = 0;
insert into model.customers select 1 + delivery % {deliveries}, op, changed_at, seq, customer_id, name, city, segment
from model.customers where delivery > 0 and seq::bigint % 3 = 0;
insert into model.sales select 1 + delivery % {deliveries}, op, seq, order_id, line, customer_id, product_id, ordered_at,
    status, quantity, amount from model.sales where delivery > 0 and seq::bigint % 3 = 0;
"""

_TYPES = {
    "op": arrow.string(),
    "ts": arrow.timestamp("us"),
    "changed_at": arrow.timestamp("us"),
    "seq": arrow.string(),
    "product_id": arrow.int64(),
    "customer_id": arrow.int64(),
    "name": arrow.string(),
    "category": arrow.string(),
    "city": arrow.string(),
    "segment": arrow.string(),
    "price": arrow.decimal128(12, 2),
}
COLUMNS = {
    "products": ("op", "ts", "seq", "product_id", "name", "category", "price"),
    "customers": ("op", "changed_at", "seq", "customer_id", "name", "city", "segment"),
    "sales": (
        "op", "seq", "order_id", "line", "customer_id", "product_id", "ordered_at", "status", "quantity", "amount"
    ),
}  # fmt: skip
# The tables that a source's files are loaded into.
TABLES = {
    "products": ("analytics.dim_product",),
    "customers": ("analytics.dim_customer",),
    "sales": ("staging.sales", "analytics.fact_sales"),
}


@dataclass(frozen=True)
class File:
    source: str
    name: str
    content: bytes
    rows: int


def make(dsn: str, sales: int) -> dict[str, int]:
    """Makes the log of all changes; the number of rows of each source, repeated ones included."""
    sizes = {"sales": sales, "customers": max(sales // 16, 40), "products": max(sales // 400, 40)}
    # Which delivery brings a change has nothing to do with its place in the order.
    late = f"1 + (n::bigint * 40503 / 7) % {DELIVERIES}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_TABLES)
        connection.execute(_FULL_LOAD.format(**sizes))
        connection.execute(_CHANGES.format(late=late, deliveries=DELIVERIES, **sizes))
        connection.execute("analyze model.products, model.customers, model.sales")
        return {source: _count(connection, source) for source in COLUMNS}


def files(dsn: str, delivery: int, seed: int) -> Iterator[File]:
    """The files of a delivery: Parquet with its columns in any order, and CSV, rows shuffled."""
    chance = random.Random(seed)
    with psycopg.connect(dsn) as connection:
        for source, columns in COLUMNS.items():
            names = list(columns)
            if source != "sales":
                chance.shuffle(names)
            for number, lines in enumerate(_pieces(connection, source, names, delivery), 1):
                name = f"LOAD{number:08}" if delivery == 0 else f"20261127-1{delivery:02}{number:02}0000"
                rows = _rows(connection, source, delivery) if source != "sales" else lines.count(b"\n") - 1
                if source == "sales":
                    yield File(source, f"{name}.csv.gz", gzip.compress(lines, 1), rows)
                else:
                    yield File(source, f"{name}.parquet", _parquet(lines), rows)


def add(dsn: str, source: str, delivery: int, *values: object) -> None:
    """One more change of the log."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        marks = ", ".join(["%s"] * (len(values) + 1))
        connection.execute(f"insert into model.{source} values ({marks})".encode(), (delivery, *values))


def parquet_of(source: str, values: tuple[object, ...], **more: int) -> bytes:
    """A file of one row, with columns that no file had before in front, and the others from the last to the first."""
    record = {**more, **dict(reversed(list(zip(COLUMNS[source], values, strict=True))))}
    lines = ",".join(record) + "\n" + ",".join(map(str, record.values())) + "\n"
    return _parquet(lines.encode())


def _pieces(connection: psycopg.Connection[object], source: str, names: list[str], delivery: int) -> Iterator[bytes]:
    """CSV with a header, in pieces of whole lines; the rows of a delivery of changes in random order."""
    order = "order by random()" if delivery else ""
    query = f"select {', '.join(names)} from model.{source} where delivery = {delivery} {order}"
    count = _rows(connection, source, delivery)
    size = ROWS_OF_A_FILE if source == "sales" else max(count, 1)
    for start in range(0, count, size):
        buffer = io.BytesIO()
        piece = f"copy ({query} offset {start} limit {size}) to stdout (format csv, header)"
        with connection.cursor() as cursor, cursor.copy(piece.encode()) as copy:
            for chunk in copy:
                buffer.write(chunk)
        yield buffer.getvalue()


def _parquet(lines: bytes) -> bytes:
    table = csv.read_csv(
        io.BytesIO(lines),
        convert_options=csv.ConvertOptions(
            column_types=_TYPES, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def _rows(connection: psycopg.Connection[object], source: str, delivery: int) -> int:
    return _number(connection, f"select count(*) from model.{source} where delivery = {delivery}")


def _count(connection: psycopg.Connection[object], source: str) -> int:
    return _number(connection, f"select count(*) from model.{source}")


def _number(connection: psycopg.Connection[object], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if isinstance(row, tuple) else 0
