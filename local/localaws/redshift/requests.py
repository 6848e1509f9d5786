"""What a request may hold: lengths, counts, names, parameters. Refused in the service's manner."""

from __future__ import annotations

import re
from typing import Any

from . import sql
from .errors import validation
from .sql import SyntaxRefused

_PARAMETER_NAME = re.compile(r"[0-9a-zA-Z_]+")


def sql_text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise validation(
            f"1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must not be null or "
            "empty"
        )
    return value


def require_one_statement(text: str) -> None:
    try:
        found = sql.statements(text)
    except SyntaxRefused:
        # It is one, and the database says what is wrong with it.
        return
    if len(found) > 1:
        raise validation("Multiple statements in one SQL text are not supported. Use BatchExecuteStatement.")
    if not found:
        raise validation("The SQL text has no statement.")


def parameters(body: dict[str, Any], texts: list[str]) -> list[dict[str, str]]:
    given = body.get("Parameters")
    if given is None:
        return []
    if not isinstance(given, list) or not given:
        raise validation("parameters must have length greater than or equal to 1")
    names = set()
    for each in given:
        name, value = each.get("name"), each.get("value")
        if not isinstance(name, str) or not _PARAMETER_NAME.fullmatch(name):
            raise validation("parameter names must satisfy regex pattern: [0-9a-zA-Z_]+")
        if not isinstance(value, str) or not value:
            raise validation(f"Parameter {name}: value must have length greater than or equal to 1")
        if name in names:
            raise validation(f"Parameter {name} is given twice")
        names.add(name)
    used = set()
    for text in texts:
        try:
            used |= sql.parameters_of(text)
        except SyntaxRefused:
            return list(given)
    if names - used:
        raise validation(f"Parameters {sorted(names - used)} are not referenced in the SQL")
    if used - names:
        raise validation(f"Parameters {sorted(used - names)} are referenced in the SQL and not given")
    return list(given)


def limited(body: dict[str, Any], name: str, most: int, least: int = 0) -> str | None:
    value = body.get(name)
    if value is not None and not least <= len(value) <= most:
        raise validation(
            f"1 validation error detected: Value at '{name[0].lower()}{name[1:]}' failed to satisfy constraint: Member "
            f"must have length less than or equal to {most}"
        )
    return value


def wait_seconds(body: dict[str, Any]) -> int:
    value = body.get("WaitTimeSeconds")
    if value is None:
        return 0
    if not isinstance(value, int) or not 1 <= value <= 30:
        raise validation("waitTimeSeconds must be between 1 and 30")
    return value


def page_start(token: object) -> int:
    if token in (None, ""):
        return 0
    if not isinstance(token, str) or not token.isdigit():
        raise validation("Invalid NextToken")
    return int(token)
