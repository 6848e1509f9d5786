"""Statements as DescribeStatement and ListStatements tell of them. A -1 is a null."""

from __future__ import annotations

from typing import Any

from .statements import Part, Statement, Target


def where(target: Target) -> dict[str, str]:
    named = {
        "Database": target.database,
        "WorkgroupName": target.workgroup,
        "ClusterIdentifier": target.cluster,
        "DbUser": target.user,
        "SecretArn": target.secret,
    }
    return {name: value for name, value in named.items() if value is not None}


def sub_statement(identifier: str, part: Part) -> dict[str, Any]:
    answer = {
        "Id": identifier,
        "Status": part.status.value,
        "CreatedAt": part.created,
        "UpdatedAt": part.updated,
        "Duration": nanoseconds(part.duration),
        "HasResultSet": has_result([part]),
        "QueryString": part.sql,
        "RedshiftQueryId": part.query_id,
        "ResultRows": rows(part),
        "ResultSize": part.result.size if part.result is not None else -1,
    }
    return answer if part.error is None else {**answer, "Error": part.error}


def listed(statement: Statement) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "Id": statement.id,
        "Status": statement.status.value,
        "CreatedAt": statement.created,
        "UpdatedAt": statement.updated,
        "IsBatchStatement": statement.is_batch,
        "ResultFormat": statement.result_format,
    }
    if statement.is_batch:
        answer["QueryStrings"] = [part.sql for part in statement.parts]
    else:
        answer["QueryString"] = statement.parts[0].sql
    if statement.name:
        answer["StatementName"] = statement.name
    if statement.target.secret is not None:
        answer["SecretArn"] = statement.target.secret
    return answer


def has_result(parts: list[Part]) -> bool:
    return any(part.result is not None for part in parts)


def rows(part: Part | None) -> int:
    return part.rows if part is not None and part.rows is not None else -1


def nanoseconds(seconds: float | None) -> int:
    return -1 if seconds is None else int(seconds * 1e9)
