"""Columns that come, go and change their types; values held to their types; and CSV files."""

from __future__ import annotations

import unittest
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow

from curate.outcome import Outcome
from curate.tests.bed import Lake

PLAN = """
sources:
  service:
    from: ${raw}/service/
    format: parquet
    columns: {Op: varchar(1), seq: varchar(35), service_id: integer not null, name: varchar(10), hours: "decimal(6,2)"}
    operation: {column: Op, missing: insert}
    order: seq
tables:
  service: {source: service, unique_key: service_id}
"""


def row(seq: int, service_id: int, name: str | None = None, **more: Any) -> dict[str, Any]:
    return {"OP": "I", "seq": f"{seq:035d}", "SERVICE_ID": service_id, "name": name, **more}


def schema(key: Any = pyarrow.int32(), without: str = "", **more: Any) -> pyarrow.Schema:  # noqa: B008 - a value
    fields = {"OP": pyarrow.string(), "seq": pyarrow.string(), "SERVICE_ID": key, "name": pyarrow.string()}
    fields |= {"hours": pyarrow.decimal128(6, 2), **more}
    return pyarrow.schema([(name, kind) for name, kind in fields.items() if name != without])


class Service(unittest.TestCase):
    def test_the_columns_of_the_source_change(self) -> None:
        lake = Lake(PLAN)
        lake.put(
            "service", [row(1, 1, "wash", hours=Decimal("1.50")), row(2, 2, "oil", hours=Decimal("0.75"))], schema()
        )
        lake.load("service")
        with self.subTest("a column that is added is in the table, and NULL in older rows; one that is gone is NULL"):
            lake.put("service", [row(3, 2, "oil", hours=Decimal("1.00"))], schema())
            added = schema(without="hours", **{"Warranty Months": pyarrow.int16()})
            lake.put("service", [row(4, 3, "tyres", **{"Warranty Months": 12})], added)
            lake.load("service")
            found = {each["service_id"]: (each["hours"], each["warranty_months"]) for each in lake.rows("service")}
            expected = {1: (Decimal("1.50"), None), 2: (Decimal("1.00"), None), 3: (None, 12)}
            self.assertEqual(found, expected)
        with self.subTest(
            "a file of a wider type than its column holds the table, unless the values that fit are asked for"
        ):
            lake.set_plan(PLAN.replace("service_id: integer", "service_id: bigint"))
            wide = schema(pyarrow.int64(), without="hours", Hours=pyarrow.float64())
            lake.put("service", [row(5, 2**40, Hours=2.25), row(6, 7, Hours=2.255)], wide)
            report = lake.run("service").tables[0]
            self.assertEqual(report.outcome, Outcome.SCHEMA_HELD)
            self.assertIn("hours: double in files, decimal(6,2) in the plan, which is narrower", report.message)
            wider = PLAN.replace("service_id: integer", "service_id: bigint")
            lake.set_plan("schema: {narrower_type: quarantine}\n" + wider)
            report = lake.load("service")
            self.assertEqual((lake.writer.columns("service") or {})["service_id"], "bigint")
            self.assertIn((2**40, Decimal("2.25")), [(r["service_id"], r["hours"]) for r in lake.rows("service")])
            self.assertEqual(lake.quarantined(report)[0]["reasons"], ["hours is not a value of decimal(6,2): 2.255"])
        with self.subTest("a narrower type in the plan holds the table; nothing is changed"):
            before = lake.rows("service")
            lake.set_plan(PLAN)
            lake.put("service", [row(9, 9, "late")], schema())
            report = lake.run("service").tables[0]
            self.assertEqual(report.outcome, Outcome.SCHEMA_HELD)
            self.assertIn("service_id: bigint in the table, integer in the plan, which is narrower", report.message)
            self.assertEqual(lake.rows("service"), before)
        with self.subTest("or keeps the table's type, where the plan says so; longer text is kept whole"):
            policy = "schema: {narrower_type: quarantine, new_columns: ignore}\n"
            lake.set_plan(policy + PLAN)
            rows = [row(10, 2**41, "a name of more than ten bytes", colour="red")]
            lake.put("service", rows, schema(pyarrow.int64(), colour=pyarrow.string()))
            lake.load("service")
            kept = {each["service_id"]: each for each in lake.rows("service")}
            self.assertEqual(kept[2**41]["name"], "a name of more than ten bytes")
            self.assertNotIn("colour", kept[2**41])
        with self.subTest("a column that the plan holds new ones for, and one that it misses"):
            lake.set_plan("schema: {narrower_type: quarantine, new_columns: hold, missing_columns: hold}\n" + PLAN)
            lake.put("service", [row(11, 11, "x", colour="red")], schema(without="hours", colour=pyarrow.string()))
            message = lake.run("service").tables[0].message
            self.assertIn("colour: missing in the plan, string in files", message)
            self.assertIn("hours: decimal(6,2) in the plan, missing in files", message)


