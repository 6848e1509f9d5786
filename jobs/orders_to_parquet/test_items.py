"""Items of DynamoDB, and lines of an export, as texts for the columns: without Spark."""

from __future__ import annotations

import json
import unittest
from typing import Any

from orders_to_parquet.columns import COLUMNS
from orders_to_parquet.items import UnreadableItem, UnreadableLine, exported_item, read, scanned, texts

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


def text(name: str, attribute: Any) -> str | None:
    """The text of one column of an item with that attribute."""
    return dict(zip((each.name for each in COLUMNS), texts({**ITEM, name: attribute}), strict=True))[name]


class Texts(unittest.TestCase):
    def test_each_column_has_the_text_of_its_attribute(self) -> None:
        expected = ("o-1", "c-9", "paid", "EUR", "12.5", "3", "2026-11-20T23:30:00-02:00")
        self.assertEqual(texts(ITEM), (*expected, "2026-11-21T04:00:00.123456Z"))

    def test_what_an_item_leaves_out_is_null(self) -> None:
        self.assertEqual(texts({"order_id": {"S": "o"}, "amount": {"NULL": True}}), ("o", *[None] * 7))

    def test_numbers_are_dynamodbs_and_no_others(self) -> None:
        for numeral, expected in (
            ("7", "7"), ("+7", "7"), ("7.0", "7"), ("70E-1", "7"), ("0.7e1", "7"), ("-7", "-7"), ("007", "7"),
            ("1.230000", "1.23"), ("12E+2", "1200"), ("0.005", "0.005"), ("0", "0"),
        ):  # fmt: skip
            with self.subTest(numeral):
                self.assertEqual(text("amount", {"N": numeral}), expected)
        for numeral in ("1_0", "\uff17", "7f", " 7", "7 ", "--7", "7,0", "e7", ".", "inf", "sNaN", "NaN", "", "0x10"):
            with self.subTest(numeral), self.assertRaisesRegex(UnreadableItem, "amount is .*, not a number"):
                text("amount", {"N": numeral})
        for numeral in ("1E+125", "-1E+125", "9.9999999999999999999999999999999999999E+125", "1e9999"):
            with self.subTest(numeral), self.assertRaisesRegex(UnreadableItem, "amount is .*, which is out of range"):
                text("amount", {"N": numeral})

    def test_a_number_for_a_time_is_seconds_since_1970(self) -> None:
        self.assertEqual(text("updated_at", {"N": "1700000000.25"}), "2023-11-14T22:13:20.250000+00:00")
        self.assertEqual(text("updated_at", {"N": "-62135596800"}), "0001-01-01T00:00:00+00:00")
        with self.assertRaisesRegex(UnreadableItem, "ordered_at is 99999999999999, which is out of range"):
            text("ordered_at", {"N": "99999999999999"})

    def test_an_attribute_of_another_type_is_refused_by_its_columns_name(self) -> None:
        for name, attribute, expected in (
            ("amount", {"S": "12.50"}, "amount is of type S, not a number"),
            ("customer_id", {"N": "9"}, "customer_id is of type N, not a string"),
            ("status", {"S": "\ud800"}, "status is not Unicode text"),
            ("status", {"S": 7}, "status is of type S, and its value is no text"),
            ("order_id", {}, "order_id is no attribute of DynamoDB"),
            ("order_id", {"S": "a", "N": "1"}, "order_id is no attribute of DynamoDB"),
        ):
            with self.subTest(expected), self.assertRaisesRegex(UnreadableItem, expected):
                text(name, attribute)

    def test_every_type_of_dynamodb_meets_every_column_and_ends_no_job(self) -> None:
        attributes: list[Any] = [
            {"S": ""}, {"S": "text"}, {"S": "\U0001f4a5" * 200}, {"S": None}, {"N": "7"}, {"N": "-0"}, {"N": "1E-130"},
            {"N": "Infinity"}, {"N": "\u0663"}, {"N": 7}, {"N": None}, {"B": b"\x00\xff"}, {"B": "AP8="}, {"BOOL": True},
            {"SS": ["a", "b"]}, {"NS": ["1", "2"]}, {"BS": [b"a"]}, {"L": [{"S": "a"}]}, {"M": {"S": {"S": "nested"}}},
            {}, {"X": 1}, {"S": "a", "N": "1"}, {"NULL": True}, {"NULL": False}, "text", 7, None, ["S"],
        ]  # fmt: skip
        fits: dict[str, set[str]] = {each.name: set() for each in COLUMNS}
        for column in COLUMNS:
            for attribute in attributes:
                with self.subTest(column=column.name, attribute=attribute):
                    ((row, item, reason),) = read([{**ITEM, column.name: attribute}])
                    json.loads(item)
                    self.assertEqual(row is None, bool(reason))
                    if row is None:
                        self.assertTrue(reason.startswith(column.name), reason)
                    else:
                        fits[column.name] |= attribute.keys()
        self.assertEqual((fits["status"], fits["amount"]), ({"S", "NULL"}, {"N", "NULL"}))
        self.assertEqual(fits["updated_at"], {"S", "N", "NULL"})


class Reading(unittest.TestCase):
    def test_one_bad_item_keeps_no_other_back(self) -> None:
        bad = {**ITEM, "amount": {"S": "?"}}
        found = list(read([ITEM, bad, ITEM]))
        self.assertEqual([each[0] is not None for each in found], [True, False, True])
        self.assertEqual((json.loads(found[1][1]), found[1][2]), (bad, "amount is of type S, not a number"))

    def test_a_reason_can_be_written_whatever_it_quotes(self) -> None:
        half = "\ud800"
        for attribute in ({"N": half}, {"S": half}, {half: "x"}):
            with self.subTest(attribute=attribute):
                ((row, item, reason),) = read([{**ITEM, "amount": attribute, "updated_at": attribute}])
                self.assertIsNone(row)
                item.encode()
                reason.encode()

    def test_a_line_that_holds_no_item_is_rejected_and_ends_no_job(self) -> None:
        lines = [
            "not json", "{", '{"Item":', "[]", "7", "null", '"text"', '{"Item": "text"}', '{"Item": [1]}', "{}",
            '{"Other": {}}', "[" * 100_000, '{"Item": {"order_id": {"S": "o-1"', "\x00", "\ufeff{}",
        ]  # fmt: skip
        for line in lines:
            with self.subTest(line[:40]):
                found = exported_item(line)
                assert isinstance(found, UnreadableLine), found
                ((row, item, reason),) = read([found])
                self.assertEqual((row, item), (None, line))
                self.assertTrue(reason.startswith("the line is "), reason)
                reason.encode()
        for line in ("", "  ", "\t"):
            self.assertIsNone(exported_item(line))

    def test_exports_are_read_full_and_incremental(self) -> None:
        self.assertEqual(exported_item(json.dumps({"Item": ITEM})), ITEM)
        self.assertEqual(exported_item(json.dumps({"Keys": {}, "OldImage": {}, "NewImage": ITEM})), ITEM)
        self.assertIsNone(exported_item(json.dumps({"Keys": {"order_id": {"S": "o"}}, "OldImage": ITEM})))

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

        self.assertEqual(len(list(scanned(Client(), "Orders", 2, 8))), 3)
        self.assertEqual(asked, [{"operation": "scan"}, {"TableName": "Orders", "Segment": 2, "TotalSegments": 8}])


if __name__ == "__main__":
    unittest.main()
