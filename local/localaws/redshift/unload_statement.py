"""UNLOAD as a value: read by a small parser, and checked for the combinations that Redshift refuses.

https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .reader import MAX_FILE_MB, Location, Reader, character, location, role
from .sql import SyntaxRefused, Token, tokens


class Format(Enum):
    # Delimited is what UNLOAD writes when no format is named: fields as they are, `|` between them.
    DELIMITED = "delimited"
    CSV = "CSV"
    JSON = "JSON"
    PARQUET = "PARQUET"


class Compression(Enum):
    GZIP = "gz"
    BZIP2 = "bz2"
    ZSTD = "zst"


@dataclass(frozen=True)
class Unload:
    query: str
    target: Location
    roles: tuple[str, ...] = ()
    format: Format = Format.DELIMITED
    delimiter: str = "|"
    header: bool = False
    add_quotes: bool = False
    escape: bool = False
    null_as: str = ""
    compression: Compression | None = None
    extension: str | None = None
    parallel: bool = True
    max_file_mb: float = MAX_FILE_MB
    row_group_mb: float = 32
    partition_by: tuple[str, ...] = ()
    include_partition_columns: bool = False
    manifest: bool = False
    verbose: bool = False
    allow_overwrite: bool = False
    clean_path: bool = False
    kms_key: str | None = None
    region: str | None = None


@dataclass
class _Options:
    """What was written, before it is known to make sense."""

    given: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, value: Any = True) -> None:
        if name in self.given:
            raise SyntaxRefused(f"conflicting or redundant options: {name}")
        self.given.add(name)
        self.values[name] = value


def is_unload(statement: Sequence[Token]) -> bool:
    return bool(statement) and statement[0].is_word("unload")


def parse(statement: Sequence[Token]) -> Unload:
    """Raises SyntaxRefused."""
    reader = Reader(statement)
    reader.expects("unload")
    reader.expects_symbol("(")
    query = reader.string()
    reader.expects_symbol(")")
    reader.expects("to")
    target = location(reader.string())
    options = _Options()
    while reader.peeked is not None:
        _option(reader, options)
    _refuse_conflicts(options)
    _refuse_query(query)
    values = options.values
    format_ = values.get("FORMAT", Format.DELIMITED)
    partition_by, include = values.get("PARTITION BY", ((), False))
    compressions = [each for each in Compression if each.name in options.given]
    return Unload(
        query=query,
        target=target,
        roles=values["IAM_ROLE"],
        format=format_,
        delimiter=values.get("DELIMITER", "," if format_ is Format.CSV else "|"),
        header="HEADER" in options.given,
        add_quotes="ADDQUOTES" in options.given,
        escape="ESCAPE" in options.given,
        null_as=values.get("NULL AS", ""),
        compression=compressions[0] if compressions else None,
        extension=values.get("EXTENSION"),
        parallel=values.get("PARALLEL", True),
        max_file_mb=values.get("MAXFILESIZE", MAX_FILE_MB),
        row_group_mb=values.get("ROWGROUPSIZE", 32),
        partition_by=partition_by,
        include_partition_columns=include,
        manifest="MANIFEST" in options.given,
        verbose="VERBOSE" in options.given,
        allow_overwrite="ALLOWOVERWRITE" in options.given,
        clean_path="CLEANPATH" in options.given,
        kms_key=values.get("KMS_KEY_ID"),
        region=values.get("REGION"),
    )


def _option(reader: Reader, options: _Options) -> None:
    if reader.accepts("iam_role"):
        options.add("IAM_ROLE", role(reader))
    elif reader.accepts("format"):
        reader.accepts("as")
        options.add("FORMAT", _format(reader))
    elif reader.peeked is not None and reader.peeked.is_word("csv", "parquet", "json"):
        options.add("FORMAT", _format(reader))
    elif reader.accepts("partition"):
        reader.expects("by")
        options.add("PARTITION BY", (reader.names(), reader.accepts("include")))
    elif reader.accepts("manifest"):
        options.add("MANIFEST")
        if reader.accepts("verbose"):
            options.add("VERBOSE")
    elif reader.accepts("verbose"):
        raise SyntaxRefused("VERBOSE is only supported with MANIFEST")
    elif reader.accepts("delimiter"):
        reader.accepts("as")
        options.add("DELIMITER", character(reader.string(), "DELIMITER"))
    elif reader.accepts("fixedwidth"):
        reader.accepts("as")
        options.add("FIXEDWIDTH", reader.string())
    elif reader.accepts("encrypted"):
        options.add("ENCRYPTED")
        if reader.accepts("auto"):
            options.add("ENCRYPTED AUTO")
    elif reader.accepts("kms_key_id"):
        options.add("KMS_KEY_ID", reader.string())
    elif reader.accepts("null"):
        reader.accepts("as")
        options.add("NULL AS", reader.string())
    elif reader.accepts("parallel"):
        options.add("PARALLEL", reader.on_or_off())
    elif reader.accepts("maxfilesize"):
        options.add("MAXFILESIZE", reader.megabytes())
    elif reader.accepts("rowgroupsize"):
        options.add("ROWGROUPSIZE", reader.megabytes())
    elif reader.accepts("region"):
        reader.accepts("as")
        options.add("REGION", reader.string())
    elif reader.accepts("extension"):
        options.add("EXTENSION", reader.string())
    elif reader.peeked is not None and reader.peeked.is_word(
        "header", "addquotes", "escape", "allowoverwrite", "cleanpath", "gzip", "bzip2", "zstd"
    ):
        options.add(reader.next().value.upper())
    elif reader.peeked is not None and reader.peeked.is_word(
        "credentials", "access_key_id", "secret_access_key", "session_token", "master_symmetric_key"
    ):
        raise SyntaxRefused(f"{reader.next().value.upper()} is not supported by the local Redshift, use IAM_ROLE")
    else:
        raise reader.refusal()


def _format(reader: Reader) -> Format:
    for each in (Format.CSV, Format.PARQUET, Format.JSON):
        if reader.accepts(each.value.lower()):
            return each
    raise reader.refusal()


_REFUSED_WITH = {
    Format.CSV: ("FIXEDWIDTH", "ADDQUOTES"),
    Format.PARQUET: ("DELIMITER", "FIXEDWIDTH", "ADDQUOTES", "ESCAPE", "NULL AS", "HEADER", "GZIP", "BZIP2", "ZSTD"),
    Format.JSON: ("DELIMITER", "HEADER", "FIXEDWIDTH", "ADDQUOTES", "ESCAPE", "NULL AS"),
}


def _refuse_conflicts(options: _Options) -> None:
    given, values = options.given, options.values
    format_ = values.get("FORMAT", Format.DELIMITED)

    def refuse_both(first: str, second: str) -> None:
        if first in given and second in given:
            raise SyntaxRefused(f"{first} and {second} options are mutually exclusive")

    if "IAM_ROLE" not in given:
        raise SyntaxRefused("UNLOAD requires authorization: specify IAM_ROLE")
    for option in _REFUSED_WITH.get(format_, ()):
        if option in given:
            raise SyntaxRefused(f"{option} option is not supported for UNLOAD to {format_.value}")
    for pair in (
        ("FIXEDWIDTH", "DELIMITER"),
        ("FIXEDWIDTH", "HEADER"),
        ("CLEANPATH", "ALLOWOVERWRITE"),
        ("ENCRYPTED AUTO", "KMS_KEY_ID"),
        ("GZIP", "BZIP2"),
        ("GZIP", "ZSTD"),
        ("BZIP2", "ZSTD"),
    ):
        refuse_both(*pair)
    if format_ is Format.CSV and "ESCAPE" in given:
        raise SyntaxRefused("ESCAPE with CSV is not supported by the local Redshift")
    if "FIXEDWIDTH" in given:
        raise SyntaxRefused("FIXEDWIDTH is not supported by the local Redshift")
    if "KMS_KEY_ID" in given and "ENCRYPTED" not in given:
        raise SyntaxRefused("KMS_KEY_ID requires the ENCRYPTED option")
    if format_ is Format.PARQUET and "ENCRYPTED" in given and not given & {"KMS_KEY_ID", "ENCRYPTED AUTO"}:
        raise SyntaxRefused("UNLOAD to PARQUET supports only SSE-KMS encryption: specify KMS_KEY_ID")
    if "ENCRYPTED" in given and not given & {"KMS_KEY_ID", "ENCRYPTED AUTO"}:
        raise SyntaxRefused("client-side encryption is not supported by the local Redshift, specify KMS_KEY_ID")
    _refuse_sizes(values, format_ is Format.PARQUET)


def _refuse_sizes(values: dict[str, Any], parquet: bool) -> None:
    size = values.get("MAXFILESIZE")
    if isinstance(size, float):
        if not 5 <= size <= MAX_FILE_MB:
            raise SyntaxRefused("MAXFILESIZE must be between 5 MB and 6.2 GB")
        if parquet and size < 32:
            raise SyntaxRefused("MAXFILESIZE must be at least 32 MB for UNLOAD to PARQUET")
    group = values.get("ROWGROUPSIZE")
    if isinstance(group, float):
        if not parquet:
            raise SyntaxRefused("ROWGROUPSIZE option is only supported for UNLOAD to PARQUET")
        if not 32 <= group <= 128:
            raise SyntaxRefused("ROWGROUPSIZE must be between 32 MB and 128 MB")


def _refuse_query(query: str) -> None:
    read = tokens(query)
    if not read:
        raise SyntaxRefused("syntax error at end of input")
    if any(token.is_symbol(";") for token in read[:-1]):
        raise SyntaxRefused('syntax error at or near ";"')
    if not read[0].is_word("select", "with") and not read[0].is_symbol("("):
        raise SyntaxRefused(f'syntax error at or near "{read[0].text}"')
    depth = 0
    for token in read:
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0 and token.is_word("limit"):
            raise SyntaxRefused("Limit clause is not supported")
