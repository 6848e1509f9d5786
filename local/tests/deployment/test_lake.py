"""The way of raw files to GlueWorkflowStarter, as pipelines/lake deploys it: the bucket's events, the rule, the queue."""

from __future__ import annotations

import json
import time
from typing import Any

from cases import CASES
from test_ministack import Deployment

from localaws.ministack import ACCOUNT
from localaws.queue_pipe import QueuePipe
from localaws.template import Template

TEMPLATE = "pipelines/lake/template.yaml"
FILES = (
    "database/sales_order/LOAD00000001.parquet",
    "database/sales_order/2026/11/28/20261128-031500123.parquet",
    "csv/customers/customers-20261127.csv",
    "other/sales_order/2026/11/28/a.parquet",
)


class RawFiles(Deployment):
    def test_files_of_changes_and_csv_files_become_requests_and_a_full_load_does_not(self) -> None:
        raw = self.deployed(TEMPLATE, CASES[TEMPLATE][0])["RawBucket"]
        for key in FILES:
            self.aws.client("s3").put_object(Bucket=raw, Key=key, Body=b"x")
        requests = self.received(2)
        self.assertEqual(sorted(each["eventIds"] for each in requests), sorted([[FILES[1]], [FILES[2]]]))
        self.assertEqual(len({each["dedupeKey"] for each in requests}), 2)
        for each in requests:
            self.assertEqual((each["mode"], each["workflow"], each["concurrency"]), ("start", "demo-lake", "coalesce"))
        # Written anew under its name, a file is another request.
        self.aws.client("s3").put_object(Bucket=raw, Key=FILES[2], Body=b"y")
        (again,) = self.received(1)
        self.assertNotIn(again["dedupeKey"], [each["dedupeKey"] for each in requests])
        self.assertEqual(again["eventIds"], [FILES[2]])

    def test_the_pipe_hands_files_over_at_once_and_takes_them_from_the_queue(self) -> None:
        raw = self.deployed(TEMPLATE, CASES[TEMPLATE][0])["RawBucket"]
        filled = Template(self.folder / TEMPLATE, "demo", {"Name": "demo", **CASES[TEMPLATE][0]}, ACCOUNT, "us-east-1")
        pipe = filled.present()["RawFilesPipe"]["Properties"]
        for key in FILES:
            self.aws.client("s3").put_object(Bucket=raw, Key=key, Body=b"x")
        with QueuePipe(self.aws, pipe["Name"], pipe["SourceParameters"]) as running:
            deadline = time.monotonic() + 60
            while sum(running.batches) < 2 and time.monotonic() < deadline:
                time.sleep(0.1)
        self.assertEqual((running.batches, running.failures), ([2], []))
        self.assertEqual(self.received(0), [])

    def received(self, count: int) -> list[dict[str, Any]]:
        """The bodies of that many messages, and of any more that come right behind them."""
        formation = self.aws.client("cloudformation")
        resources = formation.describe_stack_resources(StackName="demo", LogicalResourceId="RawFilesQueue")
        url = resources["StackResources"][0]["PhysicalResourceId"]
        sqs, found = self.aws.client("sqs"), list[dict[str, Any]]()
        deadline = time.monotonic() + 60
        while True:
            wait = 2 if len(found) >= count else 10
            messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=wait).get(
                "Messages", []
            )
            for each in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
                found.append(json.loads(each["Body"]))
            if not messages and len(found) >= count:
                return found
            self.assertLess(time.monotonic(), deadline, f"{len(found)} of {count} messages came: {found}")
