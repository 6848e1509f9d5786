"""The function itself, as a process for each event, with a state table of its own on the local AWS."""

from __future__ import annotations

import gzip
import json
import random
import signal
import subprocess
import time
import uuid
from collections import Counter
from typing import Any

import shop
from comparison import SCHEMAS
from warehouse import (
    BUCKET,
    MANIFESTS,
    File,
    Plan,
    _client,
    aws,
    bootstrap,
    execute,
)

from localaws.testing.warehouse import REGION, ROLE, redshift

# A day: files of one table are one load however slow the machine is; the tests say when it is over.
PLAN = shop.PLAN + "\nwindow: {every: 1d, wait: 0s}\n"


class Function:
    """The bootstrap with a state table of its own."""

    def __init__(self, plan: str = PLAN) -> None:
        aws()
        execute(f"{SCHEMAS}; drop schema if exists raw cascade")
        self.plan = Plan(plan)
        self.table = f"loader-{uuid.uuid4().hex[:8]}"
        _client("dynamodb").create_table(
            TableName=self.table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": kind}
                for name, kind in (("pk", "S"), ("sk", "S"), ("open", "S"), ("due", "N"))
            ],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "open-due",
                    "KeySchema": [
                        {"AttributeName": "open", "KeyType": "HASH"},
                        {"AttributeName": "due", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        self.environment = {
            **aws().credentials(),
            **redshift().environment,
            "LAMBDA_TASK_ROOT": str(self.plan.root),
            "PLAN": "test",
            "STATE_TABLE": self.table,
            "REDSHIFT_WORKGROUP": "example-workgroup",
            "REDSHIFT_DATABASE": "dev",
            "LOAD_ROLE": ROLE,
            "MANIFEST_S3_URI": f"s3://{MANIFESTS}/loads/",
            "AWS_LAMBDA_LOG_LEVEL": "info",
        }
        self.log = ""

    def invoke(self, event: object, kill_after: float | None = None) -> Any:
        """The answer; None for an invocation that was killed."""
        path = self.plan.root / f"event-{uuid.uuid4().hex}.json"
        path.write_text(json.dumps(event))
        process = subprocess.Popen(
            [bootstrap(), "--event", str(path)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            answer, log = process.communicate(timeout=60 if kill_after is None else kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return None
        self.log += log
        if process.returncode != 0:
            raise AssertionError(log + answer)
        return json.loads(answer)

    def invoke_with_kills(self, event: object, chance: random.Random) -> int:
        """Kills the invocation a few times, as a queue delivers its message again; returns how often it died."""
        for kill in range(3):
            if self.invoke(event, chance.uniform(0.01, 0.5)) is not None:
                return kill
        self.invoke(event)
        return 3

    def settle(self, chance: random.Random | None = None) -> None:
        """Sweeps until nothing is open; with a chance, some sweeps are killed."""
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            if self.open == 0:
                return
            self.hurry()
            # Whoever looks at a batch that runs learns nothing: a process less. Some do, as events and sweeps may.
            if chance is None or chance.random() < 0.7:
                await_warehouse()
            kill = chance.uniform(0.01, 0.4) if chance is not None and chance.random() < 0.4 else None
            self.invoke({"sweep": True}, kill)
        raise AssertionError(f"not settled: {self.items()}\n{self.log[-4000:]}")

    def migrate(self, request: dict[str, object]) -> dict[str, Any]:
        """What became of a request to migrate."""
        self.invoke({"migrate": request})
        self.settle()
        found: dict[str, Any] = self.invoke({"migrate": {"status": True}})["migration"]
        return found

    def hurry(self) -> None:
        """Makes everything due that waits, as time would."""
        for item in self.items():
            text = item.get("document", {}).get("S", "")
            if "due" in item or '"retryAt"' in text:
                document = json.loads(text)
                document.pop("retryAt", None)
                if document.get("waiting"):
                    document["waiting"] = dict.fromkeys(document["waiting"], "2026-01-01T00:00:00.000Z")
                if document.get("preparing"):
                    document["preparing"].pop("retryAt", None)
                values: dict[str, Any] = {":d": {"S": json.dumps(document)}, ":v": item["version"]}
                update = "SET document = :d"
                if "due" in item:
                    update += ", due = :t"
                    values[":t"] = {"N": "0"}
                _client("dynamodb").update_item(
                    TableName=self.table,
                    Key={"pk": item["pk"], "sk": item["sk"]},
                    UpdateExpression=update,
                    ConditionExpression="version = :v",
                    ExpressionAttributeValues=values,
                )

    def items(self) -> list[dict[str, Any]]:
        pages = _client("dynamodb").get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]

    @property
    def open(self) -> int:
        return sum("open" in item for item in self.items())

    @property
    def loads(self) -> list[dict[str, Any]]:
        return [json.loads(item["document"]["S"]) for item in self.items() if item["pk"]["S"].startswith("load#")]

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(item["status"]["S"] for item in self.items() if item["pk"]["S"].startswith("load#"))


def await_warehouse() -> None:
    """Until no statement runs."""
    deadline = time.monotonic() + 60
    while redshift().control("GET", "active")["statements"] and time.monotonic() < deadline:
        time.sleep(0.01)


def arrival(files: list[File]) -> dict[str, object]:
    """An SQS batch of S3's events."""
    return {
        "Records": [
            {
                "messageId": uuid.uuid4().hex,
                "receiptHandle": "r",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:loads",
                "awsRegion": REGION,
                "attributes": {},
                "messageAttributes": {},
                "md5OfBody": "",
                "body": json.dumps(
                    {
                        "version": "0",
                        "id": uuid.uuid4().hex,
                        "detail-type": "Object Created",
                        "source": "aws.s3",
                        "account": "123456789012",
                        "time": "2026-11-27T10:00:00Z",
                        "region": REGION,
                        "resources": [],
                        "detail": {
                            "version": "0",
                            "bucket": {"name": BUCKET},
                            "object": {"key": file.key, "size": file.bytes, "etag": file.etag, "sequencer": "0"},
                            "request-id": "r",
                            "requester": "1",
                            "reason": "PutObject",
                        },
                    }
                ),
            }
            for file in files
        ]
    }


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content)
