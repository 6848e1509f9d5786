"""The script of orders_to_parquet as Glue starts it, on a local Spark: an export goes in, Parquet files come out.

Its arguments come from the properties of a workflow run in the local Glue, and its results go back there.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import boto3
import pyarrow
import pyarrow.parquet
from localaws.glue.clock import HandClock
from localaws.glue.server import GlueServer

from orders_to_parquet.scanned_table import ScannedTable

MAKE_SCRIPTS = Path(__file__).resolve().parents[2] / "scripts" / "lib" / "job_script.py"


def order(number: int, ordered_at: str, **changes: Any) -> dict[str, Any]:
    return {
        "order_id": {"S": f"o-{number}"},
        "customer_id": {"S": f"c-{number % 2}"},
        "status": {"S": "paid ✓"},
        "currency": {"S": "EUR"},
        "amount": {"N": f"{number}.50"},
        "item_count": {"N": str(number)},
        "ordered_at": {"S": ordered_at},
        **changes,
    }


class Job(unittest.TestCase):
    """One Spark session for all: its start takes most of the time."""

    result: subprocess.CompletedProcess[str]
    properties: dict[str, str]
    stack: contextlib.ExitStack
    folder: Path
    environment: dict[str, str]
    glue: Any
    run_id: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = Path(cls.stack.enter_context(tempfile.TemporaryDirectory(prefix="orders-")))
        subprocess.run([sys.executable, MAKE_SCRIPTS, cls.folder / "dist"], check=True)
        server = cls.stack.enter_context(GlueServer(clock=HandClock()))
        cls.write_export()
        cls.environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "AWS_ENDPOINT_URL_GLUE": server.endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
            # The workers must be this Python, with these packages; nothing may listen beyond this machine.
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false"
            " --conf spark.sql.shuffle.partitions=2 --conf spark.sql.adaptive.enabled=false"
            " --conf spark.sql.codegen.wholeStage=false --driver-memory 1g"
            " --driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' pyspark-shell",
            # Java would keep its performance counters in a folder of /tmp that nobody removes.
            "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData",
            "SPARK_SUBMIT_OPTS": "-XX:-UsePerfData",
            # A time zone that would show in every date, were the job to use the machine's.
            "TZ": "Pacific/Auckland",
        }
        cls.glue = boto3.client(
            "glue",
            endpoint_url=server.endpoint,
            region_name="us-east-1",
            aws_access_key_id="example",
            aws_secret_access_key="example",
        )
        cls.stack.callback(cls.glue.close)
        cls.glue.create_job(Name="export", Role="example", Command={"Name": "glueetl"})
        cls.glue.create_workflow(Name="orders")
        cls.glue.create_trigger(Name="start", WorkflowName="orders", Type="ON_DEMAND", Actions=[{"JobName": "export"}])
        cls.run_id = cls.glue.start_workflow_run(
            Name="orders",
            RunProperties={"export_location": f"{cls.folder}/export/data/*", "max_rejected": "2", "starter.key": "k"},
        )["RunId"]
        cls.result = cls.start(cls.run_id)
        cls.properties = cls.glue.get_workflow_run_properties(Name="orders", RunId=cls.run_id)["RunProperties"]

    @classmethod
    def write_export(cls) -> None:
        """As DynamoDB exports a table: gzipped JSON lines in several files."""
        data = cls.folder / "export" / "data"
        data.mkdir(parents=True)
        files = [
            [order(1, "2026-11-20T10:00:00Z"), order(2, "2026-11-20T23:30:00-02:00")],
            [
                order(3, "2026-11-21T00:00:00Z", updated_at={"N": "1700000000.5"}, amount={"NULL": True}),
                order(4, "2026-11-21T00:00:00Z", amount={"S": "four fifty"}),
            ],
        ]
        for index, items in enumerate(files):
            lines = "".join(json.dumps({"Item": item}) + "\n" for item in items)
            # A line that was cut off, as the end of a file that was not written whole.
            lines += '{"Item": {"order_id"\n' if index else "\n"
            (data / f"part-{index}.json.gz").write_bytes(gzip.compress(lines.encode()))

    @classmethod
    def start(cls, run: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        arguments = ["--data_location", f"{cls.folder}/orders", "--manifest_location", f"{cls.folder}/manifests"]
        return subprocess.run(
            [
                sys.executable,
                cls.folder / "dist" / "orders_to_parquet.py",
                *arguments,
                "--WORKFLOW_NAME",
                "orders",
                "--WORKFLOW_RUN_ID",
                run,
            ],
            # Nothing of jobs/ but what is in the script.
            cwd=cls.folder,
            env={**cls.environment, **(environment or {})},
            capture_output=True,
            text=True,
            timeout=600,
        )

    def setUp(self) -> None:
        self.assertEqual(self.result.returncode, 0, self.result.stderr[-3000:])

    def files(self) -> list[Path]:
        entries = json.loads(Path(self.properties["orders_manifest"]).read_text())["entries"]
        for entry in entries:
            self.assertTrue(entry["mandatory"])
            path = Path(urlparse(entry["url"]).path)
            self.assertEqual(path.stat().st_size, entry["meta"]["content_length"])
        return [Path(urlparse(entry["url"]).path) for entry in entries]

    def test_the_manifest_names_one_file_a_date_under_the_runs_own_folder(self) -> None:
        self.assertEqual(
            [str(path.parent.relative_to(self.folder)) for path in self.files()],
            [f"orders/run={self.run_id}/dt=2026-11-20", f"orders/run={self.run_id}/dt=2026-11-21"],
        )
        written = sorted(self.folder.glob(f"orders/run={self.run_id}/**/*.parquet"))
        self.assertEqual(written, sorted(self.files()))

    def test_the_files_are_typed_and_hold_the_date_that_is_in_their_folders_name_too(self) -> None:
        for path in self.files():
            schema = pyarrow.parquet.ParquetFile(path).schema_arrow
            utc = pyarrow.timestamp("us", tz="UTC")
            self.assertEqual(
                {field.name: field.type for field in schema},
                {
                    "order_id": pyarrow.string(),
                    "customer_id": pyarrow.string(),
                    "status": pyarrow.string(),
                    "currency": pyarrow.string(),
                    "amount": pyarrow.decimal128(18, 2),
                    "item_count": pyarrow.int32(),
                    "ordered_at": utc,
                    "updated_at": utc,
                    "order_date": pyarrow.date32(),
                },
            )
            self.assertEqual(schema.names[-1], "order_date")

    def test_every_readable_order_is_there_once_with_its_values(self) -> None:
        rows = [row for path in self.files() for row in pyarrow.parquet.ParquetFile(path).read().to_pylist()]
        by_id = {row["order_id"]: row for row in rows}
        self.assertEqual((sorted(by_id), len(rows)), (["o-1", "o-2", "o-3"], 3))
        self.assertEqual(
            by_id["o-2"],
            {
                "order_id": "o-2",
                "customer_id": "c-0",
                "status": "paid ✓",
                "currency": "EUR",
                "amount": Decimal("2.50"),
                "item_count": 2,
                "ordered_at": datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
                "updated_at": datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
                "order_date": date(2026, 11, 21),
            },
        )
        self.assertIsNone(by_id["o-3"]["amount"])
        self.assertEqual(by_id["o-3"]["updated_at"], datetime(2023, 11, 14, 22, 13, 20, 500000, tzinfo=UTC))

    def test_the_run_properties_say_what_came_of_it(self) -> None:
        self.assertEqual(self.properties["orders_rows"], "3")
        self.assertEqual(self.properties["orders_rejected"], "2")
        self.assertEqual(self.properties["starter.key"], "k")

    def test_what_could_not_be_read_is_kept_with_the_reason(self) -> None:
        lines = [
            json.loads(line)
            for path in self.folder.glob(f"manifests/{self.run_id}.rejected/part-*")
            for line in path.read_text().splitlines()
        ]
        reasons = {line["reason"].partition(":")[0]: line["item"] for line in lines}
        self.assertEqual(reasons.keys(), {"amount is of type S, not a number", "the line is not JSON"})
        self.assertEqual(json.loads(reasons["amount is of type S, not a number"])["order_id"], {"S": "o-4"})
        self.assertEqual(reasons["the line is not JSON"], '{"Item": {"order_id"')

    def test_a_table_is_read_by_scans_at_the_same_time_each_of_its_own_segment(self) -> None:
        table = {"o-1": 0, "o-2": 1, "o-3": 2, "o-4": 2}
        items = [(segment, order(int(key[2:]), "2026-11-20T10:00:00Z")) for key, segment in table.items()]
        with ScannedTable("Orders", items) as dynamodb:
            run = self.glue.start_workflow_run(
                Name="orders", RunProperties={"orders_table": "Orders", "scan_segments": "3"}
            )["RunId"]
            result = self.start(run, environment={"AWS_ENDPOINT_URL_DYNAMODB": dynamodb.endpoint})
        self.assertEqual(result.returncode, 0, result.stderr[-3000:])
        self.assertEqual(dynamodb.segments, {(0, 3), (1, 3), (2, 3)})
        properties = self.glue.get_workflow_run_properties(Name="orders", RunId=run)["RunProperties"]
        self.assertEqual(properties["orders_rows"], "4")


if __name__ == "__main__":
    unittest.main()
