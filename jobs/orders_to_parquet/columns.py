"""The columns of an order, in RedshiftLoader's words, for both jobs of the orders."""

from __future__ import annotations

from curate.plan.column_type import Column, read_column

# What an item is read into, in the order of the files' columns, which is the order in which COPY fills a table's columns.
COLUMNS: tuple[Column, ...] = tuple(
    read_column(name, text)
    for name, text in (
        ("order_id", "varchar(256) not null"),
        ("customer_id", "varchar(256)"),
        ("status", "varchar(64)"),
        ("currency", "varchar(16)"),
        ("amount", "decimal(18,2)"),
        ("item_count", "integer"),
        # With a zone: a time without one is rejected.
        ("ordered_at", "timestamptz not null"),
        ("updated_at", "timestamptz"),
    )
)
# Of ordered_at, in UTC; the last column of a file.
ORDER_DATE = read_column("order_date", "date")


def redshift_columns() -> tuple[tuple[str, str], ...]:
    """The table's columns, by name and type: those of the files. Their times are in UTC, and COPY takes them as `timestamp`."""
    kinds = {each.name: str(each.type).replace("timestamptz", "timestamp") for each in (*COLUMNS, ORDER_DATE)}
    return tuple(kinds.items())
