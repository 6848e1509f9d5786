"""A local Glue whose clock is moved by hand, and boto3 as its client."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import boto3
from botocore.config import Config

from localaws.glue.clock import HandClock
from localaws.glue.server import GlueServer


class Workbench:
    """In a `with` block: `server`, and `glue` to talk to it."""

    def __init__(self, sink: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.clock = HandClock()
        self.server = GlueServer(clock=self.clock, sink=sink)
        self._open = ExitStack()

    def __enter__(self) -> Workbench:
        self._open.enter_context(self.server)
        self.glue = self.client()
        self._open.callback(self.glue.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def client(self, **config: Any) -> Any:
        return boto3.client(
            "glue",
            endpoint_url=self.server.endpoint,
            region_name="us-east-1",
            aws_access_key_id="example",
            aws_secret_access_key="example",
            # One attempt: a test sees each fault itself.
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=10, **config),
        )

    def control(self, what: str, order: dict[str, Any]) -> None:
        request = urllib.request.Request(f"{self.server.endpoint}/_control/{what}", json.dumps(order).encode())
        urllib.request.urlopen(request, timeout=10).close()

    def advance(self, seconds: float) -> None:
        self.control("clock", {"advance": seconds})

    def outcomes(self, node: str, *outcomes: dict[str, Any]) -> None:
        self.control("outcomes", {"node": node, "outcomes": list(outcomes)})

    def start(self, workflow: str) -> str:
        return str(self.glue.start_workflow_run(Name=workflow)["RunId"])

    def run(self, workflow: str, run: str) -> dict[str, Any]:
        return dict(self.glue.get_workflow_run(Name=workflow, RunId=run, IncludeGraph=True)["Run"])

    @staticmethod
    def node(run: dict[str, Any], name: str) -> dict[str, Any]:
        return next(node for node in run["Graph"]["Nodes"] if node["Name"] == name)

    def send(self, operation: str, body: dict[str, Any]) -> None:
        """Past boto3's own checks of the request."""
        glue = self.client(parameter_validation=False)
        try:
            # boto3 leaves out what it does not know.
            glue.meta.events.register(
                f"before-call.glue.{operation}", lambda params, **_: params.update(body=json.dumps(body).encode())
            )
            glue.start_workflow_run(Name="replaced")
        finally:
            glue.close()

    def send_unsigned(self, operation: str, body: dict[str, Any]) -> str:
        request = urllib.request.Request(
            self.server.endpoint,
            json.dumps(body).encode(),
            {"X-Amz-Target": f"AWSGlue.{operation}", "Content-Type": "application/x-amz-json-1.1"},
        )
        try:
            urllib.request.urlopen(request, timeout=10).close()
        except urllib.error.HTTPError as error:
            with error:
                return str(json.load(error)["__type"])
        return "accepted"


def orders_workflow(glue: Any, **workflow: Any) -> None:
    """export, then load, then the crawler; each only after a success."""
    glue.create_job(Name="export", Role="example", Command={"Name": "glueetl"})
    glue.create_job(Name="load", Role="example", Command={"Name": "pythonshell"})
    glue.create_crawler(Name="catalog", Role="example", Targets={"S3Targets": [{"Path": "s3://example/orders"}]})
    glue.create_workflow(Name="orders", **workflow)
    glue.create_trigger(Name="orders-start", WorkflowName="orders", Type="ON_DEMAND", Actions=[{"JobName": "export"}])
    for name, condition, action in (
        ("orders-exported", {"JobName": "export", "State": "SUCCEEDED"}, {"JobName": "load"}),
        ("orders-loaded", {"JobName": "load", "State": "SUCCEEDED"}, {"CrawlerName": "catalog"}),
    ):
        glue.create_trigger(
            Name=name,
            WorkflowName="orders",
            Type="CONDITIONAL",
            StartOnCreation=True,
            Predicate={"Conditions": [{"LogicalOperator": "EQUALS", **condition}]},
            Actions=[action],
        )
