"""Runs the code of jobs, where somebody gave one: the job's run then ends when the code does, and as it does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from .clock import Clock
from .run import Attempt, WorkflowRun
from .script import Outcome

# Gets a job's arguments as Glue passes them; an exception is a failed run.
Code = Callable[[list[str]], None]


class JobCode:
    """By the name of the job. `changed` is the lock of what it changes."""

    def __init__(self, changed: threading.Condition, clock: Clock) -> None:
        self.known: dict[str, Code] = {}
        self._changed = changed
        self._clock = clock
        self._begun: set[str] = set()

    def begin(self, attempt: Attempt, run: WorkflowRun, arguments: Mapping[str, str]) -> None:
        """Starts the code on a thread of its own, once for each attempt."""
        if attempt.identifier in self._begun:
            return
        self._begun.add(attempt.identifier)
        given = {
            **arguments,
            "--JOB_NAME": attempt.node.name,
            "--JOB_RUN_ID": attempt.identifier,
            "--WORKFLOW_NAME": run.workflow,
            "--WORKFLOW_RUN_ID": run.identifier,
        }
        flat = [text for pair in given.items() for text in pair]
        code = self.known[attempt.node.name]
        threading.Thread(target=self._run, args=(attempt, code, flat), daemon=True).start()

    def _run(self, attempt: Attempt, code: Code, arguments: list[str]) -> None:
        try:
            code(arguments)
            outcome = Outcome()
        except Exception as error:  # noqa: BLE001 - whatever ends the code ends the job's run
            outcome = Outcome("FAILED", error=f"{type(error).__name__}: {error}")
        with self._changed:
            # One that was stopped meanwhile has its end already.
            if attempt.state == "RUNNING":
                attempt.outcome, attempt.ends = outcome, self._clock.now()
                self._changed.notify_all()
