"""A deployed RedshiftLoader: give it files, wait until they are loaded, ask what that cost."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from localaws.deploy import Stack, deploy
from localaws.ministack import ACCOUNT, ROOT, LocalAWS
from localaws.redshift.service import WORKGROUP, Redshift

from .. import function_log
from ..terminal import say
from . import shop
from .shop import TABLES, File

BUCKET, PLANS, FOLDER, STACK = "example-landing", "example-plans", "dms/dbo/", "demo"
WORKGROUP_ID = "0a1b2c3d-0000-4000-8000-000000000001"
PLAN = ROOT / "functions" / "RedshiftLoader" / "plans" / "retail.yaml"
BATCH = "BatchExecuteStatement"


@dataclass(frozen=True)
class Cost:
    """What was used so far."""

    seconds: float
    billed: float
    invocations: int
    calls: int
    batches: int
    statements: int

    def since(self, before: Cost) -> Cost:
        return Cost(*(getattr(self, name) - getattr(before, name) for name in self.__dataclass_fields__))


class Scenario:
    def __init__(self, redshift: Redshift, aws: LocalAWS) -> None:
        self.redshift, self.aws = redshift, aws
        self.s3: Any = aws.client("s3")
        self.failures: list[str] = []
        self.stack: Stack
        # Files that the ledger must have of each table.
        self.wanted: Counter[str] = Counter()

    def deploy(self, template: Path) -> None:
        for bucket in (BUCKET, PLANS):
            self.s3.create_bucket(Bucket=bucket)
        # What the output ConnectSourceBucket does.
        self.s3.put_bucket_notification_configuration(
            Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        self.s3.put_object(Bucket=PLANS, Key="retail.yaml", Body=PLAN.read_bytes())
        parameters = {
            "WarehouseArn": f"arn:aws:redshift-serverless:{self.aws.region}:{ACCOUNT}:workgroup/{WORKGROUP_ID}",
            "Workgroup": WORKGROUP,
            "SourceBucketName": BUCKET,
            "SourcePrefix": FOLDER,
            "Plan": f"s3://{PLANS}/retail.yaml",
            "EventBusName": "default",
        }
        self.stack = deploy(self.aws, STACK, template, parameters)
        # From here on both roles are held to what the template grants them.
        self.redshift.use(self.aws, function_role=self.stack.outputs["RoleArn"])
        self.events = self._event_queue()

    def _event_queue(self) -> str:
        """A queue that gets what the function publishes."""
        sqs, events = self.aws.client("sqs"), self.aws.client("events")
        url: str = sqs.create_queue(QueueName="demo-load-events")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        pattern = {"source": ["aws-lambdas.redshift-loader"], "detail-type": ["Redshift Load Finished"]}
        events.put_rule(Name="demo-load-events", EventPattern=json.dumps(pattern))
        events.put_targets(Rule="demo-load-events", Targets=[{"Id": "queue", "Arn": arn}])
        return url

    @property
    def function(self) -> str:
        return self.stack.outputs["FunctionName"]

    def expect(self, holds: bool, failure: str) -> None:
        if not holds:
            self.failures.append(failure)

    # -- Files

    def put(self, file: File, wanted: bool = True) -> dict[str, object]:
        """Uploads a file, whose event the bucket sends; how a command names it."""
        key = f"{FOLDER}{file.source}/{file.name}"
        etag = self.s3.put_object(Bucket=BUCKET, Key=key, Body=file.content)["ETag"].strip('"')
        if wanted:
            self.wanted.update(TABLES[file.source])
        return {"uri": f"s3://{BUCKET}/{key}", "etag": etag, "bytes": len(file.content), "rows": file.rows}

    def put_delivery(self, delivery: int) -> tuple[int, int]:
        """Files and rows."""
        files = rows = 0
        for file in shop.files(self.redshift.dsn, delivery, delivery):
            self.put(file)
            files, rows = files + 1, rows + file.rows
        return files, rows

    # -- The function

    def invoke(self, event: Mapping[str, Any], wait: bool = True) -> dict[str, Any]:
        kind = "RequestResponse" if wait else "Event"
        answer = self.aws.client("lambda").invoke(
            FunctionName=self.function, InvocationType=kind, Payload=json.dumps(event).encode()
        )
        payload = answer["Payload"].read()
        if answer.get("FunctionError"):
            self.failures.append(f"the function failed: {payload.decode()[:500]}")
        return dict(json.loads(payload)) if payload and wait else {}

    def await_loaded(self, patience: float) -> bool:
        """Lets windows come and sweeps until the ledger has every file and nothing is open."""
        deadline = time.monotonic() + patience
        while not (self.ledger() == self.wanted and self.open() == 0):
            if time.monotonic() > deadline:
                self.failures.append(f"not loaded within {patience:.0f} s: {self.ledger()} of {self.wanted}")
                self.show_log()
                return False
            self.sweep()
        return True

    def await_loaded_as_scheduled(self, patience: float) -> bool:
        """Sweeps once a minute, as the schedule does, so that nothing but what belongs to the loads is billed meanwhile. The
        first sweep comes when the files are taken in.
        """
        began = time.monotonic()
        swept = began - 50
        while not (self.ledger() == self.wanted and self.open() == 0):
            now = time.monotonic()
            if now > began + patience:
                self.failures.append(f"not loaded within {patience:.0f} s: {self.ledger()} of {self.wanted}")
                self.show_log()
                return False
            if now > swept + 60:
                swept = now
                self.sweep()
            time.sleep(1)
        return True

    def await_loaded_by_events(self, patience: float) -> bool:
        """Of one load: lets its window come once its file is taken in, and sweeps once while it runs. The rest is by events."""
        deadline = time.monotonic() + patience
        took_in = self.eventually(lambda: self.open() > 0, patience)
        self.let_windows_come()
        self.invoke({"sweep": True})
        running = self.eventually(lambda: any(load.get("phase") == "submitted" for load in self.loads()), patience)
        # As if a minute had passed.
        self.let_windows_come()
        self.invoke({"sweep": True})
        left = deadline - time.monotonic()
        ended = self.eventually(lambda: self.ledger() == self.wanted and self.open() == 0, left)
        if not (took_in and running and ended):
            self.failures.append(f"one load: taken in: {took_in}, submitted: {running}, ended: {ended}")
            self.show_log()
            return False
        # The last invocation writes its log after its last change.
        time.sleep(1)
        return True

    def sweep(self) -> None:
        """What the schedule does once a minute; here once a second, and nobody waits for a window or a retry."""
        self.let_windows_come()
        self.invoke({"sweep": True})
        time.sleep(1)

    def let_windows_come(self, table: str | None = None) -> None:
        """Puts back the times in the state table that are waited for, where nobody else writes meanwhile."""
        for item in self.items(table):
            document = json.loads(item.get("document", {}).get("S", "{}"))
            if "open" not in item and not document.get("retryAt"):
                continue
            document.pop("retryAt", None)
            document["waiting"] = dict.fromkeys(document.get("waiting") or {}, "2026-01-01T00:00:00.000Z")
            if not document["waiting"] and "lane" not in item["pk"]["S"]:
                document.pop("waiting")
            if document.get("preparing"):
                document["preparing"].pop("retryAt", None)
            values: dict[str, Any] = {":d": {"S": json.dumps(document)}, ":v": item["version"]}
            update = "SET document = :d"
            if "due" in item:
                update += ", due = :t"
                values[":t"] = {"N": "0"}
            client = self.aws.client("dynamodb")
            with contextlib.suppress(client.exceptions.ConditionalCheckFailedException):
                client.update_item(
                    TableName=table or self.stack.outputs["TableName"],
                    Key={"pk": item["pk"], "sk": item["sk"]},
                    UpdateExpression=update,
                    ConditionExpression="version = :v",
                    ExpressionAttributeValues=values,
                )

    def await_outcomes(self, wanted: Mapping[str, int], patience: float = 60) -> list[dict[str, Any]]:
        """The loads that are over and not loaded, once there are so many of each outcome."""
        deadline = time.monotonic() + patience
        while True:
            found = [
                each for each in self.loads() if each.get("outcome") not in (None, "Loaded", "Cancelled", "Duplicate")
            ]
            if Counter(str(each["outcome"]) for each in found) == wanted:
                return found
            if time.monotonic() > deadline:
                self.failures.append(f"{Counter(str(each['outcome']) for each in found)}, not {dict(wanted)}")
                self.show_log()
                return found
            self.sweep()

    def ledger(self) -> Counter[str]:
        """Files of each table that the warehouse's own ledger has."""
        with psycopg.connect(self.redshift.dsn) as connection:
            exists = connection.execute("select to_regclass('loader.files')").fetchone()
            if exists is None or exists[0] is None:
                return Counter()
            rows = connection.execute("select target, count(*) from loader.files group by 1").fetchall()
        return Counter({str(target): int(count) for target, count in rows})

    def items(self, table: str | None = None) -> list[dict[str, Any]]:
        pages = self.aws.client("dynamodb").get_paginator("scan")
        name = table or self.stack.outputs["TableName"]
        return [item for page in pages.paginate(TableName=name, ConsistentRead=True) for item in page["Items"]]

    def open(self, table: str | None = None) -> int:
        return sum("open" in item for item in self.items(table))

    def loads(self, table: str | None = None) -> list[dict[str, Any]]:
        documents = [each["document"]["S"] for each in self.items(table) if each["pk"]["S"].startswith("load#")]
        return [dict(json.loads(text)) for text in documents]

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

    def published(self) -> list[dict[str, Any]]:
        """The details of the events that came since the last call."""
        sqs = self.aws.client("sqs")
        found = []
        while messages := sqs.receive_message(QueueUrl=self.events, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                detail = json.loads(message["Body"])["detail"]
                found.append(dict(detail if isinstance(detail, dict) else json.loads(detail)))
                sqs.delete_message(QueueUrl=self.events, ReceiptHandle=message["ReceiptHandle"])
        return found

    # -- Cost

    def reports(self) -> list[float]:
        """The milliseconds that each invocation was billed."""
        lines = function_log.lines(self.aws, self.stack.outputs["LogGroup"])
        return [float(match[1]) for line in lines if (match := re.search(r"Billed Duration: ([\d.]+) ms", line))]

    def cost(self) -> Cost:
        billed = self.reports()
        known = self.redshift.control("GET", "statements")
        return Cost(
            seconds=time.monotonic(),
            billed=sum(billed),
            invocations=len(billed),
            calls=sum(self.redshift.control("GET", "calls").values()),
            batches=len(known),
            statements=sum(int(each["statements"]) for each in known),
        )

    def calls(self, operation: str) -> int:
        return int(self.redshift.control("GET", "calls").get(operation, 0))

    def eventually(self, holds: Callable[[], bool], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while not holds():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    def show_log(self) -> None:
        say("The function's log:")
        for line in function_log.lines(self.aws, self.stack.outputs["LogGroup"])[-25:]:
            say(f"  {line.rstrip()[:600]}")


__all__ = ["BATCH", "BUCKET", "FOLDER", "PLANS", "STACK", "Cost", "Scenario"]
