"""The migrations of the demonstration: the shop's tables, from one database to another, each task with a fate of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from localaws import postgres

from .. import shop

SETTINGS_FILE = "functions/DMSCompletionHandler/dms/task-settings.json"


# What follows the whole shop's load, beside its crawler.
STATE_MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:example-after-shop"


@dataclass(frozen=True)
class ShopMigration:
    """One task: which tables, under which schema they arrive, and what is made to go wrong."""

    name: str
    tables: Sequence[str]
    target_schema: str = shop.SCHEMA
    schema: str = shop.SCHEMA
    # The secret the function is to read the source with.
    secret: str = "example-shop-source"
    # Whether a crawler is to be started once it has passed.
    crawled: bool = False
    losses: dict[str, int] = field(default_factory=dict)
    breaks: dict[str, int] = field(default_factory=dict)

    @property
    def crawler(self) -> str:
        return f"example-{self.name}-raw"

    def mappings(self) -> str:
        rules: list[dict[str, Any]] = [
            self._rule(number, "selection", "include", table) | {"filters": []}
            for number, table in enumerate(self.tables, 1)
        ]
        if self.target_schema != self.schema:
            rename = self._rule(len(rules) + 1, "transformation", "rename", None)
            rules.append(rename | {"rule-target": "schema", "value": self.target_schema})
        return json.dumps({"rules": rules})

    def _rule(self, number: int, kind: str, action: str, table: str | None) -> dict[str, Any]:
        locator = {"schema-name": self.schema} | ({"table-name": table} if table else {})
        return {
            "rule-type": kind,
            "rule-id": str(number),
            "rule-name": str(number),
            "object-locator": locator,
            "rule-action": action,
        }


# All three are to be crawled; two of them must not be.
WHOLE = ShopMigration("shop", ["%"], crawled=True)
SUSPENDED = ShopMigration(
    "workshop", ["auto_parts", "service%"], target_schema="workshop", breaks={"shop.service_parts": 1000}, crawled=True
)
SHORT = ShopMigration("orders", ["sales[_]order"], target_schema="orders", losses={"shop.sales_order": 3}, crawled=True)
EARLY = ShopMigration("parts", ["auto_parts"], target_schema="parts")
ALL = (WHOLE, SUSPENDED, SHORT, EARLY)

FILES = ShopMigration("raw", ["service%"])
HOSTILE = ShopMigration("hostile", ["%"], target_schema="odd", schema="odd")
ROTATED = ShopMigration("rotated", ["service"], target_schema="rotated")
WRONG_PASSWORD = ShopMigration("wrong", ["service"], target_schema="wrong", secret="example-wrong-password")
UNREACHABLE = ShopMigration("unreachable", ["service"], target_schema="unreachable", secret="example-unreachable")
LATER = (FILES, HOSTILE, ROTATED, WRONG_PASSWORD, UNREACHABLE)


def create_endpoint(dms: Any, name: str, kind: str, server: postgres.Server, database: str) -> str:
    made = dms.create_endpoint(
        EndpointIdentifier=name,
        EndpointType=kind,
        EngineName="postgres",
        ServerName=server.host,
        Port=server.port,
        DatabaseName=database,
        Username=server.user,
        Password=server.password,
        SslMode="require",
    )
    arn: str = made["Endpoint"]["EndpointArn"]
    return arn


def create_files_endpoint(dms: Any, bucket: str, folder: str) -> str:
    made = dms.create_endpoint(
        EndpointIdentifier="raw-files",
        EndpointType="target",
        EngineName="s3",
        S3Settings={"BucketName": bucket, "BucketFolder": folder, "DataFormat": "csv"},
    )
    arn: str = made["Endpoint"]["EndpointArn"]
    return arn


def create_task(dms: Any, migration: ShopMigration, source: str, target: str, settings: str) -> str:
    made = dms.create_replication_task(
        ReplicationTaskIdentifier=f"example-{migration.name}",
        SourceEndpointArn=source,
        TargetEndpointArn=target,
        ReplicationInstanceArn="arn:aws:dms:us-east-1:123456789012:rep:EXAMPLE",
        MigrationType="full-load",
        TableMappings=migration.mappings(),
        ReplicationTaskSettings=settings,
    )
    arn: str = made["ReplicationTask"]["ReplicationTaskArn"]
    return arn


def start_task(dms: Any, arn: str) -> None:
    dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="start-replication")


def create_serverless(dms: Any, migration: ShopMigration, source: str, target: str) -> str:
    made = dms.create_replication_config(
        ReplicationConfigIdentifier="example-serverless",
        SourceEndpointArn=source,
        TargetEndpointArn=target,
        ComputeConfig={"MaxCapacityUnits": 1},
        ReplicationType="full-load",
        TableMappings=migration.mappings(),
    )
    arn: str = made["ReplicationConfig"]["ReplicationConfigArn"]
    return arn


def wait_until_stopped(dms: Any, arn: str, patience: float = 60) -> dict[str, Any]:
    """The task as DMS describes it, once it runs no more."""
    deadline = time.monotonic() + patience
    filters = [{"Name": "replication-task-arn", "Values": [arn]}]
    while True:
        task: dict[str, Any] = dms.describe_replication_tasks(Filters=filters)["ReplicationTasks"][0]
        if task["Status"] in ("stopped", "failed") or time.monotonic() > deadline:
            return task
        time.sleep(0.1)
