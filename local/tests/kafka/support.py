"""A broker for a whole file of tests, a function that remembers what it was invoked with, and topics of their own."""

from __future__ import annotations

import base64
import json
import threading
import unittest
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from localaws.kafka.broker import Broker
from localaws.kafka.faults import Faults
from localaws.kafka.mapping import EventSourceMapping
from localaws.kafka.producer.writer import TopicWriter
from localaws.kafka.records import Partition, Record
from localaws.kafka.retries import Answer
from localaws.kafka.source import EventSource

DONE = Answer(b'{"batchItemFailures": []}')
CRASH = Answer(b'{"errorMessage": "crashed"}', "Unhandled")


def record(offset: int, number: int = 0, value: bytes | None = b"{}", timestamp: int = 1_764_000_000_000) -> Record:
    return Record(Partition("cdc.dbo.orders", number), offset, timestamp, b"key", value)


def failures(*identifiers: tuple[str, int]) -> Answer:
    items = [{"itemIdentifier": {"partition": name, "offset": offset}} for name, offset in identifiers]
    return Answer(json.dumps({"batchItemFailures": items}).encode())


class Function:
    """Remembers the events; `answers` says what it answers."""

    def __init__(self, answers: Callable[[dict[str, Any]], Answer] = lambda _: DONE) -> None:
        self.events: list[dict[str, Any]] = []
        self._answers = answers
        self._lock = threading.Lock()

    def __call__(self, event: bytes) -> Answer:
        read = json.loads(event)
        with self._lock:
            self.events.append(read)
        return self._answers(read)

    def offsets(self) -> dict[str, list[int]]:
        """Those of each partition, as they came."""
        found: dict[str, list[int]] = {}
        for event in self.events:
            for name, records in event["records"].items():
                found.setdefault(name, []).extend(each["offset"] for each in records)
        return found

    def counted(self) -> Counter[tuple[str, int]]:
        return Counter((name, offset) for name, offsets in self.offsets().items() for offset in offsets)


class BrokerTestCase(unittest.TestCase):
    broker: Broker

    @classmethod
    def setUpClass(cls) -> None:
        cls.broker = cls.enterClassContext(Broker())

    def topic(self, partitions: int = 2) -> str:
        name = f"cdc.dbo.orders-{uuid.uuid4().hex[:8]}"
        self.broker.create(name, partitions)
        return name

    def written(self, topic: str, count: int, partitions: int = 2) -> dict[Partition, int]:
        writer = TopicWriter(self.broker.servers, partitions)
        for number in range(count):
            writer.send(topic, str(number).encode(), json.dumps({"id": number}).encode(), partition=number % partitions)
        return writer.flush()

    def source(
        self, topic: str, function: Function, partitions: int = 2, faults: Faults | None = None, **settings: Any
    ) -> EventSource:
        mapping = EventSourceMapping(topic, window=0.0, reports_failures=True, **settings)
        return EventSource(mapping, self.broker.servers, partitions, function, faults=faults)


def decoded(element: dict[str, Any], name: str) -> bytes | None:
    value = element.get(name)
    return None if value is None else base64.b64decode(value)
