"""Everything the local services know, behind one lock."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from .faults import Faults
from .migration import Kind, Migration

ACCOUNT = "123456789012"


@dataclass
class Endpoint:
    """A database a migration reads or writes. The password stays here: no answer shows it."""

    arn: str
    identifier: str
    endpoint_type: str
    engine: str
    values: dict[str, Any]
    password: str = ""


@dataclass(frozen=True)
class Call:
    """A request as it came, for whoever wants to know who asked what. The caller is the access key id it was signed with."""

    service: str
    operation: str
    parameters: dict[str, Any]
    caller: str = ""
    at: float = field(default_factory=time.time)


class State:
    def __init__(self, region: str = "us-east-1") -> None:
        self.region = region
        # Reentrant: an operation may publish an event, which locks as well.
        self.lock = threading.RLock()
        self.faults = Faults()
        self.endpoints: dict[str, Endpoint] = {}
        self.migrations: dict[str, Migration] = {}
        self.executions: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.calls: list[Call] = []

    def arn(self, kind: str, identifier: str | None = None) -> str:
        """A new ARN as DMS makes them: its last part is its own, not the identifier the user chose, but where there was a
        `ResourceIdentifier`.
        """
        return f"arn:aws:dms:{self.region}:{ACCOUNT}:{kind}:{identifier or uuid.uuid4().hex.upper()[:26]}"

    def of_kind(self, kind: Kind) -> list[Migration]:
        return [each for each in self.migrations.values() if each.kind is kind]

    def clear(self) -> None:
        with self.lock:
            self.faults.clear()
            for each in (self.endpoints, self.migrations, self.executions, self.events, self.calls):
                each.clear()
