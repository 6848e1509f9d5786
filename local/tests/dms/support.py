"""A local DMS for each test, and boto3 clients of it."""

from __future__ import annotations

import contextlib
import json
import unittest
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from localaws.dms.server import LocalDMS

MAPPINGS = json.dumps(
    {
        "rules": [
            {
                "rule-type": "selection",
                "rule-id": "1",
                "rule-name": "everything",
                "object-locator": {"schema-name": "shop", "table-name": "%"},
                "rule-action": "include",
            }
        ]
    }
)


class LocalDMSCase(unittest.TestCase):
    def setUp(self) -> None:
        self.local = self.enterContext(LocalDMS())
        self.dms: Any = self.client("dms")
        self.datasync: Any = self.client("datasync")
        ends = {}
        for end in ("source", "target"):
            made = self.dms.create_endpoint(EndpointIdentifier=end, EndpointType=end, EngineName="sqlserver")
            ends[end] = made["Endpoint"]["EndpointArn"]
        self.ends = {"SourceEndpointArn": ends["source"], "TargetEndpointArn": ends["target"]}

    def client(self, service: str, attempts: int = 1) -> Any:
        client = boto3.client(
            service,
            endpoint_url=self.local.endpoint,
            region_name="us-east-1",
            aws_access_key_id="example",
            aws_secret_access_key="example",
            config=Config(
                retries={"total_max_attempts": attempts, "mode": "standard"}, connect_timeout=5, read_timeout=60
            ),
        )
        self.addCleanup(client.close)
        return client

    def task(self, identifier: str = "example-task", mappings: str = MAPPINGS, **others: Any) -> str:
        made = self.dms.create_replication_task(
            **{
                "ReplicationTaskIdentifier": identifier,
                "ReplicationInstanceArn": "arn:aws:dms:us-east-1:123456789012:rep:EXAMPLE",
                "MigrationType": "full-load",
                "TableMappings": mappings,
                **self.ends,
                **others,
            }
        )
        arn: str = made["ReplicationTask"]["ReplicationTaskArn"]
        return arn

    def config(self, identifier: str = "example-config") -> str:
        made = self.dms.create_replication_config(
            ReplicationConfigIdentifier=identifier,
            ReplicationType="full-load",
            TableMappings=MAPPINGS,
            ComputeConfig={"MaxCapacityUnits": 1},
            **self.ends,
        )
        arn: str = made["ReplicationConfig"]["ReplicationConfigArn"]
        return arn

    def start(self, arn: str, kind: str = "start-replication") -> None:
        self.dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType=kind)

    @contextlib.contextmanager
    def refused(self, code: str) -> Iterator[None]:
        with self.assertRaises(ClientError) as caught:
            yield
        self.assertEqual(caught.exception.response["Error"]["Code"], code)

    def post(self, target: str, body: Any, path: str = "/") -> tuple[int, Any]:
        """A request as it is on the wire, for what boto3 would not send."""
        request = urllib.request.Request(
            self.local.endpoint + path,
            data=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())
