"""PostgreSQL's logical replication messages, as the plugin `pgoutput` writes them (protocol version 1).

https://www.postgresql.org/docs/15/protocol-logicalrep-message-formats.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# A value that is stored apart and was not changed: the message does not have it.
UNCHANGED = object()


class DecodingError(Exception):
    """A message that is not followed; the text says which."""


@dataclass(frozen=True)
class SourceColumn:
    """A column, with its type's number and modifier in pg_type."""

    name: str
    oid: int
    modifier: int
    is_key: bool = False


@dataclass(frozen=True)
class Relation:
    schema: str
    name: str
    columns: tuple[SourceColumn, ...]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.columns if each.is_key)


@dataclass(frozen=True)
class RowChange:
    """A change of a row. A delete has the key's values, and the others None unless the table's replica identity is full."""

    op: str
    relation: Relation
    # Text as PostgreSQL writes it, None for NULL, or UNCHANGED.
    values: dict[str, object]
    committed_at: datetime
    position: str


class _Message:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, form: str) -> int:
        found: int = struct.unpack_from(f">{form}", self._data, self._at)[0]
        self._at += struct.calcsize(f">{form}")
        return found

    def byte(self) -> str:
        return chr(self.take("B"))

    def text(self) -> str:
        end = self._data.index(b"\0", self._at)
        found = self._data[self._at : end].decode()
        self._at = end + 1
        return found

    def row(self, relation: Relation) -> dict[str, object]:
        values: dict[str, object] = {}
        count = self.take("H")
        for column in relation.columns[:count]:
            match self.byte():
                case "n":
                    values[column.name] = None
                case "u":
                    values[column.name] = UNCHANGED
                case _:
                    length = self.take("i")
                    values[column.name] = self._data[self._at : self._at + length].decode()
                    self._at += length
        return values


def decode(messages: Iterable[tuple[str, bytes]]) -> Iterator[RowChange]:
    """Turns (position, message) pairs of one call into changes, in the order of the commits."""
    relations: dict[int, Relation] = {}
    committed = _EPOCH
    for position, data in messages:
        message = _Message(data)
        kind = message.byte()
        match kind:
            case "B":
                message.take("q")
                committed = _EPOCH + timedelta(microseconds=message.take("q"))
            case "R":
                number = message.take("i")
                relations[number] = _relation(message)
            case "I" | "U" | "D":
                relation = relations[message.take("i")]
                yield from _changes(kind, message, relation, committed, position)
            case "T":
                raise DecodingError("TRUNCATE: the local DMS does not follow it; DELETE the rows instead")
            case _:
                # Commit, type, origin: nothing of a row.
                pass


def _relation(message: _Message) -> Relation:
    schema, name = message.text(), message.text()
    message.byte()
    columns = []
    for _ in range(message.take("H")):
        is_key = message.take("B") == 1
        columns.append(SourceColumn(message.text(), message.take("i"), message.take("i"), is_key))
    return Relation(schema, name, tuple(columns))


def _changes(
    kind: str, message: _Message, relation: Relation, committed: datetime, position: str
) -> Iterator[RowChange]:
    form = message.byte()
    before: dict[str, object] | None = None
    if form in ("K", "O"):
        before = message.row(relation)
        if kind == "D":
            yield RowChange("D", relation, before, committed, position)
            return
        form = message.byte()
    after = message.row(relation)
    if before and any(before[name] != after[name] for name in relation.key):
        # A key that was changed is a row that is gone and another that is there.
        gone = {name: before[name] if name in relation.key else None for name in before}
        yield RowChange("D", relation, gone, committed, position)
        yield RowChange("I", relation, after, committed, position)
        return
    yield RowChange(kind, relation, after, committed, position)
