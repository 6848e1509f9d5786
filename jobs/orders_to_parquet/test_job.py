"""Texts as values of the columns, all cases in one run of Spark; the manifest; the arguments."""

from __future__ import annotations

import json
import tempfile
import unittest
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from curate.command_line import ArgumentError, JobError
from curate.tests.bed import spark

from orders_to_parquet.arguments import Arguments, arguments, command_line
from orders_to_parquet.columns import COLUMNS, redshift_columns
from orders_to_parquet.items import read
from orders_to_parquet.job import PARTITION, conformed, export, manifest, rejects, rows
from orders_to_parquet.test_items import ITEM


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


# An attribute, and the value that it becomes.
KEPT: list[tuple[dict[str, Any], Any]] = [
    ({"amount": {"N": "1.230000"}}, Decimal("1.23")),
    ({"amount": {"N": "12E+2"}}, Decimal("1200.00")),
    ({"amount": {"N": "-9999999999999999.99"}}, Decimal("-9999999999999999.99")),
    ({"amount": {"NULL": True}}, None),
    ({"item_count": {"N": "7.0"}}, 7),
    ({"item_count": {"N": "-2147483648"}}, -(2**31)),
    # Bytes, as Redshift counts them, not characters.
    ({"order_id": {"S": "o" * 256}}, "o" * 256),
    ({"customer_id": {"S": "\u00e4" * 128}}, "\u00e4" * 128),
    ({"status": {"S": "p" * 64}}, "p" * 64),
    ({"status": {"S": ""}}, ""),
    ({"currency": {"S": "\u20ac" * 5}}, "\u20ac" * 5),
    ({"updated_at": {"S": "1900-01-01T00:00:00Z"}}, utc(1900, 1, 1)),
    ({"updated_at": {"S": "2026-11-21t04:00:00z"}}, utc(2026, 11, 21, 4)),
    ({"updated_at": {"S": "2026-11-21 04:00:00+00:00"}}, utc(2026, 11, 21, 4)),
    ({"updated_at": {"S": "2026-11-21T04:00Z"}}, utc(2026, 11, 21, 4)),
    ({"updated_at": {"S": "2026-11-21T05:30:00.000000000+01:30"}}, utc(2026, 11, 21, 4)),
    ({"updated_at": {"S": "2026-11-21T03:00:00-0100"}}, utc(2026, 11, 21, 4)),
    ({"updated_at": {"N": "1700000000.25"}}, utc(2023, 11, 14, 22, 13, 20, 250000)),
    # An order that was never changed is as old as itself.
    ({"updated_at": {"NULL": True}}, utc(2026, 11, 21, 1, 30)),
]
# A change of the item, and what its reason says.
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"amount": {"N": "0.005"}}, "amount is not a value of decimal(18,2): 0.005"),
    ({"amount": {"N": "10000000000000000"}}, "amount is not a value of decimal(18,2)"),
    ({"item_count": {"N": "1.5"}}, "item_count is not a value of integer: 1.5"),
    ({"item_count": {"N": "2147483648"}}, "item_count is not a value of integer"),
    ({"ordered_at": {"S": "2026-11-21T04:00:00"}}, "ordered_at is not a value of timestamptz: 2026-11-21T04:00:00"),
    ({"ordered_at": {"S": "yesterday"}}, "ordered_at is not a value of timestamptz: yesterday"),
    ({"updated_at": {"S": "2026-02-30T00:00:00Z"}}, "updated_at is not a value of timestamptz"),
    ({"updated_at": {"S": "2026-11-21T04:00:00+25:00"}}, "updated_at is not a value of timestamptz"),
    ({"updated_at": {"S": "2026-11-21"}}, "updated_at is not a value of timestamptz"),
    # Zero times of programs.
    ({"ordered_at": {"S": "0001-01-01T00:00:00+14:00"}}, "ordered_at is from 1900 on"),
    ({"updated_at": {"S": "0001-01-01T00:00:00Z"}}, "updated_at is from 1900 on"),
    ({"ordered_at": {"S": "1899-12-31T23:59:59Z"}}, "ordered_at is from 1900 on"),
    ({"updated_at": {"N": "-62135596800"}}, "updated_at is from 1900 on"),
    ({"order_id": {"S": "o" * 257}}, "order_id has 257 bytes; its column is varchar(256)"),
    ({"customer_id": {"S": "\u00e4" * 129}}, "customer_id has 258 bytes"),
    ({"status": {"S": "p" * 65}}, "status has 65 bytes; its column is varchar(64)"),
    ({"currency": {"S": "\u20ac" * 6}}, "currency has 18 bytes; its column is varchar(16)"),
    ({"status": {"S": "pa\0id"}}, "no NUL character"),
    ({"ordered_at": {"NULL": True}}, "ordered_at is NULL, its column is not null"),
    ({"order_id": {"NULL": True}}, "order_id is NULL"),
    # Of DynamoDB's own.
    ({"amount": {"S": "12.50"}}, "amount is of type S, not a number"),
]


