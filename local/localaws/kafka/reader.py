"""Reads a topic's partitions from given offsets on."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from confluent_kafka import TIMESTAMP_LOG_APPEND_TIME, Consumer, KafkaError, KafkaException, Message, TopicPartition

from .records import Partition, Record


class TopicReader:
    """In a `with` block: a consumer that assigns itself the partitions and commits nothing."""

    def __init__(self, servers: str, positions: Mapping[Partition, int]) -> None:
        self._servers = servers
        self._positions = dict(positions)

    def __enter__(self) -> Self:
        self._consumer = Consumer(
            {
                "bootstrap.servers": self._servers,
                "log_level": 0,
                "group.id": "localaws-event-source",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 50,
                "fetch.error.backoff.ms": 20,
            }
        )
        self.seek({})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()

    def seek(self, positions: Mapping[Partition, int]) -> None:
        """Goes on from these offsets; in the other partitions from where it is."""
        self._positions.update(positions)
        self._consumer.assign(
            [TopicPartition(each.topic, each.number, offset) for each, offset in self._positions.items()]
        )

    def next(self, timeout: float) -> Record | None:
        """The next record of any partition; None when none came within `timeout` seconds."""
        message = self._consumer.poll(timeout)
        if message is None:
            return None
        error = message.error()
        if error is not None:
            if error.code() == KafkaError._PARTITION_EOF or error.retriable():
                return None
            raise KafkaException(error)
        record = _record(message)
        # What was fetched before a seek.
        if record.offset < self._positions[record.partition]:
            return None
        self._positions[record.partition] = record.offset + 1
        return record


def _record(message: Message) -> Record:
    kind, timestamp = message.timestamp()
    headers = message.headers() or []
    return Record(
        partition=Partition(str(message.topic()), int(message.partition() or 0)),
        offset=int(message.offset() or 0),
        timestamp=timestamp,
        key=_bytes(message.key()),
        value=_bytes(message.value()),
        headers=[(str(each[0]), _bytes(each[1])) for each in headers],
        timestamp_type="LOG_APPEND_TIME" if kind == TIMESTAMP_LOG_APPEND_TIME else "CREATE_TIME",
    )


def _bytes(value: str | bytes | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value
