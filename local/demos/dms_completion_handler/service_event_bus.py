"""The default event bus, for events that only AWS itself may send: PutEvents refuses the sources aws.dms and aws.datasync,
here as there. Asks the local AWS which deployed rules match, and hands the event to their targets as EventBridge does.
"""

from __future__ import annotations

import json
from typing import Any

from localaws.ministack import LocalAWS


class BusError(Exception):
    """A rule has a target that this bus cannot reach."""


class ServiceEventBus:
    def __init__(self, aws: LocalAWS) -> None:
        self._events: Any = aws.client("events")
        self._sqs: Any = aws.client("sqs")

    def matching_rules(self, event: dict[str, Any]) -> list[str]:
        """Names of the rules whose pattern matches; the local AWS's own matcher decides."""
        names = []
        for page in self._events.get_paginator("list_rules").paginate():
            for rule in page["Rules"]:
                pattern = rule.get("EventPattern")
                if pattern and self._events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]:
                    names.append(rule["Name"])
        return names

    def deliver(self, event: dict[str, Any]) -> list[str]:
        """Sends the event to every target of every rule that matches it. Returns the rules' names."""
        rules = self.matching_rules(event)
        for rule in rules:
            for target in self._events.list_targets_by_rule(Rule=rule)["Targets"]:
                service, _, queue = target["Arn"].rpartition(":")
                if ":sqs:" not in service:
                    raise BusError(f"rule {rule} has a target that is no queue: {target['Arn']}")
                url = self._sqs.get_queue_url(QueueName=queue)["QueueUrl"]
                self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
        return rules
