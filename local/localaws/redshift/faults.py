"""What goes wrong on request, told through the control endpoint: each fault strikes a number of times, then is over."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

KINDS = {
    # of a call
    "throttle": "ThrottlingException before anything is done",
    "server-error": "InternalServerException before anything is done",
    "lost-answer": "the call takes effect, and its answer is an InternalServerException",
    "slow-answer": "the call takes effect, and is answered `seconds` later",
    "unavailable": "a statement is not taken: the warehouse is paused, resuming or being resized",
    # of a statement
    "delay": "it stays in `state` (STARTED by default) for `seconds`; in STARTED inside the database, so Cancel works",
    "fail": "it fails with `message` in place of running",
    "serialization": "it fails with error 1023, as one of two transactions that cannot be put in an order",
    "abort": "Redshift ends it as ABORTED though nobody called CancelStatement: a monitoring rule or an administrator did",
    "fail-after-files": "an UNLOAD fails after `files` files are in S3",
    "manifest-missing": "an UNLOAD writes no manifest",
    # of its event
    "lost-event": "no event is sent",
    "duplicate-event": "the event is sent twice",
    "late-event": "the event is sent `seconds` later",
}


@dataclass(frozen=True)
class Fault:
    kind: str
    times: int = 1
    # Empty matches everything: an operation's name, the beginning of a statement's name, a part of its text.
    operation: str = ""
    name: str = ""
    sql: str = ""
    seconds: float = 0
    state: str = "STARTED"
    message: str = ""
    files: int = 1

    @classmethod
    def decoded(cls, value: Mapping[str, Any]) -> Fault:
        """Raises ValueError for a kind or a field there is not, so that no test passes for want of a fault."""
        try:
            fault = cls(**value)
        except TypeError as error:
            raise ValueError(str(error)) from error
        if fault.kind not in KINDS:
            raise ValueError(f"no fault is called {fault.kind!r}; there are: {', '.join(KINDS)}")
        return fault


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        with self._lock:
            return list(self._waiting)

    def strike(
        self, kind: str, *, operation: str = "", name: str = "", sql: str = "", state: str | None = None
    ) -> Fault | None:
        """The first fault of this kind that matches; it has then struck once."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if (
                    fault.kind == kind
                    and (state is None or fault.state == state)
                    and fault.operation in ("", operation)
                    and name.startswith(fault.name)
                    and fault.sql.lower() in sql.lower()
                ):
                    if fault.times <= 1:
                        del self._waiting[index]
                    else:
                        self._waiting[index] = replace(fault, times=fault.times - 1)
                    return fault
        return None
