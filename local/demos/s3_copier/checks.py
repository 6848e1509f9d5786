"""What must hold of S3Copier: each step acts on the deployed function and records what did not hold."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from localaws.deploy import Stack, configure, deploy
from localaws.ministack import ROOT, LocalAWS
from localaws.s3_proxy.proxy import FaultProxy

from .. import function_log
from ..terminal import say, step, table
from . import backfill, burst, cold_start, large, observer, repeated
from .arrivals import INTERVAL, Arrivals
from .comparison import differences, keys_of
from .demo_objects import DemoObject, demo_objects
from .killed_worker import KilledWorker
from .scenario import SOURCE, STACK, TARGET, Scenario

POISON = "this is not a notification {"
# Small enough to see a message come again after its worker was killed; the template's defaults are for production.
TIMEOUT, VISIBILITY = 5, 6


class CopyChecks:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, aws: LocalAWS, proxy: FaultProxy | None, template: Path, source_region: str) -> None:
        self.aws = aws
        self.source_region = source_region
        self.proxy = proxy
        self.template = template
        self.log_start = 0

    def run(self) -> bool:
        old = backfill.old_objects()
        backfill.fill(self.aws, self.source_region, old)
        source_stack = self.deploy_source()
        stack = self.deploy(source_stack)
        scenario = Scenario(self.aws, _path(stack), stack.outputs["StateTable"], self.proxy, self.source_region)
        step(f"copying {len(old)} objects that were there before, as S3 Batch Operations does; then the same job again")
        backfill.run(scenario, old)
        backfill.connect(scenario, (source_stack or stack).outputs["ConnectSourceBucket"])

        objects = demo_objects()
        latencies = self.upload(scenario, objects)
        self.compare(scenario, objects, latencies)
        missing = {item.key for item in objects} - latencies.keys()
        if missing:
            say("\nWhere they went missing:")
            self.show_hops(scenario, missing)
        if latencies:
            # With nothing copied at all, what follows would only wait in vain.
            self.await_dead_letter(scenario)
            if scenario.proxy:
                self.show_large(scenario)
                step(f"an object that was uploaded in parts; its event comes {repeated.DELIVERIES} times")
                repeated.run(scenario)
                self.show_faults(scenario)
            else:
                say(
                    "\n(--keep: without large objects, throttling and the killed worker: their proxy ends with this program)"
                )
            self.sweep(scenario)
            self.show_log(scenario, objects[0])
            self.show_cold_start(scenario)
        self.show_refusals(scenario)
        strangers = keys_of(scenario.s3, TARGET) - scenario.expected
        if strangers:
            scenario.failures.append(f"the target holds keys nobody uploaded: {sorted(strangers)}")
        say("")
        for failure in scenario.failures:
            say(f"failed: {failure}")
        return not scenario.failures

    def deploy_source(self) -> Stack | None:
        """The source region's own stack, where that is another region."""
        if self.source_region == self.aws.region:
            return None
        template = self.template.parent / "source-region.yaml"
        step(f"deploying {template.name} in {self.source_region}, where the source bucket is")
        stack = deploy(self.aws, STACK, template, {"SourceBucketName": SOURCE}, region=self.source_region)
        say(f"topic {stack.outputs['TopicArn']}")
        return stack

    def deploy(self, source_stack: Stack | None) -> Stack:
        step(f"deploying {self.template.name} with CloudFormation in {self.aws.region}")
        parameters = {
            "SourceBucketName": SOURCE,
            "TargetBucketName": TARGET,
            "CreateBuckets": "target",
            **({"SourceTopicArn": source_stack.outputs["TopicArn"]} if source_stack else {}),
        }
        # The local AWS alone cannot verify what is put together of parts.
        if self.proxy:
            s3 = self.aws.client("s3")
            s3.create_bucket(Bucket=large.PLANS)
            s3.put_object(Bucket=large.PLANS, Key=large.PLAN, Body=large.plan())
            parameters["Plan"] = f"s3://{large.PLANS}/{large.PLAN}"
        stack = deploy(self.aws, STACK, self.template, parameters)
        configure(self.aws, stack.outputs["FunctionName"], TIMEOUT)
        self.aws.client("sqs").set_queue_attributes(
            QueueUrl=stack.outputs["QueueUrl"], Attributes={"VisibilityTimeout": str(VISIBILITY)}
        )
        if source_stack:
            self.subscribe(source_stack.outputs["TopicArn"], stack.outputs["QueueUrl"])
        # MiniStack's complaints up to here are about a deployment under way.
        self.log_start = self.aws.log.stat().st_size
        say(f"s3://{SOURCE} → SNS → SQS → Lambda {stack.outputs['FunctionName']} → s3://{TARGET}")
        return stack

    def subscribe(self, topic: str, queue_url: str) -> None:
        """Does again what the template's subscription asks for: MiniStack 1.5.33 ignores its property Region."""
        attributes = self.aws.client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
        queue = attributes["Attributes"]["QueueArn"]
        self.aws.client("sns", self.source_region).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)

    def upload(self, scenario: Scenario, objects: list[DemoObject]) -> dict[str, float]:
        """Uploads everything, and a poison message in between. Returns seconds per key."""
        step(f"uploading {len(objects)} objects, and sending one poison message to the queue among them")
        uploaded: dict[str, float] = {}
        with Arrivals(scenario.s3, TARGET) as arrivals:
            for number, item in enumerate(objects):
                scenario.upload(item)
                uploaded[item.key] = time.monotonic()
                if number == 1:
                    self.aws.client("sqs").send_message(QueueUrl=scenario.path.queue_url, MessageBody=POISON)
            missing = arrivals.wait_for(uploaded.keys(), max_wait=30)
            seen = dict(arrivals.seen)
        say(f"{len(uploaded) - len(missing)} of {len(uploaded)} are in the target bucket")
        return {key: seen[key] - at for key, at in uploaded.items() if key in seen}

    def compare(self, scenario: Scenario, objects: list[DemoObject], latencies: dict[str, float]) -> None:
        step("comparing bytes, metadata, headers and tags of what was uploaded, the source and the target")
        rows, details = [], []
        for item in objects:
            if item.key in latencies:
                found = differences(scenario.s3, SOURCE, TARGET, item)
                took = f"{max(0.0, latencies[item.key]) * 1000:.0f} ms"
                rows.append((item.key, str(len(item.body)), took, "DIFFERS" if found else "equal"))
                details += [f"  {item.key}: {difference}" for difference in found]
            else:
                found = ["not there"]
                rows.append((item.key, str(len(item.body)), "–", "MISSING"))
            if found:
                scenario.failures.append(f"{item.key}: {'; '.join(found)}")
        table(("key, in both buckets", "bytes", "upload → there", "compared"), rows, right=frozenset({1, 2}))
        for detail in details:
            say(detail)
        say(f"(time from the upload's answer until a listing shows the copy; looked every {INTERVAL * 1000:.0f} ms)")

    def await_dead_letter(self, scenario: Scenario) -> None:
        step("waiting for the poison message in the dead-letter queue")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            answer = self.aws.client("sqs").receive_message(
                QueueUrl=scenario.path.dead_letter_url,
                WaitTimeSeconds=1,
                # Left as they are for whoever looks with --keep.
                VisibilityTimeout=0,
                MaxNumberOfMessages=10,
            )
            # By its text: the function itself sent it there, as a message with an id of its own.
            bodies = [message["Body"] for message in answer.get("Messages", [])]
            if POISON in bodies:
                say(f"there: {POISON!r}")
                others = [body for body in bodies if body != POISON]
                scenario.failures += [f"the dead-letter queue also holds {body[:200]}" for body in others]
                return
        scenario.failures.append("the poison message did not reach the dead-letter queue")
        self.show_hops(scenario, set())

    def show_large(self, scenario: Scenario) -> None:
        item = large.large_object("large/orders.parquet", seed=24)
        settings = ", ".join(f"{name} {value}" for name, value in large.MULTIPART.items())
        step(f"an object of {len(item.body) >> 20} MiB, copied in parts ({settings})")
        scenario.upload(item)
        if scenario.missing([item.key], max_wait=30):
            scenario.failures.append(f"{item.key} did not arrive")
            self.show_hops(scenario, {item.key})
            return
        large.compare(scenario, item)
        say(f"copies made of each part: {large.part_copies(scenario, item.key)}")

    def show_faults(self, scenario: Scenario) -> None:
        step("killing a worker in the middle of a large copy")
        killed = KilledWorker(scenario)
        killed.begin()
        step(f"meanwhile: {burst.OBJECTS} objects at once, while S3 lets {burst.RATE:.0f} copies a second pass")
        burst.run(scenario)
        step("the copy whose worker was killed")
        killed.end()

    def sweep(self, scenario: Scenario) -> None:
        step("the sweeper, as its schedule starts it")
        answer = scenario.invoke({"sweep": True})
        say(json.dumps(answer))
        if answer != {"stalledCopies": 0, "orphansAborted": 0}:
            scenario.failures.append(f"the sweeper should have found nothing to do, and answered {answer}")

    def show_refusals(self, scenario: Scenario) -> None:
        """Requests that were signed for the wrong region: at most one a process, which then knows the bucket's."""
        regions = scenario.proxy.regions if scenario.proxy else None
        if regions is None or self.source_region == self.aws.region:
            return
        refused = len(regions.refused)
        say(f"\nS3 refused {refused} requests that were signed for another region than the bucket's")
        passed = sum(scenario.proxy.passed.values()) if scenario.proxy else 0
        if refused * 20 > passed:
            scenario.failures.append(f"{refused} requests went to the wrong region, {passed} to the right one")

    def show_hops(self, scenario: Scenario, missing: set[str]) -> None:
        for line in observer.report(self.aws, scenario.path, missing, sent_directly=1, log_start=self.log_start):
            say(f"  {line}")

    def show_log(self, scenario: Scenario, item: DemoObject) -> None:
        step(f"the function's log on {item.key}")
        line = function_log.await_line(
            self.aws, scenario.path.log_group, lambda line: function_log.names(line, item.key)
        )
        if line is None:
            scenario.failures.append(f"no structured line of the function's log names {item.key}")
        else:
            say(json.dumps(line, indent=2, ensure_ascii=False))

    def show_cold_start(self, scenario: Scenario) -> None:
        step("cold start: from starting the packaged bootstrap to its first request for work")
        configuration = scenario.functions.get_function_configuration(FunctionName=scenario.path.function)
        environment = {
            **self.aws.credentials(),
            "AWS_LAMBDA_FUNCTION_NAME": "S3Copier",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "_HANDLER": "bootstrap",
            **configuration["Environment"]["Variables"],
        }
        try:
            times = cold_start.measure(ROOT / "dist" / "S3Copier.zip", environment)
        except cold_start.ColdStartError as error:
            scenario.failures.append(f"cold start: {error}")
            return
        each = ", ".join(f"{seconds * 1000:.1f}" for seconds in times)
        say(f"median {statistics.median(times) * 1000:.1f} ms ({each}), this machine, no CPU limit")


def _path(stack: Stack) -> observer.Path:
    return observer.Path(
        source=SOURCE,
        topic_arn=stack.outputs["TopicArn"],
        queue_url=stack.outputs["QueueUrl"],
        dead_letter_url=stack.outputs["DeadLetterQueueUrl"],
        function=stack.outputs["FunctionName"],
        log_group=stack.outputs["LogGroup"],
        target=TARGET,
    )
