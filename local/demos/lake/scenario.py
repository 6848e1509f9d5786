"""The lake on this machine: PostgreSQL as the source, the local DMS as the pipeline's template has it, the job on Spark."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from curate.due import due_tables
from curate.files.store import LocalFiles
from curate.job import CurateJob, Places
from curate.outcome import RunReport
from curate.plan.reader import read_plan
from curate.session import CATALOG
from curate.tests.bed import local_spark
from curate.writers.iceberg import IcebergWriter
from py4j.protocol import Py4JError, Py4JNetworkError

from localaws import postgres
from localaws.dms.database import Database
from localaws.dms.server import LocalDMS
from localaws.ministack import ROOT
from localaws.template import Template

PIPELINE = ROOT / "pipelines" / "lake"
HERE = Path(__file__).resolve().parent
PARAMETERS = {
    "SourceSecretName": "example-source",
    "SubnetIds": "subnet-1,subnet-2",
    "PlansS3Uri": "s3://example-plans/",
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


class Folder:
    """The raw bucket: the calls of S3 that the local DMS makes, on files. Remembers the keys of files, as events do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: list[str] = []

    def events(self) -> list[str]:
        """The keys of the files since it was asked before."""
        keys, self._keys = self._keys, []
        return keys

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:
        self._target(Key).write_bytes(Body)

    def upload_file(self, name: str, bucket: str, key: str) -> None:
        shutil.copyfile(name, self._target(key))

    def list_objects_v2(self, Bucket: str, Prefix: str) -> dict[str, Any]:
        found = (each for each in (self.path / Prefix).rglob("*") if each.is_file())
        return {"Contents": [{"Key": str(each.relative_to(self.path))} for each in found]}

    def delete_object(self, Bucket: str, Key: str) -> None:
        (self.path / Key).unlink()

    def _target(self, key: str) -> Path:
        target = self.path / key
        target.parent.mkdir(parents=True, exist_ok=True)
        self._keys.append(key)
        return target


def _stop(spark: Any) -> None:
    """Ends Spark and its Java, also where a signal came between a call and its answer: PySpark then takes the one's answer for
    another's.
    """
    java = spark.sparkContext._gateway.proc
    try:
        spark.stop()
    except (Py4JError, Py4JNetworkError):
        java.kill()
        java.wait()


@dataclass(frozen=True)
class Captured:
    """What became of one transaction. Seconds from its commit to its raw files, and on to the curated tables."""

    changes: int
    tables: tuple[str, ...]
    to_raw: float
    to_curated: float


