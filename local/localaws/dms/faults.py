"""What may go wrong between a client and the services, set through the control endpoint and used up call by call."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ServiceError

# Answered instead of doing anything.
ERRORS = {
    "throttle": ServiceError("ThrottlingException", "Rate exceeded"),
    "internal": ServiceError("InternalFailure", "The request processing has failed because of an unknown error.", 500),
    "unavailable": ServiceError("ServiceUnavailable", "Service Unavailable", 503),
    "denied": ServiceError(
        "AccessDeniedException",
        "User: arn:aws:sts::123456789012:assumed-role/example/example is not authorized to perform this action",
    ),
    "access-denied-fault": ServiceError("AccessDeniedFault", "DMS was denied access to the endpoint."),
    "not-found": ServiceError("ResourceNotFoundFault", "No Tasks Found matching provided filters"),
}
# Done, and then answered wrongly.
ANSWERS = {"drop", "not-json", "truncated", "empty-body"}
# Done otherwise.
VIEWS = {"stale", "missing", "short-page", "empty-page", "same-marker"}


@dataclass
class Fault:
    """`times` calls of `operation` meet it. `size` is the length of a short page."""

    operation: str
    kind: str
    times: int = 1
    size: int = 1


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, values: Mapping[str, Any]) -> None:
        fault = Fault(**values)
        known = ERRORS.keys() | ANSWERS | VIEWS
        if fault.kind not in known:
            raise ValueError(f"no such fault: {fault.kind}; there are {sorted(known)}")
        if fault.times < 1 or fault.size < 1:
            raise ValueError("times and size are at least 1")
        with self._lock:
            self._waiting.append(fault)

    def take(self, operation: str) -> Fault | None:
        """The next fault for this operation; one call less is left of it."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation == operation:
                    fault.times -= 1
                    if fault.times == 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
