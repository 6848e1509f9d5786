"""Glue's operations on what is in memory. One lock: a call sees all that happened before it, or none of it."""

from __future__ import annotations

import base64
import binascii
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from . import describe, events
from .clock import Clock
from .definitions import Definitions
from .errors import GlueError, invalid, not_found
from .events import Delivery
from .graph import NodeKey
from .job_code import Code, JobCode
from .run import Attempt, WorkflowRun
from .script import Script

Request = dict[str, Any]
Answer = dict[str, Any]
PAGE = 25


class Glue:
    """The state of one account's Glue in one region."""

    def __init__(self, clock: Clock, script: Script, delivery: Delivery, account: str, region: str) -> None:
        self.script = script
        self.delivery = delivery
        self.definitions = Definitions()
        self.changed = threading.Condition(threading.RLock())
        self._clock = clock
        self._account = account
        self._region = region
        self._runs: dict[str, list[WorkflowRun]] = {}
        # Runs of jobs and crawlers outside of any workflow.
        self._alone: list[Attempt] = []
        self._code = JobCode(self.changed, clock)
        self.operations: Mapping[str, Callable[[Request], Answer]] = {
            **self.definitions.operations,
            "StartWorkflowRun": self._start_workflow_run,
            "GetWorkflowRun": self._get_workflow_run,
            "GetWorkflowRuns": self._get_workflow_runs,
            "GetWorkflowRunProperties": self._get_properties,
            "PutWorkflowRunProperties": self._put_properties,
            "StopWorkflowRun": self._stop,
            "ResumeWorkflowRun": self._resume,
            "GetWorkflow": self._get_workflow,
            "BatchGetWorkflows": self._batch_get_workflows,
            "StartJobRun": self._start_job_run,
            "GetJobRun": self._get_job_run,
            "GetJobRuns": self._get_job_runs,
            "StartCrawler": self._start_crawler,
            "GetCrawler": self._get_crawler,
        }

    def call(self, operation: str, request: Request) -> Answer:
        with self.changed:
            self.catch_up()
            answer = self.operations[operation](request)
            self._run_code()
            # Nodes scripted to take no time have ended by the time of the next call, not within this one.
            self.changed.notify_all()
            return answer

    def catch_up(self) -> None:
        """Lets happen what is due by now, and tells of it."""
        with self.changed:
            now = self._clock.now()
            ended = [attempt for runs in self._runs.values() for run in runs for attempt in run.advance(now)]
            for attempt in self._alone:
                if attempt.completed is None and attempt.ends <= now:
                    attempt.state, attempt.completed = attempt.outcome.state, attempt.ends
                    ended.append(attempt)
            for attempt in sorted(ended, key=lambda each: each.completed or 0):
                event = events.of_end(attempt, self._account, self._region)
                if event is not None:
                    self.delivery.emit(event)
            self._run_code()

    def run_job_with(self, job: str, code: Code) -> None:
        """From now on each of the job's runs in a workflow runs the code, and ends as it does."""
        with self.changed:
            self.script.jobs_with_code.add(job)
            self._code.known[job] = code

    def _run_code(self) -> None:
        for run in (each for runs in self._runs.values() for each in runs if each.is_live):
            for attempt in (attempts[-1] for attempts in run.attempts.values()):
                if attempt.node.name in self._code.known and attempt.completed is None:
                    arguments = self.definitions.job(attempt.node.name).get("DefaultArguments", {})
                    self._code.begin(attempt, run, arguments)

    def next_change(self) -> float | None:
        changes = [run.next_change() for runs in self._runs.values() for run in runs]
        changes += [attempt.ends for attempt in self._alone if attempt.completed is None]
        return min((change for change in changes if change is not None), default=None)

    # ---- Workflow runs -----------------------------------------------------------------------------------------------

    def _start_workflow_run(self, request: Request) -> Answer:
        name = request["Name"]
        workflow = self.definitions.workflow(name)
        triggers = self.definitions.triggers_of(name)
        if not any(trigger["Type"] != "CONDITIONAL" for trigger in triggers):
            raise invalid(f"Workflow {name} has no trigger that starts it")
        self._check_concurrency(workflow)
        properties = {**workflow.get("DefaultRunProperties", {}), **request.get("RunProperties", {})}
        run = self._new_run(name, triggers, properties)
        run.begin()
        return {"RunId": run.identifier}

    def _resume(self, request: Request) -> Answer:
        earlier = self._run(request)
        workflow = self.definitions.workflow(earlier.workflow)
        # "You can only resume a workflow run whose status is COMPLETED":
        # https://docs.aws.amazon.com/glue/latest/dg/resuming-workflow.html
        if earlier.status != "COMPLETED":
            raise GlueError("IllegalWorkflowStateException", f"Workflow run {earlier.identifier} is {earlier.status}")
        keys = {key.unique_id: key for key in earlier.graph.nodes}
        chosen: list[NodeKey] = []
        for identifier in request["NodeIds"]:
            key = keys.get(identifier)
            if key is None:
                raise not_found("node", identifier)
            if key.type == "TRIGGER" or key not in earlier.attempts:
                raise invalid(f"Node {identifier} is a trigger or was not attempted, and cannot be resumed")
            chosen.append(key)
        if not chosen:
            raise invalid("NodeIds is empty")
        self._check_concurrency(workflow)
        run = self._new_run(earlier.workflow, earlier.triggers, dict(earlier.properties), earlier.identifier)
        run.begin_again(earlier, chosen)
        return {"RunId": run.identifier, "NodeIds": request["NodeIds"]}

    def _new_run(
        self, name: str, triggers: Any, properties: dict[str, str], previous: str | None = None
    ) -> WorkflowRun:
        breaks = self.script.take_break(name)
        run = WorkflowRun(
            name,
            triggers,
            self.script.take,
            self.definitions.retries_of,
            properties,
            self._clock.now(),
            breaks,
            previous,
        )
        self._runs.setdefault(name, []).append(run)
        return run

    def _check_concurrency(self, workflow: Mapping[str, Any]) -> None:
        limit = workflow.get("MaxConcurrentRuns")
        live = sum(run.is_live for run in self._runs.get(workflow["Name"], []))
        if limit is not None and live >= limit:
            raise GlueError(
                "ConcurrentRunsExceededException",
                f"Concurrent runs exceeded for workflow {workflow['Name']}: {live} of {limit}",
            )

    def _get_workflow_run(self, request: Request) -> Answer:
        return {"Run": describe.workflow_run(self._run(request), bool(request.get("IncludeGraph")))}

    def _get_workflow_runs(self, request: Request) -> Answer:
        self.definitions.workflow(request["Name"])
        # The newest first.
        runs = list(reversed(self._runs.get(request["Name"], [])))
        start = _offset(request.get("NextToken"), runs)
        end = start + request.get("MaxResults", PAGE)
        graph = bool(request.get("IncludeGraph"))
        answer: Answer = {"Runs": [describe.workflow_run(run, graph) for run in runs[start:end]]}
        if end < len(runs):
            # The last run shown, not a position: a run that starts meanwhile moves every position.
            answer["NextToken"] = base64.b64encode(runs[end - 1].identifier.encode()).decode()
        return answer

    def _get_properties(self, request: Request) -> Answer:
        return {"RunProperties": self._run(request).properties}

    def _put_properties(self, request: Request) -> Answer:
        self._run(request).properties.update(request["RunProperties"])
        return {}

    def _stop(self, request: Request) -> Answer:
        run = self._run(request)
        if run.status != "RUNNING":
            raise GlueError("IllegalWorkflowStateException", f"Workflow run {run.identifier} is {run.status}")
        run.stop(self._clock.now())
        return {}

    def _run(self, request: Request) -> WorkflowRun:
        self.definitions.workflow(request["Name"])
        for run in self._runs.get(request["Name"], []):
            if run.identifier == request["RunId"]:
                return run
        raise not_found("workflow run", request["RunId"])

    def _get_workflow(self, request: Request) -> Answer:
        return {"Workflow": self._described(self.definitions.workflow(request["Name"]))}

    def _batch_get_workflows(self, request: Request) -> Answer:
        known = [name for name in request["Names"] if self.definitions.has_workflow(name)]
        return {
            "Workflows": [self._described(self.definitions.workflow(name)) for name in known],
            "MissingWorkflows": [name for name in request["Names"] if name not in known],
        }

    def _described(self, workflow: Mapping[str, Any]) -> Answer:
        answer = {name: value for name, value in workflow.items() if name != "Tags"}
        runs = self._runs.get(workflow["Name"], [])
        if runs:
            answer["LastRun"] = describe.workflow_run(runs[-1], with_graph=False)
        return answer

    # ---- Jobs and crawlers -------------------------------------------------------------------------------------------

    def _start_job_run(self, request: Request) -> Answer:
        self.definitions.job(request["JobName"])
        attempt = self._start_alone(NodeKey("JOB", request["JobName"]), "jr")
        return {"JobRunId": attempt.identifier}

    def _get_job_run(self, request: Request) -> Answer:
        for attempt in self._attempts(NodeKey("JOB", request["JobName"])):
            if attempt.identifier == request["RunId"]:
                return {"JobRun": describe.job_run(attempt)}
        raise not_found("job run", request["RunId"])

    def _get_job_runs(self, request: Request) -> Answer:
        self.definitions.job(request["JobName"])
        attempts = self._attempts(NodeKey("JOB", request["JobName"]))
        return {"JobRuns": [describe.job_run(attempt) for attempt in reversed(attempts)]}

    def _start_crawler(self, request: Request) -> Answer:
        name = request["Name"]
        self.definitions.crawler(name)
        if any(attempt.completed is None for attempt in self._attempts(NodeKey("CRAWLER", name))):
            raise GlueError("CrawlerRunningException", f"Crawler with name {name} has already started")
        self._start_alone(NodeKey("CRAWLER", name), "cr")
        return {}

    def _get_crawler(self, request: Request) -> Answer:
        definition = self.definitions.crawler(request["Name"])
        return {"Crawler": describe.crawler(definition, self._attempts(NodeKey("CRAWLER", request["Name"])))}

    def _start_alone(self, node: NodeKey, kind: str) -> Attempt:
        outcome, now = self.script.take(node.name), self._clock.now()
        attempt = Attempt(node, f"{kind}_{uuid.uuid4().hex}", outcome, now, ends=now + outcome.seconds)
        self._alone.append(attempt)
        return attempt

    def _attempts(self, node: NodeKey) -> list[Attempt]:
        # A resumed run shares what it took over with the run before it; by identity, to have each once.
        found = {id(each): each for runs in self._runs.values() for run in runs for each in run.attempts.get(node, [])}
        alone = [attempt for attempt in self._alone if attempt.node == node]
        return sorted([*found.values(), *alone], key=lambda attempt: attempt.started)


def _offset(token: str | None, runs: list[WorkflowRun]) -> int:
    if token is None:
        return 0
    try:
        last = base64.b64decode(token, validate=True).decode()
        return next(index for index, run in enumerate(runs) if run.identifier == last) + 1
    except (binascii.Error, UnicodeDecodeError, StopIteration):
        raise invalid("NextToken is not one of this workflow's") from None
