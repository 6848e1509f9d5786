"""What the demonstration of the lake does, step by step, and what it checks."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curate.files.store import LocalFiles
from curate.job import CurateJob, Places
from curate.plan.reader import read_plan
from curate.session import CATALOG
from curate.tests.bed import local_spark
from curate.writers.iceberg import IcebergWriter

from localaws import postgres
from localaws.dms.change_capture import ChangeCapture
from localaws.dms.database import Database

from .original import original_rows
from .reader import Checksum, IcebergReader, checksum, source_checksum

ROOT = Path(__file__).resolve().parents[3]
PIPELINE = ROOT / "pipelines" / "lake"
PLAN = PIPELINE / "plans" / "lake.yaml"
HERE = Path(__file__).resolve().parent
TABLES = (
    "auto_parts",
    "customers",
    "service",
    "service_parts",
    "sales_order",
    "sales_order_parts",
    "sales_order_services",
)
# What DMS did wrong behind each transaction, where it did.
FAULTS = ("", "duplicate", "late", "", "split")


class LakeScenario:
    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self._wrong: list[str] = []
        self._raw = folder / "raw"
        self._curated = folder / "curated"
        authority = stack.enter_context(postgres.authority())
        logical = {"wal_level": "logical", "max_wal_senders": "2", "max_replication_slots": "4"}
        server = stack.enter_context(postgres.running(authority, ["autocorp"], logical))
        server.sql("postgres", f"ALTER ROLE {server.user} REPLICATION")
        self._source = Database(server.host, server.port, "autocorp", server.user, server.password)
        tables = [("autocorp", each) for each in TABLES]
        self._capture = ChangeCapture(self._source, tables, {"change_seq": "$AR_H_CHANGE_SEQ"}, self._write)
        self.spark = local_spark(folder / "spark", self._curated, "iceberg")
        stack.callback(self.spark.stop)
        plan = read_plan(PLAN.read_text().replace("engine: hudi", "engine: iceberg"), "lake.yaml", str(self._raw))
        files = LocalFiles()
        self._writer = IcebergWriter(self.spark, CATALOG, "autocorp")
        self._job = CurateJob(self.spark, plan, self._writer, Places(files, files, str(folder / "state")))
        self._then: tuple[int, Checksum] | None = None

    def _write(self, key: str, data: bytes) -> None:
        # DMS writes <folder>/<schema>/<table>/; the plan has one folder a table.
        path = self._raw / "database" / key.removeprefix("autocorp/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    # ---- Steps ----

    def load(self, orders: int, customers: int) -> None:
        _say("PostgreSQL with AutoCorp's seven tables; DMS's full load; customers out of a CSV file")
        self._source.run(
            ((PIPELINE / "sql" / "schema.sql").read_text() + (HERE / "rows.sql").read_text()).replace(
                ":orders", str(orders)
            )
        )
        self._capture.start()
        rows = self._capture.full_load()
        lines = ["customer_id,first_name,last_name,email,phone"]
        lines += [f'{i},First{i},"Last, {i}",c{i}@example.com,' for i in range(1, customers + 1)]
        csv = self._raw / "csv" / "customers" / "customers-20261127.csv"
        csv.parent.mkdir(parents=True)
        csv.write_text("\n".join(lines) + "\n", encoding="utf-8")
        seconds = self._run()
        total = rows + customers
        print(f"  {total:,} rows in {seconds:.1f} s, {total / seconds:,.0f} a second")
        self._check("the rows of the CSV file", self._reader_count("customers_csv"), customers)

    def change(self) -> None:
        _say("changes, each transaction captured by itself; DMS duplicates, delays and splits files")
        for number, (transaction, fault) in enumerate(zip(_transactions(), FAULTS, strict=True), 1):
            if fault:
                self._capture.fail(fault)
            self._source.run(transaction)
            begun = time.monotonic()
            changes = self._capture.flush()
            self._run()
            seconds = time.monotonic() - begun
            print(
                f"  transaction {number}: {changes:,} changes, {seconds:.1f} s to curated{f' ({fault})' if fault else ''}"
            )
            if number == 1:
                then = source_checksum(self._source, "auto_parts", self._columns("auto_parts"))
                self._then = int(datetime.now(UTC).timestamp() * 1_000_000), then
        # What was late is there now.
        self._capture.flush()
        self._run()

    def compare(self) -> None:
        _say("every curated table beside its source (DuckDB's Iceberg reader, psql)")
        reader = IcebergReader(self._curated / "autocorp")
        for table in TABLES:
            columns = self._columns(table)
            found = reader.checksum(table, columns)
            print(f"  {table:22} {found}")
            self._check(table, found, source_checksum(self._source, table, columns))
        reader.close()

    def look_back(self) -> None:
        _say("auto_parts as it was after the first transaction")
        assert self._then is not None
        instant, expected = self._then
        reader = IcebergReader(self._curated / "autocorp")
        columns = self._columns("auto_parts")
        found = reader.checksum("auto_parts", columns, reader.snapshot_at("auto_parts", instant))
        self._check("auto_parts as of then", found, expected)
        reader.close()
        print(f"  {found}")

    def compare_with_the_original(self) -> None:
        _say("the original script's lines on the same files of sales_order: dropDuplicates, filter(total_amount > 0)")
        columns = self._columns("sales_order")
        chosen = ", ".join(f'"{each}"::text' for each in columns)
        text = self._source.run(f"SELECT json_build_array({chosen}) FROM autocorp.sales_order")
        truth = {row[0]: tuple(row) for row in (json.loads(line) for line in text.splitlines() if line)}
        rows = {row[0]: row for row in original_rows(self.spark, self._raw / "database" / "sales_order", columns)}
        right = sum(rows.get(key) == row for key, row in truth.items())
        old = sum(key in rows and rows[key] != row for key, row in truth.items())
        print(
            f"  of {len(truth):,} live rows {right:,} right, {old:,} an old version, {len(truth.keys() - rows.keys()):,}"
            f" lost; {len(rows.keys() - truth.keys()):,} deleted rows kept"
        )

    def report(self) -> int:
        _say("not run here: the Hudi writer (no package index has its bundle), DMS, Glue and Athena themselves")
        for each in self._wrong:
            print(f"  WRONG  {each}")
        print("  everything that was checked held" if not self._wrong else f"  {len(self._wrong)} checks did not hold")
        return 1 if self._wrong else 0

    # ---- Parts ----

    def _run(self) -> float:
        begun = time.monotonic()
        report = self._job.run()
        if not report.is_good:
            raise RuntimeError(report.message())
        return time.monotonic() - begun

    def _columns(self, table: str) -> list[str]:
        rows = self._source.rows(
            "SELECT column_name::text AS name FROM information_schema.columns WHERE table_schema = 'autocorp'"
            f" AND table_name = '{table}' ORDER BY ordinal_position"
        )
        return [row["name"] for row in rows]

    def _reader_count(self, table: str) -> int:
        reader = IcebergReader(self._curated / "autocorp")
        count = checksum(reader.rows(table, ["customer_id"])).rows
        reader.close()
        return count

    def _check(self, what: str, found: Any, expected: Any) -> None:
        if found != expected:
            self._wrong.append(f"{what}: {found}, expected {expected}")


def _transactions() -> Sequence[str]:
    return [each for each in (HERE / "changes.sql").read_text().split("-- commit\n") if each.strip()]


def _say(text: str) -> None:
    print(f"\n==> {text}", flush=True)
