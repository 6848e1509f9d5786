"""Values as a column's type has them, without rounding or guessing: what does not fit exactly has a reason instead.

Each function gives Spark's expressions: the value, and the reason why there is none (NULL where there is one).
"""

from __future__ import annotations

from ..plan.column_type import INTEGERS, ColumnType

_WHOLE = r"^[+-]?[0-9]{1,38}$"
_NUMBER = r"^[+-]?([0-9]{1,38}([.][0-9]*)?|[.][0-9]+)$"
_FLOAT = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?$"
_ZONED = _TIME[:-1] + r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
# Spark reads no zone behind minutes.
_WITHOUT_SECONDS = r"^([0-9-]{10}[ T][0-9]{2}:[0-9]{2})(?=Z|[+-]|$)"
_INTEGRAL = ("tinyint", "smallint", "int", "bigint")
_ATOMIC = (*_INTEGRAL, "boolean", "string", "float", "double", "date", "timestamp", "timestamp_ntz", "binary")


def is_atomic(kind: str) -> bool:
    return kind in _ATOMIC or kind.startswith("decimal(")


def cast(value: str, kind: str, target: ColumnType, name: str, keeps_long_text: bool) -> tuple[str, str]:
    """The expressions for a column of the Spark type `kind`. `value` is an expression, `name` the column's in reasons."""
    converted, fits = _converted(value, kind, target)
    reason = f"is not a value of {target}"
    if target.name == "varchar":
        if target.length is None or keeps_long_text:
            return converted, "CAST(NULL AS STRING)"
        size = f"octet_length({converted})"
        said = f"concat({text_literal(f'{name} has ')}, {size}, {text_literal(f' bytes; its column is {target}')})"
        return converted, f"CASE WHEN {size} > {target.length} THEN {said} END"
    shown = f"concat({text_literal(f'{name} ')}, {text_literal(reason)}, ': ', left(CAST({value} AS STRING), 60))"
    return converted, f"CASE WHEN {value} IS NOT NULL AND NOT coalesce({fits}, false) THEN {shown} END"


def _converted(value: str, kind: str, target: ColumnType) -> tuple[str, str]:
    """The value, and a condition that holds where it is exact."""
    name = target.name
    if name == "varchar":
        return _to_text(value, kind), "true"
    if name in INTEGERS:
        made, fits = _to_integer(value, kind, name if name == "smallint" else target.spark)
        return f"CAST({made} AS {target.spark})", fits
    if name == "decimal":
        return _to_decimal(value, kind, target)
    if name in ("real", "double precision"):
        if kind == "string":
            return f"try_cast(trim({value}) AS {target.spark})", f"trim({value}) RLIKE '{_FLOAT}'"
        number = kind in (*_INTEGRAL, "float", "double") or kind.startswith("decimal(")
        return (f"CAST({value} AS {target.spark})", "true") if number else _nothing(target.spark)
    if name == "boolean":
        return _to_boolean(value, kind)
    if name == "date":
        return _to_date(value, kind)
    return _to_time(value, kind, zoned=name == "timestamptz")


def _nothing(spark: str) -> tuple[str, str]:
    return f"CAST(NULL AS {spark})", "false"


def _to_text(value: str, kind: str) -> str:
    if kind == "string":
        return value
    if kind == "binary":
        return f"base64({value})"
    return f"CAST({value} AS STRING)" if is_atomic(kind) else f"to_json({value})"


def _to_integer(value: str, kind: str, spark: str) -> tuple[str, str]:
    if kind in _INTEGRAL or kind.startswith("decimal("):
        made = f"try_cast({value} AS {spark})"
        return made, f"{made} = {value}"
    if kind in ("float", "double"):
        made = f"try_cast({value} AS {spark})"
        return made, f"CAST({made} AS DOUBLE) = {value}"
    if kind == "string":
        return (
            f"try_cast(trim({value}) AS {spark})",
            f"trim({value}) RLIKE '{_WHOLE}' AND try_cast(trim({value}) AS {spark}) IS NOT NULL",
        )
    return _nothing(spark)


def _to_decimal(value: str, kind: str, target: ColumnType) -> tuple[str, str]:
    if kind in _INTEGRAL or kind.startswith("decimal("):
        made = f"try_cast({value} AS {target.spark})"
        return made, f"{made} = {value}"
    if kind in ("float", "double"):
        # The double next to the decimal is the one that was meant by it.
        made = f"try_cast({value} AS {target.spark})"
        return made, f"CAST({made} AS DOUBLE) = CAST({value} AS DOUBLE)"
    if kind == "string":
        text = f"trim({value})"
        made = f"try_cast({text} AS {target.spark})"
        # Zeros at the end are no digits that would be rounded away.
        behind = f"CASE WHEN instr({text}, '.') > 0 THEN substring_index({text}, '.', -1) ELSE '' END"
        fraction = f"length(trim(TRAILING '0' FROM {behind}))"
        return made, f"{text} RLIKE '{_NUMBER}' AND {made} IS NOT NULL AND {fraction} <= {target.scale}"
    return _nothing(target.spark)


def _to_boolean(value: str, kind: str) -> tuple[str, str]:
    if kind == "boolean":
        return value, "true"
    if kind in _INTEGRAL:
        return f"CAST({value} AS BOOLEAN)", f"{value} IN (0, 1)"
    if kind == "string":
        text = f"lower(trim({value}))"
        made = f"CASE WHEN {text} IN ('true', 't', '1') THEN true WHEN {text} IN ('false', 'f', '0') THEN false END"
        return made, f"{text} IN ('true', 't', '1', 'false', 'f', '0')"
    return _nothing("boolean")


def _to_date(value: str, kind: str) -> tuple[str, str]:
    if kind == "date":
        return value, "true"
    if kind in ("timestamp", "timestamp_ntz"):
        made = f"CAST({value} AS DATE)"
        return made, f"CAST({made} AS {kind}) = {value}"
    if kind == "string":
        return (
            f"try_cast(trim({value}) AS DATE)",
            f"trim({value}) RLIKE '{_DATE}' AND try_cast(trim({value}) AS DATE) IS NOT NULL",
        )
    return _nothing("date")


def _to_time(value: str, kind: str, zoned: bool) -> tuple[str, str]:
    if kind in ("timestamp", "timestamp_ntz", "date"):
        return f"CAST({value} AS TIMESTAMP)", "true"
    if kind == "string":
        # RFC 3339 takes t and z as well.
        text = f"regexp_replace(upper(trim({value})), '{_WITHOUT_SECONDS}', '$1:00')"
        made = f"try_cast({text} AS TIMESTAMP)"
        # Without a zone a time is UTC's, which a column of type timestamptz does not assume.
        form = f"{text} RLIKE '{_ZONED}'" if zoned else f"({text} RLIKE '{_ZONED}' OR {text} RLIKE '{_TIME}')"
        return made, f"{form} AND {made} IS NOT NULL"
    return _nothing("timestamp")


def text_literal(text: str) -> str:
    """A text of Spark's SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quoted(name: str) -> str:
    """A column's name in Spark's SQL."""
    return "`" + name.replace("`", "``") + "`"
