"""What must hold of the lake, step by step."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from localaws import template

from ..terminal import say, step, table
from .original import original_rows
from .reader import Checksum, IcebergReader, source_checksum
from .scenario import HERE, PIPELINE, TABLES, Lake

# What DMS did wrong behind each transaction, where it did.
FAULTS = ("", "duplicate", "late", "", "split")


class LakeChecks:
    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.failures: list[str] = []
        self._then: list[tuple[int, Checksum]] = []

    def run(self, orders: int, customers: int) -> bool:
        self.load(orders, customers)
        self.change()
        self.compare()
        self.look_back()
        self.query()
        self.compare_with_the_original()
        say(
            "\nNot run here: the Hudi writer (no package index has its bundle), DMS, DataSync, Glue and Athena themselves."
        )
        for each in self.failures:
            say(f"failed: {each}")
        return not self.failures

    # ---- Steps ----

    def load(self, orders: int, customers: int) -> None:
        lake = self.lake
        step("PostgreSQL with AutoCorp's seven tables; DMS's full load; customers in a CSV file")
        lake.make_source(orders)
        rows, reason = lake.full_load()
        say(f"DMS: {rows:,} rows; {reason}")
        self._check("DMS stops behind its full load", reason, "Stop Reason STOPPED_AFTER_FULL_LOAD")
        self._check("rows of the full load", rows, sum(self._count(each) for each in TABLES))
        lake.raw.events()
        lake.put_csv(customers)
        step("the job: the CSV file by its event, then the full load, once it is proved; DMS resumes")
        self._timed("customers_csv", customers, lambda: lake.run_for_events())
        self._timed("seven tables", rows, lambda: lake.run(TABLES))
        lake.capture_changes()
        reader = self._reader()
        self._check("rows of the CSV file", reader.count("customers_csv"), customers)
        reader.close()

    def change(self) -> None:
        lake = self.lake
        step("changes, transaction by transaction; DMS duplicates, delays and splits files")
        lines: list[list[str]] = []
        for number, (transaction, fault) in enumerate(zip(_transactions(), FAULTS, strict=True), 1):
            done = lake.change(transaction, fault)
            seconds = [f"{done.to_raw:.1f}", f"{done.to_curated:.1f}"]
            lines.append(
                [str(number), f"{done.changes:,}", fault, *seconds, ", ".join(done.tables) or "nothing is due"]
            )
            if number == 1:
                self._remember()
        # What was late is there now.
        last = lake.change("SELECT 1", "")
        self._check("changes of a transaction that changes nothing", last.changes, 0)
        right = frozenset({0, 1, 3, 4})
        table(["", "changes", "fault", "s to raw", "s to curated", "tables that were due"], lines, right)
        say(
            "(to raw: the local DMS decodes and writes at once; on AWS there are CdcMaxBatchInterval, 60 s at most, the window"
        )
        say(" and Glue's start besides)")
        begun = time.monotonic()
        lake.run()
        say(f"a run for all tables that finds nothing new: {time.monotonic() - begun:.1f} s")

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
        rows = {row[0]: row for row in original_rows(lake.spark, lake.raw.path / "database" / "sales_order", columns)}
        right = sum(rows.get(key) == row for key, row in truth.items())
        old = sum(key in rows and rows[key] != row for key, row in truth.items())
        say(
            f"of {len(truth):,} live rows {right:,} right ({right / len(truth):.0%}), {old:,} an old version,"
            f" {len(truth.keys() - rows.keys()):,} lost; {len(rows.keys() - truth.keys()):,} deleted rows kept"
        )

    # ---- Parts ----

    def _timed(self, what: str, rows: int, run: Any) -> None:
        begun = time.monotonic()
        run()
        seconds = time.monotonic() - begun
        say(f"{what}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} a second")

    def _remember(self) -> None:
        self._columns_then = self.lake.columns("auto_parts")
        then = source_checksum(self.lake.source, "auto_parts", self._columns_then)
        self._then.append((int(datetime.now(UTC).timestamp() * 1_000_000), then))

    def _count(self, name: str) -> int:
        return int(self.lake.source.rows(f"SELECT count(*) AS n FROM autocorp.{name}")[0]["n"])

    def _reader(self) -> IcebergReader:
        return IcebergReader(self.lake.curated / "autocorp")

    def _check(self, what: str, found: Any, expected: Any) -> None:
        if found != expected:
            self.failures.append(f"{what}: {found}, expected {expected}")


def _transactions() -> Sequence[str]:
    return [each for each in (HERE / "changes.sql").read_text().split("-- commit\n") if each.strip()]
