"""Parquet files as DMS writes them to S3: names, types, `Op`, and the columns that a transformation rule adds.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.parquet

from .pgoutput import SourceColumn

# Columns that DMS knows about a change; the values are filled in by `change_values`.
HEADERS = ("$AR_H_CHANGE_SEQ", "$AR_H_COMMIT_TIMESTAMP", "$AR_H_OPERATION", "$AR_H_STREAM_POSITION")
_TYPES: dict[int, Any] = {
    # mapBooleanAsBoolean is off: a boolean is text.
    16: pyarrow.string(),
    17: pyarrow.binary(),
    20: pyarrow.int64(),
    21: pyarrow.int16(),
    23: pyarrow.int32(),
    700: pyarrow.float32(),
    701: pyarrow.float64(),
    1082: pyarrow.date32(),
    1114: pyarrow.timestamp("us"),
    1184: pyarrow.timestamp("us", tz="UTC"),
}
_OPERATIONS = {"I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def added_columns(table_mappings: str) -> dict[str, str]:
    """The columns that rules of action add-column add, with their expressions. Raises ValueError for one not known here."""
    found: dict[str, str] = {}
    for rule in json.loads(table_mappings)["rules"]:
        if rule.get("rule-action") == "add-column":
            expression = rule["expression"]
            if expression not in HEADERS:
                raise ValueError(
                    f"add-column {rule['value']}: the local DMS has {', '.join(HEADERS)}, not {expression}"
                )
            found[rule["value"]] = expression
    return found


def column_type(column: SourceColumn) -> Any:
    if column.oid == 1700:
        if column.modifier < 4:
            # What DMS makes of a numeric without a precision.
            return pyarrow.decimal128(28, 6)
        return pyarrow.decimal128((column.modifier - 4) >> 16 & 0xFFFF, (column.modifier - 4) & 0xFFFF)
    return _TYPES.get(column.oid, pyarrow.string())


def value(text: object, column: SourceColumn) -> Any:
    """A value out of PostgreSQL's text. Raises ValueError for what Parquet cannot hold."""
    if text is None:
        return None
    words = str(text)
    match column.oid:
        case 16:
            return "true" if words in ("t", "true") else "false"
        case 17:
            return bytes.fromhex(words.removeprefix("\\x"))
        case 20 | 21 | 23:
            return int(words)
        case 700 | 701:
            return float(words)
        case 1082:
            return date.fromisoformat(words)
        case 1114:
            return datetime.fromisoformat(words)
        case 1184:
            return datetime.fromisoformat(words).astimezone(UTC)
        case 1700:
            kind = column_type(column)
            return Decimal(words).quantize(Decimal(1).scaleb(-kind.scale))
        case _:
            return words


def change_values(op: str, sequence: str, committed_at: datetime, position: str) -> dict[str, str]:
    return {
        "$AR_H_CHANGE_SEQ": sequence,
        "$AR_H_COMMIT_TIMESTAMP": committed_at.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "$AR_H_OPERATION": _OPERATIONS[op],
        "$AR_H_STREAM_POSITION": position,
    }


def parquet(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[SourceColumn], added: Mapping[str, str], has_op: bool
) -> bytes:
    """A file of rows. `Op` is the first column of a file of changes; one of a full load has none."""
    fields = [pyarrow.field("Op", pyarrow.string())] if has_op else []
    fields += [pyarrow.field(each.name, column_type(each)) for each in columns]
    fields += [pyarrow.field(each, pyarrow.string()) for each in added]
    table = pyarrow.Table.from_pylist([dict(each) for each in rows], schema=pyarrow.schema(fields))
    buffer = io.BytesIO()
    # DMS's ParquetVersion parquet-1-0 cuts times to milliseconds; 2-0 keeps them.
    pyarrow.parquet.write_table(table, buffer, version="2.6", coerce_timestamps="us")
    return buffer.getvalue()
