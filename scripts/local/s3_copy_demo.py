"""S3Copier end to end on the bed: the real template, the packaged zip, S3 → SNS → SQS → Lambda → S3.

Run by scripts/demo.sh, which explains the options. Exits 0 only if every object compared equal (small ones, large ones,
a throttled burst, one whose worker was killed, and those of a backfill), nothing else appeared in the target, no upload was
left behind, the poison message reached the dead-letter queue, and the copy is in the function's log.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import time
from pathlib import Path

from . import bed as beds
from . import cold_start, function_log, hops
from .arrivals import INTERVAL, Arrivals
from .bed import ROOT, Bed, BedError
from .compare import differences, keys_of
from .demo_objects import DemoObject, demo_objects
from .demonstration import arguments_of, exit_with
from .deploy import DeployError, Stack, deploy
from .s3_copies import backfill, burst, large
from .s3_copies.checksums import FullObjectChecksums
from .s3_copies.killed_worker import KilledWorker
from .s3_copies.proxy import FaultProxy
from .s3_copies.scene import SOURCE, TARGET, Scene
from .s3_copies.tag_counts import TagCounts
from .terminal import say, step, table

STACK = "demo"
POISON = "this is not a notification {"
# Small enough to see a message come again after its worker was killed; the template's defaults are for production.
DELIVERY = {"FunctionTimeout": "5", "VisibilityTimeout": "6"}
LOG = ROOT / ".build" / "local" / "demo-bed.log"


def main() -> int:
    arguments = _arguments()
    beds.end_by_exception()
    keep = bool(arguments.keep)
    with contextlib.ExitStack() as stack:
        # Ends with this program, so a bed that is kept must do without.
        proxy = None if keep else stack.enter_context(FaultProxy())
        try:
            bed = _start(proxy)
        except BedError as error:
            say(f"error: the bed did not start: {error}")
            return 1
        return _run(bed, proxy, arguments.template, keep)


def _start(proxy: FaultProxy | None) -> Bed:
    step("starting the local AWS (MiniStack) on loopback")
    # For the functions, which inherit the bed's environment.
    bed = beds.start(extra_environment={"AWS_ENDPOINT_URL_S3": proxy.endpoint} if proxy else None)
    say(f"{bed.endpoint}, process {bed.pid}, files in {bed.folder}")
    if proxy:
        proxy.upstream = bed.port
        proxy.checksums = FullObjectChecksums(bed.client("s3"))
        proxy.tag_counts = TagCounts(bed.client("s3"))
        say(f"the functions reach its S3 through {proxy.endpoint}, which throttles, holds back and verifies")
    return bed


def _run(bed: Bed, proxy: FaultProxy | None, template: Path, keep: bool) -> int:
    passed = False
    try:
        passed = Demo(bed, proxy, template).run()
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


class Demo:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, bed: Bed, proxy: FaultProxy | None, template: Path) -> None:
        self.bed = bed
        self.proxy = proxy
        self.template = template
        self.log_start = 0

    def run(self) -> bool:
        old = backfill.old_objects()
        backfill.fill(self.bed, old)
        stack = self.deploy()
        scene = Scene(self.bed, _path(stack), stack.outputs["StateTable"], self.proxy)
        step(f"copying {len(old)} objects that were there before, as S3 Batch Operations does; then the same job again")
        backfill.run(scene, old)
        backfill.connect(scene, stack.outputs["ConnectSourceBucket"])

        objects = demo_objects()
        latencies = self.upload(scene, objects)
        self.compare(scene, objects, latencies)
        missing = {item.key for item in objects} - latencies.keys()
        if missing:
            say("\nWhere they went missing:")
            self.show_hops(scene, missing)
        if latencies:
            # With nothing copied at all, what follows would only wait in vain.
            self.await_dead_letter(scene)
            if scene.proxy:
                self.show_large(scene)
                self.show_faults(scene)
            else:
                say(
                    "\n(--keep: without large objects, throttling and the killed worker: their proxy ends with this program)"
                )
            self.sweep(scene)
            self.show_log(scene, objects[0])
            self.show_cold_start(scene)
        strangers = keys_of(scene.s3, TARGET) - scene.expected
        if strangers:
            scene.failures.append(f"the target holds keys nobody uploaded: {sorted(strangers)}")
        say("")
        for failure in scene.failures:
            say(f"failed: {failure}")
        return not scene.failures

    def deploy(self) -> Stack:
        step(f"deploying {self.template.name} with CloudFormation")
        parameters = {
            "SourceBucketName": SOURCE,
            "TargetBucketName": TARGET,
            "CreateTargetBucket": "true",
            **DELIVERY,
            # The bed alone cannot verify what is put together of parts.
            **(large.SETTINGS if self.proxy else {}),
        }
        stack = deploy(self.bed, STACK, self.template, parameters)
        # MiniStack's complaints up to here are about a deployment under way.
        self.log_start = self.bed.log.stat().st_size
        say(f"s3://{SOURCE} → SNS → SQS → Lambda {stack.outputs['FunctionName']} → s3://{TARGET}")
        return stack

    def upload(self, scene: Scene, objects: list[DemoObject]) -> dict[str, float]:
        """Uploads everything, and a poison message in between. Returns seconds per key."""
        step(f"uploading {len(objects)} objects, and sending one poison message to the queue among them")
        uploaded: dict[str, float] = {}
        with Arrivals(scene.s3, TARGET) as arrivals:
            for number, item in enumerate(objects):
                scene.upload(item)
                uploaded[item.key] = time.monotonic()
                if number == 1:
                    self.bed.client("sqs").send_message(QueueUrl=scene.path.queue_url, MessageBody=POISON)
            missing = arrivals.wait_for(uploaded.keys(), patience=30)
            seen = dict(arrivals.seen)
        say(f"{len(uploaded) - len(missing)} of {len(uploaded)} are in the target bucket")
        return {key: seen[key] - at for key, at in uploaded.items() if key in seen}

    def compare(self, scene: Scene, objects: list[DemoObject], latencies: dict[str, float]) -> None:
        step("comparing bytes, metadata, headers and tags of what was uploaded, the source and the target")
        rows, details = [], []
        for item in objects:
            if item.key in latencies:
                found = differences(scene.s3, SOURCE, TARGET, item)
                took = f"{max(0.0, latencies[item.key]) * 1000:.0f} ms"
                rows.append((item.key, str(len(item.body)), took, "DIFFERS" if found else "equal"))
                details += [f"  {item.key}: {difference}" for difference in found]
            else:
                found = ["not there"]
                rows.append((item.key, str(len(item.body)), "–", "MISSING"))
            if found:
                scene.failures.append(f"{item.key}: {'; '.join(found)}")
        table(("key, in both buckets", "bytes", "upload → there", "compared"), rows, right=frozenset({1, 2}))
        for detail in details:
            say(detail)
        say(f"(time from the upload's answer until a listing shows the copy; looked every {INTERVAL * 1000:.0f} ms)")

    def await_dead_letter(self, scene: Scene) -> None:
        step("waiting for the poison message in the dead-letter queue")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            answer = self.bed.client("sqs").receive_message(
                QueueUrl=scene.path.dead_letter_url,
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
                scene.failures += [f"the dead-letter queue also holds {body[:200]}" for body in others]
                return
        scene.failures.append("the poison message did not reach the dead-letter queue")
        self.show_hops(scene, set())

    def show_large(self, scene: Scene) -> None:
        item = large.large_object("large/orders.parquet", seed=24)
        settings = ", ".join(f"{name} {value}" for name, value in large.SETTINGS.items())
        step(f"an object of {len(item.body) >> 20} MiB, copied in parts ({settings})")
        scene.upload(item)
        if scene.missing([item.key], patience=30):
            scene.failures.append(f"{item.key} did not arrive")
            self.show_hops(scene, {item.key})
            return
        large.compare(scene, item)
        say(f"copies made of each part: {large.part_copies(scene, item.key)}")

    def show_faults(self, scene: Scene) -> None:
        step("killing a worker in the middle of a large copy")
        killed = KilledWorker(scene)
        killed.begin()
        step(f"meanwhile: {burst.OBJECTS} objects at once, while S3 lets {burst.RATE:.0f} copies a second pass")
        burst.run(scene)
        step("the copy whose worker was killed")
        killed.end()

    def sweep(self, scene: Scene) -> None:
        step("the sweeper, as its schedule starts it")
        answer = scene.invoke({"sweep": True})
        say(json.dumps(answer))
        if answer != {"stalledCopies": 0, "orphansAborted": 0}:
            scene.failures.append(f"the sweeper should have found nothing to do, and answered {answer}")

    def show_hops(self, scene: Scene, missing: set[str]) -> None:
        for line in hops.report(self.bed, scene.path, missing, sent_directly=1, log_start=self.log_start):
            say(f"  {line}")

    def show_log(self, scene: Scene, item: DemoObject) -> None:
        step(f"the function's log on {item.key}")
        line = function_log.await_line(self.bed, scene.path.log_group, lambda line: function_log.names(line, item.key))
        if line is None:
            scene.failures.append(f"no structured line of the function's log names {item.key}")
        else:
            say(json.dumps(line, indent=2, ensure_ascii=False))

    def show_cold_start(self, scene: Scene) -> None:
        step("cold start: from starting the packaged bootstrap to its first request for work")
        configuration = scene.functions.get_function_configuration(FunctionName=scene.path.function)
        environment = {
            **self.bed.credentials(),
            "AWS_LAMBDA_FUNCTION_NAME": "S3Copier",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "_HANDLER": "bootstrap",
            **configuration["Environment"]["Variables"],
        }
        try:
            times = cold_start.measure(self.template.parent / "dist" / "S3Copier.zip", environment)
        except cold_start.ColdStartError as error:
            scene.failures.append(f"cold start: {error}")
            return
        each = ", ".join(f"{seconds * 1000:.1f}" for seconds in times)
        say(f"median {statistics.median(times) * 1000:.1f} ms ({each}), this machine, no CPU limit")


def _path(stack: Stack) -> hops.Path:
    return hops.Path(
        source=SOURCE,
        topic_arn=stack.outputs["TopicArn"],
        queue_url=stack.outputs["QueueUrl"],
        dead_letter_url=stack.outputs["DeadLetterQueueUrl"],
        function=stack.outputs["FunctionName"],
        log_group=stack.outputs["LogGroup"],
        target=TARGET,
    )


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
    parser = arguments_of("s3_copy_demo", __doc__)
    parser.add_argument("--keep", action="store_true", help="leave the bed running and say how to talk to it")
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
