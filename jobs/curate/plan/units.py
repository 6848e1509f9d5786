"""Durations, sizes, shares and lists of names, whose form the schema has checked."""

from __future__ import annotations

import re
from datetime import timedelta

from .document import Node
from .model import Share

_DURATIONS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SIZES = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZES |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def duration(text: str) -> timedelta:
    # A century is more than any of them means.
    return timedelta(**{_DURATIONS[text[-1]]: min(int(text[:-1]), 36_500 if text[-1] == "d" else 3_153_600_000)})


def bytes_of(text: str) -> int:
    found = re.fullmatch(r"([0-9]+) ?([A-Za-z]+)", text)
    return int(found[1]) * _SIZES[found[2]] if found else 0


def share_of(node: Node | None) -> Share | None:
    if node is None:
        return None
    if isinstance(node.value, str):
        return Share(percent=float(node.value[:-1]))
    return Share(rows=node.value)


def names_of(node: Node | None) -> tuple[str, ...]:
    return tuple(str(each.value).lower() for each in node.elements()) if node else ()
