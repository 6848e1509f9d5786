"""A deployed RedshiftUnloader: call it, wait for its datasets, compare them with the warehouse."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as arrow
from botocore.exceptions import ClientError
from pyarrow import csv, fs, parquet
from pyarrow import dataset as arrow_dataset

from localaws.deploy import Stack
from localaws.ministack import ACCOUNT, SECRET, LocalAWS
from localaws.redshift.service import WORKGROUP, Redshift

from .. import function_log
from ..terminal import say, table
from . import shop as shop
from .shop import SHOP, Table

BUCKET, STACK, PREFIX = "example-lake", "demo", "redshift/"
WORKGROUP_ID = "0a1b2c3d-0000-4000-8000-000000000001"
PLAN: dict[str, Any] = {
    "description": "What has changed in the shop since the last run.",
    "window": {"watermark": "updated_at", "initial": "2026-01-01T00:00:00Z"},
    # A failure is shown and retried by hand: no attempt follows by itself.
    "retry": {"attempts": 1},
    "defaults": {"schema": "sales", "to": "${schema}/${table}/${window.to:yyyyMMddHHmmss}/"},
    "exports": [
        {"table": "customers", "format": "csv", "header": True, "compression": "gzip"},
        {"table": "orders"},
        {"table": "order_lines", "partition_by": ["region"]},
    ],
}
# The window of an export that has none.
EVERYTHING = {"from": "2026-01-01T00:00:00Z", "to": "9999-12-31T00:00:00Z"}
# A run leaves one dataset for each export.
EXPORTS = len(PLAN["exports"])
BATCH = "BatchExecuteStatement"


@dataclass(frozen=True)
class Dataset:
    key: str
    content: Mapping[str, Any]

    @property
    def export(self) -> str:
        return str(self.content["export"])


class Scenario:
    def __init__(self, redshift: Redshift, aws: LocalAWS) -> None:
        self.redshift, self.aws = redshift, aws
        self.s3: Any = aws.client("s3")
        self.failures: list[str] = []
        self.stack: Stack
        self.known: set[str] = set()
        self.turns = 0

    def parameters(self, prefix: str) -> dict[str, str]:
        """What both stacks are deployed with."""
        return {
            "TargetS3Uri": f"s3://{BUCKET}/{prefix}",
            "PlanS3Uri": f"s3://{BUCKET}/plans/",
        }

    def put_plan(self, name: str, plan: Mapping[str, Any]) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=f"plans/{name}.json", Body=json.dumps(plan).encode())

    def use(self, stack: Stack) -> None:
        """From here on it is this stack's function, and both of its roles are held to what the template grants them."""
        self.stack = stack
        self.redshift.use(self.aws, function_role=stack.outputs["RoleArn"])

    @property
    def function(self) -> str:
        return self.stack.outputs["FunctionName"]

    @property
    def log_group(self) -> str:
        return self.stack.outputs["LogGroup"]

    def expect(self, holds: bool, failure: str) -> None:
        if not holds:
            self.failures.append(failure)

    def calls(self, operation: str) -> int:
        return int(self.redshift.control("GET", "calls").get(operation, 0))

    def scheduled_event(self) -> dict[str, Any]:
        """EventBridge Scheduler's own envelope; its `detail` is a string."""
        arn = f"arn:aws:scheduler:{self.aws.region}:123456789012:schedule/default/{STACK}-redshift-unloader"
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "version": "0",
            "id": f"demo-{time.monotonic_ns()}",
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": "123456789012",
            "time": now,
            "region": self.aws.region,
            "resources": [arn],
            "detail": "{}",
        }

    def invoke(self, event: Mapping[str, Any], wait: bool = True) -> dict[str, Any]:
        kind = "RequestResponse" if wait else "Event"
        answer = self.aws.client("lambda").invoke(
            FunctionName=self.function, InvocationType=kind, Payload=json.dumps(event).encode()
        )
        payload = answer["Payload"].read()
        if answer.get("FunctionError"):
            self.failures.append(f"the function failed: {payload.decode()[:500]}")
        return dict(json.loads(payload)) if payload and wait else {}

    def schedule_once_more(self) -> None:
        """MiniStack fires a one-time schedule once for good, so the deployed one gets a twin with the same target."""
        scheduler = self.aws.client("scheduler")
        found = scheduler.get_schedule(Name=f"{STACK}-redshift-unloader")
        fields = ("FlexibleTimeWindow", "ScheduleExpressionTimezone", "State", "Target")
        twin = f"{STACK}-redshift-unloader-twin"
        scheduler.create_schedule(Name=twin, ScheduleExpression=at(0), **{field: found[field] for field in fields})

    def new_datasets(self) -> list[Dataset]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
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

    def run_statements(self, *texts: str, **parameters: str) -> dict[str, Any]:
        """One transaction on the workgroup, to its end; its description."""
        client = self.redshift.client(self.aws.region)
        # The API takes no empty list.
        values = [{"name": name, "value": value} for name, value in parameters.items()]
        begun = client.batch_execute_statement(
            Sqls=list(texts),
            **({"Parameters": values} if values else {}),
            WorkgroupName=WORKGROUP,
            Database="dev",
            WaitTimeSeconds=30,
        )
        described = client.describe_statement(Id=begun["Id"], WaitTimeSeconds=30)
        self.expect(described["Status"] == "FINISHED", f"{described['Status']}: {described.get('Error')}")
        return dict(described)

    def first_value(self, identifier: str) -> object:
        records = self.redshift.client(self.aws.region).get_statement_result(Id=identifier)["Records"]
        return next(iter(records[0][0].values()))

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
            count = len(function_log.lines(self.aws, self.log_group))
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
                    f"AWS_ENDPOINT_URL={self.aws.endpoint}".encode() in environment
                ):
                    os.kill(int(folder.name), signal.SIGKILL)
                    killed.append(int(folder.name))
            except OSError:
                continue
        return killed

    def reports(self) -> list[float]:
        """Milliseconds billed, one for each invocation there was."""
        found = [
            re.search(r"Billed Duration: ([\d.]+) ms", line) for line in function_log.lines(self.aws, self.log_group)
        ]
        return [float(match[1]) for match in found if match]

    # -- Comparing

    def compare(self, datasets: list[Dataset], column: str = "updated_at") -> None:
        rows = []
        for dataset in sorted(datasets, key=lambda each: each.export):
            of = next(each for each in SHOP if each.name == dataset.export)
            window = dataset.content.get("window") or EVERYTHING
            found = shop.digest_of_read(of, self.read(dataset, of))
            wanted = shop.digest_of_source(self.redshift.dsn, of, column, window["from"], window["to"])
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
            is_csv = dataset.content["format"] == "csv"
            parts.append(_read_csv(content, of) if is_csv else _read_parquet(content, key, of))
        return parts

    def rows_under(self, prefix: str) -> int:
        """Rows of the Parquet files that Arrow finds under a prefix: it passes over names that begin with `_` or `.`."""
        keys = fs.S3FileSystem(
            endpoint_override=self.aws.endpoint,
            access_key=ACCOUNT,
            secret_key=SECRET,
            region=self.aws.region,
        )
        return int(arrow_dataset.dataset(f"{BUCKET}/{prefix}", filesystem=keys, format="parquet").count_rows())

    def body(self, key: str) -> bytes:
        return bytes(self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())

    def show_log(self) -> None:
        try:
            lines = function_log.lines(self.aws, self.log_group)
        except ClientError as error:
            lines = [str(error)]
        say("The function's log:")
        for line in lines[-20:]:
            say(f"  {line.rstrip()[:400]}")


def at(seconds: float) -> str:
    return f"at({datetime.now(UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S})"


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
