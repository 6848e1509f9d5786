"""A change's place among the changes of its key, as one text: formats compare one column.

The plan's `order` comes first, NULL before everything. Two changes of one place that differ are put in order by what they
hold, a delete last: an arbitrary order, but the same one however the changes arrive. Two that are equal have equal texts.
"""

from __future__ import annotations

from ..plan.column_type import ColumnType
from ..plan.model import FILE, FILE_COLUMNS, MODIFIED, ORDER, Table
from .casting import quoted
from .shape import Shape

# Smaller than every character that a value's text holds, so that a text comes before one that begins with it.
_SEPARATOR = "chr(1)"
# The separator, the operation and sixteen digits of the hash.
TIE_LENGTH = 18
# The plan's order alone: changes that have it in common are ties.
PLACE = "_place"


def order_expression(table: Table, shape: Shape, delete: str) -> tuple[str, str]:
    """The expressions of `_order` and `_place`."""
    types = {each.name: each.type for each in shape.columns}
    parts = [_part(name, types) for name in table.source.order]
    place = f"concat_ws({_SEPARATOR}, {', '.join(parts)})" if parts else "''"
    content = ", ".join(quoted(each.name) for each in shape.columns if each.name not in table.unique_key)
    # A table of keys alone.
    content = content or "1 AS nothing"
    tie = f"CASE WHEN {delete} THEN '1' ELSE '0' END, left(md5(to_json(struct({content}))), 16)"
    return f"concat({place}, {_SEPARATOR}, {tie}) AS {ORDER}", f"{place} AS {PLACE}"


def _part(name: str, types: dict[str, ColumnType]) -> str:
    if name in FILE_COLUMNS:
        return _number(f"unix_micros({MODIFIED})") if name == MODIFIED else f"substring_index({FILE}, '/', -1)"
    column, kind = quoted(name), types[name].name
    if kind == "varchar":
        return f"coalesce({column}, '')"
    if kind == "date":
        return _number(f"datediff({column}, DATE'1970-01-01')")
    if kind in ("timestamp", "timestamptz"):
        return _number(f"unix_micros({column})")
    return _number(column)


def _number(value: str) -> str:
    """Digits of one length: what is negative is moved above zero."""
    moved = f"CAST({value} AS DECIMAL(38,0)) + CAST('100000000000000000000000000000' AS DECIMAL(38,0))"
    return f"coalesce(lpad(CAST({moved} AS STRING), 31, '0'), '')"


def place_of(order: str) -> str:
    """The expression of a stored `_order`'s place."""
    return f"left({order}, length({order}) - {TIE_LENGTH})"
