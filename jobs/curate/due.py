"""The tables that a run is for: those that the files belong to which it was started for.

GlueWorkflowStarter hands a run the ids of its events. Where these are the keys of raw files, as in the pipeline lake, the run
looks into the folders of their tables only. A run that was started otherwise is for all tables. Tables that a run did not
load, be it that it died, are the next run's too: their files have no other event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .files.store import FileStore, read_json, write_json
from .outcome import RunReport
from .plan.model import Plan

# functions/GlueWorkflowStarter/README.md, "Run properties".
_EVENT_IDS, _EVENTS_KEY, _TABLE = "starter.eventIds", "starter.eventsKey", "starter.table"


def event_ids(properties: Mapping[str, str], dynamodb: Callable[[], Any]) -> list[str]:
    """The ids of the run's events: out of its properties, or, of more than these hold, out of the function's table.
    `dynamodb` makes a boto3 client.
    """
    if _EVENT_IDS in properties:
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


class DueTables:
    """The names of the tables that are still to be loaded, in a document of the job. One run at a time has it."""

    def __init__(self, store: FileStore, location: str) -> None:
        self._store = store
        self._path = f"{location}/due.json"

    def begin(self, plan: Plan, names: Iterable[str]) -> tuple[str, ...]:
        """The tables of this run: these, and those that earlier runs left. Kept before anything is loaded."""
        wanted = {*names, *self._left()}
        found = tuple(each.name for each in plan.tables if each.name in wanted)
        write_json(self._store, self._path, found)
        return found

    def end(self, report: RunReport) -> None:
        """Takes away what was loaded; what is held or failed stays."""
        good = {each.table for each in report.tables if each.is_good} - {
            each.table for each in report.tables if not each.is_good
        }
        write_json(self._store, self._path, [each for each in self._left() if each not in good])

    def _left(self) -> list[str]:
        return list(read_json(self._store, self._path) or [])


def _stored(dynamodb: Any, table: str, key: str) -> Iterator[str]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :event)",
        ExpressionAttributeValues={":pk": {"S": key}, ":event": {"S": "event/"}},
    )
    for page in pages:
        for item in page["Items"]:
            yield from json.loads(item["document"]["S"]).get("eventIds", [])
