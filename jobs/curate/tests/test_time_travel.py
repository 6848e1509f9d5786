"""auto_parts as it was, and what changed since: by the writer, and by the examples as they stand."""

from __future__ import annotations

import time
import unittest
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from curate.examples import history
from curate.spark_settings import CATALOG
from curate.tests.bed import ENGINE, Lake
from curate.writers.hudi import HudiWriter
from curate.writers.iceberg import IcebergWriter
from curate.writers.writer import WriterError

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PLAN = """
sources:
  auto_parts:
    from: ${raw}/auto_parts/
    format: parquet
    columns: {op: varchar(1), seq: varchar(35), part_id: bigint not null, unit_price: "decimal(12,2)"}
    operation: {column: op, missing: insert}
    order: seq
tables:
  auto_parts: {source: auto_parts, unique_key: part_id}
"""


def part(op: str, seq: int, part_id: int, price: str | None = None) -> dict[str, Any]:
    return {"op": op, "seq": f"{seq:035d}", "part_id": part_id, "unit_price": Decimal(price) if price else None}


class AutoParts(unittest.TestCase):
    def test_as_of_yesterday_and_the_changes_since(self) -> None:
        lake = Lake(PLAN)
        start = lake.now()
        lake.put("auto_parts", [part("I", 1, 1, "1.00"), part("I", 2, 2, "2.00"), part("I", 3, 3, "3.00")])
        lake.load("auto_parts")
        yesterday = self.between_commits()
        lake.put("auto_parts", [part("U", 4, 1, "1.10"), part("D", 5, 2), part("I", 6, 4, "4.00")])
        lake.load("auto_parts")
        lake.put("auto_parts", [part("U", 7, 1, "1.20"), part("D", 8, 3), part("I", 9, 3, "3.30")])
        lake.load("auto_parts")
        with self.subTest("by the writer"):
            self.assertEqual(self.prices(lake.writer.as_of("auto_parts", yesterday)), {1: "1.00", 2: "2.00", 3: "3.00"})
            with self.assertRaisesRegex(WriterError, "auto_parts: no version of"):
                lake.writer.as_of("auto_parts", start)
            changes = lake.writer.changes("auto_parts", ["part_id"], yesterday).collect()
            found = {
                (each["_change"], each["part_id"], str(each["unit_price"])) for each in changes if each["part_id"] != 2
            }
            self.assertEqual(found, {("upserted", 1, "1.20"), ("upserted", 3, "3.30"), ("upserted", 4, "4.00")})
            self.assertEqual([each["_change"] for each in changes if each["part_id"] == 2], ["deleted"])
            self.assertEqual(lake.writer.changes("auto_parts", ["part_id"], lake.now()).collect(), [])
        with self.subTest("by the PySpark example"):
            table = self.place(lake)
            then = history.as_of(lake.spark, ENGINE, table, yesterday)
            self.assertEqual(self.prices(then), {1: "1.00", 2: "2.00", 3: "3.00"})
            since = history.changes_since(lake.spark, ENGINE, table, yesterday)
            self.assertEqual(self.prices(since), {1: "1.20", 3: "3.30", 4: "4.00"})
        if ENGINE == "iceberg":
            self.run_the_sql(lake, yesterday)

    def run_the_sql(self, lake: Lake, instant: datetime) -> None:
        with self.subTest("by the SQL examples"):
            places = {"catalog": CATALOG, "database": lake.database}
            text = instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            rows = self.sql(lake, "as_of.sql", {**places, "instant": text})
            prices = [(row["part_id"], row["unit_price_then"], row["unit_price_now"]) for row in rows]
            expected = [(1, Decimal("1.00"), Decimal("1.20")), (3, Decimal("3.00"), Decimal("3.30"))]
            self.assertEqual(prices, [*expected, (4, None, Decimal("4.00"))])
            first = lake.spark.sql(
                f"SELECT snapshot_id FROM {self.place(lake)}.history ORDER BY made_current_at"
            ).first()
            assert first is not None
            log = self.sql(lake, "changes_since.sql", {**places, "snapshot": str(first["snapshot_id"])})
            kinds = [(row["_change_type"], row["part_id"]) for row in log]
            self.assertEqual(kinds[:4], [("UPDATE_BEFORE", 1), ("UPDATE_AFTER", 1), ("DELETE", 2), ("INSERT", 4)])

    def sql(self, lake: Lake, file: str, values: dict[str, str]) -> list[Any]:
        text = (EXAMPLES / file).read_text()
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", value)
        frames = [lake.spark.sql(each) for each in text.split(";\n")]
        return list(frames[-1].collect())

    def between_commits(self) -> datetime:
        """A time that no commit of the test has; the formats count milliseconds."""
        time.sleep(0.01)
        now = datetime.now(UTC)
        time.sleep(0.01)
        return now

    def place(self, lake: Lake) -> str:
        if isinstance(lake.writer, HudiWriter):
            return lake.writer.path("auto_parts")
        assert isinstance(lake.writer, IcebergWriter)
        return lake.writer.table("auto_parts")

    def prices(self, frame: Any) -> dict[int, str]:
        return {row["part_id"]: str(row["unit_price"]) for row in frame.collect()}


if __name__ == "__main__":
    unittest.main()