class Lake:
    """`large`: Spark is set up for millions of rows, not for a quick start."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack, large: bool) -> None:
        self.raw = Folder(folder / "raw")
        self.curated = folder / "curated"
        authority = stack.enter_context(postgres.authority())
        logical = {"wal_level": "logical", "max_wal_senders": "2", "max_replication_slots": "4"}
        self._server = stack.enter_context(postgres.running(authority, ["autocorp"], logical))
        self._server.sql("postgres", f"ALTER ROLE {self._server.user} REPLICATION")
        self.source = Database(
            self._server.host, self._server.port, "autocorp", self._server.user, self._server.password
        )
        self._local = stack.enter_context(LocalDMS())
        self._local.write_files_with(self.raw)
        self._task = ""
        self.spark = local_spark(folder / "spark", self.curated, "iceberg", large)
        stack.callback(_stop, self.spark)
        text = (PIPELINE / "plans" / "lake.yaml").read_text()
        # What the tables are written in is the one word that is another here.
        self.plan = read_plan(text.replace("engine: hudi", "engine: iceberg"), "lake.yaml", str(self.raw.path))
        files = LocalFiles()
        self._writer = IcebergWriter(self.spark, CATALOG, "autocorp")
        self._job = CurateJob(self.spark, self.plan, self._writer, Places(files, files, str(folder / "state")))

    # ---- The source and what comes of it in raw ----

    def make_source(self, orders: int) -> None:
        self.source.run((PIPELINE / "sql" / "schema.sql").read_text())
        self.source.run((HERE / "rows.sql").read_text().replace(":orders", str(orders)))

    def put_csv(self, customers: int) -> None:
        """What DataSync brings: csv/customers/customers-yyyymmdd.csv."""
        lines = ["customer_id,first_name,last_name,email,phone"]
        lines += [f'{i},First{i},"Last, {i}",c{i}@example.com,' for i in range(1, customers + 1)]
        self.raw.put_object("", "csv/customers/customers-20261127.csv", ("\n".join(lines) + "\n").encode())

    def full_load(self) -> tuple[int, str]:
        """Starts DMS's task and waits for its stop. Returns the rows that DMS counted, and why it stopped."""
        dms = self._client()
        resources = Template(
            PIPELINE / "template.yaml", "demo", {"Name": "demo", **PARAMETERS}, "123456789012", "us-east-1"
        )
        replication = resources.present()["DMSReplicationConfig"]["Properties"]
        target = resources.present()["DMSTarget"]["Properties"]["S3Settings"]
        # Written when it is asked to, not by the clock: see `change`.
        target = {**target, "CdcMaxBatchInterval": 3600, "BucketName": "example-raw"}
        server = self._server
        ends = [
            dms.create_endpoint(
                EndpointIdentifier="source",
                EndpointType="source",
                EngineName="postgres",
                ServerName=server.host,
                Port=server.port,
                DatabaseName="autocorp",
                Username=server.user,
                Password=server.password,
                SslMode="require",
            ),
            dms.create_endpoint(EndpointIdentifier="raw", EndpointType="target", EngineName="s3", S3Settings=target),
        ]
        self._task = dms.create_replication_task(
            ReplicationTaskIdentifier="lake",
            SourceEndpointArn=ends[0]["Endpoint"]["EndpointArn"],
            TargetEndpointArn=ends[1]["Endpoint"]["EndpointArn"],
            ReplicationInstanceArn="arn:aws:dms:us-east-1:123456789012:rep:EXAMPLE",
            MigrationType=replication["ReplicationType"],
            TableMappings=replication["TableMappings"],
            ReplicationTaskSettings=replication["ReplicationSettings"],
        )["ReplicationTask"]["ReplicationTaskArn"]
        dms.start_replication_task(ReplicationTaskArn=self._task, StartReplicationTaskType="start-replication")
        self._local.join()
        (task,) = dms.describe_replication_tasks()["ReplicationTasks"]
        tables = dms.describe_table_statistics(ReplicationTaskArn=self._task)["TableStatistics"]
        return sum(each["FullLoadRows"] for each in tables), task.get("LastFailureMessage") or task["StopReason"]

    def capture_changes(self) -> None:
        """What the state machine behind a proved full load does."""
        self._client().start_replication_task(
            ReplicationTaskArn=self._task, StartReplicationTaskType="resume-processing"
        )

    def change(self, transaction: str, fault: str) -> Captured:
        """Commits a transaction, has DMS write its files, and runs the job for the tables that these belong to."""
        if fault:
            self._local.control.order(self._task, fault)
        self.source.run(transaction)
        committed = time.monotonic()
        changes = self._local.control.flush(self._task)
        written = time.monotonic()
        tables = self.run_for_events()
        return Captured(changes, tables, written - committed, time.monotonic() - committed)

    # ---- The job ----

    def run_for_events(self) -> tuple[str, ...]:
        """Runs the job as GlueWorkflowStarter would start it: once, for the keys of all files that came."""
        keys = self.raw.events()
        due = due_tables(self.plan, str(self.raw.path), keys) if keys else None
        if due:
            self.run(due)
        return due or ()

    def run(self, tables: Iterable[str] = ()) -> RunReport:
        report = self._job.run(tuple(tables))
        if not report.is_good:
            raise RuntimeError(report.message())
        return report

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

    def _client(self) -> Any:
        return boto3.client(
            "dms",
            endpoint_url=self._local.endpoint,
            region_name="us-east-1",
            aws_access_key_id="example",
            aws_secret_access_key="example",
        )
