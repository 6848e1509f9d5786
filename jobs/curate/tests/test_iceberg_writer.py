"""Iceberg's writer by itself: what a commit says of itself, and what is never seen of one that does not come to its end."""

from __future__ import annotations

import unittest
from collections.abc import Sequence
from typing import Any

from curate.files.state import CommitMark
from curate.plan.column_type import read_column
from curate.rows.shape import Shape
from curate.spark_settings import CATALOG
from curate.tests.bed import ENGINE, plain, spark
from curate.writers.iceberg import IcebergWriter
from curate.writers.writer import TableSpec

SHAPE = Shape((read_column("id", "bigint"), read_column("name", "varchar")))
TABLE = TableSpec("things", ("id",), SHAPE)


@unittest.skipIf(ENGINE != "iceberg", "the tests run on another format")
class Commits(unittest.TestCase):
    def setUp(self) -> None:
        self.writer = IcebergWriter(spark(), CATALOG, f"writer_{self.id().rpartition('.')[2]}"[:60])
        self.writer.prepare(TABLE)

    def apply(
        self, batch: int, rows: list[tuple[Any, ...]], gone: Sequence[tuple[Any, ...]] = (), **more: Any
    ) -> CommitMark:
        mark = CommitMark(batch, f"state/files/{batch} of 'things'.json")
        columns = "id bigint, name string, _order string, _batch bigint"
        self.writer.apply(
            TABLE,
            spark().createDataFrame([(*row, batch) for row in rows], columns),
            spark().createDataFrame([(*row, batch) for row in gone], columns),
            mark,
            **more,
        )
        return mark

    def names(self) -> dict[int, str]:
        return {row["id"]: row["name"] for row in plain(self.writer.read("things").collect())}

    def test_a_commit_names_its_batch_and_its_list_and_one_that_fails_its_audit_is_never_seen(self) -> None:
        self.assertIsNone(self.writer.last_commit("nothing"))
        self.assertIsNone(self.writer.last_commit("things"))
        # Rows alone, which Iceberg commits otherwise than changes.
        first = self.apply(1, [(1, "a", "1"), (2, "b", "1")])
        self.assertEqual(self.writer.last_commit("things"), first)

        def refuse(table: Any) -> None:
            self.assertEqual(table.count(), 3)
            raise ValueError("no")

        with self.assertRaisesRegex(ValueError, "no"):
            self.apply(2, [(3, "c", "2")], audit=refuse)
        self.assertEqual((self.names(), self.writer.last_commit("things")), ({1: "a", 2: "b"}, first))
        # The batch anew, and a change that is older than the table's row, which no filter before the writer held back.
        second = self.apply(2, [(1, "a2", "2"), (2, "old", "0"), (3, "c", "2")])
        self.assertEqual((self.names(), self.writer.last_commit("things")), ({1: "a2", 2: "b", 3: "c"}, second))
        # A commit of somebody else does not hide the job's.
        spark().sql(f"DELETE FROM {self.writer.table('things')} WHERE id = 2")
        self.assertEqual(self.writer.last_commit("things"), second)
        third = self.apply(3, [], [(3, None, "3"), (1, None, "1")])
        self.assertEqual((self.names(), self.writer.last_commit("things")), ({1: "a2"}, third))

    def test_of_two_writers_at_once_the_second_is_refused(self) -> None:
        self.apply(1, [(1, "a", "1")])

        def another(_: Any) -> None:
            self.apply(2, [(1, "theirs", "2")])

        with self.assertRaisesRegex(Exception, "[Cc]annot cherry-pick|not append|fast-forward"):
            self.apply(2, [(1, "ours", "3")], audit=another)
        self.assertEqual(self.names(), {1: "theirs"})


if __name__ == "__main__":
    unittest.main()
