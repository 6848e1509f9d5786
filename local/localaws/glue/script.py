"""What becomes of each node: its outcomes are scripted ahead, one for each time it runs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

JOB_ENDS = frozenset({"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR"})
CRAWL_ENDS = frozenset({"SUCCEEDED", "FAILED", "CANCELLED", "ERROR"})


@dataclass(frozen=True)
class Outcome:
    """How one run of a node ends, and after how many seconds."""

    state: str = "SUCCEEDED"
    seconds: float = 1.0
    error: str = ""

    @staticmethod
    def read(value: Mapping[str, Any]) -> Outcome:
        unknown = value.keys() - {"state", "seconds", "error"}
        if unknown:
            raise ValueError(f"an outcome has state, seconds and error, not {sorted(unknown)}")
        outcome = Outcome(
            str(value.get("state", "SUCCEEDED")), float(value.get("seconds", 1.0)), str(value.get("error", ""))
        )
        if outcome.state not in JOB_ENDS | CRAWL_ENDS:
            raise ValueError(f"{outcome.state} is no state that a job or a crawl ends in")
        if outcome.seconds < 0:
            raise ValueError("an outcome cannot come before its run starts")
        return outcome


# A job whose code runs ends when that does.
_FOR_EVER = Outcome(seconds=86_400.0 * 365)


class Script:
    """Outcomes by node name. A node without one takes the default: a success after `seconds`."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.default = Outcome(seconds=seconds)
        self.jobs_with_code: set[str] = set()
        self._ahead: defaultdict[str, deque[Outcome]] = defaultdict(deque)
        self._broken: defaultdict[str, deque[str]] = defaultdict(deque)

    def add(self, node: str, outcomes: Iterable[Outcome]) -> None:
        self._ahead[node].extend(outcomes)

    def take(self, node: str) -> Outcome:
        ahead = self._ahead[node]
        if not ahead and node in self.jobs_with_code:
            return _FOR_EVER
        return ahead.popleft() if ahead else self.default

    def break_run(self, workflow: str, message: str) -> None:
        """The next run of the workflow ends in status ERROR, whatever its nodes do."""
        self._broken[workflow].append(message)

    def take_break(self, workflow: str) -> str | None:
        broken = self._broken[workflow]
        return broken.popleft() if broken else None
