"""What must hold of the lake, step by step."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localaws import template

from ..terminal import say, step, table
from .job import CurateRuns, JobRun
from .original import original_rows
from .reader import Checksum, IcebergReader, source_checksum
from .scenario import PIPELINE, TABLES, Lake

HERE = Path(__file__).resolve().parent

# The pipe's batch, and the window that scenario.py deploys, in seconds.
MOST_AT_ONCE, WINDOW = 100, 3
# What DMS did wrong behind each transaction, where it did.
FAULTS = ("", "duplicate", "late", "", "split")


class LakeChecks:
    def __init__(self, lake: Lake, runs: CurateRuns, stack: contextlib.ExitStack) -> None:
        self.lake, self.runs = lake, runs
        self.failures: list[str] = []
        self._stack = stack
        self._then: list[tuple[int, Checksum]] = []
        self._seen: list[JobRun] = []

    def run(self, orders: int, customers: int) -> bool:
        step("PostgreSQL with AutoCorp's seven tables; deploying pipelines/lake whole")
        self.lake.make_source(orders)
        self.lake.deploy(self._stack, self.runs)
        self.load_csv(customers)
        self.load()
        self.change()
        self.compare()
        self.look_back()
        self.query()
        self.compare_with_the_original()
        say(
            "\nNot run here: the Hudi writer (no package index has its bundle), DMS, DataSync, Glue and Athena themselves."
        )
        self.failures += self.lake.pipe.failures
        for each in self.failures:
            say(f"failed: {each}")
        return not self.failures

    # ---- Steps ----

    def load_csv(self, customers: int) -> None:
        lake = self.lake
        step(
            "customers in a CSV file: S3's event, the rule, the queue, the pipe, GlueWorkflowStarter, a run of the job"
        )
        key = lake.put_csv(customers)
        lake.curated([key])
        (run,) = self._runs("of the CSV file", 1)
        self._rate("customers_csv", customers, run)
        self._check("tables of the CSV file's run", run.tables, ["customers_csv"])
        reader = self._reader()
        self._check("rows of the CSV file", reader.count("customers_csv"), customers)
        reader.close()

    def load(self) -> None:
        lake = self.lake
        step(
            "DMS's full load; its files start nothing. DMSCompletionHandler proves it, and then the state machine goes on"
        )
        begun = time.monotonic()
        rows, reason = lake.full_load()
        say(f"DMS: {rows:,} rows in {time.monotonic() - begun:.1f} s; {reason}")
        self._check("rows of the full load", rows, sum(self._count(each) for each in TABLES))
        self._runs("of files of a full load", 0)
        self._check("the end of the state machine full-load", lake.proved(900), "SUCCEEDED")
        # The state machine starts the run and does not wait for it.
        lake.wait_for_runs(len(self._seen) + 1)
        (run,) = self._runs("of the full load", 1)
        say(f"the state machine {lake.machine.rpartition(':')[2]} has started the run and resumed DMS")
        self._rate("seven tables", rows, run)
        self._check("tables of the full load's run", run.tables, sorted(TABLES))
        self._check("DMS captures changes", lake.is_capturing(), True)

    def change(self) -> None:
        lake = self.lake
        step("changes, transaction by transaction; DMS duplicates, delays and splits files")
        lines: list[list[str]] = []
        for number, (transaction, fault) in enumerate(zip(_transactions(), FAULTS, strict=True), 1):
            done = lake.change(transaction, fault)
            # Whatever tables a transaction's files are of: one run. Files that are more than the pipe hands over at once, or
            # that come for longer than the window, may start a second one.
            at_once = len(done.keys) <= MOST_AT_ONCE and done.to_raw < WINDOW
            self._runs(f"of transaction {number}", 1 if done.keys else 0, 1 if at_once else 2)
            seconds = (
                [f"{done.to_raw:.1f}", f"{done.to_run:.1f}", f"{done.to_curated:.1f}"] if done.keys else ["", "", ""]
            )
            lines.append(
                [str(number), f"{done.changes:,}", str(len(done.keys)), fault, *seconds, ", ".join(done.tables)]
            )
            if number == 1:
                self._remember()
        # What was late is there now.
        last = lake.change("SELECT 1", "")
        self._check("changes of a transaction that changes nothing", last.changes, 0)
        self._runs("of files that were late", 1 if last.keys else 0)
        right = frozenset({0, 1, 2, 4, 5, 6})
        table(
            ["", "changes", "files", "fault", "s to raw", "to run", "to curated", "tables that were due"], lines, right
        )
        say("(to raw: the local DMS writes at once, AWS waits for CdcMaxBatchInterval, 60 s at most; to run: files are")
        say(
            " collected for 3 s here, for 60 as the template is, and Glue's start comes on top; on from there: the job)"
        )
        run = lake.run_now()
        self._runs("by hand", 1)
        say(f"a run for all tables that finds nothing new: {run.seconds:.1f} s")

    def compare(self) -> None:
        step("every curated table beside its source (DuckDB's Iceberg reader, psql)")
        reader = self._reader()
        for name in TABLES:
            columns = self.lake.columns(name)
            found = reader.checksum(name, columns)
            say(f"{name:22} {found}")
            self._check(name, found, source_checksum(self.lake.source, name, columns))
        reader.close()

    def look_back(self) -> None:
        step("auto_parts as it was after the first transaction")
        reader = self._reader()
        for instant, expected in self._then:
            found = reader.checksum("auto_parts", self._columns_then, reader.snapshot_at("auto_parts", instant))
            say(f"{'':22} {found}")
            self._check("auto_parts as of then", found, expected)
            now = reader.checksum("auto_parts", self._columns_then)
            self._check("auto_parts has changed since", found != now, True)
        reader.close()

    def query(self) -> None:
        """The workgroup's saved and prepared queries, which DuckDB reads as Athena would: both understand them."""
        step("the saved queries of the workgroup, on DuckDB")
        resources = template.read((PIPELINE / "athena.yaml").read_text())["Resources"].values()
        reader = self._reader()
        for name in TABLES:
            reader.view(name)
        for each in resources:
            properties = each["Properties"]
            if each["Type"] == "AWS::Athena::NamedQuery":
                found = reader.query(properties["QueryString"])
                say(f"{properties['Name']}: {len(found)} rows, first {tuple(map(str, found[0])) if found else ''}")
                self._check(f"rows of {properties['Name']}", bool(found), True)
            elif each["Type"] == "AWS::Athena::PreparedStatement":
                statement = re.sub(r"\$\{\w+\}\.", "", properties["QueryStatement"]["Fn::Sub"])
                ((rows,),) = reader.query(f"SELECT count(*) FROM ({statement})", 7)
                say(f"{properties['StatementName']} USING 7: {rows} rows")
        reader.close()

    def compare_with_the_original(self) -> None:
        lake = self.lake
        step("the original script's lines on the same files of sales_order: dropDuplicates, filter(total_amount > 0)")
        columns = lake.columns("sales_order")
        truth = {row[0]: row for row in lake.truth("sales_order", columns)}
        rows = {
            row[0]: row for row in original_rows(self.runs.spark, self.runs.raw / "database" / "sales_order", columns)
        }
        right = sum(rows.get(key) == row for key, row in truth.items())
        old = sum(key in rows and rows[key] != row for key, row in truth.items())
        say(
            f"of {len(truth):,} live rows {right:,} right ({right / len(truth):.0%}), {old:,} an old version,"
            f" {len(truth.keys() - rows.keys()):,} lost; {len(rows.keys() - truth.keys()):,} deleted rows kept"
        )

    # ---- Parts ----

    def _runs(self, what: str, expected: int, most: int = 1) -> list[JobRun]:
        """The runs that ended since it was asked before; it is a failure when they are more or less, or one has failed."""
        found = self.runs.ended[len(self._seen) :]
        self._seen += found
        if not expected <= len(found) <= (most if expected else 0):
            self.failures.append(f"runs {what}: {len(found)}, expected {expected}")
        self.failures += [f"the run {what}: {each.error}" for each in found if each.error]
        return found

    def _rate(self, what: str, rows: int, run: JobRun) -> None:
        say(f"{what}: {rows:,} rows in a run of {run.seconds:.1f} s, {rows / run.seconds:,.0f} a second")

    def _remember(self) -> None:
        self._columns_then = self.lake.columns("auto_parts")
        then = source_checksum(self.lake.source, "auto_parts", self._columns_then)
        self._then.append((int(datetime.now(UTC).timestamp() * 1_000_000), then))

    def _count(self, name: str) -> int:
        return int(self.lake.source.rows(f"SELECT count(*) AS n FROM autocorp.{name}")[0]["n"])

    def _reader(self) -> IcebergReader:
        return IcebergReader(self.runs.curated / "autocorp")

    def _check(self, what: str, found: Any, expected: Any) -> None:
        if found != expected:
            self.failures.append(f"{what}: {found}, expected {expected}")


def _transactions() -> Sequence[str]:
    return [each for each in (HERE / "changes.sql").read_text().split("-- commit\n") if each.strip()]
