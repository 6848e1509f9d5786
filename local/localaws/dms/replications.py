"""DMS Serverless: replication configs, and the replication each of them has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .errors import ServiceError, invalid_state, not_found
from .events import publish_change
from .faults import Fault
from .filters import apply_filters
from .migration import Kind, Migration
from .paging import TASKS, page_of
from .state import State
from .tasks import START_FRESH, Work, as_seen, begin, migration_type, page_size, settings, table_mappings

_READERS: dict[str, Callable[[Migration], list[str]]] = {
    "replication-config-arn": lambda each: [each.arn],
    "replication-config-id": lambda each: [each.identifier],
}


class Replications:
    def __init__(self, state: State, work: Work) -> None:
        self._state = state
        self._work = work

    def create(self, parameters: dict[str, Any]) -> dict[str, Any]:
        identifier = parameters["ReplicationConfigIdentifier"]
        if any(each.identifier == identifier for each in self._state.of_kind(Kind.REPLICATION)):
            raise ServiceError("ResourceAlreadyExistsFault", f"Replication config {identifier} already exists")
        for end in ("SourceEndpointArn", "TargetEndpointArn"):
            if parameters[end] not in self._state.endpoints:
                raise not_found(f"Endpoint {parameters[end]} not found")
        replication = Migration(
            kind=Kind.REPLICATION,
            arn=self._state.arn("replication-config", parameters.get("ResourceIdentifier")),
            identifier=identifier,
            migration_type=migration_type(parameters["ReplicationType"]),
            source_endpoint_arn=parameters["SourceEndpointArn"],
            target_endpoint_arn=parameters["TargetEndpointArn"],
            table_mappings=table_mappings(parameters["TableMappings"]),
            settings=settings(parameters.get("ReplicationSettings")),
            status="created",
        )
        self._state.migrations[replication.arn] = replication
        return {"ReplicationConfig": _config(replication)}

    def start(self, parameters: dict[str, Any]) -> dict[str, Any]:
        replication = self._replication(parameters)
        if replication.status not in ("created", "stopped", "failed"):
            raise invalid_state(f"Replication cannot be started, its status is {replication.status}")
        if parameters["StartReplicationType"] == START_FRESH and replication.started is not None:
            raise invalid_state("START_REPLICATION, only valid for replications running for the first time")
        begin(self._state, self._work, replication, parameters["StartReplicationType"])
        return {"Replication": _shown(replication) | {"Status": "initializing"}}

    def stop(self, parameters: dict[str, Any]) -> dict[str, Any]:
        replication = self._replication(parameters)
        if replication.status != "running":
            raise invalid_state("Replication is not running")
        self._work.stop(replication)
        replication.end("stopped", "Stop Reason NORMAL")
        publish_change(self._state, replication, "stopped")
        return {"Replication": _shown(replication)}

    def describe(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        known = [as_seen(each, fault) for each in self._state.of_kind(Kind.REPLICATION)]
        found = apply_filters([each for each in known if each], parameters.get("Filters"), _READERS)
        if not found and parameters.get("Filters"):
            raise not_found("No Replications found matching provided filters")
        page = page_of(found, parameters, TASKS, page_size(fault))
        return page.answer("Replications", [_shown(each) for each in page.items])

    def describe_configs(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        found = apply_filters(self._state.of_kind(Kind.REPLICATION), parameters.get("Filters"), _READERS)
        if not found and parameters.get("Filters"):
            raise not_found("No Replication Configs found matching provided filters")
        page = page_of(found, parameters, TASKS, page_size(fault))
        return page.answer("ReplicationConfigs", [_config(each) for each in page.items])

    def _replication(self, parameters: dict[str, Any]) -> Migration:
        replication = self._state.migrations.get(parameters["ReplicationConfigArn"])
        if replication is None or replication.kind is not Kind.REPLICATION:
            raise not_found("Replication config could not be found")
        return replication


def _config(replication: Migration) -> dict[str, Any]:
    return {
        "ReplicationConfigIdentifier": replication.identifier,
        "ReplicationConfigArn": replication.arn,
        "SourceEndpointArn": replication.source_endpoint_arn,
        "TargetEndpointArn": replication.target_endpoint_arn,
        "ReplicationType": replication.migration_type,
        "ReplicationSettings": replication.settings,
        "TableMappings": replication.table_mappings,
        "ReplicationConfigCreateTime": replication.created,
    }


def _shown(replication: Migration) -> dict[str, Any]:
    optional = {
        "StopReason": replication.stop_reason,
        "FailureMessages": [replication.failure] if replication.failure else None,
        "ReplicationLastStopTime": replication.stopped,
    }
    return replication.with_oddities(
        {
            "ReplicationConfigIdentifier": replication.identifier,
            "ReplicationConfigArn": replication.arn,
            "SourceEndpointArn": replication.source_endpoint_arn,
            "TargetEndpointArn": replication.target_endpoint_arn,
            "ReplicationType": replication.migration_type,
            "Status": replication.status,
            "ReplicationCreateTime": replication.created,
            **{name: value for name, value in optional.items() if value is not None},
            **({"ReplicationStats": replication.summary()} if replication.started or replication.stats else {}),
        }
    )
