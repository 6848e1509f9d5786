"""The time that runs advance by: the machine's, or one that tests move by hand."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""


class WallClock:
    def now(self) -> float:
        return time.time()


class HandClock:
    """Stands still until it is advanced, so that no test depends on how fast the machine is."""

    def __init__(self, start: float = 1_750_000_000.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time does not go back")
        self._now += seconds
