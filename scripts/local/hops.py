"""Which hop failed? Looks at every one between source and target, and names the one the objects did not pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from . import function_log
from .bed import Bed

WAITING, IN_FLIGHT = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True)
class Path:
    """Where the objects pass, by the names the deployed stack gave."""

    source: str
    topic_arn: str
    queue_url: str
    dead_letter_url: str
    function: str
    log_group: str
    target: str


@dataclass(frozen=True)
class Facts:
    """What each hop shows."""

    notified: list[str]
    subscribed: list[str]
    waiting: int
    in_flight: int
    given_up: int
    mappings: list[str]
    invocations: int
    own_lines: int
    errors: list[str]
    missing_named: bool
    emulator: list[str]

    @property
    def unfinished(self) -> int:
        return self.waiting + self.in_flight + self.given_up


def report(bed: Bed, path: Path, missing: Collection[str], sent_directly: int, log_start: int) -> list[str]:
    """What each hop shows, then the verdict.

    `missing` keys were uploaded and did not arrive; `sent_directly` messages went to the queue past the topic;
    the bed's log is read from `log_start` on.
    """
    facts = look(bed, path, missing, log_start)
    return [
        f"notification  {path.source} notifies {', '.join(facts.notified) or 'nothing'}",
        f"topic         delivers to {', '.join(facts.subscribed) or 'nothing'}",
        f"queue         {facts.waiting} waiting, {facts.in_flight} in flight, {facts.given_up} in the dead-letter queue"
        f" ({sent_directly} of them not from the topic)",
        *(f"mapping       {mapping}" for mapping in facts.mappings),
        f"function      {facts.invocations} invocations, {len(facts.errors)} error lines",
        *(f"              {line}" for line in facts.errors[-3:]),
        *(f"emulator      {line}" for line in facts.emulator[-3:]),
        f"failed hop:   {verdict(facts, path.topic_arn, sent_directly)}",
    ]


def verdict(facts: Facts, topic_arn: str, sent_directly: int) -> str:
    if topic_arn not in facts.notified:
        return "notification → topic: the source bucket does not notify the topic"
    if not facts.subscribed:
        return "topic → queue: the queue is not subscribed to the topic"
    if facts.unfinished <= sent_directly and not facts.missing_named:
        return "topic → queue: nothing about the missing objects came to the queue (does its policy allow the topic?)"
    if facts.invocations == 0:
        return "queue → function: messages wait, and the function was not invoked"
    if facts.own_lines == 0:
        return "function: it was invoked and logged nothing (does the bootstrap start?)"
    if facts.errors or facts.unfinished > sent_directly:
        return "function → target: the function was invoked and did not finish every message"
    return "function → target: the function finished its messages, and yet the objects are missing"


def look(bed: Bed, path: Path, missing: Collection[str], log_start: int) -> Facts:
    log = function_log.lines(bed, path.log_group)
    own = function_log.structured(bed, path.log_group)
    waiting, in_flight = _depth(bed, path.queue_url)
    mappings = bed.client("lambda").list_event_source_mappings(FunctionName=path.function)["EventSourceMappings"]
    notification = bed.client("s3").get_bucket_notification_configuration(Bucket=path.source)
    subscriptions = bed.client("sns").list_subscriptions_by_topic(TopicArn=path.topic_arn)["Subscriptions"]
    return Facts(
        notified=[entry["TopicArn"] for entry in notification.get("TopicConfigurations", [])],
        subscribed=[subscription["Endpoint"] for subscription in subscriptions],
        waiting=waiting,
        in_flight=in_flight,
        given_up=sum(_depth(bed, path.dead_letter_url)),
        mappings=[f"{each.get('State')}, last result: {each.get('LastProcessingResult')}" for each in mappings],
        invocations=sum(line.startswith("START ") for line in log),
        own_lines=len(own),
        errors=[str(line) for line in own if line.get("level") in ("ERROR", "FATAL")],
        missing_named=any(function_log.names(line, key) for line in own for key in missing),
        emulator=_emulator_errors(bed, log_start),
    )


def _emulator_errors(bed: Bed, log_start: int) -> list[str]:
    text = bed.log.read_bytes()[log_start:].decode(errors="replace")
    return [line for line in text.splitlines() if " ERROR [" in line or " WARNING [" in line]


def _depth(bed: Bed, queue_url: str) -> tuple[int, int]:
    attributes = bed.client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=[WAITING, IN_FLIGHT])
    return int(attributes["Attributes"][WAITING]), int(attributes["Attributes"][IN_FLIGHT])
