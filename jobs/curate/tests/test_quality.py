"""Checks: one pass, tolerances, what is held and named, what is set aside, and the same rules as DQDL."""

from __future__ import annotations

import json
import unittest
from decimal import Decimal
from typing import Any

from curate.outcome import Outcome, metrics
from curate.plan.reader import read_plan
from curate.quality.dqdl import ruleset
from curate.tests.bed import Lake

PLAN = """
sources:
  parts:
    from: ${raw}/parts/
    format: parquet
    columns: {part_id: bigint not null, kind: varchar, price: "decimal(12,2)", code: varchar, seq: bigint}
    order: seq
  lines:
    from: ${raw}/lines/
    format: parquet
    columns: {line_id: bigint not null, part_id: bigint, seq: bigint}
    order: seq
tables:
  lines: {source: lines, unique_key: line_id}
  parts: {source: parts, unique_key: part_id, quarantine: {at_most: 50%}}
checks:
  parts:
    - {not_null: kind, where: part_id > 10}
    - {accepted_values: {kind: [tyre, oil]}, at_most: 1}
    - {expression: price >= 0, severity: quarantine}
    - {unique: code, severity: error}
    - {expression: price < 1000, severity: warn, name: dear}
    - row_count: {between: [1, 5]}
    - balance: price
  lines:
    - relationships: {part_id: parts.part_id}
"""


def part(
    part_id: int, kind: str | None = "oil", price: float = 1, code: str | None = None, seq: int = 1
) -> dict[str, Any]:
    return {"part_id": part_id, "kind": kind, "price": Decimal(str(price)), "code": code or f"c{part_id}", "seq": seq}


class Checks(unittest.TestCase):
    def test_what_fails_holds_its_table_names_the_rows_and_changes_nothing(self) -> None:
        lake = Lake(PLAN)
        lake.put("parts", [part(1), part(2, "oill"), part(3, price=-1), part(4, None, 2000.5)])
        lake.put("lines", [{"line_id": 1, "part_id": 1, "seq": 1}, {"line_id": 2, "part_id": 77, "seq": 1}])
        report = lake.run()
        parts, lines = report.tables
        self.assertEqual((parts.table, parts.outcome), ("parts", Outcome.LOADED))
        # One wrong kind may be; a negative price is set aside; a dear part is reported.
        self.assertEqual({row["part_id"] for row in lake.rows("parts")}, {1, 2, 4})
        aside = lake.quarantined(parts)
        self.assertEqual([row["reasons"] for row in aside], [["check expression price >= 0"]])
        self.assertEqual(json.loads(aside[0]["row"])["part_id"], 3)
        dear = next(each for each in parts.checks if each["check"] == "dear")
        self.assertEqual((dear["passed"], dear["broken"], dear["of"]), (False, 1, 3))
        self.assertEqual(dear["examples"], ['{"part_id":4}'])
        # The lines refer to a part that there is not.
        self.assertEqual((lines.outcome, lines.pending), (Outcome.HELD, 1))
        self.assertIn('check relationships part_id: 1 of 2 rows break it, 0 may; {"line_id":2}', lines.message)
        self.assertIsNone(lake.writer.columns("lines"))
        self.assertFalse(report.is_good)
        self.assertIn("lines: Held.", report.message())
        with self.subTest("the results are a table, and metrics"):
            results = self.results(lake, "parts")
            self.assertEqual({each["check"] for each in results}, {each["check"] for each in parts.checks})
            self.assertEqual({(each["table_name"], each["batch"]) for each in results}, {("parts", 1)})
            line = json.loads(metrics("Example", report.tables, lake.now())[1])
            self.assertEqual((line["Table"], line["Held"], line["FailedChecks"]), ("lines", 1, 1))
            names = {each["Name"] for each in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
            self.assertTrue(names <= line.keys())
        with self.subTest("the table is published when what was missing comes; unique looks at the table too"):
            lake.put("parts", [part(77), part(5, code="c1")])
            lake.put("parts", [part(5, code="c5", seq=2)], name="later.parquet")
            parts, lines = lake.run().tables
            self.assertEqual((parts.outcome, lines.outcome), (Outcome.LOADED, Outcome.LOADED), parts.message)
            lake.put("parts", [part(6, code="c5")])
            held = lake.run("parts").tables[0]
            self.assertEqual(held.outcome, Outcome.HELD)
            self.assertIn('check unique code: 1 of 1 rows break it, 0 may; {"part_id":6}', held.message)
        with self.subTest("a batch of too many rows, and too many rows in quarantine"):
            lake.put("parts", [part(20 + index, price=-1 if index > 1 else 1) for index in range(8)])
            message = lake.run("parts").tables[0].message
            self.assertIn("6 of 9 rows are in quarantine, 50% may", message)
            lake.put("parts", [part(30 + index) for index in range(8)])
            self.assertIn("check row_count: 11 rows", lake.run("parts").tables[0].message)

    def results(self, lake: Lake, table: str) -> list[dict[str, Any]]:
        return [json.loads(each.read_text()) for each in (lake.state / "checks" / table).glob("*.json")]


class DQDL(unittest.TestCase):
    def test_a_ruleset_of_every_check(self) -> None:
        source = """
sources:
  s: {from: "${raw}/s/", format: parquet, columns: {a: bigint not null, b: varchar, t: timestamp}, order: t}
tables:
  t: {source: s, unique_key: a}
checks:
  t:
    - not_null: b
    - {not_null: b, at_most: 0.1%, name: mostly}
    - {not_null: b, at_most: 5, where: a > 1, name: few}
    - unique: b
    - {unique: [b, t]}
    - accepted_values: {b: [x, "it's"]}
    - {accepted_values: {b: [x]}, at_most: 10%, name: some}
    - {relationships: {b: t.b}, at_most: 1%}
    - row_count: {between: [1, 9]}
    - freshness: {column: t, within: 90m}
    - {expression: 'b <> "y"', name: quoted}
    - {expression: a > 0, at_most: 2%, name: share}
    - balance: a
"""
        rules = ruleset(read_plan(source, "p.yaml").tables[0]).splitlines()
        self.assertEqual(
            rules,
            [
                "Rules = [",
                '    IsPrimaryKey "a",',
                '    IsComplete "b",',
                '    Completeness "b" >= 0.999,',
                '    CustomSql "SELECT count(*) FROM primary WHERE b IS NULL AND (a > 1)" <= 5,',
                '    IsUnique "b",',
                '    CustomSql "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM primary WHERE b IS NOT NULL AND'
                ' t IS NOT NULL GROUP BY b, t HAVING count(*) > 1)" = 0,',
                '    ColumnValues "b" in ["x", "it\'s"] where "b IS NOT NULL",',
                '    ColumnValues "b" in ["x"] where "b IS NOT NULL" with threshold >= 0.9,',
                '    ReferentialIntegrity "b" "t.{b}" >= 0.99,',
                "    (RowCount >= 1) and (RowCount <= 9),",
                '    DataFreshness "t" <= 90 minutes,',
                '    CustomSql "SELECT count(*) FROM primary WHERE NOT (b <> \\"y\\")" = 0,',
                '    CustomSql "SELECT 100.0 * count_if(NOT (a > 0)) / greatest(count(*), 1) FROM primary" <= 2,',
                '    AggregateMatch "sum(a)" "batch.sum(a)" = 1.0',
                "]",
            ],
        )


if __name__ == "__main__":
    unittest.main()
