"""The job as Glue starts it: arguments, the run's properties, which tables it loads, and how it fails."""

from __future__ import annotations

import contextlib
import json
import unittest
from unittest import mock

from curate.__main__ import RunFailed, run
from curate.arguments import command_line
from curate.tests.bed import Lake
from curate.tests.changes import PLAN, SCHEMA, Change


class Run(unittest.TestCase):
    def setUp(self) -> None:
        self.lake = Lake(PLAN)
        plan = self.lake.folder / "plan.yaml"
        plan.write_text(PLAN)
        places = {"plan": plan, "raw": self.lake.raw, "curated": self.lake.folder / "curated", "state": self.lake.state}
        self.arguments = [text for name, path in places.items() for text in (f"--{name}", str(path))]
        self.arguments += ["--database", self.lake.database, "--catalog", "files"]

    def run_for(self, *keys: str, **properties: str) -> None:
        """Runs the job as the workflow's run of these keys does."""
        if keys:
            properties["starter.eventIds"] = ",".join(keys)
        with (
            mock.patch("curate.__main__._given", return_value=(command_line(self.arguments), properties)),
            mock.patch("curate.session.writer", return_value=self.lake.writer),
        ):
            # The tests' session, which the job must not end.
            run(self.arguments, opened=lambda *_: contextlib.nullcontext(self.lake.spark), emit=lambda _: None)

    def due(self) -> list[str]:
        found: list[str] = json.loads((self.lake.state / "due.json").read_text())
        return found

    def test_a_run_loads_the_tables_of_its_files_and_what_an_earlier_one_left(self) -> None:
        self.lake.put("orders", [Change("I", 1, 1, "new").row()], SCHEMA)
        self.run_for("other/a.parquet")
        self.assertIsNone(self.lake.writer.columns("orders"))
        broken = self.lake.put_text("orders", "broken.parquet", "no Parquet")
        with self.assertRaisesRegex(RunFailed, "orders: Failed"):
            self.run_for("orders/broken.parquet")
        self.assertEqual(self.due(), ["orders"])
        broken.unlink()
        # The files of another table bring it along.
        self.run_for("other/b.parquet")
        self.assertEqual([row["order_id"] for row in self.lake.rows("orders")], [1])
        self.assertEqual(self.due(), [])

    def test_a_run_for_every_table_needs_no_files(self) -> None:
        self.lake.put("orders", [Change("I", 1, 2, "new").row()], SCHEMA)
        self.run_for("other/a.parquet", tables="*")
        self.assertEqual([row["order_id"] for row in self.lake.rows("orders")], [2])


if __name__ == "__main__":
    unittest.main()
