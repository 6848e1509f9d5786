"""Replication tasks: create, start, stop, delete, describe."""

from __future__ import annotations

import json
from typing import Any, Protocol

from .errors import ServiceError, invalid_parameter, invalid_state, not_found
from .events import publish_change
from .faults import Fault
from .filters import apply_filters
from .mappings import TableMappings
from .migration import Kind, Migration
from .paging import TASKS, page_of
from .state import State

START_FRESH, RELOAD, RESUME = "start-replication", "reload-target", "resume-processing"


class Work(Protocol):
    """What is told of a task that begins, goes on, stops or is deleted, and does on threads of its own what it can of it."""

    def start(self, migration: Migration) -> None: ...

    def resume(self, migration: Migration) -> None: ...

    def stop(self, migration: Migration) -> None: ...

    def forget(self, migration: Migration) -> None: ...


class Tasks:
    def __init__(self, state: State, work: Work) -> None:
        self._state = state
        self._work = work

    def create(self, parameters: dict[str, Any]) -> dict[str, Any]:
        identifier = parameters["ReplicationTaskIdentifier"]
        if any(each.identifier == identifier for each in self._state.of_kind(Kind.TASK)):
            raise ServiceError("ResourceAlreadyExistsFault", f"Replication Task {identifier} already exists")
        for end in ("SourceEndpointArn", "TargetEndpointArn"):
            if parameters[end] not in self._state.endpoints:
                raise not_found(f"Endpoint {parameters[end]} not found")
        task = Migration(
            kind=Kind.TASK,
            arn=self._state.arn("task", parameters.get("ResourceIdentifier")),
            identifier=identifier,
            migration_type=migration_type(parameters["MigrationType"]),
            source_endpoint_arn=parameters["SourceEndpointArn"],
            target_endpoint_arn=parameters["TargetEndpointArn"],
            instance_arn=parameters["ReplicationInstanceArn"],
            table_mappings=table_mappings(parameters["TableMappings"]),
            settings=settings(parameters.get("ReplicationTaskSettings")),
        )
        self._state.migrations[task.arn] = task
        return {"ReplicationTask": _shown(task)}

    def start(self, parameters: dict[str, Any]) -> dict[str, Any]:
        task, kind = self._task(parameters), parameters["StartReplicationTaskType"]
        if task.status not in ("ready", "stopped", "failed"):
            raise invalid_state(f"Replication Task cannot be started, its status is {task.status}: {task.arn}")
        if kind == START_FRESH and task.started is not None:
            raise invalid_state("START_REPLICATION, only valid for tasks running for the first time")
        begin(self._state, self._work, task, kind)
        return {"ReplicationTask": _shown(task) | {"Status": "starting"}}

    def stop(self, parameters: dict[str, Any]) -> dict[str, Any]:
        task = self._task(parameters)
        if task.status != "running":
            raise invalid_state(f"Replication Task {task.arn} is not currently running")
        self._work.stop(task)
        task.end("stopped", "Stop Reason NORMAL")
        publish_change(self._state, task, "stopped")
        return {"ReplicationTask": _shown(task)}

    def delete(self, parameters: dict[str, Any]) -> dict[str, Any]:
        task = self._task(parameters)
        if task.status == "running":
            raise invalid_state(f"Replication Task {task.arn} is currently running and cannot be deleted")
        self._work.forget(task)
        del self._state.migrations[task.arn]
        return {"ReplicationTask": _shown(task) | {"Status": "deleting"}}

    def describe(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        readers = {
            "replication-task-arn": lambda each: [each.arn],
            "replication-task-id": lambda each: [each.identifier],
            "migration-type": lambda each: [each.migration_type],
            "endpoint-arn": lambda each: [each.source_endpoint_arn, each.target_endpoint_arn],
            "replication-instance-arn": lambda each: [each.instance_arn],
        }
        known = [as_seen(each, fault) for each in self._state.of_kind(Kind.TASK)]
        found = apply_filters([each for each in known if each], parameters.get("Filters"), readers)
        if not found and parameters.get("Filters"):
            raise not_found("No Tasks Found matching provided filters")
        page = page_of(found, parameters, TASKS, page_size(fault))
        answer = page.answer("ReplicationTasks", [_shown(each) for each in page.items])
        if parameters.get("WithoutSettings"):
            for each in answer["ReplicationTasks"]:
                each.pop("ReplicationTaskSettings", None)
                each.pop("TableMappings", None)
        return answer

    def _task(self, parameters: dict[str, Any]) -> Migration:
        task = self._state.migrations.get(parameters["ReplicationTaskArn"])
        if task is None or task.kind is not Kind.TASK:
            raise not_found("Replication task could not be found")
        return task


def begin(state: State, work: Work, migration: Migration, kind: str) -> None:
    """Starts it by a StartReplicationTaskType or StartReplicationType."""
    if kind not in (START_FRESH, RELOAD, RESUME):
        raise invalid_parameter(f"the local DMS cannot {kind}")
    if kind == RESUME:
        if migration.full_load_finished is None:
            raise invalid_parameter("the local DMS resumes behind a full load only")
        migration.resume()
    else:
        migration.begin()
    publish_change(state, migration, "started")
    if kind == RESUME:
        work.resume(migration)
    else:
        work.start(migration)


def as_seen(migration: Migration, fault: Fault | None) -> Migration | None:
    """What Describe knows of it: with the fault `stale` what it was before it stopped, with `missing` nothing."""
    if fault and fault.kind == "missing":
        return None
    if fault and fault.kind == "stale" and migration.before_stop:
        return migration.before_stop
    return migration


def page_size(fault: Fault | None) -> int | None:
    return fault.size if fault and fault.kind == "short-page" else None


def migration_type(value: str) -> str:
    if value not in ("full-load", "cdc", "full-load-and-cdc"):
        raise invalid_parameter(f"Invalid migration type {value}")
    return value


def table_mappings(text: str) -> str:
    TableMappings(text)
    return text


def settings(text: str | None) -> str:
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise invalid_parameter(f"Invalid task settings JSON: {error}") from error
    if not isinstance(value, dict):
        raise invalid_parameter("Invalid task settings JSON: not an object")
    return json.dumps(value)


def _shown(task: Migration) -> dict[str, Any]:
    optional = {
        "StopReason": task.stop_reason,
        "LastFailureMessage": task.failure,
        "ReplicationTaskStartDate": task.started,
    }
    return task.with_oddities(
        {
            "ReplicationTaskIdentifier": task.identifier,
            "ReplicationTaskArn": task.arn,
            "SourceEndpointArn": task.source_endpoint_arn,
            "TargetEndpointArn": task.target_endpoint_arn,
            "ReplicationInstanceArn": task.instance_arn,
            "MigrationType": task.migration_type,
            "TableMappings": task.table_mappings,
            "ReplicationTaskSettings": task.settings,
            "Status": task.status,
            "ReplicationTaskCreationDate": task.created,
            **{name: value for name, value in optional.items() if value is not None},
            # A task that never ran has none.
            **({"ReplicationTaskStats": task.summary()} if task.started or task.stats else {}),
        }
    )
