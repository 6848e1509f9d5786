"""The tables that a run is for: those that the files belong to which it was started for.

GlueWorkflowStarter hands a run the ids of its events. Where these are the keys of raw files, as in the pipeline lake, the run
looks into the folders of their tables only. A run that was started otherwise is for all tables.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .plan.model import Plan

# functions/GlueWorkflowStarter/README.md, "Run properties".
_EVENT_IDS, _EVENTS_KEY, _TABLE = "starter.eventIds", "starter.eventsKey", "starter.table"


def event_ids(properties: Mapping[str, str], dynamodb: Callable[[], Any]) -> list[str]:
    """The ids of the run's events: out of its properties, or, of more than these hold, out of the function's table.
    `dynamodb` makes a boto3 client.
    """
    if _EVENT_IDS in properties:
        # A key with a comma comes in pieces, of which the first still begins as its table's folder does.
        return [each for each in properties[_EVENT_IDS].split(",") if each]
    if _EVENTS_KEY not in properties or _TABLE not in properties:
        return []
    return list(_stored(dynamodb(), properties[_TABLE], properties[_EVENTS_KEY]))


def due_tables(plan: Plan, raw: str, ids: Iterable[str]) -> tuple[str, ...] | None:
    """The names of the tables that files of these keys belong to. None: the ids are no keys, and every table is due."""
    keys = [f"{raw}/{each}" for each in ids if "/" in each]
    if not keys:
        return None
    return tuple(each.name for each in plan.tables if any(key.startswith(each.source.location) for key in keys))


def _stored(dynamodb: Any, table: str, key: str) -> Iterator[str]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :event)",
        ExpressionAttributeValues={":pk": {"S": key}, ":event": {"S": "event/"}},
    )
    for page in pages:
        for item in page["Items"]:
            yield from json.loads(item["document"]["S"]).get("eventIds", [])
