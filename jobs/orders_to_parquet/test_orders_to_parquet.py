"""What `orders_to_parquet.py` makes of items and arguments, without Spark."""

from __future__ import annotations

import json
import unittest
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from load_orders import load_orders

from orders_to_parquet import orders_to_parquet as job

ITEM: dict[str, dict[str, Any]] = {
    "order_id": {"S": "o-1"},
    "customer_id": {"S": "c-9"},
    "status": {"S": "paid"},
    "currency": {"S": "EUR"},
    "amount": {"N": "12.5"},
    "item_count": {"N": "3"},
    "ordered_at": {"S": "2026-11-20T23:30:00-02:00"},
    "updated_at": {"S": "2026-11-21T04:00:00.123456Z"},
    "note": {"M": {"free": {"S": "text"}}},
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


class Rows(unittest.TestCase):
    def test_an_item_is_typed_and_dated_in_utc(self) -> None:
        self.assertEqual(
            job.row(ITEM),
            (
                "o-1",
                "c-9",
                "paid",
                "EUR",
                Decimal("12.50"),
                3,
                utc(2026, 11, 21, 1, 30),
                utc(2026, 11, 21, 4, 0, 0, 123456),
                date(2026, 11, 21),
                "2026-11-21",
            ),
        )

    def test_what_an_item_may_leave_out_is_null(self) -> None:
        row = job.row({"order_id": {"S": "o"}, "ordered_at": {"N": "1700000000.25"}, "amount": {"NULL": True}})
        at = utc(2023, 11, 14, 22, 13, 20, 250000)
        self.assertEqual(row, ("o", None, None, None, None, None, at, at, date(2023, 11, 14), "2023-11-14"))

    def test_what_does_not_fit_is_refused_by_name(self) -> None:
        cases: list[tuple[dict[str, Any], str]] = [
            ({"amount": {"N": "0.005"}}, "amount is 0.005, which decimal(18,2) cannot hold"),
            ({"amount": {"N": "10000000000000000"}}, "which decimal(18,2) cannot hold"),
            ({"amount": {"N": "1E+125"}}, "amount is 1E+125, which is out of range"),
            ({"amount": {"N": "-1E+125"}}, "out of range"),
            ({"amount": {"N": "NaN"}}, "amount is 'NaN', not a number"),
            ({"amount": {"N": "much"}}, "amount is 'much', not a number"),
            ({"amount": {"S": "12.50"}}, "amount is of type S, not a number"),
            ({"item_count": {"N": "1.5"}}, "item_count is 1.5, not a whole number of 32 bits"),
            ({"item_count": {"N": "2147483648"}}, "not a whole number of 32 bits"),
            ({"customer_id": {"N": "9"}}, "customer_id is of type N, not a string"),
            ({"ordered_at": {"S": "2026-11-21T04:00:00"}}, "without a time zone"),
            ({"ordered_at": {"S": "yesterday"}}, "not a time like"),
            ({"ordered_at": {"S": "0001-01-01T00:00:00+14:00"}}, "out of range"),
            ({"ordered_at": {"N": "99999999999999"}}, "out of range"),
            # Zero times of programs, and what Spark and Parquet do not take.
            ({"updated_at": {"S": "0001-01-01T00:00:00Z"}}, "times from 1900 on"),
            ({"ordered_at": {"S": "1899-12-31T23:59:59Z"}}, "times from 1900 on"),
            ({"updated_at": {"N": "-62135596800"}}, "times from 1900 on"),
            ({"updated_at": {"S": "2026-02-30T00:00:00Z"}}, "not a time like"),
            ({"updated_at": {"S": "2026-11-21T04:00:00+25:00"}}, "not a time like"),
            ({"updated_at": {"S": "2026-11-21"}}, "not a time like"),
            # Bytes, as Redshift counts them, not characters.
            ({"order_id": {"S": "o" * 257}}, "order_id has 257 bytes, its column holds 256"),
            ({"customer_id": {"S": "\u00e4" * 129}}, "customer_id has 258 bytes"),
            ({"status": {"S": "p" * 65}}, "status has 65 bytes, its column holds 64"),
            ({"currency": {"S": "\u20ac" * 6}}, "currency has 18 bytes, its column holds 16"),
            ({"status": {"S": "pa\0id"}}, "NUL"),
            ({"status": {"S": "\ud800"}}, "not Unicode"),
            ({"ordered_at": {"NULL": True}}, "ordered_at is missing"),
            ({"order_id": {"NULL": True}}, "order_id is missing"),
        ]
        for change, expected in cases:
            with self.subTest(change), self.assertRaises(job.UnreadableItem) as caught:
                job.row({**ITEM, **change})
            self.assertIn(expected, str(caught.exception))

    def test_every_type_of_dynamodb_meets_every_column_and_ends_no_job(self) -> None:
        attributes: list[dict[str, Any]] = [
            {"S": ""}, {"S": "text"}, {"S": "\U0001f4a5" * 200}, {"S": "2026-11-21T04:00:00Z"}, {"S": "7"}, {"S": 7},
            {"S": None}, {"N": "7"}, {"N": "-0"}, {"N": "1E-130"}, {"N": "9.9999999999999999999999999999999999999E+125"},
            {"N": "-9.9E+125"}, {"N": "NaN"}, {"N": "Infinity"}, {"N": "1_000"}, {"N": "\u0663"}, {"N": ""}, {"N": 7},
            {"N": None}, {"N": "0x10"}, {"N": "1e99999999999999999999"}, {"B": b"\x00\xff"}, {"B": "AP8="}, {"BOOL": True},
            {"BOOL": False}, {"SS": ["a", "b"]}, {"NS": ["1", "2"]}, {"BS": [b"a"]}, {"L": [{"S": "a"}]},
            {"M": {"S": {"S": "nested"}}}, {}, {"X": 1}, {"S": "a", "N": "1"},
        ]  # fmt: skip
        columns = [name for name, _ in job.COLUMNS if name != "order_date"]
        fits: dict[str, set[str]] = {name: set() for name in columns}
        for name in columns:
            for attribute in [*attributes, {"NULL": True}, {"NULL": False}, "text", 7, None, ["S"]]:
                with self.subTest(name=name, attribute=attribute):
                    ((row, rejected),) = job.read([{**ITEM, name: attribute}])  # type: ignore[dict-item]
                    self.assertNotEqual(row is None, rejected is None)
                    if rejected is not None:
                        self.assertTrue(rejected[1].startswith(name), rejected[1])
                        json.loads(rejected[0])
                    elif isinstance(attribute, dict):
                        fits[name] |= attribute.keys()
        self.assertEqual(fits["status"], {"S", "NULL"})
        self.assertEqual(fits["order_id"], {"S"})
        self.assertEqual(fits["item_count"], {"N", "NULL"})
        self.assertEqual(fits["amount"], {"N", "NULL"})
        self.assertEqual(fits["updated_at"], {"S", "N", "NULL"})
        self.assertEqual(fits["ordered_at"], {"S", "N"})

    def test_numbers_are_dynamodbs_and_no_others(self) -> None:
        for text, expected in (("7", 7), ("+7", 7), ("7.0", 7), ("70E-1", 7), ("0.7e1", 7), ("-7", -7), ("007", 7)):
            with self.subTest(text):
                self.assertEqual(job.row({**ITEM, "item_count": {"N": text}})[5], expected)
        for text in ("1_0", "\uff17", "7f", " 7", "7 ", "--7", "7,0", "e7", ".", "inf", "sNaN"):
            with self.subTest(text), self.assertRaises(job.UnreadableItem):
                job.row({**ITEM, "item_count": {"N": text}})

    def test_a_line_that_holds_no_item_is_rejected_and_ends_no_job(self) -> None:
        lines = [
            "not json", "{", '{"Item":', "[]", "7", "null", '"text"', '{"Item": "text"}', '{"Item": [1]}', "{}",
            '{"Other": {}}', "[" * 100_000, '{"Item": {"order_id": {"S": "o-1"', "\x00", "\ufeff{}",
        ]  # fmt: skip
        for line in lines:
            with self.subTest(line[:40]):
                found = job.exported_item(line)
                assert isinstance(found, job.UnreadableLine), found
                ((row, rejected),) = job.read([found])
                self.assertIsNone(row)
                assert rejected is not None
                self.assertEqual(rejected[0], line)
                self.assertTrue(rejected[1].startswith("the line is "), rejected[1])
                for text in rejected:
                    text.encode()
        for line in ("", "  ", "\t"):
            self.assertIsNone(job.exported_item(line))
        good = job.exported_item(json.dumps({"Item": ITEM}))
        rows = [row for row, _ in job.read(x for x in (job.exported_item("x"), good, job.exported_item("{")) if x)]
        self.assertEqual([row is not None for row in rows], [False, True, False])

    def test_a_reason_can_be_written_whatever_it_quotes(self) -> None:
        half = "\ud800"
        for attribute in ({"N": half}, {"S": half}, {half: "x"}):
            with self.subTest(attribute=attribute):
                ((_, rejected),) = job.read([{**ITEM, "amount": attribute, "updated_at": attribute}])
                assert rejected is not None
                for text in rejected:
                    text.encode()

    def test_what_just_fits_is_kept(self) -> None:
        longest = {"order_id": "o" * 256, "customer_id": "\u00e4" * 128, "status": "p" * 64, "currency": "\u20ac" * 5}
        row = job.row({**ITEM, **{name: {"S": text} for name, text in longest.items()}})
        self.assertEqual(row[:4], tuple(longest.values()))
        self.assertEqual(job.row({**ITEM, "updated_at": {"S": "1900-01-01T00:00:00Z"}})[7], utc(1900, 1, 1))

    def test_every_form_of_a_time_is_read(self) -> None:
        for text in (
            "2026-11-21T04:00:00Z",
            "2026-11-21T04:00:00z",
            "2026-11-21 04:00:00+00:00",
            "2026-11-21T04:00Z",
            "20261121T040000Z",
            "2026-11-21T05:30:00.000000000+01:30",
            "2026-11-21T03:00:00-0100",
        ):
            with self.subTest(text):
                self.assertEqual(job.row({**ITEM, "updated_at": {"S": text}})[7], utc(2026, 11, 21, 4))

    def test_texts_are_held_to_the_columns_they_are_loaded_into(self) -> None:
        sizes = {name: int(kind[8:-1]) for name, kind in load_orders.COLUMNS if kind.startswith("varchar(")}
        self.assertEqual(job.TEXT_BYTES, sizes)

    def test_amounts_that_only_look_too_precise_are_kept(self) -> None:
        self.assertEqual(job.row({**ITEM, "amount": {"N": "1.230000"}})[4], Decimal("1.23"))
        self.assertEqual(job.row({**ITEM, "amount": {"N": "12E+2"}})[4], Decimal("1200.00"))

    def test_one_bad_item_keeps_no_other_back(self) -> None:
        bad = {**ITEM, "amount": {"S": "?"}}
        found = list(job.read([ITEM, bad, ITEM]))
        self.assertEqual([each[0] is not None for each in found], [True, False, True])
        rejected = found[1][1]
        assert rejected is not None
        self.assertEqual(json.loads(rejected[0]), bad)
        self.assertEqual(rejected[1], "amount is of type S, not a number")

    def test_exports_are_read_full_and_incremental(self) -> None:
        self.assertEqual(job.exported_item(json.dumps({"Item": ITEM})), ITEM)
        self.assertEqual(job.exported_item(json.dumps({"Keys": {}, "OldImage": {}, "NewImage": ITEM})), ITEM)
        self.assertIsNone(job.exported_item(json.dumps({"Keys": {"order_id": {"S": "o"}}, "OldImage": ITEM})))

    def test_a_scan_goes_through_every_page_of_its_segment(self) -> None:
        asked: list[dict[str, Any]] = []

        class Paginator:
            def paginate(self, **request: Any) -> list[dict[str, Any]]:
                asked.append(request)
                return [{"Items": [ITEM]}, {"Items": []}, {"Items": [ITEM, ITEM]}]

        class Client:
            def get_paginator(self, operation: str) -> Paginator:
                asked.append({"operation": operation})
                return Paginator()

        self.assertEqual(len(list(job.scanned(Client(), "Orders", 2, 8))), 3)
        self.assertEqual(asked, [{"operation": "scan"}, {"TableName": "Orders", "Segment": 2, "TotalSegments": 8}])


class ManifestText(unittest.TestCase):
    def test_every_file_is_named_with_its_length_and_must_be_there(self) -> None:
        text = job.manifest([("s3://b/run=1/dt=2/b.parquet", 7), ("s3://b/run=1/dt=1/a.parquet", 9)])
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
    GIVEN = [
        "--job-bookmark-option",
        "job-bookmark-disable",
        "--orders_table",
        "Orders",
        "--data_location",
        "s3://example/orders/",
        "--manifest_location",
        "s3://example/manifests",
        "--WORKFLOW_NAME",
        "orders",
        "--WORKFLOW_RUN_ID",
        "wr_1",
        "--JOB_NAME",
        "export",
    ]

    def test_what_glue_adds_is_left_out(self) -> None:
        told = job.arguments(job.command_line(self.GIVEN), {})
        self.assertEqual(told.data, "s3://example/orders/run=wr_1")
        self.assertEqual(told.manifest, "s3://example/manifests/wr_1.manifest")
        self.assertEqual((told.orders_table, told.workflow, told.scan_segments), ("Orders", "orders", 8))

    def test_run_properties_go_before_the_jobs_own_arguments(self) -> None:
        properties = {"orders_table": "Other", "scan_segments": "3", "starter.key": "k", "WORKFLOW_RUN_ID": "wr_2"}
        told = job.arguments(job.command_line(self.GIVEN), properties)
        self.assertEqual((told.orders_table, told.scan_segments, told.run_id), ("Other", 3, "wr_1"))

    def test_what_is_missing_or_senseless_is_named(self) -> None:
        given = job.command_line(self.GIVEN)
        for change, expected in (
            ({"data_location": ""}, "no data_location"),
            ({"manifest_location": ""}, "no manifest_location"),
            ({"orders_table": ""}, "neither orders_table nor export_location"),
            ({"WORKFLOW_RUN_ID": ""}, "no WORKFLOW_RUN_ID"),
            ({"scan_segments": "0"}, "scan_segments is '0'; it is a number from 1 to 1000"),
            ({"max_rejected": "-1"}, "max_rejected is '-1'"),
            ({"scan_segments": "٣"}, "scan_segments"),
        ):
            with self.subTest(change), self.assertRaises(job.JobError) as caught:
                job.arguments({**given, **change}, {})
            self.assertIn(expected, str(caught.exception))


class Both(unittest.TestCase):
    def test_both_jobs_have_the_same_columns_in_the_same_order(self) -> None:
        redshift = {
            "string": "varchar",
            "decimal(18,2)": "decimal(18,2)",
            "int": "integer",
            "timestamp": "timestamp",
            "date": "date",
        }
        expected = [(name, redshift[kind]) for name, kind in job.COLUMNS]
        found = [(name, "varchar" if kind.startswith("varchar") else kind) for name, kind in load_orders.COLUMNS]
        self.assertEqual(found, expected)


if __name__ == "__main__":
    unittest.main()
