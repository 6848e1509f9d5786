"""Batches of one topic: of several partitions, in each in the order of offsets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from .records import PAYLOAD_LIMIT, Partition, Record

# Of the event around its records: names of partitions, brackets, the cluster.
_AROUND = 4_096


class Batch(Mapping[Partition, tuple[Record, ...]]):
    """The records of one invocation, by their partitions."""

    def __init__(self, records: Iterable[Record]) -> None:
        found: dict[Partition, list[Record]] = {}
        for record in records:
            found.setdefault(record.partition, []).append(record)
        self._records = {partition: tuple(own) for partition, own in found.items()}

    def __getitem__(self, partition: Partition) -> tuple[Record, ...]:
        return self._records[partition]

    def __iter__(self) -> Iterator[Partition]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    @property
    def records(self) -> list[Record]:
        return [record for own in self._records.values() for record in own]

    @property
    def ends(self) -> dict[Partition, int]:
        """The offset behind each partition's last record."""
        return {partition: own[-1].offset + 1 for partition, own in self._records.items()}

    @property
    def starts(self) -> dict[Partition, int]:
        return {partition: own[0].offset for partition, own in self._records.items()}

    def halves(self) -> tuple[Batch, Batch]:
        """Two batches in whose order each partition's records keep theirs."""
        records = self.records
        middle = len(records) // 2
        return Batch(records[:middle]), Batch(records[middle:])


class BatchFormer:
    """Gathers records until there is a batch: so many of them, the payload's limit, or the window's end."""

    def __init__(self, limit: int, window: float, payload: int = PAYLOAD_LIMIT) -> None:
        self.limit = limit
        self.window = window
        self._payload = payload - _AROUND
        self._clear()

    def _clear(self) -> None:
        self._records: list[Record] = []
        self._bytes = 0
        self._since: float | None = None

    @staticmethod
    def size(record: Record) -> int:
        return len(json.dumps(record.as_json(), separators=(",", ":"))) + 1

    def takes(self, record: Record) -> bool:
        """Whether the record still fits into the batch. It always fits into an empty one."""
        if not self._records:
            return True
        return len(self._records) < self.limit and self._bytes + self.size(record) <= self._payload

    def fits_alone(self, record: Record) -> bool:
        """Whether any invocation can have the record."""
        return self.size(record) <= self._payload

    def add(self, record: Record, now: float) -> None:
        self._records.append(record)
        self._bytes += self.size(record)
        if self._since is None:
            self._since = now

    def is_ready(self, now: float) -> bool:
        if self._since is None:
            return False
        return self.is_full or now - self._since >= self.window

    @property
    def is_full(self) -> bool:
        return len(self._records) >= self.limit

    def take(self) -> Batch:
        batch = Batch(self._records)
        self._clear()
        return batch

    @property
    def is_empty(self) -> bool:
        return not self._records
