"""The records that AWS DMS writes to Kafka.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kafka.html
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .change import Change, Row, Table


def key(change: Change) -> bytes:
    """The values of the primary key, as `partition-key-type: primary-key` has them."""
    row = change.after if change.after is not None else change.before
    assert row is not None
    return ".".join(str(value) for value in change.table.key_of(row).values()).encode()


def records(change: Change) -> list[tuple[bytes, bytes | None]]:
    """A delete carries the row's key columns; a new key is one update."""
    operation = "load" if change.is_snapshot else "insert"
    row = change.after
    if change.before is not None:
        operation = "update" if row is not None else "delete"
    if row is None:
        assert change.before is not None
        row = change.table.key_of(change.before)
    metadata = {
        "timestamp": _instant(change.at),
        "record-type": "data",
        "operation": operation,
        "partition-key-type": "primary-key",
        "schema-name": change.table.schema,
        "table-name": change.table.name,
        **({} if change.is_snapshot else {"transaction-id": change.commit}),
    }
    return [(key(change), _encoded({"data": _row(row), "metadata": metadata}))]


def control(table: Table, at: int) -> tuple[bytes, bytes]:
    """The record that announces a table."""
    metadata = {
        "timestamp": _instant(at),
        "record-type": "control",
        "operation": "create-table",
        "partition-key-type": "task-id",
        "schema-name": table.schema,
        "table-name": table.name,
    }
    return b"task", _encoded({"control": {"table-def": {}}, "metadata": metadata})


def _encoded(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _row(row: Row) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, date) else value


def _instant(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
