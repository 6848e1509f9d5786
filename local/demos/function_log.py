"""A function's log as CloudWatch Logs has it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from localaws.ministack import LocalAWS


def lines(aws: LocalAWS, group: str) -> list[str]:
    logs = aws.client("logs")
    try:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []


def structured(aws: LocalAWS, group: str) -> list[dict[str, Any]]:
    """The lines that are JSON objects: the function's own, not the platform's START and REPORT."""
    found = []
    for line in lines(aws, group):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def await_line(
    aws: LocalAWS, group: str, wanted: Callable[[dict[str, Any]], bool], patience: float = 5
) -> dict[str, Any] | None:
    """The first structured line that is wanted. Log lines come after the invocation's answer, hence the patience."""
    deadline = time.monotonic() + patience
    while True:
        for line in structured(aws, group):
            if wanted(line):
                return line
        if time.monotonic() > deadline:
            return None
        time.sleep(0.2)


def names(line: dict[str, Any], text: str) -> bool:
    """Whether some value of the line, at any depth, contains the text."""

    def within(value: Any) -> bool:
        if isinstance(value, dict):
            return any(within(item) for item in value.values())
        if isinstance(value, list):
            return any(within(item) for item in value)
        return isinstance(value, str) and text in value

    return within(line)
