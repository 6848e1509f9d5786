"""The Glue job `curate` as the deployed workflow starts it: its own entry point, with the arguments that its definition has.

Two of them are others here: this Spark reads no S3, so the raw bucket is brought to a folder before each run, and the curated
tables and the job's documents are in folders.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from curate.__main__ import run as curate
from curate.arguments import command_line
from curate.due import event_ids
from curate.files.store import read_json, store_for
from curate.tests.bed import local_spark
from curate.workflow_run import workflow_run
from py4j.protocol import Py4JError, Py4JNetworkError

from localaws.ministack import LocalAWS


@dataclass(frozen=True)
class JobRun:
    """A run of the job. `keys` are the files that it was started for, `reports` those of its batches."""

    keys: tuple[str, ...]
    begun: float
    ended: float
    reports: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""

    @property
    def seconds(self) -> float:
        return self.ended - self.begun

    @property
    def tables(self) -> list[str]:
        return sorted({each["table"] for each in self.reports if each["outcome"] == "Loaded"})

    def rows(self, *statuses: str) -> int:
        return sum(each["rows"].get(status, 0) for each in self.reports for status in statuses)


class CurateRuns:
    """Runs the job on one Spark session of this machine. `large`: set up for millions of rows, not for a quick start."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack, large: bool) -> None:
        self.raw, self.curated, self._state = folder / "raw", folder / "curated", folder / "state"
        self.spark = local_spark(folder / "spark", self.curated, "iceberg", large)
        stack.callback(_stop, self.spark)
        self.ended: list[JobRun] = []
        self._s3: Any = None
        self._bucket = ""

    def read(self, aws: LocalAWS, bucket: str) -> None:
        """Says which bucket the raw files are in."""
        self._s3, self._bucket = aws.client("s3"), bucket

    def run(self, arguments: list[str]) -> None:
        """A run of the job's code. What it raises is the run's error in Glue, too."""
        given = dict(zip(arguments[::2], arguments[1::2], strict=True))
        places = {"--raw": self.raw, "--curated": self.curated, "--state": self._state, "--catalog": "files"}
        given |= {name: str(place) for name, place in places.items()} | {"--database": "autocorp"}
        flat = [text for pair in given.items() for text in pair]
        begun, error = time.time(), ""
        keys = self._keys(flat)
        try:
            self._fetch()
            curate(flat, opened=self._opened, emit=lambda _: None)
        except Exception as failure:
            error = str(failure)
            raise
        finally:
            self.ended.append(JobRun(keys, begun, time.time(), self._reports(given["--JOB_RUN_ID"]), error))

    @contextlib.contextmanager
    def _opened(self, *_: str) -> Iterator[Any]:
        yield self.spark

    def _keys(self, arguments: list[str]) -> tuple[str, ...]:
        run = workflow_run(command_line(arguments))
        return tuple(event_ids(run.properties() if run else {}, lambda: boto3.client("dynamodb")))

    def _reports(self, run: str) -> list[dict[str, Any]]:
        report = read_json(store_for(str(self._state)), f"{self._state}/runs/{run}.json")
        return list(report["tables"]) if report else []

    def _fetch(self) -> None:
        """Brings to the folder what is new in the bucket, with the time when it was written there."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket)
        for each in (each for page in pages for each in page.get("Contents", [])):
            path = self.raw / each["Key"]
            at = each["LastModified"].timestamp()
            if path.exists() and path.stat().st_mtime == at and path.stat().st_size == each["Size"]:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            self._s3.download_file(self._bucket, each["Key"], str(path))
            os.utime(path, (at, at))


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
