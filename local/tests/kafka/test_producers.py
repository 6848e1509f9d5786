"""Change events in the forms of Debezium and DMS, and the shop that they come from."""

from __future__ import annotations

import base64
import json
import unittest
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from demos.shop.changes import CUSTOMERS, ORDERS, Shop
from localaws.kafka.producer import dms
from localaws.kafka.producer.change import Change, Row
from localaws.kafka.producer.debezium import Debezium

ORDER: dict[str, Any] = {
    "order_id": 10_000_000_001,
    "customer_id": 7,
    "status": "new",
    "amount": Decimal("-12.50"),
    "ordered_at": datetime(2026, 11, 27, 10, 0, 0, 123_456),
}
CUSTOMER: dict[str, Any] = {
    "customer_id": 7,
    "name": "Customer 7",
    "email": "customer7@example.com",
    "city": None,
    "born": date(1970, 1, 11),
    "created_at": datetime(2026, 11, 27),
}


def change(before: Row | None, after: Row | None, **more: Any) -> Change:
    table = ORDERS if "order_id" in (before or after or {}) else CUSTOMERS
    return Change(table, before, after, 0x2B00000D50, 3, 1_764_000_000_000, **more)


def parsed(record: tuple[bytes, bytes | None]) -> tuple[Any, Any]:
    key, value = record
    return json.loads(key), None if value is None else json.loads(value)


class DebeziumTests(unittest.TestCase):
    def test_an_insert_has_the_row_behind_it_and_the_three_numbers_of_the_log(self) -> None:
        ((key, value),) = map(parsed, Debezium().records(change(None, ORDER)))
        self.assertEqual(key, {"order_id": 10_000_000_001})
        self.assertEqual((value["op"], value["before"]), ("c", None))
        self.assertEqual(value["after"]["amount"], "-12.50")
        self.assertEqual(value["after"]["ordered_at"], 1_795_773_600_123_456)
        source = value["source"]
        self.assertEqual(
            (source["commit_lsn"], source["change_lsn"], source["event_serial_no"]),
            ("0000002b:00000d50:0000", "0000002b:00000d50:0004", 1),
        )

    def test_a_row_of_the_snapshot_has_no_change_lsn(self) -> None:
        ((_, value),) = map(parsed, Debezium().records(change(None, ORDER, is_snapshot=True)))
        self.assertEqual((value["op"], value["source"]["change_lsn"]), ("r", None))

    def test_a_delete_has_a_tombstone_behind_it(self) -> None:
        (key, value), (tomb, nothing) = map(parsed, Debezium().records(change(ORDER, None)))
        self.assertEqual((value["op"], value["after"], nothing), ("d", None, None))
        self.assertEqual(key, tomb)

    def test_a_new_key_is_a_delete_a_tombstone_and_an_insert(self) -> None:
        records = [parsed(each) for each in Debezium().records(change(CUSTOMER, {**CUSTOMER, "customer_id": 8}))]
        self.assertEqual([value and value["op"] for _, value in records], ["d", None, "c"])
        self.assertEqual([key["customer_id"] for key, _ in records], [7, 7, 8])

    def test_the_schema_says_the_types(self) -> None:
        ((key, value),) = map(parsed, Debezium(with_schema=True, decimals="precise").records(change(None, ORDER)))
        self.assertEqual(key["payload"], {"order_id": 10_000_000_001})
        (after,) = (each for each in value["schema"]["fields"] if each["field"] == "after")
        amount = next(each for each in after["fields"] if each["field"] == "amount")
        self.assertEqual(amount["name"], "org.apache.kafka.connect.data.Decimal")
        self.assertEqual(amount["parameters"], {"scale": "2", "connect.decimal.precision": "12"})
        number = int.from_bytes(base64.b64decode(value["payload"]["after"]["amount"]), "big", signed=True)
        self.assertEqual(number, -1_250)

    def test_dates_are_days(self) -> None:
        ((_, value),) = map(parsed, Debezium().records(change(None, CUSTOMER)))
        self.assertEqual((value["after"]["born"], value["after"]["city"]), (10, None))


class DMSTests(unittest.TestCase):
    def test_an_update_has_the_whole_row_and_its_operation(self) -> None:
        ((key, value),) = dms.records(change(ORDER, {**ORDER, "status": "paid"}))
        self.assertEqual(key, b"10000000001")
        event = json.loads(value or b"")
        self.assertEqual(event["data"]["status"], "paid")
        self.assertEqual((event["metadata"]["record-type"], event["metadata"]["operation"]), ("data", "update"))

    def test_a_delete_has_only_the_key(self) -> None:
        ((_, value),) = dms.records(change(ORDER, None))
        event = json.loads(value or b"")
        self.assertEqual((event["data"], event["metadata"]["operation"]), ({"order_id": 10_000_000_001}, "delete"))

    def test_a_loaded_row_has_no_transaction_and_a_control_record_no_row(self) -> None:
        ((_, value),) = dms.records(change(None, ORDER, is_snapshot=True))
        self.assertNotIn("transaction-id", json.loads(value or b"")["metadata"])
        _, control = dms.control(ORDERS, 0)
        self.assertEqual(json.loads(control)["metadata"]["record-type"], "control")


class ShopTests(unittest.TestCase):
    def test_the_same_seed_makes_the_same_changes(self) -> None:
        one, other = Shop(seed=4), Shop(seed=4)
        self.assertEqual(list(one.changes(50)), list(other.changes(50)))

    def test_the_changes_applied_in_their_order_are_the_tables(self) -> None:
        shop = Shop(seed=5)
        rows: dict[str, dict[Any, Row]] = {"customers": {}, "orders": {}}
        kinds: set[str] = set()
        for each in [*shop.snapshot(20), *shop.changes(400)]:
            table = rows[each.table.name]
            if each.before is not None:
                self.assertEqual(table.pop(each.before[each.table.key[0]]), each.before)
            if each.after is not None:
                table[each.after[each.table.key[0]]] = each.after
            kinds.add("new key" if each.changes_key else "delete" if each.after is None else "other")
        self.assertEqual(rows, shop.rows)
        self.assertEqual(kinds, {"new key", "delete", "other"})

    def test_the_sequence_of_the_log_grows(self) -> None:
        shop = Shop(seed=6)
        places = []
        for each in shop.changes(200):
            for _, value in Debezium().records(each):
                if value is not None:
                    source = json.loads(value)["source"]
                    places.append((source["commit_lsn"], source["change_lsn"], source["event_serial_no"]))
        self.assertEqual(places, sorted(places))
        self.assertEqual(len(places), len(set(places)))


if __name__ == "__main__":
    unittest.main()
