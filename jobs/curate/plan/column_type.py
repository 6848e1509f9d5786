"""Types of columns: spelled as in RedshiftLoader's plans, written as Spark has them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPARK = {
    "boolean": "boolean",
    # Neither Iceberg nor Avro has a type of 16 bits: the column has 32, its values are held to 16.
    "smallint": "int",
    "integer": "int",
    "bigint": "bigint",
    "real": "float",
    "double precision": "double",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp",
}
_OTHER_NAMES = {
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "bool": "boolean",
    "float": "double precision",
}
_OTHER_NAMES |= {
    "float4": "real",
    "float8": "double precision",
    "double": "double precision",
    "text": "varchar",
    "string": "varchar",
}
_OTHER_NAMES |= {
    "character varying": "varchar",
    "numeric": "decimal",
    "char": "varchar",
    "timestamp without time zone": "timestamp",
}
_OTHER_NAMES |= {"timestamp with time zone": "timestamptz"}
_TEXT = re.compile(
    r"(?P<name>[a-z][a-z0-9 ]*?)\s*(?:\(\s*(?P<one>\d{1,5})\s*(?:,\s*(?P<two>\d{1,2})\s*)?\))?(?P<required>\s+not null)?"
)

# Digits that a value of these may have.
_DIGITS = {"tinyint": 3, "smallint": 5, "int": 10, "integer": 10, "bigint": 19}
INTEGERS = {"smallint": 16, "integer": 32, "bigint": 64}


class UnknownType(ValueError):
    """The text is no type; the message says what is."""


@dataclass(frozen=True)
class ColumnType:
    """A type, with `length` in bytes of varchar (None: any), or precision and scale of decimal."""

    name: str
    length: int | None = None
    precision: int = 0
    scale: int = 0

    @property
    def spark(self) -> str:
        if self.name == "varchar":
            return "string"
        return f"decimal({self.precision},{self.scale})" if self.name == "decimal" else _SPARK[self.name]

    @property
    def is_sortable(self) -> bool:
        """Its values can put changes in order."""
        if self.name == "decimal":
            return self.scale == 0 and self.precision <= 28
        return self.name not in ("boolean", "real", "double precision")

    def holds(self, kind: str) -> bool:
        """Every value of the Spark type `kind` is one of this type, or as good as one where the type is inexact itself."""
        digits = _DIGITS.get(kind)
        found = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
        if self.name == "varchar":
            return True
        if self.name in INTEGERS:
            widths = {"tinyint": 8, "smallint": 16, "int": 32, "bigint": 64}
            if found:
                return int(found[2]) == 0 and int(found[1]) < _DIGITS[self.name]
            return widths.get(kind, 99) <= INTEGERS[self.name]
        if self.name == "decimal":
            if found:
                whole = int(found[1]) - int(found[2])
                return int(found[2]) <= self.scale and whole <= self.precision - self.scale
            return digits is not None and digits <= self.precision - self.scale
        if self.name == "double precision":
            return kind in ("float", "double") or digits is not None or found is not None
        if self.name == "real":
            return kind in ("float", "tinyint", "smallint")
        if self.name in ("timestamp", "timestamptz"):
            return kind in ("date", "timestamp", "timestamp_ntz")
        return kind == self.spark

    def __str__(self) -> str:
        if self.name == "varchar":
            return "varchar" if self.length is None else f"varchar({self.length})"
        return f"decimal({self.precision},{self.scale})" if self.name == "decimal" else self.name


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType
    required: bool = False


def read_column(name: str, text: str) -> Column:
    """Reads `bigint not null` and its like. Raises UnknownType."""
    found = _TEXT.fullmatch(text.strip().lower())
    if not found:
        raise UnknownType(f"is {text!r}; expected a type such as bigint not null, varchar(200) or decimal(12,2)")
    kind = _OTHER_NAMES.get(found["name"], found["name"])
    one, two = found["one"], found["two"]
    required = found["required"] is not None
    if kind == "varchar" and two is None:
        if one is not None and not 1 <= int(one) <= 65535:
            raise UnknownType(f"is {text!r}; a varchar has 1 to 65535 bytes, or any number without a length")
        return Column(name, ColumnType("varchar", int(one) if one else None), required)
    if kind == "decimal":
        precision, scale = int(one or 18), int(two or 0)
        if not (1 <= precision <= 38 and scale <= precision):
            raise UnknownType(f"is {text!r}; a decimal has 1 to 38 digits, of which no more behind the point")
        return Column(name, ColumnType("decimal", None, precision, scale), required)
    if kind not in _SPARK or one is not None:
        names = ", ".join(["varchar(n)", "decimal(p,s)", *_SPARK])
        raise UnknownType(f"is {text!r}; the types are {names}, with or without not null")
    return Column(name, ColumnType(kind), required)


def is_wider_or_equal(wide: str, narrow: str) -> bool:
    """Every value of the Spark type `narrow` is one of `wide`, and both are of a kind."""
    if wide == narrow:
        return True
    numbers = ("smallint", "int", "bigint")
    if wide in numbers and narrow in numbers:
        return numbers.index(wide) >= numbers.index(narrow)
    if (wide, narrow) == ("double", "float"):
        return True
    found = [re.fullmatch(r"decimal\((\d+),(\d+)\)", each) for each in (wide, narrow)]
    if found[0] and found[1]:
        (wide_p, wide_s), (narrow_p, narrow_s) = ((int(each[1]), int(each[2])) for each in found if each)
        return wide_s >= narrow_s and wide_p - wide_s >= narrow_p - narrow_s
    return False


_OF_SPARK = {spark: name for name, spark in _SPARK.items() if name not in ("smallint", "timestamptz")}
_OF_SPARK |= {"tinyint": "integer", "smallint": "integer", "timestamp_ntz": "timestamp"}


def type_of_spark(kind: str) -> ColumnType:
    """The type that holds every value of a Spark type; what is no single value becomes text."""
    found = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
    if found:
        return ColumnType("decimal", None, int(found[1]), int(found[2]))
    return ColumnType(_OF_SPARK.get(kind, "varchar"))
