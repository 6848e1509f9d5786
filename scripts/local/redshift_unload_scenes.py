"""What the RedshiftUnloader demo plays: each scene says what it does and records what did not hold."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.csv as csv
import pyarrow.parquet as parquet
from botocore.exceptions import ClientError

from . import function_log
from . import redshift_dataset as shop
from .bed import Bed
from .deploy import Stack, deploy
from .redshift.service import WORKGROUP, Redshift
from .redshift_dataset import SHOP, Table
from .terminal import say, step, table

BUCKET, STACK, PREFIX = "example-lake", "demo", "redshift/"
WORKGROUP_ID = "0a1b2c3d-0000-4000-8000-000000000001"
BEGINNING = "2026-01-01T00:00:00Z"
PLAN = {
    "description": "What has changed in the shop since the last run.",
    "window": {"kind": "watermark", "initial": BEGINNING},
    "defaults": {"schema": "sales", "to": "{schema}/{table}/{window.to:yyyyMMddHHmmss}/", "windowColumn": "updated_at"},
    "exports": [
        {"table": "customers", "format": "csv", "header": True, "compression": "gzip"},
        {"table": "orders"},
        {"table": "order_lines", "partitionBy": ["region"]},
    ],
}
# A run leaves one dataset for each export.
EXPORTS = len(PLAN["exports"])  # type: ignore[arg-type]
BATCH = "BatchExecuteStatement"


@dataclass(frozen=True)
class Dataset:
    key: str
    content: Mapping[str, Any]

    @property
    def export(self) -> str:
        return str(self.content["export"])


class Scenes:
    def __init__(self, redshift: Redshift, bed: Bed, template: Path, slow_seconds: int) -> None:
        self.redshift, self.bed = redshift, bed
        self.template, self.slow_seconds = template, slow_seconds
        self.s3: Any = bed.client("s3")
        self.failures: list[str] = []
        self.stack: Stack
        self.known: set[str] = set()
        self.turns = 0

    def play(self) -> bool:
        self.load()
        self.deploy()
        if self.first_window():
            self.second_window()
            self.duplicate_delivery()
            self.lost_events()
            self.killed_invocation()
            self.slow_query()
        return not self.failures

    # -- Scenes

    def load(self) -> None:
        step("loading a made-up shop into the warehouse")
        rows = shop.load(self.redshift.dsn)
        say(f"{rows:,} rows in {len(SHOP)} tables")
        self.expect(rows >= 1_000_000, f"only {rows} rows were made")

    def deploy(self) -> None:
        step(f"deploying {self.template.name} with CloudFormation, and putting the plan where PLAN_S3_URI says")
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_object(Bucket=BUCKET, Key="plans/shop.json", Body=json.dumps(PLAN).encode())
        parameters = {
            "DeployS3Copier": "false",
            "DeployRedshiftUnloader": "true",
            "RedshiftUnloaderBucketName": BUCKET,
            "RedshiftUnloaderPrefix": PREFIX,
            "RedshiftUnloaderPlan": "shop",
            "RedshiftUnloaderPlanS3Uri": f"s3://{BUCKET}/plans/",
            "RedshiftUnloaderWorkgroup": WORKGROUP,
            "RedshiftUnloaderWorkgroupId": WORKGROUP_ID,
            "RedshiftUnloaderFlexibleMinutes": "0",
            "RedshiftUnloaderSchedule": _at(0),
        }
        self.stack = deploy(self.bed, STACK, self.template, parameters)
        # From here on both roles are held to what the template grants them.
        self.redshift.use(self.bed, function_role=self.stack.outputs["RedshiftUnloaderRoleArn"])
        say(f"Scheduler → Lambda {self.function} → Redshift Data API → s3://{BUCKET}/{PREFIX}")

    def first_window(self) -> bool:
        step("waiting for the deployed schedule to fire (MiniStack looks every 10 s), and for the run to be published")
        datasets = self.await_datasets(EXPORTS, patience=60)
        if datasets is None:
            self.show_log()
            return False
        self.compare(datasets)
        return not self.failures

    def second_window(self) -> None:
        step("some rows later: a schedule fires again, and only what is new is unloaded")
        self.trade()
        self.schedule_once_more()
        datasets = self.await_datasets(EXPORTS, patience=40)
        if datasets is not None:
            self.compare(datasets)
            changed = sum(dataset.content["rows"] for dataset in datasets)
            self.expect(0 < changed < 100_000, f"{changed} rows in the second window")

    def duplicate_delivery(self) -> None:
        step("one delivery of the schedule comes three times at once, and each statement's event twice")
        self.trade()
        calls = self.calls(BATCH)
        self.redshift.fault("duplicate-event", times=EXPORTS)
        event = self.scheduled_event()
        for _ in range(3):
            self.invoke(event, wait=False)
        datasets = self.await_datasets(EXPORTS)
        if datasets is not None:
            self.settle()
            runs = {dataset.content["run"] for dataset in datasets}
            begun = self.calls(BATCH) - calls
            say(f"{len(runs)} run, {begun} statements submitted for {EXPORTS} exports, {len(datasets)} datasets")
            self.expect(len(runs) == 1, f"three deliveries of one schedule made {len(runs)} runs")
            self.expect(begun == EXPORTS, f"{begun} statements were submitted for {EXPORTS} exports")
            self.compare(datasets)

    def lost_events(self) -> None:
        step("no statement's event arrives: the sweeper finishes the run (invoked here with its schedule's input)")
        self.trade()
        self.redshift.fault("lost-event", times=EXPORTS)
        self.invoke(self.scheduled_event())
        self.await_statements()
        self.expect(not self.new_datasets(), "a dataset was published although no event came and no sweeper")
        answer = self.invoke({"sweep": True})
        say(f"the sweeper's answer: {json.dumps(answer.get('sweep', answer))}")
        datasets = self.await_datasets(EXPORTS)
        if datasets is not None:
            self.compare(datasets)

    def killed_invocation(self) -> None:
        step("the invocation is killed (SIGKILL) after Redshift took a statement and before the function heard so")
        self.trade()
        calls = self.calls(BATCH)
        self.redshift.fault("lost-event", times=1)
        self.redshift.fault("slow-answer", operation=BATCH, seconds=8)
        event = self.scheduled_event()
        self.invoke(event, wait=False)
        if not self.eventually(lambda: self.calls(BATCH) > calls, 20):
            self.failures.append("killed invocation: it submitted nothing within 20 s")
            return
        time.sleep(0.5)
        killed = self.kill_bootstraps()
        say(f"killed: process {', '.join(map(str, killed))}")
        self.expect(bool(killed), "no process of the function was found to be killed")
        self.redshift.control("DELETE", "faults")
        # Lambda tries an asynchronous invocation again, MiniStack too; after that there is the sweeper.
        datasets = self.await_datasets(EXPORTS, patience=10, complain=False)
        if datasets is None:
            say(f"sweeping: {json.dumps(self.invoke({'sweep': True}))}")
            datasets = self.await_datasets(EXPORTS)
        if datasets is not None:
            runs = {dataset.content["run"] for dataset in datasets}
            begun, asked = self.statements_of(runs), self.calls(BATCH) - calls
            say(f"published by run {', '.join(sorted(runs))}; {asked} submissions made {begun} statements, none twice")
            self.expect((len(runs), begun) == (1, EXPORTS), f"killed invocation: {len(runs)} runs, {begun} statements")
            self.expect(asked > EXPORTS, "the invocation was killed too late: nothing had to be submitted again")
            self.compare(datasets)

    def slow_query(self) -> None:
        step(f"each query takes {self.slow_seconds} s: what is paid for")
        self.trade()
        self.settle()
        before = len(self.reports())
        self.redshift.fault("delay", seconds=self.slow_seconds, times=EXPORTS)
        started = time.monotonic()
        self.invoke(self.scheduled_event())
        datasets = self.await_datasets(EXPORTS, patience=self.slow_seconds + 30)
        if datasets is None:
            return
        elapsed = time.monotonic() - started
        self.settle()
        billed = self.reports()[before:]
        times = ", ".join(f"{milliseconds:.0f}" for milliseconds in billed)
        statements = sum(int(dataset.content["statementMilliseconds"] or 0) for dataset in datasets)
        say(
            f"{EXPORTS} statements ran for {statements / 1000:.1f} s in all, published after {elapsed:.1f} s; "
            f"billed: {sum(billed):.0f} ms in {len(billed)} invocations ({times} ms)"
        )
        self.expect(bool(billed), "no REPORT line tells what was billed")
        self.expect(sum(billed) < 1000 * self.slow_seconds, f"{sum(billed):.0f} ms were billed: somebody paid for waiting")
        self.compare(datasets)

    # -- What they have in common

    @property
    def function(self) -> str:
        return self.stack.outputs["RedshiftUnloaderFunctionName"]

    @property
    def log_group(self) -> str:
        return self.stack.outputs["RedshiftUnloaderLogGroup"]

    def expect(self, holds: bool, failure: str) -> None:
        if not holds:
            self.failures.append(failure)

    def calls(self, operation: str) -> int:
        return int(self.redshift.control("GET", "calls").get(operation, 0))

    def scheduled_event(self) -> dict[str, Any]:
        """EventBridge Scheduler's own envelope; its `detail` is a string."""
        arn = f"arn:aws:scheduler:{self.bed.region}:123456789012:schedule/default/{STACK}-redshift-unloader"
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "version": "0",
            "id": f"demo-{time.monotonic_ns()}",
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": "123456789012",
            "time": now,
            "region": self.bed.region,
            "resources": [arn],
            "detail": "{}",
        }

    def invoke(self, event: Mapping[str, Any], wait: bool = True) -> dict[str, Any]:
        kind = "RequestResponse" if wait else "Event"
        answer = self.bed.client("lambda").invoke(
            FunctionName=self.function, InvocationType=kind, Payload=json.dumps(event).encode()
        )
        payload = answer["Payload"].read()
        if answer.get("FunctionError"):
            self.failures.append(f"the function failed: {payload.decode()[:500]}")
        return dict(json.loads(payload)) if payload and wait else {}

    def schedule_once_more(self) -> None:
        """MiniStack fires a one-time schedule once for good, so the deployed one gets a twin with the same target."""
        scheduler = self.bed.client("scheduler")
        found = scheduler.get_schedule(Name=f"{STACK}-redshift-unloader")
        fields = ("FlexibleTimeWindow", "ScheduleExpressionTimezone", "State", "Target")
        twin = f"{STACK}-redshift-unloader-twin"
        scheduler.create_schedule(Name=twin, ScheduleExpression=_at(0), **{field: found[field] for field in fields})

    def new_datasets(self) -> list[Dataset]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=PREFIX)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        found = [key for key in keys if key.endswith("/_SUCCESS.json") and key not in self.known]
        return [Dataset(key, json.loads(self.body(key))) for key in found]

    def await_datasets(self, count: int, patience: float = 30, complain: bool = True) -> list[Dataset] | None:
        if self.eventually(lambda: len(self.new_datasets()) >= count, patience):
            datasets = self.new_datasets()
            self.known |= {dataset.key for dataset in datasets}
            return datasets
        if complain:
            self.failures.append(f"{len(self.new_datasets())} of {count} datasets within {patience:.0f} s")
        return None

    def trade(self) -> None:
        """New rows; and then the next whole second, so that a window that ends now has them."""
        self.turns += 1
        shop.trade(self.redshift.dsn, self.turns)
        time.sleep(1.05 - time.time() % 1)

    def await_statements(self) -> None:
        def all_ended() -> bool:
            return all(each["status"] in ("FINISHED", "FAILED", "ABORTED") for each in self.statements())

        self.eventually(all_ended, 30)

    def statements_of(self, runs: set[str]) -> int:
        return sum(any(f"/{run}/" in each["name"] for run in runs) for each in self.statements())

    def statements(self) -> list[dict[str, str]]:
        return list(self.redshift.control("GET", "statements"))

    def settle(self) -> None:
        """Until the log says nothing new for a while: invocations under way have ended."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < 1.0:
            count = len(function_log.lines(self.bed, self.log_group))
            if count != seen:
                seen, since = count, time.monotonic()
            time.sleep(0.1)

    def eventually(self, holds: Callable[[], bool], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while not holds():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def kill_bootstraps(self) -> list[int]:
        """The function's processes are known by their environment; only those are touched."""
        killed = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
                if f"AWS_LAMBDA_FUNCTION_NAME={self.function}".encode() in environment and (
                    f"AWS_ENDPOINT_URL={self.bed.endpoint}".encode() in environment
                ):
                    os.kill(int(folder.name), signal.SIGKILL)
                    killed.append(int(folder.name))
            except OSError:
                continue
        return killed

    def reports(self) -> list[float]:
        """Milliseconds billed, one for each invocation there was."""
        found = [re.search(r"Billed Duration: ([\d.]+) ms", line) for line in function_log.lines(self.bed, self.log_group)]
        return [float(match[1]) for match in found if match]

    # -- Comparing

    def compare(self, datasets: list[Dataset]) -> None:
        rows = []
        for dataset in sorted(datasets, key=lambda each: each.export):
            of = next(each for each in SHOP if each.name == dataset.export)
            window = dataset.content["window"]
            found = shop.digest_of_read(of, self.read(dataset, of))
            wanted = shop.digest_of_source(self.redshift.dsn, of, window["from"], window["to"])
            equal = found == wanted and found.rows == dataset.content["rows"]
            if not equal:
                self.failures.append(
                    f"{dataset.key}: {found.rows} rows {found.md5}, the source has {wanted.rows} rows {wanted.md5}, "
                    f"the dataset says {dataset.content['rows']} rows"
                )
            files = f"{len(dataset.content['entries'])} {dataset.content['format']}"
            between = f"{window['from'][:19]} – {window['to'][:19]}"
            rows.append((of.name, between, files, f"{found.rows:,}", found.md5[:12], "equal" if equal else "DIFFERS"))
        heading = ("dataset", "window", "files", "rows read", "md5 of all values", "with PostgreSQL")
        table(heading, rows, right=frozenset({3}))

    def read(self, dataset: Dataset, of: Table) -> list[arrow.Table]:
        parts = [arrow.schema(list(of.types.items())).empty_table()]
        for entry in dataset.content["entries"]:
            key = entry["url"].removeprefix(f"s3://{BUCKET}/")
            content = self.body(key)
            if len(content) != entry["meta"]["content_length"]:
                self.failures.append(f"{key} has {len(content)} bytes, its dataset says otherwise")
            parts.append(_read_csv(content, of) if of.text else _read_parquet(content, key, of))
        return parts

    def body(self, key: str) -> bytes:
        return bytes(self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())

    def show_log(self) -> None:
        try:
            lines = function_log.lines(self.bed, self.log_group)
        except ClientError as error:
            lines = [str(error)]
        say("The function's log:")
        for line in lines[-20:]:
            say(f"  {line.rstrip()[:400]}")


def _at(seconds: float) -> str:
    return f"at({datetime.now(timezone.utc) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S})"


def _read_csv(content: bytes, of: Table) -> arrow.Table:
    with arrow.CompressedInputStream(io.BytesIO(content), "gzip") as stream:
        return csv.read_csv(
            stream,
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=dict(of.types),
                null_values=[""],
                strings_can_be_null=True,
                # An empty string is written as "", a null as nothing.
                quoted_strings_can_be_null=False,
            ),
        )


def _read_parquet(content: bytes, key: str, of: Table) -> arrow.Table:
    """Partition columns are in the key, not in the file."""
    found = parquet.read_table(io.BytesIO(content))
    for folder in key.split("/")[:-1]:
        name, is_partition, value = folder.partition("=")
        if is_partition and name in of.types:
            found = found.append_column(name, arrow.array([value] * found.num_rows, of.types[name]))
    return found
