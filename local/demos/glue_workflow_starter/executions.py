"""Executions of a state machine on the local AWS: starting them, and waiting for their ends."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class End:
    """The end of an execution. `output` is None unless it succeeded."""

    name: str
    status: str
    output: Any
    error: str
    cause: str


class Executions:
    def __init__(self, states: Any, machine: str) -> None:
        self._states = states
        self._machine = machine

    def start(self, value: Any) -> str:
        answer = self._states.start_execution(stateMachineArn=self._machine, input=json.dumps(value))
        return str(answer["executionArn"])

    def all(self) -> list[str]:
        pages = self._states.get_paginator("list_executions").paginate(stateMachineArn=self._machine)
        return [each["executionArn"] for page in pages for each in page["executions"]]

    def ends(self, arns: Iterable[str], max_wait: float) -> list[End]:
        """In the order of `arns`. One that still runs after `max_wait` seconds has status RUNNING."""
        deadline = time.monotonic() + max_wait
        return [self._end(arn, deadline) for arn in arns]

    def abort(self, arn: str) -> None:
        self._states.stop_execution(executionArn=arn)

    def _end(self, arn: str, deadline: float) -> End:
        while True:
            found = self._states.describe_execution(executionArn=arn)
            if found["status"] != "RUNNING" or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        return End(
            name=found["name"],
            status=found["status"],
            output=json.loads(found["output"]) if found.get("output") else None,
            error=found.get("error", ""),
            cause=found.get("cause", ""),
        )
