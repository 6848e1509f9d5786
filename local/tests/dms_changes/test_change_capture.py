"""The local DMS's change data capture: PostgreSQL's commits as DMS's Parquet files, and the faults that DMS has."""

from __future__ import annotations

import contextlib
import io
import threading
import unittest
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow.parquet

from localaws import postgres
from localaws.dms.change_capture import ChangeCapture
from localaws.dms.change_files import added_columns
from localaws.dms.database import Database
from localaws.dms.pgoutput import DecodingError

MAPPINGS = """{"rules": [{"rule-type": "transformation", "rule-id": "2", "rule-name": "2", "rule-target": "column",
  "object-locator": {"schema-name": "%", "table-name": "%"}, "rule-action": "add-column", "value": "change_seq",
  "expression": "$AR_H_CHANGE_SEQ", "data-type": {"type": "string", "length": 50}}]}"""
START = datetime(2026, 11, 27, 10, 0, 0, 0, UTC)


class Capture(unittest.TestCase):
    stack: contextlib.ExitStack
    server: postgres.Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        authority = cls.stack.enter_context(postgres.authority())
        logical = {"wal_level": "logical", "max_wal_senders": "2", "max_replication_slots": "4"}
        cls.server = cls.stack.enter_context(postgres.running(authority, ["autocorp"], logical))
        cls.server.sql("postgres", f"ALTER ROLE {cls.server.user} REPLICATION")

    def setUp(self) -> None:
        self.database = Database(self.server.host, self.server.port, "autocorp", self.server.user, self.server.password)
        self.database.run(
            "DROP SCHEMA IF EXISTS shop CASCADE",
            "CREATE SCHEMA shop",
            "CREATE TABLE shop.service (service_id int PRIMARY KEY, name varchar(200), price numeric(12,2), since date,"
            " changed_at timestamptz, active boolean, notes text)",
            "CREATE TABLE shop.lines (order_id bigint, line int, quantity int, PRIMARY KEY (order_id, line))",
        )
        self.files: dict[str, bytes] = {}
        self.capture = self.started()

    def started(self) -> ChangeCapture:
        tables = [("shop", "service"), ("shop", "lines")]
        capture = ChangeCapture(
            self.database, tables, added_columns(MAPPINGS), self.files.__setitem__, now=lambda: START
        )
        capture.start()
        self.addCleanup(capture.stop)
        return capture

    def sql(self, *statements: str) -> None:
        self.database.run(*statements)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of the table's files, in the order in which they were written, taken away."""
        keys = [key for key in self.files if key.startswith(f"shop/{table}/")]
        found: list[dict[str, Any]] = []
        for key in keys:
            found += pyarrow.parquet.read_table(io.BytesIO(self.files.pop(key))).to_pylist()
        return found

    def test_a_full_load_and_the_changes_after_it(self) -> None:
        self.sql(
            "INSERT INTO shop.service VALUES (1, 'it''s \\ \"wash\" €', 19.90, '1899-12-31', '2026-01-01 00:00+02', true, NULL)"
        )
        self.assertEqual(self.capture.full_load(), 1)
        self.assertEqual(list(self.files), ["shop/service/LOAD00000001.parquet"])
        loaded = {
            "service_id": 1,
            "name": 'it\'s \\ "wash" €',
            "price": Decimal("19.90"),
            "since": date(1899, 12, 31),
            "changed_at": datetime(2025, 12, 31, 22, tzinfo=UTC),
            "active": "true",
            "notes": None,
            "change_seq": None,
        }
        self.assertEqual(self.rows("service"), [loaded])
        # Captured since before the load: a change that the load saw comes again.
        self.assertEqual(self.capture.flush(), 1)
        self.assertEqual(list(self.files), ["shop/service/20261127-100000000.parquet"])
        change = self.rows("service")[0]
        self.assertEqual({**change, "change_seq": None}, {"Op": "I", **loaded})
        self.assertRegex(change["change_seq"], r"^[0-9]{35}$")

    def test_inserts_updates_deletes_and_a_key_that_changes_in_the_order_of_the_commits(self) -> None:
        self.sql("INSERT INTO shop.lines VALUES (1, 1, 5), (1, 2, 6)")
        self.sql("UPDATE shop.lines SET quantity = 7 WHERE line = 1", "DELETE FROM shop.lines WHERE line = 2")
        self.sql("UPDATE shop.lines SET line = 3 WHERE line = 1")
        self.assertEqual(self.capture.flush(), 6)
        rows = self.rows("lines")
        self.assertEqual(
            [(row["Op"], row["order_id"], row["line"], row["quantity"]) for row in rows],
            [("I", 1, 1, 5), ("I", 1, 2, 6), ("U", 1, 1, 7), ("D", 1, 2, None), ("D", 1, 1, None), ("I", 1, 3, 7)],
        )
        sequences = [row["change_seq"] for row in rows]
        self.assertEqual(sequences, sorted(set(sequences)))
        self.assertEqual((self.capture.flush(), self.files), (0, {}))

    def test_it_flushes_at_every_interval_and_once_more_at_the_end(self) -> None:
        waits: list[float] = []

        class Ended(threading.Event):
            def wait(self, timeout: float | None = None) -> bool:
                waits.append(timeout or 0)
                return len(waits) > 2

        statements = iter(range(1, 10))

        def write(key: str, data: bytes) -> None:
            self.files[key] = data
            # Committed while the files of before are written: the next interval's.
            self.sql(f"INSERT INTO shop.lines VALUES ({next(statements)}, 1, 1)")

        self.capture._write = write
        self.sql("INSERT INTO shop.lines VALUES (0, 1, 1)")
        self.capture.run(Ended(), 60)
        self.assertEqual(waits, [60, 60, 60])
        self.assertEqual([row["order_id"] for row in self.rows("lines")], [0, 1, 2])

    def test_what_is_rolled_back_is_no_change(self) -> None:
        self.sql("BEGIN; INSERT INTO shop.lines VALUES (9, 9, 9); ROLLBACK")
        self.assertEqual(self.capture.flush(), 0)

    def test_a_new_column_is_in_the_files_from_its_first_row_on(self) -> None:
        self.sql("INSERT INTO shop.lines VALUES (1, 1, 5)")
        self.sql("ALTER TABLE shop.lines ADD COLUMN colour varchar(20)")
        self.sql("INSERT INTO shop.lines VALUES (1, 2, 6, 'red')")
        self.capture.flush()
        self.assertEqual(len(self.files), 2)
        rows = self.rows("lines")
        self.assertEqual(sorted(rows[0]), ["Op", "change_seq", "line", "order_id", "quantity"])
        self.assertEqual(rows[1]["colour"], "red")

    def test_a_large_value_that_an_update_does_not_touch_is_looked_up(self) -> None:
        large = "string_agg(md5(g::text), '')"
        self.sql(
            f"INSERT INTO shop.service SELECT 1, 'a', 1, NULL, NULL, true, {large} FROM generate_series(1, 2000) g"
        )
        self.sql("UPDATE shop.service SET price = 2")
        self.capture.flush()
        insert, update = self.rows("service")
        self.assertEqual((update["Op"], update["price"], len(update["notes"])), ("U", Decimal("2.00"), 64_000))
        self.assertEqual(update["notes"], insert["notes"])

    def test_faults(self) -> None:
        with self.subTest("duplicate: the same rows in two files"):
            self.capture.fail("duplicate")
            self.sql("INSERT INTO shop.lines VALUES (1, 1, 5)")
            self.capture.flush()
            self.assertEqual(len(self.files), 2)
            first, second = self.rows("lines")
            self.assertEqual(first, second)
        with self.subTest("late: behind the files of the next flush, with earlier sequences"):
            self.capture.fail("late")
            self.sql("UPDATE shop.lines SET quantity = 6")
            self.capture.flush()
            self.assertEqual(self.files, {})
            self.sql("UPDATE shop.lines SET quantity = 7")
            self.capture.flush()
            rows = self.rows("lines")
            self.assertEqual([row["quantity"] for row in rows], [7, 6])
            self.assertGreater(rows[0]["change_seq"], rows[1]["change_seq"])
        with self.subTest("split: a row a file"):
            self.capture.fail("split")
            self.sql("INSERT INTO shop.lines VALUES (2, 1, 1), (2, 2, 1), (2, 3, 1)")
            self.capture.flush()
            self.assertEqual(len(self.files), 3)
        with self.assertRaisesRegex(ValueError, "no such fault: lost; there are duplicate, late, split"):
            self.capture.fail("lost")

    def test_changes_come_again_when_their_files_could_not_be_written(self) -> None:
        self.sql("INSERT INTO shop.lines VALUES (1, 1, 5)")
        write, self.capture._write = self.capture._write, self.refuse
        with self.assertRaises(OSError):
            self.capture.flush()
        self.capture._write = write
        self.assertEqual(self.capture.flush(), 1)
        self.assertEqual(len(self.rows("lines")), 1)

    def refuse(self, key: str, data: bytes) -> None:
        raise OSError(f"{key}: no")

    def test_truncate_is_refused_not_overlooked(self) -> None:
        self.sql("TRUNCATE shop.lines")
        with self.assertRaisesRegex(DecodingError, "TRUNCATE"):
            self.capture.flush()

    def test_the_sequence_grows_though_the_clock_of_commits_does_not(self) -> None:
        early = START - timedelta(days=1)
        found = [self.capture._sequence(each) for each in (START, early, START)]
        self.assertEqual(found, sorted(found))


if __name__ == "__main__":
    unittest.main()
