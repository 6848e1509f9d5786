"""The failure destination: the record of a batch that Lambda gave up.

https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .batches import Batch
from .mapping import EventSourceMapping, MappingRefused
from .records import Cluster
from .retries import TOO_LARGE, Answer

# A boto3 client of a service.
Clients = Callable[[str], Any]


class FailureDestination:
    def __init__(self, mapping: EventSourceMapping, cluster: Cluster, function: str, clients: Clients | None) -> None:
        self._mapping = mapping
        self._cluster = cluster
        self._function = function
        self._clients = clients
        arn = mapping.destination
        self._service = None if arn is None else arn.split(":")[2] if arn.count(":") >= 5 else arn
        if self._service not in (None, "s3", "sqs", "sns"):
            raise MappingRefused(f"{arn}: a failure destination is an S3 bucket, an SQS queue or an SNS topic here")
        # What was given up, for tests: the records as they were sent.
        self.sent: list[dict[str, Any]] = []

    def send(self, batch: Batch, condition: str, invocations: int, answer: Answer | None, now: float) -> None:
        """Sends the record of a batch that is given up; without a destination it is only remembered."""
        moment = datetime.fromtimestamp(now, UTC)
        event = self._cluster.event(batch)
        record = {
            "requestContext": {
                "requestId": str(uuid.uuid4()),
                "functionArn": self._function,
                "condition": condition,
                "approximateInvokeCount": invocations,
            },
            "responseContext": None
            if condition == TOO_LARGE or answer is None
            else {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                **({"functionError": answer.error} if answer.error else {}),
            },
            "version": "1.0",
            "timestamp": _text(now * 1_000),
            "KafkaBatchInfo": {
                "batchSize": len(batch.records),
                **({"eventSourceArn": self._cluster.arn} if self._cluster.arn else {}),
                "bootstrapServers": self._cluster.bootstrap_servers,
                "payloadSize": len(event),
                "recordsInfo": {
                    str(partition): {
                        "firstRecordOffset": str(records[0].offset),
                        "lastRecordOffset": str(records[-1].offset),
                        "firstRecordTimestamp": _text(records[0].timestamp),
                        "lastRecordTimestamp": _text(records[-1].timestamp),
                    }
                    for partition, records in batch.items()
                },
            },
        }
        self.sent.append(record)
        if self._service is None:
            return
        if self._clients is None:
            raise MappingRefused("a failure destination needs the local AWS")
        client, arn = self._clients(self._service), str(self._mapping.destination)
        if self._service == "s3":
            # Only here with the event itself, as text.
            body = json.dumps({**record, "payload": event.decode()})
            key = f"aws/lambda/{self._mapping.uuid}/{self._mapping.topic}/{moment:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"
            client.put_object(Bucket=arn.rpartition(":::")[2], Key=key, Body=body.encode())
        elif self._service == "sqs":
            url = client.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
            client.send_message(QueueUrl=url, MessageBody=json.dumps(record))
        else:
            client.publish(TopicArn=arn, Message=json.dumps(record))


def _text(milliseconds: float) -> str:
    return datetime.fromtimestamp(milliseconds / 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
