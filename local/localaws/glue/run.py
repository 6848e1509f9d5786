"""One run of a workflow: nodes that run for their scripted time, triggers that fire on how they ended.

Nothing here looks at a clock or talks to anybody: `advance(now)` moves the run to `now` and returns what happened.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from .graph import Graph, NodeKey, Trigger, awaited_by, build, started_by
from .script import Outcome

STOP_SECONDS = 0.05
LIVE = frozenset({"RUNNING", "STOPPING"})
# How each end counts in a run's statistics. A cancelled crawl counts as stopped.
COUNTED = {
    "SUCCEEDED": "SucceededActions",
    "FAILED": "FailedActions",
    "TIMEOUT": "TimeoutActions",
    "STOPPED": "StoppedActions",
    "CANCELLED": "StoppedActions",
    "ERROR": "ErroredActions",
    "RUNNING": "RunningActions",
    "STOPPING": "RunningActions",
    "CANCELLING": "RunningActions",
}


@dataclass
class Attempt:
    """One run of a job or a crawler inside a workflow run."""

    node: NodeKey
    identifier: str
    outcome: Outcome
    started: float
    state: str = "RUNNING"
    ends: float = 0.0
    completed: float | None = None
    # 0 for the first; a retry that the job's MaxRetries allows has the next number, and the id of the one before.
    number: int = 0
    previous: str | None = None

    @property
    def error(self) -> str:
        return self.outcome.error if self.state == self.outcome.state else ""


@dataclass
class WorkflowRun:
    """The state of a run. `attempts` holds what each node did; a node without one was not reached."""

    workflow: str
    triggers: Sequence[Trigger]
    take_outcome: Callable[[str], Outcome]
    # How often a job is tried again when it failed: its MaxRetries.
    retries_of: Callable[[str], int]
    properties: dict[str, str]
    started: float
    breaks_with: str | None = None
    previous: str | None = None
    status: str = "RUNNING"
    completed: float | None = None
    error: str = ""
    identifier: str = field(default_factory=lambda: f"wr_{uuid.uuid4().hex}{uuid.uuid4().hex}")
    attempts: dict[NodeKey, list[Attempt]] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    graph: Graph = field(init=False)

    def __post_init__(self) -> None:
        self.graph = build(self.triggers)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def begin(self) -> None:
        """Fires what starts the workflow."""
        for trigger in self.triggers:
            if trigger["Type"] != "CONDITIONAL":
                self._fire(trigger, self.started)

    def begin_again(self, earlier: WorkflowRun, nodes: Collection[NodeKey]) -> None:
        """Takes over what `earlier` did, and runs `nodes` and all that follows from them once more."""
        again = set(nodes) | self.graph.downstream(nodes)
        self.attempts = {node: list(attempts) for node, attempts in earlier.attempts.items() if node not in again}
        self.fired = {name for name in earlier.fired if NodeKey("TRIGGER", name) not in again}
        for node in nodes:
            # What another chosen node leads to waits for it.
            if not any(node in self.graph.downstream([other]) for other in nodes if other != node):
                self._start(node, self.started)

    def stop(self, now: float) -> None:
        self.status = "STOPPING"
        for attempt in self._running():
            attempt.state = "CANCELLING" if attempt.node.type == "CRAWLER" else "STOPPING"
            attempt.outcome = Outcome("CANCELLED" if attempt.node.type == "CRAWLER" else "STOPPED", STOP_SECONDS)
            attempt.ends = now + STOP_SECONDS

    def next_change(self) -> float | None:
        """When something happens next. None: never."""
        if not self.is_live:
            return None
        return min((attempt.ends for attempt in self._running()), default=self.started)

    def advance(self, now: float) -> list[Attempt]:
        """Moves on to `now`. Returns the attempts that ended, in the order of their ends."""
        ended: list[Attempt] = []
        while self.is_live:
            due = sorted((each for each in self._running() if each.ends <= now), key=lambda each: each.ends)
            if not due:
                break
            attempt = due[0]
            attempt.state, attempt.completed = attempt.outcome.state, attempt.ends
            ended.append(attempt)
            # A job that Glue tries again has not ended for its triggers.
            if not self._retried(attempt):
                self._fire_what_follows(attempt)
        if self.is_live and not self._running():
            self._end(ended[-1].ends if ended else now)
        return ended

    def statistics(self) -> dict[str, int]:
        """Glue's counts: of attempts, not of nodes. A job that succeeded on its retry counts as failed and as succeeded."""
        counts = dict.fromkeys([*dict.fromkeys(COUNTED.values()), "WaitingActions"], 0)
        for attempts in self.attempts.values():
            for attempt in attempts:
                counts[COUNTED[attempt.state]] += 1
        return {"TotalActions": len(self.graph.actions), **counts}

    def described_graph(self, describe: Callable[[WorkflowRun, NodeKey], dict[str, Any]]) -> dict[str, Any]:
        return {
            "Nodes": [describe(self, node) for node in self.graph.nodes],
            "Edges": [
                {"SourceId": source.unique_id, "DestinationId": target.unique_id} for source, target in self.graph.edges
            ],
        }

    def _running(self) -> list[Attempt]:
        return [attempts[-1] for attempts in self.attempts.values() if attempts[-1].completed is None]

    def _retried(self, attempt: Attempt) -> bool:
        """Whether Glue runs a failed job again by itself. A timeout is not tried again, as AWS documents.

        https://docs.aws.amazon.com/glue/latest/dg/add-job.html (Number of retries)
        """
        is_failed_job = attempt.node.type == "JOB" and attempt.state == "FAILED"
        if self.status != "RUNNING" or not is_failed_job or attempt.number >= self.retries_of(attempt.node.name):
            return False
        outcome = self.take_outcome(attempt.node.name)
        number = attempt.number + 1
        first = attempt.identifier.partition("_attempt_")[0]
        self.attempts[attempt.node].append(
            Attempt(
                attempt.node,
                f"{first}_attempt_{number}",
                outcome,
                attempt.ends,
                ends=attempt.ends + outcome.seconds,
                number=number,
                previous=attempt.identifier,
            )
        )
        return True

    def _fire_what_follows(self, attempt: Attempt) -> None:
        if self.status != "RUNNING":
            return
        for trigger in self.triggers:
            if trigger["Type"] != "CONDITIONAL" or trigger["Name"] in self.fired:
                continue
            # A conditional trigger that was never activated stays silent, in Glue as well.
            if trigger.get("State") != "ACTIVATED":
                continue
            held = [self._state(node) == state for node, state in awaited_by(trigger)]
            concerned = any(node == attempt.node for node, _ in awaited_by(trigger))
            enough = any(held) if trigger.get("Predicate", {}).get("Logical") == "ANY" else all(held)
            if concerned and enough:
                self._fire(trigger, attempt.ends)

    def _state(self, node: NodeKey) -> str:
        return self.attempts[node][-1].state if node in self.attempts else ""

    def _fire(self, trigger: Trigger, at: float) -> None:
        self.fired.add(trigger["Name"])
        for node in started_by(trigger):
            if not (node in self.attempts and self.attempts[node][-1].completed is None):
                self._start(node, at)

    def _start(self, node: NodeKey, at: float) -> None:
        outcome = self.take_outcome(node.name)
        identifier = f"{'jr' if node.type == 'JOB' else 'cr'}_{uuid.uuid4().hex}{uuid.uuid4().hex}"
        attempt = Attempt(node, identifier, outcome, at, ends=at + outcome.seconds)
        self.attempts.setdefault(node, []).append(attempt)

    def _end(self, at: float) -> None:
        self.completed = at
        if self.status == "STOPPING":
            self.status = "STOPPED"
        elif self.breaks_with is not None:
            self.status, self.error = "ERROR", self.breaks_with
        else:
            # Glue says COMPLETED whatever became of the nodes.
            self.status = "COMPLETED"
