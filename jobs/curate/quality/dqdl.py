"""A plan's checks as a ruleset of Glue Data Quality (DQDL), to be evaluated by Glue as well.

https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
"""

from __future__ import annotations

from datetime import timedelta

from ..plan.model import Check, Share, Table


def ruleset(table: Table) -> str:
    rules = [rule for check in table.checks for rule in _rules(check)]
    key = " ".join(_text(each) for each in table.unique_key)
    lines = ",\n".join(f"    {each}" for each in [f"IsPrimaryKey {key}", *rules])
    return f"Rules = [\n{lines}\n]"


def _rules(check: Check) -> list[str]:
    where = f" where {_text(check.where)}" if check.where else ""
    match check.kind:
        case "not_null":
            return [_not_null(each, check, where) for each in check.columns]
        case "unique":
            names = ", ".join(check.columns)
            if len(check.columns) == 1 and not check.where and check.at_most == Share():
                return [f"IsUnique {_text(names)}"]
            filled = " AND ".join(f"{each} IS NOT NULL" for each in check.columns)
            condition = f"{filled} AND ({check.where})" if check.where else filled
            groups = f"SELECT count(*) AS n FROM primary WHERE {condition} GROUP BY {names} HAVING count(*) > 1"
            return [f"CustomSql {_text(f'SELECT coalesce(sum(n), 0) FROM ({groups})')} {_most(check.at_most)}"]
        case "accepted_values":
            name = check.columns[0]
            values = ", ".join(
                _text(str(each)) if isinstance(each, str) else str(each).lower() for each in check.values
            )
            # NULL is no wrong value; Glue takes it for one.
            condition = f"{name} IS NOT NULL" + (f" AND ({check.where})" if check.where else "")
            rule = f"ColumnValues {_text(name)} in [{values}] where {_text(condition)}"
            if check.at_most == Share():
                return [rule]
            if check.at_most.percent is not None:
                return [f"{rule} with threshold >= {_part(check.at_most.percent)}"]
            literals = ", ".join(_literal(each) for each in check.values)
            return [_broken(f"{name} NOT IN ({literals})", check)]
        case "relationships":
            least = "= 1.0" if check.at_most.percent is None else f">= {_part(check.at_most.percent)}"
            table, column = check.other
            return [f"ReferentialIntegrity {_text(check.columns[0])} {_text(f'{table}.{{{column}}}')} {least}{where}"]
        case "row_count":
            # DQDL's between leaves its ends out.
            return [f"(RowCount >= {check.between[0]}) and (RowCount <= {check.between[1]})"]
        case "freshness":
            return [f"DataFreshness {_text(check.columns[0])} <= {_age(check.within)}"]
        case "balance":
            total = f"sum({check.columns[0]})"
            return [f"AggregateMatch {_text(total)} {_text(f'batch.{total}')} = 1.0"]
        case _:
            return [_broken(f"NOT ({check.expression})", check)]


def _not_null(name: str, check: Check, where: str) -> str:
    if check.at_most == Share():
        return f"IsComplete {_text(name)}{where}"
    if check.at_most.percent is not None:
        return f"Completeness {_text(name)} >= {_part(check.at_most.percent)}{where}"
    return _broken(f"{name} IS NULL", check)


def _broken(condition: str, check: Check) -> str:
    within = f" AND ({check.where})" if check.where else ""
    if check.at_most.percent is None:
        return f"CustomSql {_text(f'SELECT count(*) FROM primary WHERE {condition}{within}')} {_most(check.at_most)}"
    rows = f" WHERE {check.where}" if check.where else ""
    share = f"SELECT 100.0 * count_if({condition}) / greatest(count(*), 1) FROM primary{rows}"
    return f"CustomSql {_text(share)} <= {check.at_most.percent:g}"


def _most(share: Share) -> str:
    return "= 0" if share == Share() else f"<= {share.rows}"


def _part(percent: float) -> str:
    return f"{1 - percent / 100:.12g}"


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes % size == 0 and minutes:
            return f"{minutes // size} {unit}"
    return f"{max(minutes, 1)} minutes"


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _literal(value: str | int | bool) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value).lower()
