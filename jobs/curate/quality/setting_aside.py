"""Sets rows aside that break a check of severity quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..plan.model import Table
from ..rows.casting import quoted, text_literal
from ..rows.conform import DELETE, REASONS
from .conditions import broken, flag

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def set_aside(table: Table, rows: DataFrame) -> DataFrame:
    """Gives the rows that break a check of severity quarantine its name as a reason. Before the newest change of a key is
    chosen: which rows are set aside must not depend on the batch that they came in.
    """
    chosen = [(index, each) for index, each in enumerate(table.checks) if each.severity == "quarantine"]
    if not chosen:
        return rows
    flagged = rows.selectExpr(
        "*",
        *(f"(NOT {DELETE} AND size({REASONS}) = 0 AND {broken(check)}) AS {flag(index)}" for index, check in chosen),
    )
    reasons = ", ".join(
        f"CASE WHEN {flag(index)} THEN {text_literal(f'check {check.name}')} END" for index, check in chosen
    )
    more = f"filter(array({reasons}), each -> each IS NOT NULL)"
    kept = [quoted(each) for each in flagged.columns if each != REASONS]
    return flagged.selectExpr(*kept, f"concat({REASONS}, {more}) AS {REASONS}")