CSV = """
sources:
  customers:
    from: ${raw}/csv/
    suffix: .csv
    format: csv
    header: true
    order: _file
    columns:
      customer_id: bigint not null
      name: varchar(40)
      born: date
      seen: timestamp
      zoned: timestamptz
      balance: decimal(8,2)
      active: boolean
      score: double precision
      visits: smallint
schema: {wider_text: quarantine}
tables:
  customers: {source: customers, unique_key: customer_id}
"""
HEAD = "Customer_ID,name,born,seen,zoned,balance,active,score,visits\n"
GOOD = '1,"Ann ""A"", b",1899-12-31,1800-01-01 10:00:00.5,2026-01-01T00:00:00+02:00,-12.50,true,1e3,7\n'
WRONG = {
    "2,b,1900-13-01,,,,,,\n": "born is not a value of date: 1900-13-01",
    "3,b,2026-1-1,,,,,,\n": "born is not a value of date: 2026-1-1",
    "4,b,,yesterday,,,,,\n": "seen is not a value of timestamp: yesterday",
    "5,b,,,2026-01-01 00:00:00,,,,\n": "zoned is not a value of timestamptz: 2026-01-01 00:00:00",
    "6,b,,,,1.005,,,\n": "balance is not a value of decimal(8,2): 1.005",
    "7,b,,,,1234567.00,,,\n": "balance is not a value of decimal(8,2): 1234567.00",
    "8,b,,,,,maybe,,\n": "active is not a value of boolean: maybe",
    "9,b,,,,,,NaN,\n": "score is not a value of double precision: NaN",
    "10,b,,,,,,,32768\n": "visits is not a value of smallint: 32768",
    "11,b,,,,,,,1.0\n": "visits is not a value of smallint: 1.0",
    "x,b,,,,,,,\n": "customer_id is not a value of bigint: x",
    ",b,,,,,,,\n": "customer_id is NULL, and in unique_key",
    "12,b\n": "the row has another number of fields than the file has columns",
    "13,b,,,,,,,1,2\n": "the row has another number of fields than the file has columns",
}


class Customers(unittest.TestCase):
    def test_values_are_typed_or_set_aside_with_the_reason_never_guessed(self) -> None:
        lake = Lake(CSV)
        lake.put_text("csv", "customers-20260102.csv", HEAD + GOOD + "20,new,,,,1.500,,,\n" + "".join(WRONG))
        # Written later, and of the day before.
        lake.put_text("csv", "customers-20260101.csv", HEAD + "20,old,,,,,,,\n21,,,,,,,,\n")
        report = lake.load("customers")
        found = {each["customer_id"]: each for each in lake.rows("customers")}
        self.assertEqual(sorted(found), [1, 20, 21])
        self.assertEqual(
            found[1],
            {
                "customer_id": 1,
                "name": 'Ann "A", b',
                "born": date(1899, 12, 31),
                "seen": datetime(1800, 1, 1, 10, 0, 0, 500000),
                "zoned": datetime(2025, 12, 31, 22),
                "balance": Decimal("-12.50"),
                "active": True,
                "score": 1000.0,
                "visits": 7,
            },
        )
        self.assertEqual((found[20]["name"], found[20]["balance"], found[21]["name"]), ("new", Decimal("1.50"), None))
        reasons = [each["reasons"] for each in lake.quarantined(report)]
        for expected in WRONG.values():
            self.assertTrue(any(expected in each for each in reasons), f"{expected}\n{reasons}")
        self.assertEqual(len(reasons), len(WRONG))


if __name__ == "__main__":
    unittest.main()
