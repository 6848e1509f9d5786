"""S3Copier end to end on the bed: the real template, the packaged zip, S3 → SNS → SQS → Lambda → S3.

Run by scripts/demo.sh, which explains the options. Exits 0 only if every object compared equal, nothing else appeared
in the target, the poison message reached the dead-letter queue, and the copy is in the function's log.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from . import bed as beds
from . import cold_start, function_log, hops
from .arrivals import INTERVAL, Arrivals
from .bed import ROOT, Bed, BedError
from .compare import differences, keys_of
from .demo_objects import DemoObject, demo_objects
from .deploy import DeployError, Stack, deploy
from .terminal import say, step, table

SOURCE, TARGET, STACK = "example-source", "example-target", "demo"
POISON = "this is not a notification {"
# Small enough for a poison message to be given up while one watches; the template's defaults are for production.
DELIVERY = {"FunctionTimeout": "4", "VisibilityTimeout": "4", "MaxReceiveCount": "2"}
LOG = ROOT / ".build" / "local" / "demo-bed.log"


def main() -> int:
    arguments = _arguments()
    beds.end_by_exception()
    try:
        bed = _start()
    except BedError as error:
        say(f"error: the bed did not start: {error}")
        return 1
    keep = bool(arguments.keep)
    passed = False
    try:
        passed = Demo(bed, arguments.template).run()
    except DeployError as error:
        say(f"error: deployment failed: {error}")
    except BaseException:
        # An interrupted or broken demo is over, whatever was asked for.
        keep = False
        raise
    finally:
        with beds.undisturbed():
            if not passed:
                LOG.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(bed.log, LOG)
                say(f"\nThe log of MiniStack and of the functions: {LOG}")
            if keep:
                beds.save(bed)
                _explain(bed)
            else:
                bed.stop()
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


def _start() -> Bed:
    step("starting the local AWS (MiniStack) on loopback")
    bed = beds.start()
    say(f"{bed.endpoint}, process {bed.pid}, files in {bed.folder}")
    return bed


class Demo:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, bed: Bed, template: Path) -> None:
        self.bed = bed
        self.template = template
        self.s3: Any = bed.client("s3")
        self.sqs: Any = bed.client("sqs")
        self.failures: list[str] = []
        self.log_start = 0

    def run(self) -> bool:
        stack = self.deploy()
        path = self.path(stack)
        objects = demo_objects()
        latencies, poison = self.upload(path, objects)
        self.compare(objects, latencies)
        missing = {item.key for item in objects} - latencies.keys()
        if missing:
            say("\nWhere they went missing:")
            self.show_hops(path, missing)
        if latencies:
            # With nothing copied at all, what follows would only wait in vain.
            self.await_dead_letter(path, poison)
            self.show_log(path, objects[0])
            self.show_cold_start()
        say("")
        for failure in self.failures:
            say(f"failed: {failure}")
        return not self.failures

    def deploy(self) -> Stack:
        step(f"deploying {self.template.name} with CloudFormation")
        parameters = {
            "SourceBucketName": SOURCE,
            "TargetBucketName": TARGET,
            "CreateSourceBucket": "true",
            "CreateTargetBucket": "true",
            **DELIVERY,
        }
        stack = deploy(self.bed, STACK, self.template, parameters)
        # MiniStack's complaints up to here are about a deployment under way.
        self.log_start = self.bed.log.stat().st_size
        say(f"s3://{SOURCE} → SNS → SQS → Lambda {stack.outputs['FunctionName']} → s3://{TARGET}")
        return stack

    def path(self, stack: Stack) -> hops.Path:
        return hops.Path(
            source=SOURCE,
            topic_arn=stack.outputs["TopicArn"],
            queue_url=stack.outputs["QueueUrl"],
            dead_letter_url=stack.outputs["DeadLetterQueueUrl"],
            function=stack.outputs["FunctionName"],
            log_group=stack.outputs["LogGroup"],
            target=TARGET,
        )

    def upload(self, path: hops.Path, objects: list[DemoObject]) -> tuple[dict[str, float], str]:
        """Uploads everything, and a poison message in between. Returns seconds per key, and the poison's message id."""
        step(f"uploading {len(objects)} objects, and sending one poison message to the queue among them")
        uploaded: dict[str, float] = {}
        poison = ""
        with Arrivals(self.s3, TARGET) as arrivals:
            for number, item in enumerate(objects):
                self.s3.put_object(
                    Bucket=SOURCE,
                    Key=item.key,
                    Body=item.body,
                    Metadata=dict(item.metadata),
                    **({"Tagging": urlencode(item.tags)} if item.tags else {}),
                    **item.headers,
                )
                uploaded[item.key] = time.monotonic()
                if number == 1:
                    poison = self.sqs.send_message(QueueUrl=path.queue_url, MessageBody=POISON)["MessageId"]
            missing = arrivals.wait_for(uploaded.keys(), patience=30)
            seen = dict(arrivals.seen)
        say(f"{len(uploaded) - len(missing)} of {len(uploaded)} are in the target bucket")
        return {key: seen[key] - at for key, at in uploaded.items() if key in seen}, poison

    def compare(self, objects: list[DemoObject], latencies: dict[str, float]) -> None:
        step("comparing bytes, metadata, headers and tags of what was uploaded, the source and the target")
        rows, details = [], []
        for item in objects:
            if item.key in latencies:
                found = differences(self.s3, SOURCE, TARGET, item)
                took = f"{max(0.0, latencies[item.key]) * 1000:.0f} ms"
                rows.append((item.key, str(len(item.body)), took, "DIFFERS" if found else "equal"))
                details += [f"  {item.key}: {difference}" for difference in found]
            else:
                found = ["not there"]
                rows.append((item.key, str(len(item.body)), "–", "MISSING"))
            if found:
                self.failures.append(f"{item.key}: {'; '.join(found)}")
        table(("key, in both buckets", "bytes", "upload → there", "compared"), rows, right=frozenset({1, 2}))
        for detail in details:
            say(detail)
        say(f"(time from the upload's answer until a listing shows the copy; looked every {INTERVAL * 1000:.0f} ms)")
        strangers = keys_of(self.s3, TARGET) - {item.key for item in objects}
        if strangers:
            self.failures.append(f"the target holds keys nobody uploaded: {sorted(strangers)}")

    def await_dead_letter(self, path: hops.Path, poison: str) -> None:
        step(f"waiting for the poison message in the dead-letter queue, after {DELIVERY['MaxReceiveCount']} deliveries")
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            answer = self.sqs.receive_message(
                QueueUrl=path.dead_letter_url,
                WaitTimeSeconds=1,
                # Left as they are for whoever looks with --keep.
                VisibilityTimeout=0,
                MaxNumberOfMessages=10,
            )
            bodies = {message["MessageId"]: message["Body"] for message in answer.get("Messages", [])}
            if poison in bodies:
                say(f"there: {bodies[poison]!r}")
                for identifier in bodies.keys() - {poison}:
                    self.failures.append(f"the dead-letter queue also holds {identifier}: {bodies[identifier][:200]}")
                return
        self.failures.append("the poison message did not reach the dead-letter queue")
        self.show_hops(path, set())

    def show_hops(self, path: hops.Path, missing: set[str]) -> None:
        for line in hops.report(self.bed, path, missing, sent_directly=1, log_start=self.log_start):
            say(f"  {line}")

    def show_log(self, path: hops.Path, item: DemoObject) -> None:
        step(f"the function's log on {item.key}")
        line = function_log.await_line(self.bed, path.log_group, lambda line: function_log.names(line, item.key))
        if line is None:
            self.failures.append(f"no structured line of the function's log names {item.key}")
        else:
            say(json.dumps(line, indent=2, ensure_ascii=False))

    def show_cold_start(self) -> None:
        step("cold start: from starting the packaged bootstrap to its first request for work")
        environment = {
            **self.bed.credentials(),
            "AWS_LAMBDA_FUNCTION_NAME": "S3Copier",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "_HANDLER": "bootstrap",
            "TARGET_BUCKET": TARGET,
            "COPY_ROUTES": "",
        }
        try:
            times = cold_start.measure(self.template.parent / "dist" / "S3Copier.zip", environment)
        except cold_start.ColdStartError as error:
            self.failures.append(f"cold start: {error}")
            return
        each = ", ".join(f"{seconds * 1000:.1f}" for seconds in times)
        say(f"median {statistics.median(times) * 1000:.1f} ms ({each}), this machine, no CPU limit")


