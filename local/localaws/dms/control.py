"""The control endpoint: what a test says to the local services that no client of theirs can say.

    GET  /_control/calls                     what was asked so far
    GET  /_control/events                    the events the services would have put on the bus
    POST /_control/faults      {"operation": "DescribeTableStatistics", "kind": "throttle", "times": 2}
    POST /_control/migrations  {"arn": …, "set": {"status": "stopped", "stop_reason": …, "losses": {…}, …},
                                "tables": [{"schema": …, "name": …, "statistics": {"TableState": …}}], "publish": true}
    POST /_control/executions  {"TaskExecutionArn": …, "Status": "SUCCESS", "Result": {…}}
    POST /_control/captures    {"arn": …, "fault": "late", "times": 1} or {"arn": …, "flush": true}
    POST /_control/reset       {}

The server's own process may call the methods instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from .captures import Captures
from .datasync import DataSync
from .events import publish_change
from .migration import Kind, Migration
from .model import ServiceModel
from .state import State

_PUBLISHED = {"stopped", "failed"}


class Control:
    def __init__(
        self, state: State, datasync: DataSync, dms: ServiceModel, datasync_model: ServiceModel, captures: Captures
    ) -> None:
        self._state = state
        self._datasync = datasync
        self._dms = dms
        self._datasync_model = datasync_model
        self._captures = captures

    def answer(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raises KeyError for a path there is not, ValueError or TypeError for a body that does not fit."""
        match (method, path):
            case ("GET", "/_control/calls"):
                return {"calls": self.calls()}
            case ("GET", "/_control/events"):
                return {"events": self.events()}
            case ("POST", "/_control/faults"):
                self._state.faults.add(body)
            case ("POST", "/_control/migrations"):
                changes = {key: body[key] for key in ("set", "tables", "publish") if key in body}
                self.set_migration(body["arn"], changes.get("set", {}), changes.get("tables", ()), **_publish(changes))
            case ("POST", "/_control/executions"):
                return {"TaskExecutionArn": self.set_execution(body)}
            case ("POST", "/_control/captures"):
                if "fault" in body:
                    self._captures.fail(body["arn"], body["fault"], body.get("times", 1))
                if body.get("flush"):
                    return {"changes": self.flush(body["arn"])}
            case ("POST", "/_control/reset"):
                self._state.clear()
            case _:
                raise KeyError(f"{method} {path}")
        return {}

    def calls(self) -> list[dict[str, Any]]:
        with self._state.lock:
            return [asdict(call) for call in self._state.calls]

    def events(self) -> list[dict[str, Any]]:
        with self._state.lock:
            return list(self._state.events)

    def fail(self, operation: str, kind: str, times: int = 1, size: int = 1) -> None:
        self._state.faults.add({"operation": operation, "kind": kind, "times": times, "size": size})

    def set_migration(
        self,
        arn: str,
        values: Mapping[str, Any],
        tables: Iterable[Mapping[str, Any]] = (),
        publish: bool = True,
    ) -> None:
        """Sets what is named and leaves the rest; a change to stopped or failed is published like the service's own."""
        with self._state.lock:
            if arn not in self._state.migrations:
                raise ValueError(f"no such migration: {arn}")
            migration = self._state.migrations[arn]
            self._check_migration(migration, values)
            before = migration.status
            migration.change(dict(values))
            for each in tables:
                statistics = dict(each.get("statistics", {}))
                self._check(statistics)
                migration.table(each["schema"], each["name"]).statistics.update(statistics)
            if publish and migration.status in _PUBLISHED and migration.status != before:
                publish_change(self._state, migration, migration.status)

    def flush(self, arn: str) -> int:
        """Writes a task's changes now, as its interval would. Returns their number."""
        return self._captures.flush(arn)

    def order(self, arn: str, fault: str) -> None:
        """Orders a fault of the task's next files of changes."""
        self._captures.fail(arn, fault)

    def set_execution(self, values: Mapping[str, Any]) -> str:
        self._datasync_model.check_part("DescribeTaskExecution", "", values)
        with self._state.lock:
            return self._datasync.put_execution(dict(values))

    def _check(self, statistics: dict[str, Any]) -> None:
        self._dms.check_part("DescribeTableStatistics", "TableStatistics", statistics)

    def _check_migration(self, migration: Migration, values: Mapping[str, Any]) -> None:
        """What a scenario sets is held to the model at once, not when somebody asks for it."""
        operation, path, stats = (
            ("DescribeReplicationTasks", "ReplicationTasks", "ReplicationTaskStats")
            if migration.kind is Kind.TASK
            else ("DescribeReplications", "Replications", "ReplicationStats")
        )
        self._dms.check_part(operation, path, values.get("answered", {}))
        self._dms.check_part(operation, f"{path}.{stats}", values.get("stats", {}))


def _publish(changes: Mapping[str, Any]) -> dict[str, bool]:
    return {"publish": bool(changes["publish"])} if "publish" in changes else {}
