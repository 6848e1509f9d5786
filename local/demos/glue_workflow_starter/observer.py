"""Reads the runs of a Glue workflow, and prints them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from ..terminal import say, table


class WorkflowRuns:
    """Reads the runs from Glue at each call."""

    def __init__(self, glue: Any, workflow: str) -> None:
        self._glue = glue
        self._workflow = workflow

    def all(self) -> list[dict[str, Any]]:
        """The newest first."""
        runs: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            answer = self._glue.get_workflow_runs(Name=self._workflow, MaxResults=100, **token)
            runs += answer.get("Runs", [])
            if "NextToken" not in answer:
                return runs
            token = {"NextToken": answer["NextToken"]}

    def count(self) -> int:
        return len(self.all())

    def is_any_live(self) -> bool:
        return any(run["Status"] in ("RUNNING", "STOPPING") for run in self.all())

    def newest_has(self, event_id: str) -> bool:
        runs = self.all()
        return bool(runs) and event_id in events_of(runs[0])


def events_of(run: dict[str, Any]) -> list[str]:
    """The event ids in a run's properties."""
    return str(run["WorkflowRunProperties"].get("starter.eventIds", "")).split(",")


def show(run: dict[str, Any]) -> None:
    """Prints a run as the function answers it."""
    say(f"run {short(run.get('runId'))}: {run.get('status')} {run.get('error', '')}".rstrip())
    say(f"statistics: {json.dumps({name: count for name, count in run.get('statistics', {}).items() if count})}")
    rows = [
        (node["name"], node["type"], node["state"], short(node.get("runId")), node.get("error", ""))
        for node in run.get("nodes", [])
    ]
    if rows:
        table(("node", "type", "state", "its run", "error"), rows)


def short(identifier: object) -> str:
    text = str(identifier or "–")
    return text if len(text) <= 14 else f"{text[:11]}…"


def until(holds: Callable[[], object], max_wait: float) -> bool:
    deadline = time.monotonic() + max_wait
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
