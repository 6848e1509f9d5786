"""The checks of GlueWorkflowStarter: each step acts on the deployed function and records a failed check."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from localaws.glue import cloudtrail
from localaws.glue.server import GlueServer
from localaws.ministack import ACCOUNT, LocalAWS

from .. import function_log
from ..terminal import say, step, table
from .executions import End
from .observer import WorkflowRuns, events_of, short, show, until
from .scenario import NODE_SECONDS, WORKFLOW, Chain, create_workflow

PARQUET_JOB = "demo-orders-to-parquet"
BURST = 20


class WorkflowChecks:
    """One run of the demonstration; each step prints what it does and records a failed check."""

    def __init__(self, aws: LocalAWS, server: GlueServer, template: Path) -> None:
        self.aws = aws
        self.server = server
        self.template = template
        self.glue = replace(aws, port=int(server.endpoint.rpartition(":")[2])).client("glue")
        self.runs = WorkflowRuns(self.glue, WORKFLOW)
        self.failures: list[str] = []

    def run(self) -> bool:
        self.create_workflow()
        chain = self.deploy("demo", "Orders", "CloudTrail")
        event = chain.put_order("o-1")
        self.pattern(chain, event)
        run = self.one_event(chain, event)
        self.duplicate(chain, event, run)
        self.burst(chain)
        self.failure(chain)
        self.lost_answer(chain)
        self.lost_events(chain)
        self.stream()
        self.log(chain, run)
        say("")
        for failure in self.failures:
            say(f"failed: {failure}")
        return not self.failures

    def create_workflow(self) -> None:
        step(
            "creating the Glue workflow of the pipeline orders in the local Glue (MiniStack refuses AWS::Glue::Workflow)"
        )
        for kind, names in create_workflow(self.glue, self.aws.region).items():
            say(f"{kind}: {', '.join(names)}")
        say(f"no job's code runs here: each succeeds after {NODE_SECONDS} s unless a step says otherwise")

    def deploy(self, name: str, orders: str, source: str, resumes: bool = False) -> Chain:
        how = f"started by {source}" + (", resuming failed nodes once" if resumes else "")
        step(f"deploying {self.template.name} as stack {name}, {how}")
        chain = Chain(self.aws, self.server, self.template, name, orders, source, resumes)
        way = ["EventBridge rule"] if source == "CloudTrail" else ["stream", "Pipe"]
        names = [arn.split(":")[6] for arn in (chain.machine, chain.function)]
        say(" → ".join([f"table {orders}", *way, *names, f"workflow {WORKFLOW}"]))
        return chain

    def pattern(self, chain: Chain, event: dict[str, Any]) -> None:
        step("which of CloudTrail's records the deployed rule lets through")
        given: dict[str, Any] = {"account": ACCOUNT, "region": self.aws.region}
        key = {"key": {"order_id": "o-1"}}
        refused = ("ConditionalCheckFailedException", "The conditional request failed")
        arn = f"arn:aws:dynamodb:{self.aws.region}:{ACCOUNT}:table/Orders"
        rows = []
        for what, case, expected in (
            ("PutItem on Orders that worked", event, True),
            ("the same, the table named by its ARN", cloudtrail.call("PutItem", arn, key, **given), True),
            ("PutItem that failed", cloudtrail.call("PutItem", "Orders", key, error=refused, **given), False),
            ("GetItem", cloudtrail.call("GetItem", "Orders", key, read_only=True, **given), False),
            ("PutItem on another table", cloudtrail.call("PutItem", "Customers", key, **given), False),
        ):
            found = chain.starts_for(case)
            rows.append((what, "yes" if found else "no"))
            self.check(found == expected, f"the rule {'lets through' if found else 'leaves out'}: {what}")
        table(("record", "starts LogEvent"), rows)

    def one_event(self, chain: Chain, event: dict[str, Any]) -> str:
        step("an item was put into Orders; its CloudTrail record starts an execution")
        say("(injected with StartExecution: the local AWS has no trail, and its bus refuses events of aws.*)")
        end = self.execute(chain, event, "SUCCEEDED")
        output = end.output or {}
        show(output)
        runs = self.runs.all()
        self.check(len(runs) == 1, f"there are {len(runs)} workflow runs, not 1")
        states = [node.get("state") for node in output.get("nodes", [])]
        self.check(states == ["SUCCEEDED"] * 3, "the node table does not hold three nodes that succeeded")
        if runs:
            properties = runs[0]["WorkflowRunProperties"]
            say(f"run properties: {json.dumps(properties)}")
            self.check(output.get("runId") == runs[0]["WorkflowRunId"], "the execution's output names another run")
            self.check(events_of(runs[0]) == [event["detail"]["eventID"]], "the run does not name its event")
            self.check(properties.get("starter.executionName") == end.name, "the run does not name its execution")
        return str(output.get("runId"))

    def duplicate(self, chain: Chain, event: dict[str, Any], run: str) -> None:
        step("the same record again: EventBridge delivers at least once")
        starts = self.server.calls["StartWorkflowRun"]
        output = self.execute(chain, event, "SUCCEEDED").output or {}
        say(f"run {short(output.get('runId'))}, as before; StartWorkflowRun was not called")
        self.check(output.get("runId") == run, "the duplicate was answered with another run")
        self.check(self.runs.count() == 1, "the duplicate started a run")
        self.check(self.server.calls["StartWorkflowRun"] == starts, "the duplicate called StartWorkflowRun")
        line = function_log.await_line(self.aws, chain.log_group, lambda line: line.get("outcome") == "Duplicates")
        self.check(line is not None, "the function's log has no duplicate")

    def burst(self, chain: Chain) -> None:
        step(f"{BURST} items at once: a bounded number of runs, and every event in one of them")
        before = {run["WorkflowRunId"] for run in self.runs.all()}
        # Long enough for most of them to come while it runs.
        self.script({"seconds": 2})
        events = [chain.put_order(f"b-{number}") for number in range(BURST)]
        started = [chain.executions.start(event) for event in events]
        for end in chain.executions.ends(started, max_wait=40):
            self.expect(end, "SUCCEEDED")
        runs = [run for run in self.runs.all() if run["WorkflowRunId"] not in before]
        say(f"{BURST} executions, {len(runs)} runs with {[len(events_of(run)) for run in runs]} events")
        self.check(1 <= len(runs) <= BURST // 2, f"{BURST} events made {len(runs)} runs")
        found = sorted(event for run in runs for event in events_of(run))
        wanted = sorted(event["detail"]["eventID"] for event in events)
        self.check(found == wanted, "the runs' properties do not have each event once")

    def failure(self, chain: Chain) -> None:
        step(f"{PARQUET_JOB} fails: Glue says COMPLETED, and the execution must not succeed")
        reason = "JobError: 3 items do not fit the columns, 0 may"
        self.script({"state": "FAILED", "seconds": NODE_SECONDS, "error": reason})
        end = self.execute(chain, chain.put_order("o-2"), "FAILED")
        newest = self.runs.all()[0]
        say(f"Glue: {newest['Status']}   execution: {end.status} with {end.error}")
        self.check(newest["Status"] == "COMPLETED", f"the run is {newest['Status']}; this shows nothing")
        self.check(end.error == "Glue.WorkflowFailed", f"the error is {end.error!r}, not Glue.WorkflowFailed")
        run = json.loads(end.cause).get("run", {}) if end.cause.startswith("{") else {}
        show(run)
        states = {node["name"]: node["state"] for node in run.get("nodes", [])}
        self.check(states.get(PARQUET_JOB) == "FAILED", "the node table does not show the failed job")
        unreached = list(states.values()).count("NOT_REACHED")
        self.check(unreached == 2, "the node table does not show what was not reached")
        self.check(reason in end.cause, "the cause does not hold the job's own error")
        message = chain.failure_message()
        say(f"the failure topic was notified: {message[:110]}…" if message else "the failure topic was not notified")
        self.check("Glue.WorkflowFailed" in message and end.name in message, "no notification of this failure came")

    def lost_answer(self, chain: Chain) -> None:
        step("the answer to StartWorkflowRun gets lost after the run was started")
        before = self.runs.count()
        self.server.control("faults", {"operation": "StartWorkflowRun", "kind": "lose-answer"})
        self.execute(chain, chain.put_order("o-3"), "SUCCEEDED")
        started = self.runs.count() - before
        say(f"runs started for it: {started}")
        self.check(started == 1, f"{started} runs were started for one event")

    def lost_events(self, chain: Chain) -> None:
        step("all of Glue's events about a run get lost: the sweep finds its end")
        self.server.control("events", {"lose": 3})
        event = chain.put_order("o-4")
        started = chain.executions.start(event)
        starts = until(lambda: self.runs.newest_has(event["detail"]["eventID"]), 15)
        over = until(lambda: not self.runs.is_any_live(), 15)
        self.check(starts and over, "the run did not start, or did not end")
        worked, answer = chain.sweep()
        say(f"sweep: {answer}")
        self.check(worked, f"the sweep failed: {answer}")
        (end,) = chain.executions.ends([started], max_wait=10)
        self.expect(end, "SUCCEEDED")

    def stream(self) -> None:
        chain = self.deploy("demo-stream", "StreamedOrders", "Stream", resumes=True)
        step("an item is put into StreamedOrders; nothing is injected: the Pipe reads the table's stream")
        before = self.runs.count()
        self.streamed(chain, "s-1")
        self.check(self.runs.count() == before + 1, f"one write made {self.runs.count() - before} runs")
        step(f"another one, and {PARQUET_JOB} fails once: its node is run again, and the execution succeeds")
        self.script({"state": "FAILED", "seconds": NODE_SECONDS, "error": "Connection reset"})
        end = self.streamed(chain, "s-2")
        newest, failed = self.runs.all()[:2]
        show(end.output or {})
        resumed = newest.get("PreviousRunId") == failed["WorkflowRunId"]
        say(f"its PreviousRunId: {short(newest.get('PreviousRunId'))}")
        self.check(resumed, "the newest run does not resume the one before it")
        self.check((end.output or {}).get("runId") == newest["WorkflowRunId"], "the output names another run")

    def streamed(self, chain: Chain, order: str) -> End:
        known = set(chain.executions.all())
        chain.put_order(order)
        if not until(lambda: set(chain.executions.all()) - known, 15):
            self.failures.append(f"the Pipe started no execution for {order}")
            return End(order, "MISSING", None, "", "")
        ends = chain.executions.ends(set(chain.executions.all()) - known, max_wait=20)
        self.check(len(ends) == 1, f"one write made {len(ends)} executions")
        self.expect(ends[0], "SUCCEEDED")
        say(f"execution {ends[0].name}: {ends[0].status}")
        return ends[0]

    def log(self, chain: Chain, run: str) -> None:
        step("the function's log on the first run")
        line = function_log.await_line(self.aws, chain.log_group, lambda line: function_log.names(line, run))
        self.check(line is not None, "no structured line of the function's log names the run")
        say(json.dumps(line, ensure_ascii=False))

    def script(self, outcome: dict[str, Any]) -> None:
        self.server.control("outcomes", {"node": PARQUET_JOB, "outcomes": [outcome]})

    def execute(self, chain: Chain, event: dict[str, Any], status: str) -> End:
        (end,) = chain.executions.ends([chain.executions.start(event)], max_wait=20)
        self.expect(end, status)
        return end

    def expect(self, end: End, status: str) -> None:
        if end.status != status:
            self.failures.append(f"execution {end.name} is {end.status} {end.error}, not {status}: {end.cause[:300]}")

    def check(self, holds: object, otherwise: str) -> None:
        if not holds:
            self.failures.append(otherwise)
