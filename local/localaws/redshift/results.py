"""Results as GetStatementResult and GetStatementResultV2 page through them."""

from __future__ import annotations

import csv
import io
from typing import Any

from .errors import validation
from .statements import Result
from .types import Column


def json_page(result: Result, token: str | None, rows: int) -> dict[str, Any]:
    start, answer = _page(result, token, rows)
    answer["Records"] = [
        [_field(value, column) for value, column in zip(row, result.columns, strict=True)]
        for row in result.rows[start : start + rows]
    ]
    return answer


def csv_page(result: Result, token: str | None, rows: int) -> dict[str, Any]:
    start, answer = _page(result, token, rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    if start == 0:
        writer.writerow([column.name for column in result.columns])
    for row in result.rows[start : start + rows]:
        writer.writerow(["" if value is None else value.decode() for value in row])
    answer["Records"] = [{"CSVRecords": text.getvalue()}]
    answer["ResultFormat"] = "CSV"
    return answer


def _page(result: Result, token: str | None, rows: int) -> tuple[int, dict[str, Any]]:
    if token not in (None, "") and not str(token).isdigit():
        raise validation("Invalid NextToken")
    start = int(token or 0)
    answer: dict[str, Any] = {
        "ColumnMetadata": [column.metadata() for column in result.columns],
        "TotalNumRows": len(result.rows),
    }
    if start + rows < len(result.rows):
        answer["NextToken"] = str(start + rows)
    return start, answer


def _field(value: bytes | None, column: Column) -> dict[str, Any]:
    if value is None:
        return {"isNull": True}
    text = value.decode()
    if column.type in ("int2", "int4", "int8", "oid"):
        return {"longValue": int(text)}
    if column.type in ("float4", "float8") and text not in ("NaN", "Infinity", "-Infinity"):
        return {"doubleValue": float(text)}
    if column.type == "bool":
        return {"booleanValue": text == "t"}
    return {"stringValue": text}
