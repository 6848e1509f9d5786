"""A plan's text as values that know where they stand. YAML is read as YAML 1.2's core schema says: `no` is text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LARGEST_BYTES = 1_000_000
DEEPEST = 32
MOST_VALUES = 50_000

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Problem:
    """A mistake in a plan: where it stands, and what to write instead."""

    line: int
    column: int
    path: str
    message: str

    def text(self, file: str) -> str:
        place = f"{file}:{self.line}:{self.column}" if self.line else file
        return f"{place} {self.path}: {self.message}" if self.path else f"{place} {self.message}"


class PlanError(Exception):
    """Lists every mistake of a plan, one a line."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda each: (each.line, each.column, each.path))
        super().__init__("\n".join(each.text(file) for each in self.problems))


@dataclass(frozen=True)
class Node:
    """A value of the plan. `value` is a scalar, a list of nodes, or a dict of nodes by name."""

    value: Any
    line: int
    column: int
    path: str

    def problem(self, message: str) -> Problem:
        return Problem(self.line, self.column, self.path, message)

    def get(self, name: str) -> Node | None:
        """The field of that name; None where it is missing or null."""
        found: Node | None = self.value.get(name) if isinstance(self.value, dict) else None
        return None if found is None or found.value is None else found

    def plain(self) -> Any:
        if isinstance(self.value, dict):
            return {name: each.plain() for name, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.plain() for each in self.value]
        return self.value

    def items(self) -> Iterator[tuple[str, Node]]:
        if isinstance(self.value, dict):
            yield from self.value.items()

    def elements(self) -> list[Node]:
        return self.value if isinstance(self.value, list) else [self]


def read_document(text: str, file: str) -> Node:
    """Reads JSON, or YAML where PyYAML is installed. Raises PlanError for what is neither, too large or too deep."""
    if len(text.encode()) > LARGEST_BYTES:
        raise PlanError(file, [Problem(0, 0, "", f"is larger than {LARGEST_BYTES} bytes")])
    is_json = file.endswith(".json")
    if is_json:
        try:
            json.loads(text)
        except ValueError as error:
            raise PlanError(file, [Problem(0, 0, "", f"is no JSON: {error}")]) from None
    try:
        import yaml
    except ImportError:
        if is_json:
            return _from_json(text, file)
        message = (
            "is YAML, and PyYAML is missing: give the job --additional-python-modules PyYAML==6.0.3, or a JSON plan"
        )
        raise PlanError(file, [Problem(0, 0, "", message)]) from None
    try:
        # A tab cannot stand inside a JSON string; between its tokens PyYAML does not take one.
        root = yaml.compose(text.replace("\t", " ") if is_json else text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what = getattr(error, "problem", None) or str(error)
        raise PlanError(file, [Problem(line, column, "", f"is no YAML: {what}")]) from None
    except RecursionError:
        raise PlanError(file, [Problem(0, 0, "", f"is nested deeper than {DEEPEST}")]) from None
    if root is None:
        raise PlanError(file, [Problem(1, 1, "", "is empty")])
    reader = _YAMLReader()
    node = reader.node(root, "", 0)
    if reader.problems:
        raise PlanError(file, reader.problems)
    return node


class _YAMLReader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._count = 0

    def node(self, found: Any, path: str, depth: int) -> Node:
        import yaml

        line, column = found.start_mark.line + 1, found.start_mark.column + 1
        self._count += 1
        if depth > DEEPEST or self._count > MOST_VALUES:
            if self._count <= MOST_VALUES + 1:
                self.problems.append(
                    Problem(line, column, path, f"is nested deeper than {DEEPEST}, or an alias of itself")
                )
            return Node(None, line, column, path)
        if isinstance(found, yaml.MappingNode):
            return Node(self._mapping(found, path, depth), line, column, path)
        if isinstance(found, yaml.SequenceNode):
            items = [self.node(each, f"{path}[{index}]", depth + 1) for index, each in enumerate(found.value)]
            return Node(items, line, column, path)
        return Node(self._scalar(found), line, column, path)

    def _mapping(self, found: Any, path: str, depth: int) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, value in found.value:
            name = str(key.value)
            below = f"{path}.{name}" if path else name
            node = self.node(value, below, depth + 1)
            if name == "<<" and key.style is None:
                for each in node.elements():
                    merged = {**dict(each.items()), **merged}
            elif name in fields:
                at = key.start_mark
                self.problems.append(Problem(at.line + 1, at.column + 1, below, "is there twice"))
            else:
                fields[name] = node
        return {**merged, **fields}

    @staticmethod
    def _scalar(found: Any) -> Any:
        text: str = found.value
        if found.style is not None:
            # JSON writes a character beyond U+FFFF as two escapes, which YAML reads one by one.
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return resolve_plain(text)


def resolve_plain(text: str) -> Any:
    """A plain scalar by YAML 1.2's core schema."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _from_json(text: str, file: str) -> Node:
    problems: list[Problem] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        problems.extend(
            Problem(0, 0, name, "is there twice") for name in sorted({n for n in names if names.count(n) > 1})
        )
        return dict(found)

    def node(value: Any, path: str) -> Node:
        if isinstance(value, dict):
            return Node({k: node(v, f"{path}.{k}" if path else k) for k, v in value.items()}, 0, 0, path)
        if isinstance(value, list):
            return Node([node(each, f"{path}[{index}]") for index, each in enumerate(value)], 0, 0, path)
        return Node(value, 0, 0, path)

    root = json.loads(text, object_pairs_hook=pairs)
    if problems:
        raise PlanError(file, problems)
    return node(root, "")
