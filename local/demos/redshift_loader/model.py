"""What the warehouse's tables have to be: the whole log at once, in its order, in plain PostgreSQL. It shares nothing with
RedshiftLoader.

`arrived` is the last delivery whose changes count. Every table is compared in both directions, duplicates included.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

_SURROGATE = "('x' || substr(md5({}), 1, 15))::bit(60)::bigint"
_VIEWS = f"""
drop schema if exists expected cascade;
create schema expected;
create table expected.staging as
select seq, order_id, line, customer_id, product_id, ordered_at, status, quantity, amount from (
    select distinct on (order_id, line) * from model.sales where delivery <= {{arrived}} order by order_id, line, seq desc) s
where op is distinct from 'D';
create table expected.product as
select distinct on (product_id) {_SURROGATE.format("product_id::text")} as product_sk,
       ts, seq, product_id, name, category, price
from model.products where delivery <= {{arrived}} and op is distinct from 'D' order by product_id, ts desc, seq desc;
create table expected.customer as
with moments as (
    select distinct on (customer_id, changed_at) *, op is not distinct from 'D' as gone
    from model.customers where delivery <= {{arrived}} order by customer_id, changed_at, seq desc
), kept as (
    select * from (
        select *, lag(case when gone then null else row(name, city, segment) end) over w as before,
               lag(gone) over w as was_gone
        from moments window w as (partition by customer_id order by changed_at)) m
    where was_gone is null or gone <> was_gone
       or (not gone and row(name, city, segment) is distinct from before)
)
select {_SURROGATE.format("customer_id || '|' || to_char(changed_at, 'YYYYMMDDHH24MISSUS')")} as customer_sk,
       customer_id, name, city, segment, changed_at as valid_from,
       coalesce(until, timestamp '9999-12-31') as valid_to, until is null as is_current
from (select *, lead(changed_at) over (partition by customer_id order by changed_at) as until from kept) k where not gone;
analyze expected.staging, expected.product, expected.customer;
create table expected.fact as
select coalesce(c.customer_sk, -1) as customer_sk, coalesce(p.product_sk, -1) as product_sk, s.*
from expected.staging s left join expected.product p using (product_id)
left join expected.customer c
    on c.customer_id = s.customer_id and s.ordered_at >= c.valid_from and s.ordered_at < c.valid_to;
create table expected.daily as
select ordered_at::date as sale_date, customer_sk, count(distinct order_id) as orders, sum(quantity) as quantity,
       sum(amount) as revenue
from expected.fact group by 1, 2;
"""
# Each table of the model, and its rows in the warehouse.
_COMPARED = {
    "staging.sales": (
        "expected.staging",
        "seq, order_id, line, customer_id, product_id, ordered_at, status, quantity, amount from staging.sales",
    ),
    "analytics.dim_product": (
        "expected.product",
        "product_sk, ts, seq, product_id, name, category, price from analytics.dim_product where product_sk <> -1",
    ),
    "analytics.dim_customer": (
        "expected.customer",
        "customer_sk, customer_id, name, city, segment, valid_from, valid_to, is_current from analytics.dim_customer "
        "where customer_sk <> -1",
    ),
    "analytics.fact_sales": (
        "expected.fact",
        "customer_sk, product_sk, seq, order_id, line, customer_id, product_id, ordered_at, status, quantity, amount "
        "from analytics.fact_sales",
    ),
    "analytics.daily_sales": (
        "expected.daily",
        "sale_date, customer_sk, orders, quantity, revenue from analytics.daily_sales",
    ),
}


@dataclass(frozen=True)
class Compared:
    table: str
    rows: int
    expected: int
    # Rows that one side has and the other has not, counted with their repetitions.
    unlike: int

    @property
    def is_equal(self) -> bool:
        return self.unlike == 0 and self.rows == self.expected


def compare(dsn: str, arrived: int) -> list[Compared]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set work_mem = '256MB'")
        connection.execute(_VIEWS.format(arrived=arrived))
        return [_compare(connection, table, *each) for table, each in _COMPARED.items()]


def _compare(connection: psycopg.Connection[tuple[int, ...]], table: str, expected: str, found: str) -> Compared:
    """By the number of each distinct row on either side, in one pass over both. A hash of 64 bits tells rows apart."""
    query = f"""
        with sides as (select 1 as side, t from (select {found}) t union all select -1, t from (select * from {expected}) t)
        select (select count(*) from (select {found}) f), (select count(*) from {expected}),
               (select coalesce(sum(abs(balance)), 0) from (
                    select sum(side) as balance from sides group by hash_record_extended(t, 0)) b)"""
    row = connection.execute(query.encode()).fetchone() or (0, 0, 1)
    return Compared(table, int(row[0]), int(row[1]), int(row[2]))
