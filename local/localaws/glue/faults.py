"""Faults on order: the next calls of an operation are throttled, fail, or lose their answer after they worked."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import GlueError

BEFORE = {
    "throttle": GlueError("ThrottlingException", "Rate exceeded"),
    "internal": GlueError("InternalServiceException", "Internal service failure", status=500),
}
AFTER = {
    # It worked, and the answer says that it may not have.
    "operation-timeout": GlueError("OperationTimeoutException", "The operation timed out"),
    "internal-after": GlueError("InternalServiceException", "Internal service failure", status=500),
}
# It worked, and the connection is closed without an answer.
LOSE_ANSWER = "lose-answer"
KINDS = frozenset({*BEFORE, *AFTER, LOSE_ANSWER})


@dataclass
class Fault:
    operation: str
    kind: str
    remaining: int


class Faults:
    """Each fault is used up by the calls it strikes, oldest first; there is one fault to a call."""

    def __init__(self) -> None:
        self._ahead: list[Fault] = []

    def order(self, operation: str, kind: str, count: int = 1) -> None:
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind}; there are {sorted(KINDS)}")
        if count < 1:
            raise ValueError("a fault strikes once or more")
        self._ahead.append(Fault(operation, kind, count))

    def take(self, operation: str) -> str | None:
        for fault in self._ahead:
            if fault.operation == operation:
                fault.remaining -= 1
                if not fault.remaining:
                    self._ahead.remove(fault)
                return fault.kind
        return None
