"""Items in DynamoDB's JSON, and lines of an export, as texts for the columns.

What is DynamoDB's own is decided here: which of its types an attribute has, which texts are its numbers, and that a number for
a time is seconds since 1970. Whether a text is a value of its column is decided by `curate.rows.conform`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Optional

from curate.plan.column_type import Column

from .columns import COLUMNS

Item = Mapping[str, Mapping[str, Any]]
# The texts of the columns, and the item; or None, with the item and why it cannot be read.
ReadItem = tuple[Optional[tuple[Optional[str], ...]], str, str]  # noqa: UP045 - evaluated, also by Python 3.9
# Python 3.10 has no datetime.UTC.
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
_NUMERAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
# Past what any column here holds, and past what need be written out: DynamoDB's numbers reach 1E+125.
_LARGEST = Decimal(10) ** 20


class UnreadableItem(ValueError):
    """An attribute is not of the type that its column is read from."""


@dataclass(frozen=True)
class UnreadableLine:
    """A line of an export that holds no item: it is rejected like an item that does not fit."""

    text: str
    reason: str


def texts(item: Item) -> tuple[str | None, ...]:
    """The text of each column, None for NULL. Raises UnreadableItem."""
    return tuple(_text_of(column, item.get(column.name, {"NULL": True})) for column in COLUMNS)


def read(items: Iterable[Item | UnreadableLine]) -> Iterator[ReadItem]:
    for item in items:
        if isinstance(item, UnreadableLine):
            yield None, _written(item.text), _written(item.reason)
            continue
        text = json.dumps(item, sort_keys=True, default=str)
        try:
            yield texts(item), text, ""
        except UnreadableItem as error:
            yield None, text, _written(str(error))


def exported_item(line: str) -> Item | UnreadableLine | None:
    """A line of an export: full ones have Item, incremental ones NewImage. None: the item was deleted, or the line is empty."""
    if not line.strip():
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return UnreadableLine(line, f"the line is not JSON: {error}")
    if not isinstance(record, dict):
        return UnreadableLine(line, "the line is no object with an Item or a NewImage")
    found = record.get("Item") or record.get("NewImage")
    if found is None and ("Keys" in record or "OldImage" in record):
        return None
    if not isinstance(found, dict):
        return UnreadableLine(line, "the line is no object with an Item or a NewImage")
    return found


def scanned(dynamodb: Any, table: str, segment: int, segments: int) -> Iterator[Item]:
    """The items of one of `segments` parallel scans."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, Segment=segment, TotalSegments=segments)
    for page in pages:
        yield from page["Items"]


def _text_of(column: Column, attribute: Any) -> str | None:
    name = column.name
    if not isinstance(attribute, Mapping) or len(attribute) != 1:
        raise UnreadableItem(f"{name} is no attribute of DynamoDB: one type with its value")
    if "NULL" in attribute:
        return None
    if column.type.name == "varchar":
        return _string(name, attribute)
    if column.type.name == "timestamptz":
        return _moment(name, attribute) if "N" in attribute else _string(name, attribute)
    value = _number(name, attribute).normalize()
    return format(value, "f")


def _string(name: str, attribute: Mapping[str, Any]) -> str:
    if "S" not in attribute:
        raise UnreadableItem(f"{name} is {_kind(attribute)}, not a string")
    text = attribute["S"]
    if not isinstance(text, str):
        raise UnreadableItem(f"{name} is of type S, and its value is no text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableItem(f"{name} is not Unicode text") from None
    return text


def _moment(name: str, attribute: Mapping[str, Any]) -> str:
    """Seconds since 1970 as a time in UTC. Microseconds are kept, what is finer is cut off."""
    try:
        moment = _EPOCH + timedelta(microseconds=int(_number(name, attribute) * 1_000_000))
    except OverflowError:
        raise UnreadableItem(f"{name} is {attribute['N']}, which is out of range") from None
    return moment.isoformat()


def _number(name: str, attribute: Mapping[str, Any]) -> Decimal:
    if "N" not in attribute:
        raise UnreadableItem(f"{name} is {_kind(attribute)}, not a number")
    text = str(attribute["N"])
    # Decimal reads more than DynamoDB writes: 1_000, digits of other scripts, NaN.
    if not _NUMERAL.fullmatch(text):
        raise UnreadableItem(f"{name} is {text[:100]!r}, not a number")
    value = Decimal(text)
    if abs(value) >= _LARGEST:
        raise UnreadableItem(f"{name} is {text}, which is out of range")
    return value


def _kind(attribute: Mapping[str, Any]) -> str:
    return f"of type {next(iter(attribute), 'nothing')}"


def _written(text: str) -> str:
    """Text that UTF-8 can hold: half of a surrogate pair comes out as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()
