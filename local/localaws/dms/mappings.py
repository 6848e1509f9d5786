"""TableMappings: which tables a task takes, which rows of them, and under what name they arrive.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.html
Refuses the rules it cannot honour instead of passing over them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .errors import invalid_parameter

_COMPARISONS = {"ste": "<=", "gte": ">=", "eq": "=", "noteq": "<>"}


@dataclass(frozen=True)
class Arrival:
    """One table of the source, the condition on its rows (SQL, empty for all of them), and its name in the target."""

    schema: str
    name: str
    condition: str
    target_schema: str
    target_name: str


class TableMappings:
    def __init__(self, text: str) -> None:
        try:
            rules = json.loads(text)["rules"]
            self._selections = [rule for rule in rules if rule["rule-type"] == "selection"]
            self._renames = [rule for rule in rules if rule["rule-type"] == "transformation"]
        except (ValueError, KeyError, TypeError) as error:
            raise invalid_parameter(f"Invalid task table mapping JSON: {error!r}") from error
        if not any(rule.get("rule-action") in ("include", "explicit") for rule in self._selections):
            raise invalid_parameter("Error in mapping rules. At least one selection rule with action include is needed")
        for rule in rules:
            if rule["rule-type"] not in ("selection", "transformation"):
                raise invalid_parameter(f"the local DMS has no rule type {rule['rule-type']}")

    def arrivals(self, tables: Iterable[tuple[str, str]]) -> list[Arrival]:
        """What of these (schema, table) pairs the rules take, in their order."""
        return [self._arrival(schema, name) for schema, name in tables if self._takes(schema, name)]

    def _takes(self, schema: str, name: str) -> bool:
        # Excludes come after includes, whatever their order.
        actions = {rule["rule-action"] for rule in self._selections if _locates(rule, schema, name)}
        return "exclude" not in actions and bool(actions & {"include", "explicit"})

    def _arrival(self, schema: str, name: str) -> Arrival:
        conditions = [
            _condition(rule["filters"])
            for rule in self._selections
            if rule.get("filters") and rule["rule-action"] != "exclude" and _locates(rule, schema, name)
        ]
        target = {"schema": schema, "table": name}
        for rule in self._renames:
            kind = rule["rule-target"]
            # Columns that are added are in the files, change_files.added_columns has them; a table's name stays.
            if kind == "column" and rule["rule-action"] == "add-column":
                continue
            if kind not in target:
                raise invalid_parameter(f"the local DMS cannot transform a {kind}")
            if _locates(rule, schema, name):
                target[kind] = _transformed(rule, target[kind])
        condition = " AND ".join(f"({each})" for each in conditions)
        return Arrival(schema, name, condition, target["schema"], target["table"])


def _locates(rule: dict[str, Any], schema: str, name: str) -> bool:
    locator = rule["object-locator"]
    return _like(locator["schema-name"], schema) and _like(locator.get("table-name", "%"), name)


def _like(pattern: str, text: str) -> bool:
    """% is any run of characters, _ is any one, [_] is the underscore itself."""
    parts = re.findall(r"\[_\]|%|_|[^%_\[]+|\[", pattern)
    meaning = {"[_]": "_", "%": ".*", "_": "."}
    return re.fullmatch("".join(meaning.get(part, re.escape(part)) for part in parts), text, re.DOTALL) is not None


def _condition(filters: list[dict[str, Any]]) -> str:
    """Conditions of one filter are OR, filters are AND, as in the guide's examples."""
    return " AND ".join(
        "(" + " OR ".join(_comparison(each["column-name"], one) for one in each["filter-conditions"]) + ")"
        for each in filters
    )


def _comparison(column: str, condition: dict[str, Any]) -> str:
    operator, name = condition["filter-operator"], identifier(column)
    if operator in _COMPARISONS:
        return f"{name} {_COMPARISONS[operator]} {literal(condition['value'])}"
    if operator in ("between", "notbetween"):
        negation = "NOT " if operator == "notbetween" else ""
        return f"{name} {negation}BETWEEN {literal(condition['start-value'])} AND {literal(condition['end-value'])}"
    if operator in ("null", "notnull"):
        return f"{name} IS {'NOT ' if operator == 'notnull' else ''}NULL"
    raise invalid_parameter(f"Invalid filter operator {operator}")


def _transformed(rule: dict[str, Any], name: str) -> str:
    action, value, old = rule["rule-action"], str(rule.get("value", "")), str(rule.get("old-value", ""))
    actions = {
        "rename": value,
        "convert-lowercase": name.lower(),
        "convert-uppercase": name.upper(),
        "add-prefix": value + name,
        "add-suffix": name + value,
        "remove-prefix": name.removeprefix(value),
        "remove-suffix": name.removesuffix(value),
        "replace-prefix": value + name.removeprefix(old) if name.startswith(old) else name,
        "replace-suffix": name.removesuffix(old) + value if name.endswith(old) else name,
    }
    if action not in actions:
        raise invalid_parameter(f"the local DMS has no rule action {action}")
    return actions[action]


def identifier(name: str) -> str:
    """A name as SQL, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value as SQL of unknown type, which the column then gives it."""
    return "'" + str(value).replace("'", "''") + "'"