def _explain(bed: Bed) -> None:
    group = f"/aws/lambda/{STACK}-S3Copier"
    exports = "\n".join(f"  export {name}={value}" for name, value in bed.credentials().items())
    say(
        f"""
The bed is still running on {bed.endpoint} (log: {bed.log}). To talk to it with the AWS CLI:

{exports}

  alias aws='aws --endpoint-url {bed.endpoint}'      # Debian's AWS CLI does not read AWS_ENDPOINT_URL
  aws s3 cp README.md s3://{SOURCE}/in/README.md && sleep 1 && aws s3 ls --recursive s3://{TARGET}
  aws logs filter-log-events --log-group-name {group} --query 'events[].message' --output text
  aws cloudformation describe-stacks --stack-name {STACK} --query 'Stacks[0].Outputs' --output table
  aws sqs receive-message --queue-url {bed.endpoint}/{beds.ACCOUNT}/{STACK}-s3-copier-dead-letters

Stop it with: scripts/demo.sh --stop"""
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.s3_copy_demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the bed running and say how to talk to it")
    parser.add_argument(
        "--template", type=Path, default=ROOT / "template.yaml", help="dist/*.zip is looked for beside it"
    )
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # As a shell expects of what Ctrl-C ended; everything is cleaned up by now.
        sys.exit(130)
