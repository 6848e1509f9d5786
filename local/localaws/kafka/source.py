"""Lambda's event source mapping for Kafka: reads the topic, invokes the function, and keeps the positions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from .batches import Batch, BatchFormer
from .destinations import Clients, FailureDestination
from .faults import Fault, Faults
from .mapping import EventSourceMapping
from .reader import TopicReader
from .records import Cluster, Partition, Record
from .retries import EXHAUSTED, TOO_LARGE, TOO_OLD, Answer, Attempt, judge, too_old

Invoke = Callable[[bytes], Answer]


class NotDrained(Exception):
    """The event source did not come to the end that it was told within its time."""


def lambda_function(client: Any, name: str) -> Invoke:
    """Invokes a function of the local AWS, by boto3's client of Lambda."""

    def invoke(event: bytes) -> Answer:
        answer = client.invoke(FunctionName=name, Payload=event)
        return Answer(answer["Payload"].read(), answer.get("FunctionError"))

    return invoke


class EventSource:
    """One mapping. Of each partition one batch is under way at a time; a split or failed one is ended before the next."""

    def __init__(
        self,
        mapping: EventSourceMapping,
        servers: str,
        partitions: int,
        invoke: Invoke,
        *,
        function: str = "arn:aws:lambda:us-east-1:123456789012:function:example:live",
        clients: Clients | None = None,
        faults: Faults | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.mapping = mapping
        self.positions = {Partition(mapping.topic, number): 0 for number in range(partitions)}
        self._servers = servers
        self._cluster = Cluster(servers, mapping.arn)
        self._invoke = invoke
        self._faults = faults or Faults()
        self._clock = clock
        self.destination = FailureDestination(mapping, self._cluster, function, clients)
        self.invocations = 0
        # Records that no batch has: they are gone, or were discarded before an invocation.
        self._skipped: set[tuple[Partition, int]] = set()
        self._zombies: list[threading.Thread] = []
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ends `run` in another thread after the batch that is under way."""
        self._stop.set()

    def run(self, until: Mapping[Partition, int] | None = None, patience: float = 60) -> None:
        """Delivers records until every partition is at the offset that `until` has; without it until `stop`.

        Raises `NotDrained` after `patience` seconds.
        """
        deadline = time.monotonic() + patience
        with ExitStack() as stack:
            stack.callback(self._join)
            reader = stack.enter_context(TopicReader(self._servers, self.positions))
            former = self._former()
            kept: Record | None = None
            while not self._stop.is_set():
                if until is not None:
                    if all(self.positions[each] >= offset for each, offset in until.items()) and former.is_empty:
                        return
                    if time.monotonic() > deadline:
                        raise NotDrained(f"positions {_text(self.positions)} instead of {_text(until)}")
                record, kept = kept or reader.next(0.02), None
                now = self._clock()
                if record is not None:
                    if former.takes(record):
                        self._take(record, former, now)
                    else:
                        kept = record
                # Without a window a batch has what is there.
                is_due = former.is_ready(now) and (former.is_full or record is None or self.mapping.window > 0)
                if kept is not None or is_due:
                    batch = former.take()
                    former = self._former()
                    if self._deliver(batch, deadline if until is not None else None):
                        reader.seek(self.positions)
                        kept = None

    def _former(self) -> BatchFormer:
        return BatchFormer(self._faults.limit(self.mapping.batch_size), self.mapping.window)

    def _take(self, record: Record, former: BatchFormer, now: float) -> None:
        if not self._faults.is_gone(record):
            if too_old(self.mapping, [record], now):
                self._discard(Batch([record]), TOO_OLD, 0, None)
            elif not former.fits_alone(record):
                self._discard(Batch([record]), TOO_LARGE, 0, None)
            else:
                former.add(record, now)
                return
        self._skipped.add((record.partition, record.offset))
        self._advance({})

    def _deliver(self, batch: Batch, deadline: float | None) -> bool:
        """Returns whether the log is to be read again from the positions on."""
        fault = self._faults.next()
        if fault is Fault.ZOMBIE:
            zombie = threading.Thread(target=self._invoke, args=(self._cluster.event(batch),))
            zombie.start()
            self.invocations += 1
            self._zombies.append(zombie)
            return True
        if fault is Fault.LOST_ANSWER:
            self._call(batch)
            return True
        attempts = [Attempt(batch)]
        while attempts and not self._stop.is_set():
            if deadline is not None and time.monotonic() > deadline:
                raise NotDrained(f"a batch from {_text(attempts[0].batch.starts)} on is delivered again and again")
            attempts = self._attempt(attempts[0]) + attempts[1:]
        self._advance(batch.ends)
        if fault is Fault.REWIND:
            for partition in batch:
                self.positions[partition] = self._faults.earlier(self.positions[partition])
            return True
        return False

    def _attempt(self, attempt: Attempt) -> list[Attempt]:
        now = self._clock()
        old = too_old(self.mapping, attempt.batch.records, now)
        if old:
            self._discard(Batch(old), TOO_OLD, attempt.retries, None)
            rest = Batch(record for record in attempt.batch.records if record not in old)
            return [Attempt(rest, attempt.retries)] if rest else []
        answer = self._call(attempt.batch)
        verdict = judge(self.mapping, attempt, answer)
        if verdict.discarded is not None:
            self._discard(verdict.discarded, EXHAUSTED, attempt.retries + 1, answer)
        if any(each.retries > 3 for each in verdict.again):
            self._stop.wait(0.05)
        return list(verdict.again)

    def _call(self, batch: Batch) -> Answer:
        self.invocations += 1
        return self._invoke(self._cluster.event(batch))

    def _discard(self, batch: Batch, condition: str, invocations: int, answer: Answer | None) -> None:
        self.destination.send(batch, condition, invocations, answer, self._clock())

    def _advance(self, ends: Mapping[Partition, int]) -> None:
        """Moves positions behind a batch, and over what follows that no batch has."""
        self.positions.update(ends)
        for partition, position in self.positions.items():
            while (partition, position) in self._skipped:
                position += 1
            self.positions[partition] = position

    def _join(self) -> None:
        for zombie in self._zombies:
            zombie.join()
        self._zombies = []


def _text(positions: Mapping[Partition, int]) -> str:
    return ", ".join(f"{partition}@{offset}" for partition, offset in sorted(positions.items()))
