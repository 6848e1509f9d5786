"""Evaluates a table's checks: flags on the rows, and one aggregation that also counts what became of every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any

from ..plan.model import Check, Table
from ..rows.casting import quoted, text_literal
from ..rows.changes import APPLIED, STATUS, Status
from ..rows.conform import DELETE
from .conditions import ROW_KINDS, broken, concerned, flag

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

EXAMPLES = 10
_SUM = "CAST({name} AS DECIMAL(38,9))"
_APPLIED = f"{STATUS} IN ({', '.join(text_literal(each) for each in APPLIED)})"
_TOUCHED = f"{STATUS} IN ({', '.join(text_literal(each) for each in (*APPLIED, Status.DELETE))})"


@dataclass(frozen=True)
class CheckResult:
    """A check's numbers. `examples` has keys of rows that break it, at most ten."""

    check: str
    kind: str
    severity: str
    at_most: str
    broken: int
    of: int
    passed: bool
    found: str = ""
    examples: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "examples": list(self.examples)}


@dataclass(frozen=True)
class Evaluation:
    counts: Mapping[Status, int]
    results: tuple[CheckResult, ...]
    # Sums of the columns that are balanced, to be compared after the commit.
    sums: Mapping[str, Any]

    def count(self, *statuses: Status) -> int:
        return sum(self.counts.get(each, 0) for each in statuses)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def failed(self) -> list[CheckResult]:
        return [each for each in self.results if not each.passed and each.severity != "warn"]


def with_flags(
    table: Table, changes: DataFrame, current: DataFrame | None, other: Callable[[str], DataFrame | None]
) -> DataFrame:
    """The changes with a flag for each check that rows can break. `current` is the table before the batch, `other` reads
    a table that a check refers to.
    """
    flags = [
        f"({_APPLIED} AND {broken(check)}) AS {flag(index)}"
        for index, check in enumerate(table.checks)
        if check.kind in ROW_KINDS and check.severity != "quarantine"
    ]
    flagged = changes.selectExpr("*", *flags)
    for index, check in enumerate(table.checks):
        if check.kind == "relationships":
            flagged = _referring(table, index, check, flagged, other)
        elif check.kind == "unique":
            flagged = _alone(table, index, check, flagged, current)
    return flagged


def _referring(
    table: Table, index: int, check: Check, rows: DataFrame, other: Callable[[str], DataFrame | None]
) -> DataFrame:
    name = quoted(check.columns[0])
    known = other(check.other[0])
    if check.other[0] == table.name:
        own = rows.where(_APPLIED).selectExpr(quoted(check.other[1]))
        known = own if known is None else known.select(check.other[1]).unionAll(own)
    condition = f"{_APPLIED} AND {concerned(check)} AND {name} IS NOT NULL"
    if known is None:
        return rows.selectExpr("*", f"({condition}) AS {flag(index)}")
    values = known.selectExpr(f"{quoted(check.other[1])} AS `_value`", "true AS `_known`").distinct()
    joined = rows.join(values, rows[check.columns[0]] == values["_value"], "left")
    return joined.selectExpr("*", f"({condition} AND `_known` IS NULL) AS {flag(index)}").drop("_value", "_known")


def _alone(table: Table, index: int, check: Check, rows: DataFrame, current: DataFrame | None) -> DataFrame:
    if set(check.columns) == set(table.unique_key):
        return rows.selectExpr("*", f"false AS {flag(index)}")
    after = rows.where(_APPLIED).selectExpr(*(quoted(each) for each in check.columns))
    if current is not None:
        touched = rows.where(_TOUCHED).selectExpr(*(quoted(each) for each in table.unique_key))
        kept = current.join(touched, list(table.unique_key), "left_anti")
        after = after.unionAll(kept.selectExpr(*(quoted(each) for each in check.columns)))
    names = [f"_value_{each}" for each in range(len(check.columns))]
    twice = (
        after.toDF(*names).groupBy(*names).count().where("count > 1").drop("count").selectExpr("*", "true AS `_twice`")
    )
    matches = [rows[column] == twice[name] for column, name in zip(check.columns, names, strict=True)]
    joined = rows.join(twice, reduce(lambda one, two: one & two, matches), "left")
    condition = f"{_APPLIED} AND {concerned(check)} AND `_twice` IS NOT NULL"
    return joined.selectExpr("*", f"({condition}) AS {flag(index)}").drop(*names, "_twice")


def evaluate(table: Table, changes: DataFrame, now: datetime) -> Evaluation:
    """One aggregation over the flagged changes."""
    parts = [f"count_if({STATUS} = {text_literal(each)}) AS `{each}`" for each in Status]
    for index, check in enumerate(table.checks):
        if check.severity == "quarantine":
            rows = f"NOT coalesce({DELETE}, false) AND {concerned(check)}"
        else:
            rows = f"{_APPLIED} AND {concerned(check)}"
        parts.append(f"count_if({rows}) AS `of_{index}`")
        if check.kind == "freshness":
            newest = f"max(CASE WHEN {_APPLIED} THEN {quoted(check.columns[0])} END)"
            parts.append(f"unix_micros(CAST({newest} AS TIMESTAMP)) AS `max_{index}`")
        elif check.kind == "balance":
            parts.append(f"{sum_of(check.columns[0], _APPLIED)} AS `sum_{index}`")
        elif check.kind != "row_count":
            parts.append(f"count_if({flag(index)}) AS `broken_{index}`")
    found = changes.selectExpr(*parts).collect()[0].asDict()
    counts = {each: int(found[each]) for each in Status}
    results: list[CheckResult] = []
    sums: dict[str, Any] = {}
    for index, check in enumerate(table.checks):
        if check.kind == "balance":
            sums[check.columns[0]] = found[f"sum_{index}"]
        else:
            results.append(_result(table, index, check, found, changes, now))
    return Evaluation(counts, tuple(results), sums)


def sum_of(column: str, condition: str = "true") -> str:
    return f"sum(CASE WHEN {condition} THEN {_SUM.format(name=quoted(column))} END)"


def _result(
    table: Table, index: int, check: Check, found: Mapping[str, Any], changes: DataFrame, now: datetime
) -> CheckResult:
    of = int(found[f"of_{index}"])
    if check.kind == "row_count":
        return _of_batch(check, of, check.between[0] <= of <= check.between[1], f"{of} rows")
    if check.kind == "freshness":
        newest = found[f"max_{index}"]
        if newest is None:
            return _of_batch(check, of, True, "no rows")
        age = now.timestamp() - newest / 1_000_000
        return _of_batch(check, of, age <= check.within.total_seconds(), f"{age:.0f} s old")
    count = int(found[f"broken_{index}"])
    examples: tuple[str, ...] = ()
    if count:
        key = ", ".join(quoted(each) for each in table.unique_key)
        rows = changes.where(flag(index)).selectExpr(f"to_json(struct({key})) AS k").limit(EXAMPLES).collect()
        examples = tuple(sorted(each["k"] for each in rows))
    allowed = check.at_most.allows(count, of)
    return CheckResult(check.name, check.kind, check.severity, str(check.at_most), count, of, allowed, "", examples)


def _of_batch(check: Check, of: int, passed: bool, said: str) -> CheckResult:
    return CheckResult(check.name, check.kind, check.severity, "0", 0 if passed else 1, of, passed, said)
