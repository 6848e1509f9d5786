"""Which hop failed? Looks at every one between source and target, and names the one the objects did not pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from localaws.ministack import LocalAWS

from .. import function_log

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


def report(aws: LocalAWS, path: Path, missing: Collection[str], sent_directly: int, log_start: int) -> list[str]:
    """What each hop shows, then the verdict.

    `missing` keys were uploaded and did not arrive; `sent_directly` messages went to the queue past the topic;
    the local AWS's log is read from `log_start` on.
    """
    facts = look(aws, path, missing, log_start)
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


def look(aws: LocalAWS, path: Path, missing: Collection[str], log_start: int) -> Facts:
    log = function_log.lines(aws, path.log_group)
    own = function_log.structured(aws, path.log_group)
    waiting, in_flight = _depth(aws, path.queue_url)
    mappings = aws.client("lambda").list_event_source_mappings(FunctionName=path.function)["EventSourceMappings"]
    # The source's: S3 notifies topics of the bucket's own region only.
    region = path.topic_arn.split(":")[3]
    notification = aws.client("s3", region).get_bucket_notification_configuration(Bucket=path.source)
    subscriptions = aws.client("sns", region).list_subscriptions_by_topic(TopicArn=path.topic_arn)["Subscriptions"]
    return Facts(
        notified=[entry["TopicArn"] for entry in notification.get("TopicConfigurations", [])],
        subscribed=[subscription["Endpoint"] for subscription in subscriptions],
        waiting=waiting,
        in_flight=in_flight,
        given_up=sum(_depth(aws, path.dead_letter_url)),
        mappings=[f"{each.get('State')}, last result: {each.get('LastProcessingResult')}" for each in mappings],
        invocations=sum(line.startswith("START ") for line in log),
        own_lines=len(own),
        errors=[str(line) for line in own if line.get("level") in ("ERROR", "FATAL")],
        missing_named=any(function_log.names(line, key) for line in own for key in missing),
        emulator=_emulator_errors(aws, log_start),
    )


def _emulator_errors(aws: LocalAWS, log_start: int) -> list[str]:
    text = aws.log.read_bytes()[log_start:].decode(errors="replace")
    return [line for line in text.splitlines() if " ERROR [" in line or " WARNING [" in line]


def _depth(aws: LocalAWS, queue_url: str) -> tuple[int, int]:
    attributes = aws.client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=[WAITING, IN_FLIGHT])
    return int(attributes["Attributes"][WAITING]), int(attributes["Attributes"][IN_FLIGHT])
