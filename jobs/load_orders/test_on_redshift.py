"""The script of load_orders as Glue starts it, against the local Redshift, the local AWS's S3 and a local Glue."""

from __future__ import annotations

import io
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

import boto3
import pyarrow
import pyarrow.parquet
from localaws.glue.server import GlueServer
from localaws.ministack import ACCOUNT
from localaws.redshift.service import WORKGROUP
from localaws.testing.warehouse import BUCKET, REGION, ROLE, aws, load, prefix, redshift, select

MAKE_SCRIPTS = Path(__file__).resolve().parents[2] / "scripts" / "lib" / "job_script.py"
UTC_MICROSECONDS = pyarrow.timestamp("us", tz="UTC")
# As orders_to_parquet writes them; its own test holds it to that.
SCHEMA = pyarrow.schema(
    [
        ("order_id", pyarrow.string()),
        ("customer_id", pyarrow.string()),
        ("status", pyarrow.string()),
        ("currency", pyarrow.string()),
        ("amount", pyarrow.decimal128(18, 2)),
        ("item_count", pyarrow.int32()),
        ("ordered_at", UTC_MICROSECONDS),
        ("updated_at", UTC_MICROSECONDS),
        ("order_date", pyarrow.date32()),
    ]
)


def order(key: str, status: str, day: int, amount: str = "12.50") -> dict[str, Any]:
    at = datetime(2026, 11, day, 4, 30, 0, 123456, UTC)
    return {
        "order_id": key,
        "customer_id": None,
        "status": status,
        "currency": "EUR",
        "amount": Decimal(amount),
        "item_count": 3,
        "ordered_at": datetime(2026, 11, 1, tzinfo=UTC),
        "updated_at": at,
        "order_date": date(2026, 11, 1),
    }


class LoadOrders(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        # A name that has to be quoted.
        load('drop table if exists public."Orders of today"')
        self.under = prefix()
        server = self.enterContext(GlueServer())
        self.environment = {
            **os.environ,
            **aws().credentials(),
            **redshift().environment,
            "AWS_ENDPOINT_URL_GLUE": server.endpoint,
        }
        self.glue = boto3.client(
            "glue",
            endpoint_url=server.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key="local",
        )
        self.addCleanup(self.glue.close)
        self.glue.create_job(Name="load", Role="example", Command={"Name": "pythonshell"})
        self.glue.create_workflow(Name="orders")
        self.glue.create_trigger(Name="start", WorkflowName="orders", Type="ON_DEMAND", Actions=[{"JobName": "load"}])

    def publish(self, *files: list[dict[str, Any]], missing: bool = False) -> str:
        """Puts Parquet files and their manifest into the bucket. Returns the manifest's URL."""
        s3, entries, under = aws().client("s3"), [], prefix()
        for number, rows in enumerate(files):
            buffer = io.BytesIO()
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, SCHEMA), buffer)
            key = f"{under}orders/dt=2026-11-0{number + 1}/part-{number}.parquet"
            if not missing:
                s3.put_object(Bucket=BUCKET, Key=key, Body=buffer.getvalue())
            meta = {"content_length": len(buffer.getvalue())}
            entries.append({"url": f"s3://{BUCKET}/{key}", "mandatory": True, "meta": meta})
        s3.put_object(Bucket=BUCKET, Key=f"{under}manifest", Body=json.dumps({"entries": entries}).encode())
        return f"s3://{BUCKET}/{under}manifest"

    def script(self) -> Path:
        """The job as one file, which is all that Glue has."""
        subprocess.run([sys.executable, MAKE_SCRIPTS, self.folder], check=True)
        return self.folder / "load_orders.py"

    def load(self, manifest: str, rows: int) -> subprocess.CompletedProcess[str]:
        run = self.glue.start_workflow_run(
            Name="orders", RunProperties={"orders_manifest": manifest, "orders_rows": str(rows)}
        )["RunId"]
        arguments = {
            "--redshift_workgroup": WORKGROUP,
            "--redshift_database": "dev",
            "--redshift_table": "public.Orders of today",
            "--copy_role": ROLE,
            "--WORKFLOW_NAME": "orders",
            "--WORKFLOW_RUN_ID": run,
        }
        flat = [text for pair in arguments.items() for text in pair]
        return subprocess.run(
            [sys.executable, self.script(), *flat], env=self.environment, capture_output=True, text=True, timeout=120
        )

    def loaded(self, manifest: str, rows: int) -> list[list[object]]:
        result = self.load(manifest, rows)
        self.assertEqual(result.returncode, 0, result.stderr[-2000:])
        return self.orders()

    def orders(self) -> list[list[object]]:
        return select('select order_id, status from public."Orders of today" order by order_id')

    def test_new_orders_come_changed_ones_are_replaced_and_a_late_load_changes_nothing(self) -> None:
        first = self.publish([order("a", "new", 1), order("b", "new", 1)], [order("c", "new", 1)])
        second = self.publish([order("b", "paid", 2), order("d", "new", 2)])
        self.assertEqual(self.loaded(first, 3), [["a", "new"], ["b", "new"], ["c", "new"]])
        after = [["a", "new"], ["b", "paid"], ["c", "new"], ["d", "new"]]
        self.assertEqual(self.loaded(second, 2), after)
        self.assertEqual(self.loaded(second, 2), after)
        self.assertEqual(self.loaded(first, 3), after)

    def test_values_arrive_as_they_were_written(self) -> None:
        self.loaded(self.publish([order("it's", "paid ✓", 1, "-0.05")]), 1)
        found = select(
            "select order_id, customer_id is null, status, cast(amount as varchar), item_count,"
            " cast(updated_at as varchar), cast(order_date as varchar)"
            ' from public."Orders of today"'
        )
        self.assertEqual(found, [["it's", True, "paid ✓", "-0.05", 3, "2026-11-01 04:30:00.123456", "2026-11-01"]])

    def test_another_number_of_rows_than_was_written_changes_nothing(self) -> None:
        self.loaded(self.publish([order("a", "new", 1)]), 1)
        result = self.load(self.publish([order("a", "paid", 2), order("b", "new", 2)]), 3)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("COPY did not load as many rows", result.stderr)
        self.assertEqual(self.orders(), [["a", "new"]])

    def test_a_file_that_is_gone_changes_nothing(self) -> None:
        self.loaded(self.publish([order("a", "new", 1)]), 1)
        result = self.load(self.publish([order("a", "paid", 2)], missing=True), 1)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("(in statement 3: COPY ", result.stderr)
        self.assertEqual(self.orders(), [["a", "new"]])

    def test_no_orders_at_all_leave_an_empty_table(self) -> None:
        self.assertEqual(self.loaded(self.publish(), 0), [])


if __name__ == "__main__":
    unittest.main()
