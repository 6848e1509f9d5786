"""The pipeline lake on the local AWS: its template and zips, PostgreSQL as the source, DMS by what the template says, and the
Glue job's code on a Spark of this machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import boto3

from localaws.deploy import deploy, nested
from localaws.dms.database import Database
from localaws.dms.server import LocalDMS
from localaws.glue.from_template import create
from localaws.glue.server import GlueServer
from localaws.ministack import ACCOUNT, ROOT, LocalAWS
from localaws.postgres import Authority, Server
from localaws.queue_pipe import QueuePipe
from localaws.template import Template

from ..dms_source import put_secret, trust
from ..glue_events import GlueEvents
from .job import CurateRuns, JobRun

Found = TypeVar("Found")
STACK, PLANS, SECRET = "demo", "example-plans", "example-source"
DATABASE = "autocorp"
PIPELINE = ROOT / "pipelines" / "lake"
PARAMETERS = {
    "SourceSecretName": SECRET,
    "SubnetIds": "subnet-11111111,subnet-22222222",
    "PlansS3Uri": f"s3://{PLANS}/",
    # The template's default collects files for a minute.
    "WindowSeconds": "3",
    "ScriptsBucket": "deployment-artifacts",
}
TABLES = (
    "auto_parts",
    "customers",
    "service",
    "service_parts",
    "sales_order",
    "sales_order_parts",
    "sales_order_services",
)


@dataclass(frozen=True)
class Captured:
    """One transaction: seconds from its commit to its raw files, to the start of the job's run, and to the curated tables."""

    changes: int
    keys: set[str]
    runs: list[JobRun]
    to_raw: float
    to_run: float
    to_curated: float

    @property
    def tables(self) -> list[str]:
        return [name for run in self.runs for name in run.tables]


