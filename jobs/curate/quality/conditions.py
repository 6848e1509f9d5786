"""A check as conditions on a row, in Spark's SQL."""

from __future__ import annotations

from ..plan.model import Check
from ..rows.casting import quoted, text_literal

ROW_KINDS = ("not_null", "accepted_values", "expression")


def flag(index: int) -> str:
    """The column that is true for a row that breaks the table's check of that index."""
    return f"_broken_{index}"


def concerned(check: Check) -> str:
    """Holds for the rows that the promise is about."""
    return f"coalesce(({check.where}), false)" if check.where else "true"


def broken(check: Check) -> str:
    """Holds for a row that breaks a promise about rows by themselves."""
    names = [quoted(each) for each in check.columns]
    match check.kind:
        case "not_null":
            found = " OR ".join(f"{each} IS NULL" for each in names)
        case "accepted_values":
            found = f"{names[0]} NOT IN ({', '.join(_literal(each) for each in check.values)})"
        case _:
            found = f"NOT ({check.expression})"
    return f"({concerned(check)} AND coalesce(({found}), false))"


def _literal(value: str | int | bool) -> str:
    return text_literal(value) if isinstance(value, str) else str(value).lower()
