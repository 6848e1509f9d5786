"""The code of the pipeline's Glue jobs, run as Glue runs it: a process each of the script that is uploaded, with the job's own
arguments and the run's.

Spark writes to a folder, because PyPI has no jar with which it would write to S3; the files are then put where the job would
have written them, and the manifest names them there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localaws.glue.server import GlueServer
from localaws.ministack import ROOT

_SPARK = {
    # The workers must be this Python, with these packages; nothing may listen beyond this machine.
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2"
    " --driver-memory 1g pyspark-shell",
    # Java would keep its performance counters in a folder of /tmp that nobody removes.
    "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData",
    "SPARK_SUBMIT_OPTS": "-XX:-UsePerfData",
}


class JobFailed(Exception):
    """The script ended otherwise than well; the message is its last line."""


@dataclass
class OrderJobs:
    """What the jobs reach."""

    environment: Mapping[str, str]
    glue: Any
    s3: Any
    bucket: str
    # The output of the jobs that failed.
    log: str = field(default="")

    def run_in(self, server: GlueServer, stack: str) -> None:
        """From now on the stack's jobs run their code."""
        server.glue.run_job_with(f"{stack}-orders-to-parquet", self.to_parquet)
        server.glue.run_job_with(f"{stack}-load-orders", self.load)

    def to_parquet(self, arguments: list[str]) -> None:
        given = dict(zip(arguments[::2], arguments[1::2], strict=True))
        with tempfile.TemporaryDirectory(prefix="orders-job-") as name:
            folder = Path(name)
            places = {"--data_location": f"{folder}/orders", "--manifest_location": f"{folder}/manifests"}
            # One scan: the table has one item, and eight workers would cost a second each.
            self._run("orders_to_parquet", {**given, **places, "--scan_segments": "1"}, _SPARK)
            self._publish(folder / "orders" / f"run={given['--WORKFLOW_RUN_ID']}", given)

    def load(self, arguments: list[str]) -> None:
        self._run("load_orders", dict(zip(arguments[::2], arguments[1::2], strict=True)), {})

    def _publish(self, folder: Path, given: Mapping[str, str]) -> None:
        entries, run = [], given["--WORKFLOW_RUN_ID"]
        for path in sorted(folder.rglob("*.parquet")):
            key = f"orders/run={run}/{path.relative_to(folder)}"
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=path.read_bytes())
            meta = {"content_length": path.stat().st_size}
            entries.append({"url": f"s3://{self.bucket}/{key}", "mandatory": True, "meta": meta})
        manifest = f"manifests/{run}.manifest"
        self.s3.put_object(Bucket=self.bucket, Key=manifest, Body=json.dumps({"entries": entries}).encode())
        self.glue.put_workflow_run_properties(
            Name=given["--WORKFLOW_NAME"],
            RunId=run,
            RunProperties={"orders_manifest": f"s3://{self.bucket}/{manifest}"},
        )

    def _run(self, job: str, arguments: Mapping[str, str], environment: Mapping[str, str]) -> None:
        # What Glue itself takes of the arguments has hyphens.
        own = {name: value for name, value in arguments.items() if "-" not in name[2:]}
        done = subprocess.run(
            [sys.executable, ROOT / "dist" / f"{job}.py", *(text for pair in own.items() for text in pair)],
            env={**os.environ, **self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode != 0:
            self.log += done.stdout + done.stderr
            raise JobFailed((done.stderr.strip().splitlines() or ["no output"])[-1][:500])
