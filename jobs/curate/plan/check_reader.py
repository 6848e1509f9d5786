"""Reads a check of a plan: one of the words that dbt's users know, with severity, tolerance and condition."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

from .document import Node, Problem
from .model import ANY, Check, Share, Table
from .units import duration, names_of, share_of

KINDS = (
    "not_null",
    "unique",
    "accepted_values",
    "relationships",
    "row_count",
    "freshness",
    "expression",
    "balance",
)
# Promises about a batch as a whole: no row breaks them, so none can be set aside or counted.
OF_BATCHES = ("row_count", "freshness", "balance")
_NUMBERS = ("smallint", "integer", "bigint", "decimal", "real", "double precision")
_TIMES = ("date", "timestamp", "timestamptz")


def read_check(
    node: Node, table: Table, tables: Mapping[str, Table], broken: Collection[str], problems: list[Problem]
) -> Check | None:
    """Reads a check of the table; mistakes are added to the problems. `broken` has the paths of tables that are there,
    and could not be read.
    """
    kinds = [each for each in KINDS if node.get(each) is not None]
    if len(kinds) != 1:
        said = f"has {' and '.join(kinds)}" if kinds else "is no check"
        problems.append(node.problem(f"{said}; expected exactly one of {', '.join(KINDS)}"))
        return None
    kind = kinds[0]
    value = node.value[kind]
    known = {each.name: each for each in table.source.row_columns}

    def require(name: str, types: tuple[str, ...] = ()) -> str:
        if name not in known and known:
            close = difflib.get_close_matches(name, list(known), 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            problems.append(value.problem(f"names {name!r}, which is not a column of {table.name}{hint}"))
        elif name in known and types and known[name].type.name not in types:
            problems.append(value.problem(f"names {name!r}, a {known[name].type}; expected one of {', '.join(types)}"))
        return name

    severity = node.get("severity")
    severity_word = severity.value if severity else "error"
    if kind in OF_BATCHES:
        for word in ("at_most", "where"):
            extra = node.get(word)
            if extra is not None:
                problems.append(extra.problem(f"cannot be with {kind}, which is about a batch as a whole"))
        if severity_word == "quarantine":
            problems.append((severity or node).problem(f"is quarantine, and no row by itself breaks {kind}"))
    elif severity_word == "quarantine" and kind in ("unique", "relationships"):
        # A row set aside for what another row is would depend on which of them came first.
        problems.append(
            (severity or node).problem(f"is quarantine, and {kind} depends on other rows; use error or warn")
        )
    columns: tuple[str, ...] = ()
    check = Check(kind, "")
    if kind in ("not_null", "unique"):
        columns = tuple(require(each) for each in names_of(value))
    elif kind == "accepted_values":
        name, values = next(iter(value.items()))
        columns = (require(name.lower()),)
        check = Check(kind, "", values=tuple(values.plain()))
    elif kind == "relationships":
        name, place = next(iter(value.items()))
        columns = (require(name.lower()),)
        other, _, column = place.value.partition(".")
        if f"tables.{other}" in broken:
            pass
        elif other not in tables:
            problems.append(place.problem(f"is {place.value!r}, and {other} is no table of the plan"))
        elif tables[other].source.columns and tables[other].source.column(column.lower()) is None:
            problems.append(place.problem(f"is {place.value!r}, and {other} has no column {column}"))
        check = Check(kind, "", other=(other, column.lower()))
    elif kind == "row_count":
        least, most = value.value["between"].plain()
        if least > most:
            problems.append(value.problem(f"is between {least} and {most}, which is nothing"))
        check = Check(kind, "", between=(least, most))
    elif kind == "freshness":
        columns = (require(value.value["column"].value.lower(), _TIMES),)
        check = Check(kind, "", within=duration(value.value["within"].value))
    elif kind == "expression":
        check = Check(kind, "", expression=value.value)
    elif kind == "balance":
        columns = (require(value.value.lower(), _NUMBERS),)
    name_node, where = node.get("name"), node.get("where")
    title = (
        f"{kind} {', '.join(columns)}" if columns else f"expression {check.expression}" if check.expression else kind
    )
    return Check(
        kind=kind,
        name=name_node.value if name_node else title,
        columns=columns,
        values=check.values,
        other=check.other,
        between=check.between,
        within=check.within,
        expression=check.expression,
        severity=severity_word,
        at_most=share_of(node.get("at_most")) or (ANY if severity_word == "quarantine" else Share()),
        where=where.value if where else "",
    )
