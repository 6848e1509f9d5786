"""GlueWorkflowStarter end to end on the bed: the real template, state machine and zip, and a local Glue.

Run by scripts/demo.sh. Exits 0 only if every execution ended as it must, with the runs, the node tables, the typed
errors and the notification that belong to it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from . import bed as beds
from . import function_log
from .bed import ACCOUNT, ROOT, Bed, BedError
from .deploy import DeployError, Stack, deploy
from .executions import End, Executions
from .glue import cloudtrail
from .glue.from_template import Template, create
from .glue.server import GlueServer
from .glue_runs import WorkflowRuns, covered, short, show, until
from .terminal import say, step, table

# Two stacks of the one template: one is started by CloudTrail's events, the other by the table's stream.
TRAIL, STREAM = "demo", "demo-stream"
WORKFLOW = "demo-orders"
PARQUET_JOB = "demo-orders-to-parquet"
CHAIN = {
    "DeployS3Copier": "false",
    "DeployGlueWorkflowStarter": "true",
    "GlueWorkflowStarterCreateWorkflow": "false",
    "GlueWorkflowStarterWorkflowName": WORKFLOW,
    "GlueWorkflowStarterCreateTrail": "false",
    # So that nobody has to watch a clock; the template's default collects events for 30 seconds.
    "GlueWorkflowStarterWindowSeconds": "0",
}
NODE_SECONDS = 0.4
BURST = 20
LOG = ROOT / ".build" / "local" / "glue-workflow-demo-bed.log"


def main() -> int:
    arguments = _arguments()
    beds.end_by_exception()
    passed = False
    with GlueServer(seconds=NODE_SECONDS) as glue:
        step("starting a local Glue, and the local AWS (MiniStack) with AWS_ENDPOINT_URL_GLUE pointing to it")
        try:
            bed = beds.start(extra_environment={"AWS_ENDPOINT_URL_GLUE": glue.endpoint})
        except BedError as error:
            say(f"error: the bed did not start: {error}")
            return 1
        say(f"{bed.endpoint}, process {bed.pid}; Glue on {glue.endpoint}")
        try:
            passed = Demo(bed, glue, arguments.template).run()
        except DeployError as error:
            say(f"error: deployment failed: {error}")
        finally:
            with beds.undisturbed():
                if not passed:
                    LOG.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(bed.log, LOG)
                    say(f"\nThe log of MiniStack and of the functions: {LOG}")
                bed.stop()
    say("\nEverything held." if passed else "\nFAILED")
    return 0 if passed else 1


class Demo:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, bed: Bed, glue: GlueServer, template: Path) -> None:
        self.bed = bed
        self.server = glue
        self.template = template
        self.glue = beds.Bed(bed.pid, bed.started, _port(glue.endpoint), bed.region, bed.folder).client("glue")
        self.runs = WorkflowRuns(self.glue, WORKFLOW)
        self.failures: list[str] = []

    def run(self) -> bool:
        stack = self.deploy(TRAIL, "Orders", "CloudTrail")
        self.create_workflow()
        self.listen(stack)
        event = self.put_item()
        self.pattern(stack, event)
        executions = Executions(self.bed.client("stepfunctions"), stack.outputs["GlueWorkflowStarterStateMachineArn"])
        run = self.one_event(executions, event)
        self.duplicate(stack, executions, event, run)
        self.burst(executions)
        self.failure(stack, executions)
        self.lost_answer(executions)
        self.lost_events(stack, executions)
        self.stream()
        self.log(stack, run)
        say("")
        for failure in self.failures:
            say(f"failed: {failure}")
        return not self.failures

    # ---- Setting up --------------------------------------------------------------------------------------------------

    def deploy(self, name: str, orders: str, source: str) -> Stack:
        step(f"deploying {self.template.name} as stack {name}, started by {source}")
        chosen = {**CHAIN, "GlueWorkflowStarterSource": source, "GlueWorkflowStarterOrdersTableName": orders}
        stack = deploy(self.bed, name, self.template, chosen)
        machine = stack.outputs["GlueWorkflowStarterStateMachineArn"].rpartition(":")[2]
        say(f"table {orders} → {'EventBridge rule' if source == 'CloudTrail' else 'stream → Pipe'} → {machine} → "
            f"{stack.outputs['GlueWorkflowStarterFunctionArn'].rpartition(':')[2]} → workflow {WORKFLOW}")  # fmt: skip
        return stack

    def create_workflow(self) -> None:
        step("creating the template's Glue workflow in the local Glue (MiniStack refuses AWS::Glue::Workflow)")
        template = Template(
            self.template,
            TRAIL,
            {"DeployGlueWorkflowStarter": "true", "GlueWorkflowStarterRedshiftWorkgroup": "example-workgroup"},
            ACCOUNT,
            self.bed.region,
        )
        for kind, names in create(self.glue, template).items():
            say(f"{kind}: {', '.join(names)}")
        say(f"no job's code runs here: each succeeds after {NODE_SECONDS} s unless a step says otherwise")

    def listen(self, stack: Stack) -> None:
        """Glue's own events go to the function; the failure topic goes to a queue."""
        self.deliver_to(stack)
        self.sqs = self.bed.client("sqs")
        topic = stack.outputs["GlueWorkflowStarterFailureTopicArn"]
        arn = f"arn:aws:sqs:{self.bed.region}:{ACCOUNT}:demo-mailbox"
        sends = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [sends]})
        self.mailbox = self.sqs.create_queue(QueueName="demo-mailbox", Attributes={"Policy": policy})["QueueUrl"]
        self.bed.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    def deliver_to(self, stack: Stack) -> None:
        """As the rules on Glue's events would: the bed's bus takes none of aws.*."""
        function, client = stack.outputs["GlueWorkflowStarterFunctionArn"], self.bed.client("lambda")

        def deliver(event: dict[str, Any]) -> None:
            client.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())

        self.server.delivery.listen(deliver)

    # ---- What is shown -----------------------------------------------------------------------------------------------

    def put_item(self, order: str = "o-1") -> dict[str, Any]:
        item = {
            "order_id": {"S": order},
            "amount": {"N": "12.50"},
            "ordered_at": {"S": "2026-11-21T04:00:00Z"},
        }
        self.bed.client("dynamodb").put_item(TableName="Orders", Item=item)
        return cloudtrail.put_item("Orders", item, "order_id", account=ACCOUNT, region=self.bed.region)

    def pattern(self, stack: Stack, event: dict[str, Any]) -> None:
        step("which of CloudTrail's records the deployed rule lets through")
        rule = stack.outputs["GlueWorkflowStarterWriteRuleName"]
        events = self.bed.client("events")
        pattern = events.describe_rule(Name=rule)["EventPattern"]
        given = {"account": ACCOUNT, "region": self.bed.region}
        key = {"key": {"order_id": "o-1"}}
        refused = ("ConditionalCheckFailedException", "The conditional request failed")
        arn = f"arn:aws:dynamodb:{self.bed.region}:{ACCOUNT}:table/Orders"
        cases = [
            ("PutItem on Orders that worked", event, True),
            ("the same, the table named by its ARN", cloudtrail.call("PutItem", arn, key, **given), True),
            ("PutItem that failed", cloudtrail.call("PutItem", "Orders", key, error=refused, **given), False),
            ("GetItem", cloudtrail.call("GetItem", "Orders", key, read_only=True, **given), False),
            ("PutItem on another table", cloudtrail.call("PutItem", "Customers", key, **given), False),
        ]
        rows = []
        for what, case, expected in cases:
            found = bool(events.test_event_pattern(EventPattern=pattern, Event=json.dumps(case))["Result"])
            rows.append((what, "yes" if found else "no"))
            self.check(found == expected, f"the rule {'lets through' if found else 'leaves out'}: {what}")
        table(("record", "starts LogEvent"), rows)

    def one_event(self, executions: Executions, event: dict[str, Any]) -> str:
        step("an item was put into Orders; its CloudTrail record starts an execution")
        say("(injected with StartExecution: the bed has no trail, and its bus refuses events of aws.*)")
        (end,) = executions.ends([executions.start(event)], patience=20)
        self.expect(end, "SUCCEEDED")
        output = end.output or {}
        show(output)
        runs = self.runs.all()
        self.check(len(runs) == 1, f"there are {len(runs)} workflow runs, not 1")
        self.check(output.get("runId") == runs[0]["WorkflowRunId"], "the execution's output names another run")
        self.check(
            sorted(node.get("state", "") for node in output.get("nodes", [])) == ["SUCCEEDED"] * 3,
            "the node table does not hold three nodes that succeeded",
        )
        properties = runs[0]["WorkflowRunProperties"]
        say(f"run properties: {json.dumps(properties)}")
        self.check(
            properties.get("starter.eventIds") == event["detail"]["eventID"],
            "the run does not say which event it covers",
        )
        self.check(properties.get("starter.executionName") == end.name, "the run does not name its execution")
        return str(output.get("runId"))

    def duplicate(self, stack: Stack, executions: Executions, event: dict[str, Any], run: str) -> None:
        step("the same record again: EventBridge delivers at least once")
        starts = self.server.calls["StartWorkflowRun"]
        (end,) = executions.ends([executions.start(event)], patience=20)
        self.expect(end, "SUCCEEDED")
        output = end.output or {}
        say(f"execution {end.status}, run {short(output.get('runId'))}")
        self.check(output.get("runId") == run, "the duplicate was answered with another run")
        self.check(self.runs.count() == 1, "the duplicate started a run")
        self.check(self.server.calls["StartWorkflowRun"] == starts, "the duplicate called StartWorkflowRun")
        line = function_log.await_line(self.bed, log_group(stack), lambda line: line.get("outcome") == "Duplicates")
        self.check(line is not None, "the function's log does not speak of a duplicate")

    def burst(self, executions: Executions) -> None:
        step(f"{BURST} items at once: a bounded number of runs, and every event covered by one")
        before = {run["WorkflowRunId"] for run in self.runs.all()}
        # Long enough for most of them to come while it runs.
        self.server.control("outcomes", {"node": PARQUET_JOB, "outcomes": [{"seconds": 2}]})
        events = [self.put_item(f"b-{n}") for n in range(BURST)]
        ends = executions.ends([executions.start(event) for event in events], patience=40)
        for end in ends:
            self.expect(end, "SUCCEEDED")
        runs = [run for run in self.runs.all() if run["WorkflowRunId"] not in before]
        covering = [covered(run) for run in runs]
        say(f"{len(ends)} executions, {len(runs)} runs covering {[len(each) for each in covering]} events")
        self.check(1 <= len(runs) <= BURST // 2, f"{BURST} events made {len(runs)} runs")
        wanted = sorted(event["detail"]["eventID"] for event in events)
        self.check(
            sorted(each for run in covering for each in run) == wanted,
            "the runs' properties do not cover each event once",
        )

    def failure(self, stack: Stack, executions: Executions) -> None:
        step(f"{PARQUET_JOB} fails: Glue says COMPLETED, and the execution must not succeed")
        reason = "AnalysisException: amount of 3 items does not fit"
        self.server.control(
            "outcomes",
            {"node": PARQUET_JOB, "outcomes": [{"state": "FAILED", "seconds": NODE_SECONDS, "error": reason}]},
        )
        (end,) = executions.ends([executions.start(self.put_item("o-2"))], patience=20)
        newest = self.runs.all()[0]
        say(f"Glue: {newest['Status']}   execution: {end.status} with {end.error}")
        self.expect(end, "FAILED")
        self.check(newest["Status"] == "COMPLETED", f"the run is {newest['Status']}; this shows nothing")
        self.check(end.error == "Glue.WorkflowFailed", f"the error is {end.error!r}, not Glue.WorkflowFailed")
        run = json.loads(end.cause)["run"] if end.cause.startswith("{") else {}
        show(run)
        states = {node["name"]: node["state"] for node in run.get("nodes", [])}
        self.check(states.get(PARQUET_JOB) == "FAILED", "the node table does not show the failed job")
        self.check(list(states.values()).count("NOT_REACHED") == 2, "the node table does not show what was not reached")
        self.check(reason in end.cause, "the cause does not hold the job's own error")
        message = self.await_mail()
        say(f"the failure topic was told: {message[:110]}…" if message else "the failure topic was told nothing")
        self.check("Glue.WorkflowFailed" in message and end.name in message, "no notification of this failure came")

    def lost_answer(self, executions: Executions) -> None:
        step("the answer to StartWorkflowRun gets lost after the run was started")
        before = self.runs.count()
        self.server.control("faults", {"operation": "StartWorkflowRun", "kind": "lose-answer"})
        event = self.put_item("o-3")
        (end,) = executions.ends([executions.start(event)], patience=20)
        self.expect(end, "SUCCEEDED")
        say(f"execution {end.status}; runs started for it: {self.runs.count() - before}")
        self.check(self.runs.count() == before + 1, f"{self.runs.count() - before} runs were started for one event")

    def lost_events(self, stack: Stack, executions: Executions) -> None:
        step("all of Glue's events about a run get lost: the sweep finds out")
        self.server.control("events", {"lose": 3})
        event = self.put_item("o-4")
        arn = executions.start(event)
        self.check(
            until(lambda: self.runs.newest_covers(event["detail"]["eventID"]) and not self.runs.is_any_live(), 15),
            "the run did not end",
        )
        self.sweep(stack)
        (end,) = executions.ends([arn], patience=10)
        self.expect(end, "SUCCEEDED")
        say(f"execution {end.status}")

    def stream(self) -> None:
        stack = self.deploy(STREAM, "StreamedOrders", "Stream")
        step("an item is put into StreamedOrders; nothing is injected: the Pipe reads the table's stream")
        before = self.runs.count()
        self.deliver_to(stack)
        executions = Executions(self.bed.client("stepfunctions"), stack.outputs["GlueWorkflowStarterStateMachineArn"])
        item = {"order_id": {"S": "s-1"}, "amount": {"N": "7"}, "ordered_at": {"S": "2026-11-21T04:00:00Z"}}
        self.bed.client("dynamodb").put_item(TableName="StreamedOrders", Item=item)
        if not until(lambda: executions.all(), 15):
            self.failures.append("the Pipe started no execution")
            return
        ends = executions.ends(executions.all(), patience=20)
        for end in ends:
            self.expect(end, "SUCCEEDED")
        say(f"{len(ends)} execution {ends[0].status}; runs: {self.runs.count() - before}")
        self.check(
            len(ends) == 1 and self.runs.count() == before + 1, "one write did not make one execution and one run"
        )

    def log(self, stack: Stack, run: str) -> None:
        step("the function's log on the first run")
        line = function_log.await_line(self.bed, log_group(stack), lambda line: function_log.names(line, run))
        self.check(line is not None, "no structured line of the function's log names the run")
        say(json.dumps(line, ensure_ascii=False))

    # ---- Looking -----------------------------------------------------------------------------------------------------

    def sweep(self, stack: Stack) -> None:
        """Ahead of the schedule, which is once a minute."""
        answer = self.bed.client("lambda").invoke(
            FunctionName=stack.outputs["GlueWorkflowStarterFunctionArn"], Payload=b'{"mode": "sweep"}'
        )
        text = answer["Payload"].read().decode()
        say(f"sweep: {text}")
        self.check("FunctionError" not in answer, f"the sweep failed: {text}")

    def await_mail(self) -> str:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for message in self.sqs.receive_message(QueueUrl=self.mailbox, WaitTimeSeconds=1).get("Messages", []):
                return str(json.loads(message["Body"])["Message"])
        return ""

    def expect(self, end: End, status: str) -> None:
        if end.status != status:
            self.failures.append(f"execution {end.name} is {end.status} {end.error}, not {status}: {end.cause[:300]}")

    def check(self, holds: object, otherwise: str) -> None:
        if not holds:
            self.failures.append(otherwise)


def log_group(stack: Stack) -> str:
    return "/aws/lambda/" + stack.outputs["GlueWorkflowStarterFunctionArn"].rpartition(":")[2]


def _port(endpoint: str) -> int:
    return int(endpoint.rpartition(":")[2])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.glue_workflow_demo", description=__doc__)
    parser.add_argument(
        "--template", type=Path, default=ROOT / "template.yaml", help="dist/*.zip is looked for beside it"
    )
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
