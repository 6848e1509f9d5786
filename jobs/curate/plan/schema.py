"""Holds a plan to `plan.schema.json`, the part of JSON Schema that it uses, and reports every mistake at once."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from .document import Node, Problem

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a block of fields",
    "null": "nothing",
}


def plan_schema() -> dict[str, Any]:
    # On Glue the package is inside a zip, which has no files to open.
    text = resources.files("curate").joinpath("plan.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def problems_of(node: Node, schema: Mapping[str, Any]) -> list[Problem]:
    return list(_problems(node, schema, schema))


def _problems(node: Node, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Problem]:
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        yield from _any_of(node, schema["anyOf"], root)
        return
    kinds = _kinds(schema)
    if kinds and not any(_is(node.value, kind) for kind in kinds):
        yield node.problem(f"is {_described(node.value)}; expected {_expected(schema)}")
        return
    if "enum" in schema and node.value not in schema["enum"]:
        yield node.problem(f"is {_described(node.value)}; {_allowed(str(node.value), schema['enum'])}")
    yield from _of_scalar(node, schema)
    if isinstance(node.value, list):
        yield from _of_list(node, schema, root)
    if isinstance(node.value, dict):
        yield from _of_mapping(node, schema, root)


def _of_scalar(node: Node, schema: Mapping[str, Any]) -> Iterator[Problem]:
    value = node.value
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield node.problem(f"is {value!r}; expected {_expected(schema)}")
        elif len(value) < schema.get("minLength", 0):
            yield node.problem("is empty")
        elif len(value) > schema.get("maxLength", len(value)):
            yield node.problem(f"is longer than {schema['maxLength']} characters")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        least, most = schema.get("minimum", value), schema.get("maximum", value)
        if not least <= value <= most:
            yield node.problem(f"is {value}; expected {_expected(schema)}")


def _of_list(node: Node, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Problem]:
    if len(node.value) < schema.get("minItems", 0):
        yield node.problem("is an empty list" if not node.value else f"has fewer than {schema['minItems']} items")
    if len(node.value) > schema.get("maxItems", len(node.value)):
        yield node.problem(f"has more than {schema['maxItems']} items")
    plain = [json.dumps(each.plain(), sort_keys=True) for each in node.value]
    for index, each in enumerate(node.value):
        if schema.get("uniqueItems") and plain[index] in plain[:index]:
            yield each.problem(f"is {_described(each.value)} a second time")
        if "items" in schema:
            yield from _problems(each, schema["items"], root)


def _of_mapping(node: Node, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Problem]:
    fields: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", []):
        if node.get(name) is None:
            yield node.problem(f"has no {name}; expected {_expected(fields[name])}")
    if not node.value and schema.get("minProperties", 0):
        yield node.problem("is empty")
    if len(node.value) > schema.get("maxProperties", len(node.value)):
        yield node.problem(f"has more than {schema['maxProperties']} field{'s'[: schema['maxProperties'] > 1]}")
    for name, each in node.items():
        pattern = next((one for one in schema.get("patternProperties", {}) if re.search(one, name)), None)
        if name in fields:
            yield from _problems(each, fields[name], root)
        elif pattern is not None:
            rest = schema["patternProperties"][pattern]
            yield from _problems(each, rest, root) if isinstance(rest, dict) else ()
        elif schema.get("additionalProperties") is False:
            yield each.problem(f"is no field here; {_allowed(name, list(fields))}")
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from _problems(each, schema["additionalProperties"], root)


def _any_of(node: Node, choices: list[Mapping[str, Any]], root: Mapping[str, Any]) -> Iterator[Problem]:
    found = [list(_problems(node, each, root)) for each in choices]
    if any(not each for each in found):
        return
    # The choice of the value's own type says most.
    for choice, problems in zip(choices, found, strict=True):
        if any(_is(node.value, kind) for kind in _kinds(choice)):
            yield from problems
            return
    yield node.problem(f"is {_described(node.value)}; expected {' or '.join(_expected(each) for each in choices)}")


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _described(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return _WORDS["object" if isinstance(value, dict) else "array"]
    if value is None:
        return "missing"
    return json.dumps(value, ensure_ascii=False)


def _expected(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_expected(each) for each in schema["anyOf"])
    if "x-expected" in schema:
        return str(schema["x-expected"])
    if "enum" in schema:
        return "one of " + ", ".join(str(each) for each in schema["enum"] if each is not None)
    return " or ".join(_WORDS[kind] for kind in _kinds(schema) if kind != "null")


def _allowed(given: str, choices: list[Any]) -> str:
    names = [str(each) for each in choices if each is not None]
    close = difflib.get_close_matches(given, names, 1)
    return (f"did you mean {close[0]}? " if close else "") + f"allowed: {', '.join(names)}"
