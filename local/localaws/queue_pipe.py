"""An EventBridge pipe from a queue to a function, as it was deployed. MiniStack's own pipes read streams of DynamoDB alone.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any

from .ministack import LocalAWS

# SQS hands over ten messages a call.
_MOST = 10


class QueuePipe:
    """Runs for the length of a `with` block. `batches` has the number of messages of each invocation. MiniStack does not keep
    the pipe's `SourceParameters`: they are the template's.
    """

    def __init__(self, aws: LocalAWS, name: str, parameters: Mapping[str, Any]) -> None:
        pipe = aws.client("pipes").describe_pipe(Name=name)
        self.batches: list[int] = []
        self.failures: list[str] = []
        queue = parameters["SqsQueueParameters"]
        self._size = int(queue.get("BatchSize", 10))
        self._window = float(queue.get("MaximumBatchingWindowInSeconds", 0))
        self._source, self._target = pipe["Source"], pipe["Target"]
        self._region = aws.region
        self._sqs, self._lambda = aws.client("sqs"), aws.client("lambda")
        self._queue = self._sqs.get_queue_url(QueueName=self._source.rpartition(":")[2])["QueueUrl"]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> QueuePipe:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                messages = self._batch()
                if messages:
                    self._hand_over(messages)
            except Exception as error:  # noqa: BLE001 - told to whoever looks; a pipe does not fail with one batch
                self.failures.append(f"{type(error).__name__}: {error}")
                self._ending.wait(1)

    def _batch(self) -> list[dict[str, Any]]:
        """Messages until the batch is full, or the window behind the first of them is over."""
        found: list[dict[str, Any]] = []
        ends = None
        while len(found) < self._size and not self._ending.is_set():
            wait = 1 if ends is None else max(0, min(1, ends - time.monotonic()))
            more = self._sqs.receive_message(
                QueueUrl=self._queue,
                MaxNumberOfMessages=min(_MOST, self._size - len(found)),
                WaitTimeSeconds=int(wait),
                AttributeNames=["All"],
            ).get("Messages", [])
            found += more
            ends = ends or (time.monotonic() + self._window if found else None)
            if ends is None or time.monotonic() >= ends:
                break
            if not more:
                self._ending.wait(0.1)
        return found

    def _hand_over(self, messages: list[dict[str, Any]]) -> None:
        """The batch is a list of messages; those that the answer does not name are deleted."""
        records = [
            {
                "messageId": each["MessageId"],
                "receiptHandle": each["ReceiptHandle"],
                "body": each["Body"],
                "attributes": each.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": each["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": self._source,
                "awsRegion": self._region,
            }
            for each in messages
        ]
        self.batches.append(len(records))
        answer = self._lambda.invoke(FunctionName=self._target, Payload=json.dumps(records).encode())
        text = answer["Payload"].read().decode()
        if "FunctionError" in answer:
            self.failures.append(text)
            return
        failed = {each["itemIdentifier"] for each in (json.loads(text) or {}).get("batchItemFailures", [])}
        self.failures += [f"message {each} was not taken" for each in failed]
        for each in messages:
            if each["MessageId"] not in failed:
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=each["ReceiptHandle"])
