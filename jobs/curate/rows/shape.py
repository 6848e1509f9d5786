"""Decides which columns a table has after a batch, out of the plan's, the files' and the table's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..plan.column_type import Column, is_wider_or_equal, type_of_spark
from ..plan.model import BATCH, DELETED, FILE_COLUMNS, ORDER, RESERVED, Table
from .casting import is_atomic


class SchemaHeld(Exception):
    """A change of columns that the plan does not allow; nothing was changed. The message names column, from and to."""


@dataclass(frozen=True)
class Shape:
    """The columns of a table's rows, in order, and what has to be altered for them."""

    columns: tuple[Column, ...]
    added: tuple[Column, ...] = ()
    # Name, the type that is there, the type that is needed.
    widened: tuple[tuple[str, str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.columns)


def column_name(name: str) -> str:
    """A file's column as a table may have it: small letters, digits and _."""
    found = re.sub(r"[^a-z0-9_]+", "_", name.lower())
    return f"{found}_" if found in RESERVED | FILE_COLUMNS else found


def decide_shape(table: Table, files: Sequence[Mapping[str, str]], existing: Mapping[str, str] | None) -> Shape:
    """`files` has the columns of each kind of files, `existing` the table's, both with Spark's types. Raises SchemaHeld."""
    problems: list[str] = []
    lower = [{name.lower(): kind for name, kind in each.items()} for each in files]
    for each, low in zip(files, lower, strict=True):
        if len(each) != len(low):
            problems.append("files have columns whose names differ by case only")
    problems += _missing(table, lower)
    if table.source.format == "parquet" and table.schema.narrower_type == "hold":
        problems += _narrower(table, lower)
    columns: list[Column] = []
    widened: list[tuple[str, str, str]] = []
    known = dict(existing or {})
    for column in table.source.row_columns:
        found = known.pop(column.name, None)
        if found is None or found == column.type.spark:
            columns.append(column)
        elif _can_widen(column.type.spark, found):
            columns.append(column)
            widened.append((column.name, found, column.type.spark))
        elif is_wider_or_equal(found, column.type.spark):
            if table.schema.narrower_type == "hold":
                problems.append(f"{column.name}: {found} in the table, {column.type} in the plan, which is narrower")
            columns.append(Column(column.name, type_of_spark(found), column.required))
        else:
            problems.append(f"{column.name}: {found} in the table, {column.type} in the plan, which is another kind")
    for name, kind in known.items():
        if name not in (ORDER, BATCH, DELETED) and not name.startswith("_hoodie_"):
            kept = _of_the_table(table, name, kind, files, problems)
            columns.append(Column(name, type_of_spark(kept)))
            if kept != kind:
                widened.append((name, kind, kept))
    columns += _new(table, files, {each.name for each in columns}, problems)
    if problems:
        raise SchemaHeld(f"{table.name}: {'; '.join(problems)}")
    if existing is None:
        return Shape(tuple(columns))
    added = tuple(each for each in columns if each.name not in existing)
    return Shape(tuple(columns), added, tuple(widened))


def _of_the_table(table: Table, name: str, kind: str, files: Iterable[Mapping[str, str]], problems: list[str]) -> str:
    """The type of a column that the table has and the plan has not: the files teach it, as they did when it was added."""
    found = [type_of_spark(each[own]).spark for each in files for own in each if column_name(own) == name]
    for each in found:
        if _can_widen(each, kind):
            kind = each
        elif not is_wider_or_equal(kind, each) and kind != "string" and table.schema.narrower_type == "hold":
            problems.append(f"{name}: {each} in files, {kind} in the table, which is another kind")
    return kind


def _can_widen(wide: str, narrow: str) -> bool:
    # The formats keep a decimal's scale.
    scale = [re.search(r",(\d+)\)", each) for each in (wide, narrow)]
    same_scale = scale[0] is None or scale[1] is None or scale[0][1] == scale[1][1]
    return is_wider_or_equal(wide, narrow) and wide != narrow and same_scale


def _missing(table: Table, files: Iterable[Mapping[str, str]]) -> Iterable[str]:
    for each in files:
        for name in table.unique_key:
            if name not in each:
                yield f"files have no column {name}, which is in unique_key"
        if table.schema.missing_columns == "hold":
            for column in table.source.row_columns:
                if column.name not in each and column.name not in table.unique_key:
                    yield f"{column.name}: {column.type} in the plan, missing in files"


def _narrower(table: Table, files: Iterable[Mapping[str, str]]) -> Iterable[str]:
    """Files whose types have values that the plan's columns cannot hold."""
    for column in table.source.row_columns:
        kinds = {each[column.name] for each in files if column.name in each}
        for kind in sorted(each for each in kinds if not column.type.holds(each)):
            yield f"{column.name}: {kind} in files, {column.type} in the plan, which is narrower"


def _new(table: Table, files: Iterable[Mapping[str, str]], known: set[str], problems: list[str]) -> list[Column]:
    """Columns that the files have beside the plan's and the table's. One that files have with different types gets the
    type that holds both, or is text.
    """
    planned = {each.name for each in table.source.columns}
    found: dict[str, str] = {}
    for each in files:
        for name, kind in each.items():
            new = column_name(name)
            if name.lower() in planned or new in known:
                continue
            kind = kind if is_atomic(kind) else "string"
            before = found.setdefault(new, kind)
            if is_wider_or_equal(kind, before):
                found[new] = kind
            elif not is_wider_or_equal(before, kind):
                found[new] = "string"
    if found and table.schema.new_columns == "hold":
        problems += [f"{name}: missing in the plan, {kind} in files" for name, kind in found.items()]
    if table.schema.new_columns != "add":
        return []
    return [Column(name, type_of_spark(kind)) for name, kind in found.items()]
