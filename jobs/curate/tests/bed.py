"""A lake on this machine: Spark with a table format, a raw zone of files, and the job.

Iceberg comes from PyPI, pinned by version and by its jar's hash. No package index has a bundle of Hudi for Spark: the same
tests run on Hudi where LAKE_HUDI_JAR names one.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow
import pyarrow.parquet

from curate.files.store import LocalFiles
from curate.job import CurateJob, Places
from curate.outcome import Outcome, RunReport, TableReport
from curate.plan.reader import read_plan
from curate.spark_settings import CATALOG, settings
from curate.writers.hudi import HudiWriter
from curate.writers.iceberg import IcebergWriter
from curate.writers.writer import TableWriter

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ICEBERG_JAR = "iceberg-spark-runtime-3.5_2.12-1.10.2.jar"
ICEBERG_SHA256 = "c562d482dcd16b666e808b755469fbc4b2604284b41622c9d87e2c02b7cc6c5f"
HUDI_JAR = os.environ.get("LAKE_HUDI_JAR", "")
ENGINE = "hudi" if HUDI_JAR else "iceberg"
NOT_RUN = "" if HUDI_JAR else "not run here: the Hudi writer; LAKE_HUDI_JAR names no hudi-spark3.5-bundle_2.12 of 0.15"
DATABASE = "autocorp"


def iceberg_jar() -> Path:
    """The jar; raises RuntimeError when it is not the one that these tests were written on."""
    import snowpark_connect_deps_iceberg

    path = Path(next(iter(snowpark_connect_deps_iceberg.__path__))) / "jars" / ICEBERG_JAR
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != ICEBERG_SHA256:
        raise RuntimeError(f"{path} has the hash {found}, expected {ICEBERG_SHA256}")
    return path


@cache
def spark() -> SparkSession:
    """One session for all tests of a process: its start takes longer than most of them."""
    folder = working_folder()
    session = local_spark(folder, folder / "curated", ENGINE)
    atexit.register(session.stop)
    return session


def local_spark(folder: Path, curated: Path, engine: str, large: bool = False) -> SparkSession:
    """A session on two cores, with everything of its own below the folder: for small data, or for millions of rows."""
    from pyspark.sql import SparkSession

    folder.mkdir(parents=True, exist_ok=True)
    # PySpark leaves the sockets of collect() to the garbage collector.
    warnings.filterwarnings("ignore", message="unclosed <socket", category=ResourceWarning)
    # PySpark hands times over in the zone of the process.
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "TZ": "UTC"}
    # For functions that run in Spark's workers.
    paths = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(each for each in paths if each)
    time.tzset()
    # Java would keep its performance counters in a folder of /tmp that nobody removes.
    os.environ |= {"SPARK_SUBMIT_OPTS": "-XX:-UsePerfData", "SPARK_LAUNCHER_OPTS": "-XX:-UsePerfData"}
    fast = {
        "spark.jars": HUDI_JAR if engine == "hudi" else str(iceberg_jar()),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # A busy machine is no lost one.
        "spark.executor.heartbeatInterval": "100s",
        "spark.network.timeout": "1000s",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.memory": "1g",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "spark"),
        # A test's plans are compiled once and run once. When the code cache is full Java compiles nothing more: with one tier
        # it has 48 MB, which a job of many tables fills.
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
        "-XX:ReservedCodeCacheSize=256m",
    }
    if large:
        fast |= {
            "spark.sql.shuffle.partitions": "4",
            "spark.default.parallelism": "2",
            "spark.sql.codegen.wholeStage": "true",
            "spark.driver.memory": "4g",
            "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={folder}",
        }
    builder = SparkSession.builder.master("local[2]").appName("curate")
    for key, value in {**settings(engine, str(curated), "files"), **fast}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@cache
def working_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lake-"))
    # Registered before the session's end, and so carried out after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Lake:
    """A lake of its own: a database, a raw zone and the job's documents."""

    def __init__(self, plan: str) -> None:
        self.spark = spark()
        self.folder = Path(tempfile.mkdtemp(prefix="lake-", dir=working_folder()))
        self.raw = self.folder / "raw"
        self.raw.mkdir()
        self.state = self.folder / "state"
        self.database = f"{DATABASE}_{self.folder.name.removeprefix('lake-').lower()}"
        self.writer: TableWriter = (
            HudiWriter(self.spark, LocalFiles(), str(self.folder / "curated"), self.database, syncs=False)
            if ENGINE == "hudi"
            else IcebergWriter(self.spark, CATALOG, self.database)
        )
        self.set_plan(plan)
        self._files = 0

    def set_plan(self, text: str) -> None:
        self.plan = read_plan(text, "plan.yaml", str(self.raw))

    def put(
        self, folder: str, rows: Sequence[dict[str, Any]], schema: pyarrow.Schema | None = None, name: str = ""
    ) -> Path:
        """Writes a Parquet file of rows; each is written a second after the one before it."""
        path = self.raw / folder / (name or f"{self._files:06d}.parquet")
        path.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(rows), schema=schema), path)
        self._stamp(path)
        return path

    def put_text(self, folder: str, name: str, text: str) -> Path:
        path = self.raw / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self._stamp(path)
        return path

    def _stamp(self, path: Path) -> None:
        self._files += 1
        os.utime(path, (1_764_000_000 + self._files, 1_764_000_000 + self._files))

    def run(self, *tables: str, after: Callable[[str], None] = lambda _: None) -> RunReport:
        files = LocalFiles()
        job = CurateJob(self.spark, self.plan, self.writer, Places(files, files, str(self.state)), after=after)
        return job.run(tables)

    def load(self, table: str) -> TableReport:
        """Runs the job for a table; it has to load exactly one batch."""
        reports = self.run(table).tables
        if len(reports) != 1 or reports[0].outcome != Outcome.LOADED:
            raise AssertionError("; ".join(f"{each.outcome} {each.message}" for each in reports))
        return reports[0]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The table as it is, by key, without the columns that are the job's own."""
        return plain(self.writer.read(table).collect())

    def quarantined(self, report: TableReport) -> list[dict[str, Any]]:
        return [row.asDict() for row in self.spark.read.json(report.quarantine).collect()] if report.quarantine else []

    def now(self) -> datetime:
        return datetime.now(UTC)


def plain(rows: Sequence[Any]) -> list[dict[str, Any]]:
    found = [{name: value for name, value in row.asDict().items() if not name.startswith("_")} for row in rows]
    return sorted(found, key=lambda row: [str(each) for each in row.values()])
