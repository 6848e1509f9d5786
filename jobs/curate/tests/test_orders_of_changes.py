"""Right under every order: each named case, arriving as it says, all in one batch, and with its batches reversed."""

from __future__ import annotations

import unittest
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from curate.tests.bed import Lake
from curate.tests.changes import PLAN, SCHEMA, Change

LONG = "€" * 70_000
EARLY = Change("I", 1, 0, "early", Decimal("0.01"), date(1, 1, 1), datetime(1850, 3, 1, 12, 30, 0, 123456))
A, B, C = (Change("U", 1, 0, each, Decimal("1.10")) for each in "abc")


def at(change: Change, seq: int | None, op: str = "U") -> Change:
    return Change(op, seq, 0, change.status, change.amount, change.day, change.updated_at, change.note)


def gone(seq: int) -> Change:
    return Change("D", seq, 0)


# A key's changes in batches, and the status of its row in the end; None: it has no row.
CASES: dict[str, tuple[list[list[Change]], str | None]] = {
    "a late change is older than the table's row": ([[at(B, 5)], [at(A, 3)]], "b"),
    "a change that comes again": ([[at(A, 1)], [at(A, 1)], [at(A, 1)]], "a"),
    "a change twice in a batch": ([[at(A, 1), at(A, 1)]], "a"),
    "shuffled in a batch": ([[at(C, 3), at(A, 1, "I"), at(B, 2)]], "c"),
    "shuffled over batches": ([[at(B, 2)], [at(C, 3)], [at(A, 1, "I")]], "c"),
    "insert, delete and insert in a batch": ([[at(A, 1, "I"), gone(2), at(C, 3, "I")]], "c"),
    "insert and delete in a batch": ([[at(A, 1, "I"), gone(2)]], None),
    "a delete of a row that is there": ([[at(A, 1, "I")], [gone(2)]], None),
    "a delete, and the insert before it is late": ([[gone(2)], [at(A, 1, "I")]], None),
    "a row is deleted, then an update of before is late": ([[at(A, 1, "I")], [gone(5)], [at(B, 3)]], None),
    "a key that is used again": ([[at(A, 1, "I")], [gone(2)], [at(C, 3, "I")]], "c"),
    "a delete that comes again after the key is used again": ([[at(A, 1), gone(2)], [at(C, 3, "I")], [gone(2)]], "c"),
    "a change without a sequence, of a full load, is older than every other": ([[at(B, 1)], [at(A, None)]], "b"),
    "a row of a full load": ([[at(A, None)]], "a"),
    "a partition column that changes": (
        [[Change("I", 1, 0, "a", day=date(2026, 1, 1))], [Change("U", 2, 0, "b", day=date(2026, 1, 2))]],
        "b",
    ),
    "a partition column that becomes NULL": ([[Change("I", 1, 0, "a", day=date(2026, 1, 1))], [at(B, 2)]], "b"),
    "dates and times before 1900": ([[EARLY]], "early"),
    "text of 210,000 bytes": ([[Change("I", 1, 0, "long", note=LONG)]], "long"),
    "text longer than its column": ([[at(A, 1, "I")], [at(Change("U", 0, 0, "x" * 21), 2)]], "a"),
    "an operation that there is not": ([[at(A, 1, "I")], [at(B, 2, "X")]], "a"),
}
# Keys whose changes tie: what wins must be the same however they come. The keys of a list hold the same.
TIES: dict[str, list[list[list[Change]]]] = {
    "in a batch": [[[at(A, 7), at(B, 7)]], [[at(B, 7), at(A, 7)]]],
    "over batches": [[[at(A, 7)], [at(B, 7)]], [[at(B, 7)], [at(A, 7)]], [[at(A, 7), at(B, 7)]]],
    "of a delete": [[[at(A, 7)], [gone(7)]], [[gone(7)], [at(A, 7)]]],
}
TIE_KEYS = 1000


def batches() -> list[list[Change]]:
    """Batch by batch, each case with a key of its own, and rows without a key."""
    found: list[list[Change]] = [[Change("I", 1, None, "no key")], [], []]
    histories = [case for case, _ in CASES.values()]
    keyed = list(enumerate(histories, 1))
    keyed += list(enumerate([history for each in TIES.values() for history in each], TIE_KEYS))
    for key, history in keyed:
        for index, changes in enumerate(history):
            found[index] += [each if each.key is None else each.of(key) for each in changes]
    return found


class Orders(unittest.TestCase):
    def assert_cases(self, lake: Lake) -> list[dict[str, Any]]:
        rows = lake.rows("orders")
        found = {row["order_id"]: row for row in rows}
        self.assertEqual(len(found), len(rows), "a key has two rows")
        for key, (name, (_, expected)) in enumerate(CASES.items(), 1):
            with self.subTest(name):
                self.assertEqual(found[key]["status"] if key in found else None, expected)
        key = TIE_KEYS
        for name, histories in TIES.items():
            with self.subTest(f"a tie {name}"):
                ends = [found.get(each, {}).get("status") for each in range(key, key + len(histories))]
                self.assertEqual(len(set(ends)), 1, ends)
            key += len(histories)
        by_status = {row["status"]: row for row in rows}
        self.assertEqual(by_status["early"]["day"], date(1, 1, 1))
        self.assertEqual(by_status["early"]["updated_at"], datetime(1850, 3, 1, 12, 30, 0, 123456))
        self.assertEqual(by_status["long"]["note"], LONG)
        return rows

    def test_each_case_in_batches_reversed_and_at_once(self) -> None:
        ends: list[list[dict[str, Any]]] = []
        for arrangement in (batches(), batches()[::-1], [[change for batch in batches() for change in batch]]):
            with self.subTest(batches=len(arrangement)):
                lake = Lake(PLAN)
                aside: list[str] = []
                for batch in arrangement:
                    lake.put("orders", [each.row() for each in batch], SCHEMA)
                    report = lake.load("orders")
                    self.assertEqual(sum(report.rows.values()), len(batch), "a row is not accounted for")
                    aside += [reason for row in lake.quarantined(report) for reason in row["reasons"]]
                ends.append(self.assert_cases(lake))
                for reason in (
                    "order_id is NULL, and in unique_key",
                    "status has 21 bytes; its column is varchar(20)",
                    "op is no operation of the plan: X",
                    "another change of the key has the same place in the order and differs",
                ):
                    self.assertIn(reason, aside)
        self.assertEqual(ends[0], ends[1])
        self.assertEqual(ends[0], ends[2])


if __name__ == "__main__":
    unittest.main()