class Values(unittest.TestCase):
    found: dict[str, dict[str, Any]]
    reasons: list[tuple[Any, str]]

    @classmethod
    def setUpClass(cls) -> None:
        """Each case is an item whose order_id, or else customer_id, is its number."""
        items: list[dict[str, Any]] = [ITEM]
        for number, (change, _) in enumerate([*KEPT, *REFUSED]):
            number_at = "customer_id" if "order_id" in change else "order_id"
            items.append({**ITEM, number_at: {"S": f"case {number}"}, **change})
        read_items = spark().sparkContext.parallelize(items, 1).mapPartitions(read)
        orders = conformed(spark(), read_items).cache()
        try:
            written = [row.asDict() for row in rows(orders).collect()]
            cls.reasons = [
                (json.loads(row["item"]), row["reason"]) for row in rejects(spark(), read_items, orders).collect()
            ]
        finally:
            orders.unpersist()
        cls.found = {row["customer_id"] if row["order_id"][0] == "o" else row["order_id"]: row for row in written}

    def test_an_item_is_typed_and_dated_in_utc(self) -> None:
        row = self.found["c-9"]
        expected = ("o-1", "c-9", "paid", "EUR", Decimal("12.50"), 3, utc(2026, 11, 21, 1, 30))
        times = (utc(2026, 11, 21, 4, 0, 0, 123456), date(2026, 11, 21), "2026-11-21")
        self.assertEqual(tuple(map(aware, row.values())), (*expected, *times))
        self.assertEqual(list(row), [*(each.name for each in COLUMNS), "order_date", PARTITION])

    def test_what_fits_is_kept_exactly(self) -> None:
        for number, (change, expected) in enumerate(KEPT):
            with self.subTest(change):
                ((name, _),) = change.items()
                self.assertEqual(aware(self.found[f"case {number}"][name]), expected)

    def test_what_does_not_fit_is_rejected_with_its_item_and_a_reason_that_names_the_column(self) -> None:
        self.assertEqual(len(self.reasons), len(REFUSED))
        by_case = {}
        for item, reason in self.reasons:
            texts = [
                each["S"] if isinstance(each, dict) else each
                for each in (item["order_id"], item["customer_id"])
                if "NULL" not in each
            ]
            by_case[next(each for each in texts if each.startswith("case "))] = reason
        for number, (change, expected) in enumerate(REFUSED, len(KEPT)):
            with self.subTest(change):
                self.assertIn(expected, by_case[f"case {number}"])


