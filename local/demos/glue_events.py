"""Glue's events on their way to a function: the bus of the local AWS takes none of aws.*, the deployed rules still decide."""

from __future__ import annotations

import json
from typing import Any

from localaws.ministack import LocalAWS


class GlueEvents:
    def __init__(self, aws: LocalAWS, function: str) -> None:
        self._function = function
        self._lambda = aws.client("lambda")
        self._events = aws.client("events")
        names = self._events.list_rule_names_by_target(TargetArn=function)["RuleNames"]
        patterns = [self._events.describe_rule(Name=name).get("EventPattern") for name in names]
        self._patterns = [pattern for pattern in patterns if pattern]

    def matches(self, pattern: str, event: dict[str, Any]) -> bool:
        return bool(self._events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"])

    def deliver(self, event: dict[str, Any]) -> None:
        if any(self.matches(pattern, event) for pattern in self._patterns):
            self._lambda.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event).encode())
