"""Takes the parts of a plan away that do not have the schema's shape, so that the rest of it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .document import Node, Problem

_ITEM = re.compile(r"(sources|tables)\.[^.\[]+|checks\.[^.\[]+\[\d+\]|checks\.[^.\[]+|[^.\[]+")
# A field that may be missing goes alone; with any other its source, table or check goes.
_OPTIONAL = re.compile(
    r"((sources\.[^.\[]+\.(description|suffix|folders|operation|header|delimiter|quote|null_as|multiline))"
    r"|(tables\.[^.\[]+\.(description|strategy|hard_deletes|partition_by|quarantine|schema))"
    r"|(checks\.[^.\[]+\[\d+\]\.(description|name|severity|at_most|where)))(?![A-Za-z_])"
)


def without(document: Node, problems: Iterable[Problem]) -> tuple[Node, frozenset[str]]:
    """The plan without what has a problem, and the paths of that."""
    paths = [each.path for each in problems]
    found = [_OPTIONAL.match(each) or _ITEM.match(each) for each in paths]
    broken = frozenset(each[0] for each in found if each)
    if not isinstance(document.value, dict):
        return Node({}, document.line, document.column, document.path), broken
    return _kept(document, "", broken), broken


def _kept(node: Node, path: str, broken: frozenset[str]) -> Node:
    """A merged block's fields keep the paths of where they were written: here a path is where a field has its effect."""
    if not any(each.startswith(path) for each in broken):
        return node
    if isinstance(node.value, dict):
        below = {name: f"{path}.{name}" if path else name for name in node.value}
        left = {
            name: _kept(each, below[name], broken)
            for name, each in node.value.items()
            if below[name] not in broken and each.path not in broken
        }
        return Node(left, node.line, node.column, node.path)
    if isinstance(node.value, list):
        items = [_kept(each, f"{path}[{index}]", broken) for index, each in enumerate(node.value)]
        left_items = [each for index, each in enumerate(items) if f"{path}[{index}]" not in broken]
        return Node(left_items, node.line, node.column, node.path)
    return node