def aware(value: Any) -> Any:
    """Spark hands times over without a zone, in the process's, which is UTC here."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


class TooMany(unittest.TestCase):
    def test_one_more_than_may_be_rejected_fails_the_job_and_publishes_nothing(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        lines = [json.dumps({"Item": item}) for item in (ITEM, {**ITEM, "amount": {"N": "0.005"}})]
        (folder / "export.json").write_text("\n".join([*lines, "no item"]))
        settings = Arguments("r", f"{folder}/orders", f"{folder}/manifests", export_location=f"{folder}/export.json")
        with self.assertRaisesRegex(JobError, "2 items do not fit the columns, 0 may: .*r.rejected has them"):
            export(spark(), settings)
        self.assertEqual([each.name for each in folder.iterdir() if each.is_dir()], ["manifests"])
        self.assertFalse((folder / "manifests" / "r.manifest").exists())
        texts = [each.read_text() for each in folder.rglob("part-*.json")]
        rejected = [json.loads(line) for text in texts for line in text.splitlines()]
        # The item as it came.
        self.assertIn(
            {**ITEM, "amount": {"N": "0.005"}},
            [json.loads(each["item"]) for each in rejected if each["item"][0] == "{"],
        )


class Columns(unittest.TestCase):
    def test_redshifts_table_has_the_files_columns_in_their_order(self) -> None:
        self.assertEqual(
            redshift_columns(),
            (
                ("order_id", "varchar(256)"), ("customer_id", "varchar(256)"), ("status", "varchar(64)"),
                ("currency", "varchar(16)"), ("amount", "decimal(18,2)"), ("item_count", "integer"),
                ("ordered_at", "timestamp"), ("updated_at", "timestamp"), ("order_date", "date"),
            ),
        )  # fmt: skip


class ManifestText(unittest.TestCase):
    def test_every_file_is_named_with_its_length_and_must_be_there(self) -> None:
        text = manifest([("s3://b/run=1/dt=2/b.parquet", 7), ("s3://b/run=1/dt=1/a.parquet", 9)])
        self.assertEqual(
            json.loads(text),
            {
                "entries": [
                    {"url": "s3://b/run=1/dt=1/a.parquet", "mandatory": True, "meta": {"content_length": 9}},
                    {"url": "s3://b/run=1/dt=2/b.parquet", "mandatory": True, "meta": {"content_length": 7}},
                ]
            },
        )


class ArgumentsAndProperties(unittest.TestCase):
    GIVEN = (
        *("--job-bookmark-option", "job-bookmark-disable", "--orders_table", "Orders"),
        *("--data_location", "s3://example/orders/", "--manifest_location", "s3://example/manifests"),
        *("--WORKFLOW_NAME", "orders", "--WORKFLOW_RUN_ID", "wr_1", "--JOB_NAME", "export"),
    )

    def test_what_glue_adds_is_left_out(self) -> None:
        told = arguments(command_line(self.GIVEN), {})
        self.assertEqual(told.data, "s3://example/orders/run=wr_1")
        self.assertEqual(told.manifest, "s3://example/manifests/wr_1.manifest")
        self.assertEqual((told.orders_table, told.scan_segments), ("Orders", 8))

    def test_run_properties_go_before_the_jobs_own_arguments(self) -> None:
        properties = {"orders_table": "Other", "scan_segments": "3", "starter.key": "k", "WORKFLOW_RUN_ID": "wr_2"}
        told = arguments(command_line(self.GIVEN), properties)
        self.assertEqual((told.orders_table, told.scan_segments, told.run_id), ("Other", 3, "wr_1"))

    def test_what_is_missing_or_senseless_is_named(self) -> None:
        given = command_line(self.GIVEN)
        for change, expected in (
            ({"data_location": ""}, "no data_location"),
            ({"manifest_location": ""}, "no manifest_location"),
            ({"orders_table": ""}, "neither orders_table nor export_location"),
            ({"WORKFLOW_RUN_ID": ""}, "no WORKFLOW_RUN_ID"),
            ({"scan_segments": "0"}, "scan_segments is '0'; it is a number from 1 to 1000"),
            ({"max_rejected": "-1"}, "max_rejected is '-1'"),
            ({"scan_segments": "٣"}, "scan_segments"),
        ):
            with self.subTest(change), self.assertRaises(ArgumentError) as caught:
                arguments({**given, **change}, {})
            self.assertIn(expected, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
