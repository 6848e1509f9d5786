"""What becomes of a batch after an invocation: pure, so that each rule is a test.

https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from .batches import Batch
from .mapping import EventSourceMapping
from .records import Record

EXHAUSTED = "RetryAttemptsExhausted"
TOO_OLD = "RecordAgeExceeded"
TOO_LARGE = "MaximumPayloadSizeExceeded"


@dataclass(frozen=True)
class Answer:
    """The end of an invocation."""

    payload: bytes
    # `Unhandled` and its like; None for a function that returned.
    error: str | None = None


@dataclass(frozen=True)
class Attempt:
    batch: Batch
    # Invocations that had its first record before.
    retries: int = 0


@dataclass(frozen=True)
class Verdict:
    # In this order.
    again: Sequence[Attempt] = field(default=())
    # For the failure destination.
    discarded: Batch | None = None


def judge(mapping: EventSourceMapping, attempt: Attempt, answer: Answer) -> Verdict:
    """Says which records are delivered again, and which are given up."""
    if answer.error is None:
        rest = _unfinished(mapping, attempt.batch, answer.payload)
        if rest is None:
            return _failed(mapping, attempt, bisects=False)
        if not rest:
            return Verdict()
        moved = rest.starts != {partition: attempt.batch.starts[partition] for partition in rest}
        return _retried(mapping, Attempt(rest, 0 if moved else attempt.retries))
    return _failed(mapping, attempt, mapping.bisects)


def _failed(mapping: EventSourceMapping, attempt: Attempt, bisects: bool) -> Verdict:
    if bisects and len(attempt.batch.records) > 1:
        # A split does not count as a retry.
        return Verdict([Attempt(half, attempt.retries) for half in attempt.batch.halves()])
    return _retried(mapping, attempt)


def _retried(mapping: EventSourceMapping, attempt: Attempt) -> Verdict:
    if mapping.retries is not None and attempt.retries >= mapping.retries:
        return Verdict(discarded=attempt.batch)
    return Verdict([Attempt(attempt.batch, attempt.retries + 1)])


def _unfinished(mapping: EventSourceMapping, batch: Batch, payload: bytes) -> Batch | None:
    """The records from the least failed offset of each partition on; None for an answer that Lambda cannot read, by which
    the whole batch has failed.
    """
    if not mapping.reports_failures:
        return Batch([])
    try:
        answer = json.loads(payload) if payload.strip() else None
    except ValueError:
        return None
    if answer is None or answer == {}:
        return Batch([])
    if not isinstance(answer, dict):
        return None
    failures = answer.get("batchItemFailures")
    if not failures:
        return Batch([])
    names = {str(partition): partition for partition in batch}
    least: dict[str, int] = {}
    for failure in failures:
        identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
        if not isinstance(identifier, dict):
            return None
        name, offset = identifier.get("partition"), identifier.get("offset")
        if name not in names or not isinstance(offset, int):
            return None
        if not any(record.offset == offset for record in batch[names[name]]):
            return None
        least[name] = min(offset, least.get(name, offset))
    return Batch(record for name, offset in least.items() for record in batch[names[name]] if record.offset >= offset)


def too_old(mapping: EventSourceMapping, records: Sequence[Record], now: float) -> list[Record]:
    """The records that no invocation gets any more."""
    if mapping.max_age < 0:
        return []
    return [record for record in records if now * 1_000 - record.timestamp > mapping.max_age * 1_000]
