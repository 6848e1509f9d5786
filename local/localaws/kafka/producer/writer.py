"""Writes records to the broker, each key to one partition, and knows where the partitions end."""

from __future__ import annotations

import zlib
from typing import Any

from confluent_kafka import Message, Producer

from ..records import Partition


class WriteRefused(Exception):
    """The broker did not take a record."""


class TopicWriter:
    def __init__(self, servers: str, partitions: int) -> None:
        self._producer = Producer(
            {"bootstrap.servers": servers, "enable.idempotence": True, "linger.ms": 5, "log_level": 0}
        )
        self._partitions = partitions
        # The offset behind each partition's last record.
        self.ends: dict[Partition, int] = {}
        self._refused: list[str] = []

    def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        *,
        partition: int | None = None,
        timestamp: int = 0,
        headers: list[tuple[str, bytes | None]] | None = None,
    ) -> None:
        """Without `partition` the key says which; `timestamp` 0 is now."""
        number = zlib.crc32(key or b"") % self._partitions if partition is None else partition
        arguments: dict[str, Any] = {"headers": headers} if headers else {}
        self._producer.produce(
            topic,
            key=key,
            value=value,
            partition=number,
            timestamp=timestamp,
            on_delivery=self._delivered,
            **arguments,
        )
        self._producer.poll(0)

    def flush(self) -> dict[Partition, int]:
        """Returns where the partitions end when every record is written. Raises `WriteRefused`."""
        left = self._producer.flush(30)
        if left or self._refused:
            raise WriteRefused("; ".join(self._refused) or f"{left} records were not taken within 30 s")
        return dict(self.ends)

    def _delivered(self, error: object, message: Message) -> None:
        if error is not None:
            self._refused.append(str(error))
            return
        partition = Partition(str(message.topic()), int(message.partition() or 0))
        self.ends[partition] = max(self.ends.get(partition, 0), int(message.offset() or 0) + 1)
