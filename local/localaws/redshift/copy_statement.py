"""COPY as a value: read by a small parser. An option that would change what is loaded and is not built here is refused.

https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .reader import Location, Reader, character, location, role
from .sql import Kind, SyntaxRefused, Token
from .unload_statement import Compression


class SourceFormat(Enum):
    DELIMITED = "delimited"
    CSV = "CSV"
    JSON = "JSON"
    PARQUET = "PARQUET"


@dataclass(frozen=True)
class Copy:
    schema: str | None
    table: str
    columns: tuple[str, ...]
    source: Location
    roles: tuple[str, ...] = ()
    format: SourceFormat = SourceFormat.DELIMITED
    json_ignores_case: bool = False
    delimiter: str = "|"
    quote: str = '"'
    ignore_header: int = 0
    null_as: str = "\\N"
    compression: Compression | None = None
    manifest: bool = False
    escape: bool = False
    remove_quotes: bool = False
    empty_as_null: bool = False
    blanks_as_null: bool = False
    ignore_blank_lines: bool = False
    fill_record: bool = False


def is_copy(statement: Sequence[Token]) -> bool:
    return bool(statement) and statement[0].is_word("copy")


def parse(statement: Sequence[Token]) -> Copy:
    """Raises SyntaxRefused."""
    reader = Reader(statement)
    reader.expects("copy")
    schema, table = None, reader.name()
    if reader.accepts_symbol("."):
        schema, table = table, reader.name()
    columns = reader.names() if reader.peeked is not None and reader.peeked.is_symbol("(") else ()
    reader.expects("from")
    source = location(reader.string())
    options: dict[str, Any] = {}
    while reader.peeked is not None:
        _option(reader, options)
    if "roles" not in options:
        raise SyntaxRefused("COPY requires authorization: specify IAM_ROLE")
    format_ = options.get("format", SourceFormat.DELIMITED)
    if format_ is SourceFormat.CSV:
        options.setdefault("delimiter", ",")
        for option in ("escape", "remove_quotes"):
            if option in options:
                raise SyntaxRefused(f"CSV is not compatible with {option.replace('_', '').upper()}")
    if format_ in (SourceFormat.PARQUET, SourceFormat.JSON):
        refused = options.keys() & {"delimiter", "ignore_header", "escape", "remove_quotes", "quote"}
        if format_ is SourceFormat.PARQUET:
            refused |= options.keys() & {"compression", "null_as", "empty_as_null", "blanks_as_null", "max_error"}
        if refused:
            names = ", ".join(sorted(option.replace("_", "").upper() for option in refused))
            raise SyntaxRefused(f"{names} is not supported for COPY from {format_.value}")
    # How many bad rows are forgiven cannot be honoured on PostgreSQL; none is the default.
    if options.pop("max_error", 0):
        raise SyntaxRefused("MAXERROR is not supported by the local Redshift")
    return Copy(schema=schema, table=table, columns=columns, source=source, **options)


_FLAGS = {
    "manifest": "manifest",
    "escape": "escape",
    "removequotes": "remove_quotes",
    "emptyasnull": "empty_as_null",
    "blanksasnull": "blanks_as_null",
    "ignoreblanklines": "ignore_blank_lines",
    "fillrecord": "fill_record",
}
# They decide about storage and statistics, never about what is loaded.
_WITHOUT_EFFECT = ("compupdate", "statupdate")


def _option(reader: Reader, options: dict[str, Any]) -> None:
    token = reader.next()
    word = token.value if token.kind is Kind.WORD else ""
    if word == "iam_role":
        options["roles"] = role(reader)
    elif word == "format":
        reader.accepts("as")
        _format(reader, reader.next(), options)
    elif word in ("csv", "json", "parquet"):
        _format(reader, token, options)
    elif word == "delimiter":
        reader.accepts("as")
        options["delimiter"] = character(reader.string(), "DELIMITER")
    elif word == "quote":
        reader.accepts("as")
        options["quote"] = character(reader.string(), "QUOTE")
    elif word == "ignoreheader":
        reader.accepts("as")
        options["ignore_header"] = int(reader.number())
    elif word == "null":
        reader.accepts("as")
        options["null_as"] = reader.string()
    elif word in ("gzip", "bzip2", "zstd"):
        options["compression"] = Compression[word.upper()]
    elif word == "maxerror":
        reader.accepts("as")
        options["max_error"] = int(reader.number())
    elif word in _FLAGS:
        options[_FLAGS[word]] = True
    elif word in _WITHOUT_EFFECT:
        reader.accepts("preset", "on", "off", "true", "false")
    elif word == "region":
        reader.accepts("as")
        reader.string()
    elif word in ("dateformat", "timeformat"):
        reader.accepts("as")
        if (given := reader.string()) != "auto":
            raise SyntaxRefused(f"{word.upper()} '{given}' is not supported by the local Redshift, only 'auto'")
    elif word.isidentifier() and word in _REFUSED:
        raise SyntaxRefused(f"{word.upper()} is not supported by the local Redshift")
    else:
        raise reader.refusal(token)


_REFUSED = frozenset(
    (
        *("acceptanydate", "acceptinvchars", "avro", "comprows", "encoding", "encrypted", "explicit_ids"),
        *("fixedwidth", "job", "lzop", "noload", "orc", "readratio", "roundec", "serializetojson", "shapefile", "ssh"),
        *("trimblanks", "truncatecolumns", "credentials", "access_key_id", "secret_access_key", "session_token"),
    )
)


def _format(reader: Reader, token: Token, options: dict[str, Any]) -> None:
    if token.is_word("csv"):
        options["format"] = SourceFormat.CSV
        if reader.accepts("quote"):
            reader.accepts("as")
            options["quote"] = character(reader.string(), "QUOTE")
    elif token.is_word("parquet"):
        options["format"] = SourceFormat.PARQUET
    elif token.is_word("json"):
        options["format"] = SourceFormat.JSON
        reader.accepts("as")
        paths = reader.string() if reader.string_is_next() else "auto"
        if paths not in ("auto", "auto ignorecase"):
            raise SyntaxRefused("JSONPaths files are not supported by the local Redshift, only 'auto'")
        options["json_ignores_case"] = paths == "auto ignorecase"
    elif token.kind is Kind.WORD and token.value in _REFUSED:
        raise SyntaxRefused(f"FORMAT {token.value.upper()} is not supported by the local Redshift")
    else:
        raise reader.refusal(token)
