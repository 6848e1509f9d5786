"""Words on the terminal: steps with their time, and columns that hold emoji and CJK."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence

_STARTED = time.monotonic()


def step(text: str) -> None:
    print(f"\n==> [{time.monotonic() - _STARTED:5.1f} s] {text}", flush=True)


def say(text: str) -> None:
    print(text, flush=True)


def table(heading: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """Columns as wide as they need; those whose index is in `right` are set flush right."""
    widths = [max(_width(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    for row in (heading, *rows):
        cells = []
        for column, text in enumerate(row):
            gap = " " * (widths[column] - _width(text))
            cells.append(gap + text if column in right else text + gap)
        say("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text
    )
