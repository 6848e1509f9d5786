"""A record of a topic, and Lambda's event of several."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Of one invocation, with everything around the records.
PAYLOAD_LIMIT = 6 * 1024 * 1024


class Partition(NamedTuple):
    topic: str
    number: int

    def __str__(self) -> str:
        """As Lambda names it."""
        return f"{self.topic}-{self.number}"


@dataclass(frozen=True)
class Record:
    partition: Partition
    offset: int
    # Milliseconds.
    timestamp: int
    key: bytes | None
    value: bytes | None
    # Names repeat.
    headers: Sequence[tuple[str, bytes | None]] = field(default=())
    timestamp_type: str = "CREATE_TIME"

    def as_json(self) -> dict[str, Any]:
        """As Lambda's event has it: a record without a key lacks it, one without a value has null there."""
        found: dict[str, Any] = {
            "topic": self.partition.topic,
            "partition": self.partition.number,
            "offset": self.offset,
            "timestamp": self.timestamp,
            "timestampType": self.timestamp_type,
        }
        if self.key is not None:
            found["key"] = base64.b64encode(self.key).decode()
        found["value"] = None if self.value is None else base64.b64encode(self.value).decode()
        found["headers"] = [{name: [signed(byte) for byte in value or b""]} for name, value in self.headers]
        return found


def signed(byte: int) -> int:
    """A byte as Java has it: -128 to 127."""
    return byte - 256 if byte > 127 else byte


@dataclass(frozen=True)
class Cluster:
    """What an event says of where its records come from."""

    bootstrap_servers: str
    # None: a cluster that is not of MSK.
    arn: str | None = None

    def event(self, batch: Mapping[Partition, Sequence[Record]]) -> bytes:
        """Lambda's event of a batch."""
        event: dict[str, Any] = {"eventSource": "aws:kafka" if self.arn else "SelfManagedKafka"}
        if self.arn:
            event["eventSourceArn"] = self.arn
        event["bootstrapServers"] = self.bootstrap_servers
        event["records"] = {
            str(partition): [record.as_json() for record in records] for partition, records in batch.items()
        }
        return json.dumps(event, separators=(",", ":")).encode()
