"""Debezium's events of SQL Server.

https://debezium.io/documentation/reference/stable/connectors/sqlserver.html
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .change import Change, Column, Row, Table

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Debezium:
    server: str = "cdc"
    database: str = "shop"
    # schemas.enable of the JSON converter.
    with_schema: bool = False
    # decimal.handling.mode: precise or string.
    decimals: str = "string"
    tombstones: bool = True

    def topic(self, table: Table) -> str:
        return f"{self.server}.{table.schema}.{table.name}"

    def records(self, change: Change) -> list[tuple[bytes, bytes | None]]:
        """Key and value of each record: a delete has a tombstone behind it; a new key is a delete and an insert."""
        table = change.table
        if change.is_snapshot:
            return [self._record(change, "r", None, change.after, 0)]
        if change.before is None:
            return [self._record(change, "c", None, change.after, 1)]
        if change.after is None or change.changes_key:
            gone = self._record(change, "d", change.before, None, 1)
            records: list[tuple[bytes, bytes | None]] = [gone]
            if self.tombstones:
                records.append((self._key(table, change.before), None))
            if change.after is not None:
                records.append(self._record(change, "c", None, change.after, 2))
            return records
        return [self._record(change, "u", change.before, change.after, 2)]

    def _key(self, table: Table, row: Row) -> bytes:
        columns = [column for column in table.columns if column.name in table.key]
        payload = self._row(columns, row)
        return self._encoded({"type": "struct", "fields": self._fields(columns), "optional": False}, payload)

    def _record(
        self, change: Change, operation: str, before: Row | None, after: Row | None, serial: int
    ) -> tuple[bytes, bytes]:
        columns = list(change.table.columns)
        event = {
            "before": None if before is None else self._row(columns, before),
            "after": None if after is None else self._row(columns, after),
            "source": self._source(change, serial),
            "transaction": None,
            "op": operation,
            "ts_ms": change.at + 40,
        }
        row = {
            "type": "struct",
            "fields": self._fields(columns),
            "optional": True,
            "name": f"{self.topic(change.table)}.Value",
        }
        schema = {
            "type": "struct",
            "fields": [
                {**row, "field": "before"},
                {**row, "field": "after"},
                {"type": "string", "optional": False, "field": "op"},
                {"type": "int64", "optional": True, "field": "ts_ms"},
            ],
            "optional": False,
            "name": f"{self.topic(change.table)}.Envelope",
        }
        key = after if after is not None else before
        assert key is not None
        return self._key(change.table, key), self._encoded(schema, event)

    def _encoded(self, schema: dict[str, Any], payload: dict[str, Any]) -> bytes:
        content = {"schema": schema, "payload": payload} if self.with_schema else payload
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()

    def _source(self, change: Change, serial: int) -> dict[str, Any]:
        return {
            "version": "3.1.0.Final",
            "connector": "sqlserver",
            "name": self.server,
            "ts_ms": change.at,
            "snapshot": "true" if change.is_snapshot else "false",
            "db": self.database,
            "schema": change.table.schema,
            "table": change.table.name,
            "change_lsn": None if change.is_snapshot else _lsn(change.commit, change.number + 1),
            "commit_lsn": _lsn(change.commit, 0),
            "event_serial_no": None if change.is_snapshot else serial,
        }

    def _row(self, columns: list[Column], row: Row) -> dict[str, Any]:
        return {column.name: self._value(column, row[column.name]) for column in columns if column.name in row}

    def _value(self, column: Column, value: Any) -> Any:
        if isinstance(value, Decimal):
            if self.decimals == "string":
                return format(value, "f")
            scale = _scale(column)
            number = int(value.scaleb(scale))
            return base64.b64encode(number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)).decode()
        if isinstance(value, datetime):
            return int(value.replace(tzinfo=UTC).timestamp()) * 1_000_000 + value.microsecond
        if isinstance(value, date):
            return (value - EPOCH).days
        return value

    def _fields(self, columns: list[Column]) -> list[dict[str, Any]]:
        return [{**self._type(column), "optional": True, "field": column.name} for column in columns]

    def _type(self, column: Column) -> dict[str, Any]:
        if column.type.startswith("numeric"):
            if self.decimals == "string":
                return {"type": "string"}
            precision = column.type[len("numeric(") :].partition(",")[0]
            return {
                "type": "bytes",
                "name": "org.apache.kafka.connect.data.Decimal",
                "version": 1,
                "parameters": {"scale": str(_scale(column)), "connect.decimal.precision": precision},
            }
        types: dict[str, dict[str, Any]] = {
            "integer": {"type": "int32"},
            "bigint": {"type": "int64"},
            "text": {"type": "string"},
            "date": {"type": "int32", "name": "io.debezium.time.Date", "version": 1},
            "timestamp": {"type": "int64", "name": "io.debezium.time.MicroTimestamp", "version": 1},
        }
        return types[column.type]


def _scale(column: Column) -> int:
    found = re.fullmatch(r"numeric\(\d+, ?(\d+)\)", column.type)
    return int(found[1]) if found else 0


def _lsn(commit: int, number: int) -> str:
    """Ten bytes of SQL Server's log, in words whose texts sort as the numbers do."""
    return f"{commit >> 32:08x}:{commit & 0xFFFFFFFF:08x}:{number:04x}"
