"""Gives rows the table's names and types, and every row that cannot have them its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from ..plan.column_type import Column
from ..plan.model import FILE, MODIFIED, Table
from .casting import cast, quoted, text_literal
from .order import order_expression
from .reading import CORRUPT, FileGroup
from .shape import Shape, column_name

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# Beside the table's columns: true for a delete, why the row cannot be taken, and the row as its file has it.
DELETE = "_delete"
REASONS = "_reasons"
RAW = "_raw"
_CORRUPT = {
    "csv": "the row has another number of fields than the file has columns",
    "json": "the line is no JSON object",
}


def conform(table: Table, groups: Sequence[FileGroup], shape: Shape) -> DataFrame:
    frames = [_conform(table, each, shape) for each in groups]
    return reduce(lambda one, other: one.unionByName(other), frames)


def _conform(table: Table, group: FileGroup, shape: Shape) -> DataFrame:
    by_name = {name.lower(): (name, kind) for name, kind in group.columns.items()}
    by_name |= {column_name(name): (name, kind) for name, kind in group.columns.items()}
    delete, reasons = _operation(table, by_name)
    keeps = table.schema.wider_text == "widen"
    values: list[str] = []
    # Of a delete only the key counts: DMS leaves the rest empty.
    counted: list[str] = []
    for column in shape.columns:
        value, reason = _value(column, by_name, keeps)
        values.append(f"{value} AS {quoted(column.name)}")
        if column.name in table.unique_key:
            reasons.append(reason)
            missing = text_literal(f"{column.name} is NULL, and in unique_key")
            reasons.append(f"CASE WHEN {_source(column, by_name)} IS NULL THEN {missing} END")
        else:
            counted.append(reason)
            if column.required:
                missing = text_literal(f"{column.name} is NULL, its column is not null")
                counted.append(f"CASE WHEN {_source(column, by_name)} IS NULL THEN {missing} END")
    if counted:
        found = f"filter(array({', '.join(counted)}), each -> each IS NOT NULL)"
        reasons.append(f"CASE WHEN NOT coalesce({DELETE}, false) THEN nullif(array_join({found}, '; '), '') END")
    if CORRUPT in group.frame.columns:
        reasons.append(f"CASE WHEN {CORRUPT} IS NOT NULL THEN {text_literal(_CORRUPT[table.source.format])} END")
    raw = group.raw or f"to_json(struct({', '.join(quoted(each) for each in group.columns)}))"
    if CORRUPT in group.frame.columns:
        raw = f"coalesce({CORRUPT}, {raw})"
    beside = (
        FILE,
        MODIFIED,
        DELETE,
        f"filter(array(CAST(NULL AS STRING), {', '.join(reasons)}), each -> each IS NOT NULL) AS {REASONS}",
    )
    frame = group.frame.selectExpr("*", f"{delete} AS {DELETE}").selectExpr(*values, *beside, f"{raw} AS {RAW}")
    return frame.selectExpr(
        *(quoted(each) for each in shape.names),
        FILE,
        DELETE,
        REASONS,
        f"CASE WHEN size({REASONS}) > 0 THEN {RAW} END AS {RAW}",
        *order_expression(table, shape, DELETE),
    )


def _source(column: Column, by_name: dict[str, tuple[str, str]]) -> str:
    found = by_name.get(column.name)
    return quoted(found[0]) if found else "NULL"


def _value(column: Column, by_name: dict[str, tuple[str, str]], keeps_long_text: bool) -> tuple[str, str]:
    found = by_name.get(column.name)
    if found is None:
        return f"CAST(NULL AS {column.type.spark})", "CAST(NULL AS STRING)"
    return cast(quoted(found[0]), found[1], column.type, column.name, keeps_long_text)


def _operation(table: Table, by_name: dict[str, tuple[str, str]]) -> tuple[str, list[str]]:
    """An expression that is true for a delete, and the reasons why it may be neither."""
    operation = table.source.operation
    if operation is None:
        return "false", []
    found = by_name.get(operation.column)
    word = f"nullif(trim(CAST({quoted(found[0])} AS STRING)), '')" if found else "CAST(NULL AS STRING)"
    upserts = ", ".join(text_literal(each) for each in operation.upserts)
    deletes = ", ".join(text_literal(each) for each in operation.deletes)
    missing = "false" if operation.missing_is_insert else "CAST(NULL AS BOOLEAN)"
    known = f"WHEN {word} IN ({deletes}) THEN true WHEN {word} IN ({upserts}) THEN false"
    delete = f"CASE WHEN {word} IS NULL THEN {missing} {known} END"
    said = text_literal(f"{operation.column} is no operation of the plan: ")
    return delete, [f"CASE WHEN {DELETE} IS NULL THEN concat({said}, coalesce(left({word}, 20), 'NULL')) END"]