class Lake:
    """The deployed pipeline, its source, and the job."""

    def __init__(self, aws: LocalAWS, dms: LocalDMS, glue: GlueServer, source: Server, authority: Authority) -> None:
        self.aws, self.local, self._server = aws, dms, source
        self.source = Database(source.host, source.port, DATABASE, source.user, source.password)
        self._authority = authority
        self._glue_server = glue
        self.s3: Any = aws.client("s3")
        self._lambda: Any = aws.client("lambda")
        self.dms: Any = _client("dms", dms.endpoint)
        self.glue: Any = _client("glue", glue.endpoint)
        # What the job's own clients go by.
        os.environ |= {**aws.credentials(), "AWS_ENDPOINT_URL_GLUE": glue.endpoint}

    def make_source(self, orders: int) -> None:
        self.source.run((PIPELINE / "sql" / "schema.sql").read_text())
        text = (ROOT / "local" / "demos" / "lake" / "rows.sql").read_text()
        self.source.run(text.replace(":orders", str(orders)))

    def deploy(self, stack: contextlib.ExitStack, runs: CurateRuns) -> None:
        """Deploys the template, sets up what it says of Glue and DMS in the local ones, and puts the plans into place."""
        self.s3.create_bucket(Bucket=PLANS)
        put_secret(self.aws, SECRET, self._server, DATABASE)
        path = PIPELINE / "template.yaml"
        self.outputs = deploy(self.aws, STACK, path, PARAMETERS, patience=180).outputs
        template = Template(path, STACK, {"Name": STACK, **PARAMETERS}, ACCOUNT, self.aws.region)
        self.raw, self.machine = self.outputs["RawBucket"], self.outputs["FullLoad"]
        self.starter = self.outputs["FunctionArn"]
        handler = nested(self.aws, STACK, "DMSCompletionHandler").outputs
        self.handler = handler["FunctionName"]
        # The local AWS's S3 does not know the condition key s3:if-none-match, by which the bucket keeps manifests.
        self.s3.delete_bucket_policy(Bucket=handler["Manifests"])
        trust(self.aws, self._authority, PLANS, self.handler)
        create(self.glue, template)
        self._glue_server.delivery.listen(GlueEvents(self.aws, self.starter).deliver)
        self._create_replication(template)
        self._put_plans()
        self.runs = runs
        runs.read(self.aws, self.raw)
        self._glue_server.glue.run_job_with(f"{STACK}-lake-curate", runs.run)
        pipe = template.present()["RawFilesPipe"]["Properties"]
        self.pipe = stack.enter_context(QueuePipe(self.aws, pipe["Name"], pipe["SourceParameters"]))

    def _create_replication(self, template: Template) -> None:
        resources = template.present()
        target = resources["DMSTarget"]["Properties"]["S3Settings"]
        # Written when it is asked to, not by the clock: see `change`.
        target = {**target, "CdcMaxBatchInterval": 3600, "BucketName": self.raw}
        ends = [
            self.dms.create_endpoint(
                EndpointIdentifier="source",
                EndpointType="source",
                EngineName="postgres",
                ServerName=self._server.host,
                Port=self._server.port,
                DatabaseName=DATABASE,
                Username=self._server.user,
                Password=self._server.password,
                SslMode="require",
            ),
            self.dms.create_endpoint(
                EndpointIdentifier="raw", EndpointType="target", EngineName="s3", S3Settings=target
            ),
        ]
        replication = resources["DMSReplicationConfig"]["Properties"]
        self.replication = self.dms.create_replication_config(
            ReplicationConfigIdentifier=replication["ReplicationConfigIdentifier"],
            # By it the state machine of the stack, which has no DMS here, knows the replication.
            ResourceIdentifier=str(template.resolved({"Ref": "DMSReplicationConfig"})).rpartition(":")[2],
            SourceEndpointArn=ends[0]["Endpoint"]["EndpointArn"],
            TargetEndpointArn=ends[1]["Endpoint"]["EndpointArn"],
            ComputeConfig={"MaxCapacityUnits": 1},
            ReplicationType=replication["ReplicationType"],
            TableMappings=replication["TableMappings"],
            ReplicationSettings=replication["ReplicationSettings"],
        )["ReplicationConfig"]["ReplicationConfigArn"]
        self.local.write_files_with(self.s3)

    def _put_plans(self) -> None:
        """The pipeline's own plans, with what the outputs say in the place of the examples."""
        text = (PIPELINE / "plans" / "migration.yaml").read_text()
        for example, ours in (
            ("arn:aws:dms:us-east-1:123456789012:replication-config:EXAMPLE", self.replication),
            ("example-raw", self.raw),
            ("data-flow-lake-raw", self.outputs["Crawler"]),
            ("arn:aws:states:us-east-1:123456789012:stateMachine:data-flow-lake-full-load", self.machine),
        ):
            if example not in text:
                raise RuntimeError(f"migration.yaml has no {example}")
            text = text.replace(example, ours)
        self.s3.put_object(Bucket=PLANS, Key="migration.yaml", Body=text.encode())
        # What the tables are written in is the one word that is another here.
        plan = (PIPELINE / "plans" / "lake.yaml").read_text().replace("engine: hudi", "engine: iceberg")
        self.s3.put_object(Bucket=PLANS, Key="lake.yaml", Body=plan.encode())

    # ---- What happens to it ----

    def full_load(self) -> tuple[int, str]:
        """Starts DMS's replication and waits for its stop. Returns the rows that DMS counted, and why it stopped."""
        self.dms.start_replication(ReplicationConfigArn=self.replication, StartReplicationType="start-replication")
        self.local.join()
        found = self._replication()
        tables = self.dms.describe_replication_table_statistics(ReplicationConfigArn=self.replication)
        rows = sum(each["FullLoadRows"] for each in tables["ReplicationTableStatistics"])
        return rows, f"{found['Status']}, {found.get('StopReason', found.get('FailureMessages', ''))}"

    def proved(self, max_wait: float) -> str:
        """Waits until the state machine behind a proved full load has ended. Returns how; empty when it never began."""
        service = self.aws.client("stepfunctions")

        def ended() -> str:
            executions = service.list_executions(stateMachineArn=self.machine)["executions"]
            return next((each["status"] for each in executions if each["status"] != "RUNNING"), "")

        def sweep() -> None:
            self._sweep(self.handler)
            self._sweep(self.starter)

        return self._until(ended, max_wait, sweep)

    def _replication(self) -> dict[str, Any]:
        filters = [{"Name": "replication-config-arn", "Values": [self.replication]}]
        found: dict[str, Any] = self.dms.describe_replications(Filters=filters)["Replications"][0]
        return found

    def is_capturing(self) -> bool:
        return bool(self._replication()["Status"] == "running")

    def put_csv(self, customers: int) -> str:
        """Puts what DataSync would bring: csv/customers/customers-yyyymmdd.csv. Returns its key."""
        lines = ["customer_id,first_name,last_name,email,phone"]
        lines += [f'{i},First{i},"Last, {i}",c{i}@example.com,' for i in range(1, customers + 1)]
        # A key that is longer than an event's id was allowed to be.
        key = f"csv/customers/{'north, south and all of the rest of the country, ' * 4}customers-20261127.csv"
        self.s3.put_object(Bucket=self.raw, Key=key, Body=("\n".join(lines) + "\n").encode())
        return key

    def change(self, transaction: str, fault: str) -> Captured:
        """Commits a transaction, has DMS write its files, and waits for the run that their events start."""
        if fault:
            self.local.control.order(self.replication, fault)
        known, before = self.keys(), len(self.runs.ended)
        self.source.run(transaction)
        committed = time.time()
        changes = self.local.control.flush(self.replication)
        written = time.time()
        keys = self.keys() - known
        self.curated(keys)
        runs = self.runs.ended[before:]
        begun = min((each.begun for each in runs), default=written)
        ended = max((each.ended for each in runs), default=written)
        return Captured(changes, keys, runs, written - committed, begun - committed, ended - committed)

    def curated(self, keys: Iterable[str], max_wait: float = 600) -> None:
        """Waits until runs that were started for these files have ended."""
        wanted = set(keys)

        def done() -> bool:
            return wanted <= {key for each in self.runs.ended for key in each.keys}

        if not self._until(done, max_wait, lambda: self._sweep(self.starter)):
            missing = wanted - {key for each in self.runs.ended for key in each.keys}
            raise RuntimeError(f"no run was started for {sorted(missing)}; the pipe: {self.pipe.failures}")

    def wait_for_runs(self, count: int, max_wait: float = 900) -> None:
        """Waits until that many runs have ended since the beginning."""
        self._until(lambda: len(self.runs.ended) >= count, max_wait, lambda: self._sweep(self.starter))

    def run_now(self) -> JobRun:
        """Starts a run for all tables, as the output RunNow does, and waits for its end."""
        before = len(self.runs.ended)
        payload = {
            "mode": "start",
            "workflow": f"{STACK}-lake",
            "dedupeKey": f"by hand {before}",
            "properties": {"tables": "*"},
        }
        self._lambda.invoke(FunctionName=self.starter, Payload=json.dumps(payload).encode())
        self.wait_for_runs(before + 1)
        return self.runs.ended[-1]

    def keys(self) -> set[str]:
        """The raw files that the pipeline's rule is about."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.raw)
        found = {each["Key"] for page in pages for each in page.get("Contents", [])}
        return {each for each in found if "/LOAD" not in each}

    def _sweep(self, function: str) -> None:
        """Does what the schedule does once a minute."""
        self._lambda.invoke(FunctionName=function, Payload=b'{"sweep": true}')

    def _until(self, look: Callable[[], Found], max_wait: float, meanwhile: Callable[[], None]) -> Found:
        deadline = time.monotonic() + max_wait
        while not (found := look()) and time.monotonic() < deadline:
            meanwhile()
            time.sleep(0.3)
        return found

    # ---- The source ----

    def columns(self, table: str) -> list[str]:
        rows = self.source.rows(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_schema = 'autocorp'"
            f" AND table_name = '{table}' ORDER BY ordinal_position"
        )
        return [row["name"] for row in rows]

    def truth(self, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
        """The source's rows, as text."""
        chosen = ", ".join(f'"{each}"::text' for each in columns)
        text = self.source.run(f"SELECT json_build_array({chosen}) FROM autocorp.{table}")
        return [tuple(json.loads(line)) for line in text.splitlines() if line]


def _client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="example",
        aws_secret_access_key="example",
    )
