"""What the function did, seen from outside: manifests in the bucket, messages people and machines got, the crawler, its log.

Subscribes queues of its own before anything happens, as somebody interested would.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from localaws.ministack import LocalAWS

from .. import function_log
from .shop_migrations import STATE_MACHINE

Found = TypeVar("Found")
SOURCE = "aws-lambdas.dms-completion-handler"


@dataclass(frozen=True)
class Told:
    """A notification to people."""

    subject: str
    text: str


class Observer:
    def __init__(self, aws: LocalAWS, bucket: str, topic: str, log_group: str) -> None:
        self.aws, self.bucket, self.log_group = aws, bucket, log_group
        self._s3: Any = aws.client("s3")
        self._sqs: Any = aws.client("sqs")
        self._glue: Any = aws.client("glue")
        self.told: list[Told] = []
        self.sent: list[dict[str, Any]] = []
        self._people = self._queue("example-people")
        self._machines = self._queue("example-machines")
        aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=self._arn(self._people))
        events = aws.client("events")
        events.put_rule(Name="example-machines", EventPattern=json.dumps({"source": [SOURCE]}))
        events.put_targets(Rule="example-machines", Targets=[{"Id": "queue", "Arn": self._arn(self._machines)}])

    def manifest(self, migration: str) -> dict[str, Any] | None:
        """The newest manifest of a migration."""
        keys = self.manifest_keys(migration)
        if not keys:
            return None
        body = self._s3.get_object(Bucket=self.bucket, Key=keys[-1])["Body"].read()
        manifest: dict[str, Any] = json.loads(body)
        return manifest

    def manifest_keys(self, migration: str) -> list[str]:
        """Oldest first. Not by name: the revision 2 of a manifest sorts before the first."""
        listed = self._s3.list_objects_v2(Bucket=self.bucket, Prefix=f"manifests/{migration}/")
        entries = sorted(listed.get("Contents", []), key=lambda entry: (entry["LastModified"], len(entry["Key"])))
        return [entry["Key"] for entry in entries]

    def versions(self) -> int:
        """How many versions of manifests there are: more than manifests, and one was written over."""
        return len(self._s3.list_object_versions(Bucket=self.bucket, Prefix="manifests/").get("Versions", []))

    def crawls(self, name: str) -> tuple[str, float | None]:
        """The crawler's state and when its last crawl began."""
        crawler = self._glue.get_crawler(Name=name)["Crawler"]
        started = crawler.get("LastCrawl", {}).get("StartTime")
        return crawler["State"], started.timestamp() if started else None

    def executions(self) -> list[dict[str, Any]]:
        """Inputs of the state machine's executions."""
        states: Any = self.aws.client("stepfunctions")
        listed = states.list_executions(stateMachineArn=STATE_MACHINE)["executions"]
        return [json.loads(states.describe_execution(executionArn=each["executionArn"])["input"]) for each in listed]

    def outcomes(self, migration: str) -> list[str]:
        """The outcomes the log has for a migration, in order. Without the sweeper's Fine, which comes at any time."""
        named = [line["outcome"] for line in self.log() if line.get("outcome") and line.get("migration") == migration]
        return [outcome for outcome in named if outcome != "Fine"]

    def log(self) -> list[dict[str, Any]]:
        return function_log.structured(self.aws, self.log_group)

    def wait_for(self, look: Callable[[], Found | None], patience: float = 30) -> Found | None:
        """What `look` finds, once it finds something."""
        deadline = time.monotonic() + patience
        while True:
            found = look()
            if found or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    def notification(self, *words: str) -> Told | None:
        """A notification whose subject and text have all the words."""
        for message in self._take(self._people):
            self.told.append(Told(message.get("Subject", ""), message["Message"]))
        return next((told for told in self.told if all(word in f"{told.subject}\n{told.text}" for word in words)), None)

    def event(self, kind: str, migration: str) -> dict[str, Any] | None:
        """The function's own event of this detail-type about a migration."""
        self.sent += self._take(self._machines)
        return next(
            (each for each in self.sent if each["detail-type"] == kind and each["detail"]["migration"] == migration),
            None,
        )

    def _take(self, url: str) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        messages = answer.get("Messages", [])
        for message in messages:
            self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]

    def _queue(self, name: str) -> str:
        url: str = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = self._arn(url)
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": ["sns.amazonaws.com", "events.amazonaws.com"]},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        return url

    def _arn(self, url: str) -> str:
        attributes = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn: str = attributes["Attributes"]["QueueArn"]
        return arn
