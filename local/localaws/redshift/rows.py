"""Rows as PostgreSQL's COPY text carries them: the quickest way out of it that keeps null and empty apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from .types import Column

# None is null.
Row = list[bytes | None]

_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MEANING = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_NUMBERS = frozenset(("int2", "int4", "int8", "float4", "float8", "numeric"))


def decoded(line: bytes) -> Row:
    """The fields of one line of COPY text, its newline included."""
    fields = line[:-1].split(b"\t")
    if b"\\" not in line:
        return list(fields)
    return [None if field == b"\\N" else _ESCAPED.sub(_meaning, field) for field in fields]


def _meaning(match: re.Match[bytes]) -> bytes:
    return _MEANING.get(match[1], match[1])


def csv_writer(delimiter: str, null_as: str) -> Callable[[bytes], bytes]:
    """A line of COPY text as a line of Redshift's CSV: quoted where it must be, an empty string as `""`."""
    separator, null = delimiter.encode(), null_as.encode()
    special = re.compile(b'[\\r\\n"' + re.escape(separator) + b"]")

    def write(line: bytes) -> bytes:
        plain = b"\\" not in line and b'"' not in line and separator not in line
        if plain and b"\t\t" not in line and not line.startswith((b"\t", b"\n")) and not line.endswith(b"\t\n"):
            return line.replace(b"\t", separator)
        return separator.join(_csv_field(field, null, special) for field in decoded(line)) + b"\n"

    return write


def _csv_field(field: bytes | None, null: bytes, special: re.Pattern[bytes]) -> bytes:
    if field is None:
        return null
    if not field or field == null or special.search(field):
        return b'"' + field.replace(b'"', b'""') + b'"'
    return field


def delimited_writer(delimiter: str, null_as: str, add_quotes: bool, escape: bool) -> Callable[[bytes], bytes]:
    """A line of COPY text as UNLOAD writes it without a format: fields as they are, unless ESCAPE or ADDQUOTES."""
    separator, null = delimiter.encode(), null_as.encode()
    escaped = re.compile(b"[\\r\\n\\\\" + re.escape(separator) + (b"\"'" if add_quotes else b"") + b"]")

    def write(line: bytes) -> bytes:
        fields = []
        for field in decoded(line):
            if field is None:
                fields.append(null)
                continue
            text = escaped.sub(lambda match: b"\\" + match[0], field) if escape else field
            fields.append(b'"' + text + b'"' if add_quotes else text)
        return separator.join(fields) + b"\n"

    return write


def json_writer(columns: Sequence[Column]) -> Callable[[bytes], bytes]:
    """A line of COPY text as one JSON object; numbers and booleans are such, all else is text."""
    names = [json.dumps(column.name, ensure_ascii=False).encode() for column in columns]

    def value(field: bytes | None, column: Column) -> bytes:
        if field is None:
            return b"null"
        if column.type == "bool":
            return b"true" if field == b"t" else b"false"
        if column.type in _NUMBERS and field not in (b"NaN", b"Infinity", b"-Infinity"):
            return field
        return json.dumps(field.decode(), ensure_ascii=False).encode()

    def write(line: bytes) -> bytes:
        pairs = zip(names, decoded(line), columns, strict=True)
        return b"{" + b",".join(name + b":" + value(field, column) for name, field, column in pairs) + b"}\n"

    return write
