"""Column types: what PostgreSQL says of a result's columns, and what Redshift, a manifest and Parquet call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import pyarrow as arrow

from .sql import SyntaxRefused


class DatabaseError(Exception):
    """A statement failed; the message is Redshift's, without the leading `ERROR: `."""


@dataclass(frozen=True)
class Column:
    name: str
    # PostgreSQL's name of the type, which is the Data API's typeName.
    type: str
    precision: int | None = None
    scale: int | None = None
    length: int | None = None

    def arrow_type(self) -> arrow.DataType:
        """Raises DatabaseError for what UNLOAD … PARQUET refuses."""
        if self.type == "numeric":
            if self.precision is None or self.scale is None:
                # Redshift always knows both; PostgreSQL forgets them in an expression, and a guess could lose digits.
                raise DatabaseError(
                    f'column "{self.name}" is a numeric without precision here; cast it, e.g. to numeric(38,4)'
                )
            return arrow.decimal128(self.precision, self.scale)
        try:
            return _ARROW[self.type]
        except KeyError:
            raise DatabaseError(
                f'UNLOAD to PARQUET: unsupported data type {self.type} of column "{self.name}"'
            ) from None

    def manifest_type(self) -> dict[str, object]:
        found: dict[str, object] = {"base": _SQL_NAMES.get(self.type, self.type)}
        if self.type in ("varchar", "bpchar", "text"):
            found["max_length"] = self.length or 65535
        if self.type == "numeric" and self.precision is not None:
            found |= {"precision": self.precision, "scale": self.scale}
        return found

    def metadata(self) -> dict[str, object]:
        """A ColumnMetadata of the Data API."""
        numeric = self.type in ("int2", "int4", "int8", "float4", "float8", "numeric")
        return {
            "isCaseSensitive": self.type in ("varchar", "bpchar", "text"),
            "isCurrency": False,
            "isSigned": numeric,
            "label": self.name,
            "length": 0,
            "name": self.name,
            "nullable": 1,
            "precision": self.precision or self.length or _PRECISIONS.get(self.type, 0),
            "scale": self.scale or 0,
            "schemaName": "",
            "tableName": "",
            "typeName": "varchar" if self.type == "text" else self.type,
        }


_ARROW = {
    "bool": arrow.bool_(),
    "int2": arrow.int16(),
    "int4": arrow.int32(),
    "int8": arrow.int64(),
    "float4": arrow.float32(),
    "float8": arrow.float64(),
    "text": arrow.string(),
    "varchar": arrow.string(),
    "bpchar": arrow.string(),
    "name": arrow.string(),
    "date": arrow.date32(),
    "timestamp": arrow.timestamp("us"),
    "timestamptz": arrow.timestamp("us", tz="UTC"),
}
_SQL_NAMES = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "text": "character varying",
    "varchar": "character varying",
    "bpchar": "character",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
}
_PRECISIONS = {"int2": 5, "int4": 10, "int8": 19, "float4": 8, "float8": 17, "bool": 1}
# Redshift has none of these, so a plan that works here with them would fail there.
_NOT_IN_REDSHIFT = frozenset(("json", "jsonb", "uuid", "bytea", "xml", "inet", "money"))


def columns(cursor: psycopg.Cursor[object]) -> list[Column]:
    """Raises DatabaseError for a type Redshift does not have."""
    return [_column(each) for each in cursor.description or ()]


def _column(described: psycopg.Column) -> Column:
    known = psycopg.adapters.types.get(described.type_code)
    name = known.name if known is not None else str(described.type_code)
    if name in _NOT_IN_REDSHIFT or (known is not None and described.type_code == known.array_oid):
        raise DatabaseError(f'column "{described.name}": type {described.type_display} does not exist')
    length = described.display_size if name in ("varchar", "bpchar") else None
    return Column(described.name, name, described.precision, described.scale, length)


def names_of(found: Sequence[Column]) -> list[str]:
    return [column.name for column in found]


def require_distinct(found: Sequence[Column]) -> None:
    seen: set[str] = set()
    for column in found:
        if column.name in seen:
            raise SyntaxRefused(f'column "{column.name}" specified more than once')
        seen.add(column.name)
