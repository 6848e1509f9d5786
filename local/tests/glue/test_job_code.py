"""A job whose code runs: it gets Glue's arguments, and its run ends when the code does, and as it does."""

from __future__ import annotations

import threading
import time
import unittest
from typing import Any

from localaws.testing.workbench import Workbench, orders_workflow


class JobCode(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())
        orders_workflow(self.bench.glue)
        self.called: list[list[str]] = []
        self.ended = threading.Event()

    def run_with(self, code: Any) -> dict[str, Any]:
        """Runs the workflow with that code as its job `export`. Returns the node when the code has ended."""

        def called(arguments: list[str]) -> None:
            self.called.append(arguments)
            try:
                code()
            finally:
                self.ended.set()

        self.bench.server.glue.run_job_with("export", called)
        self.run_id = self.bench.start("orders")
        self.assertTrue(self.ended.wait(30))
        deadline = time.monotonic() + 30
        while (found := self.job_run())["JobRunState"] == "RUNNING" and time.monotonic() < deadline:
            time.sleep(0.01)
        return found

    def job_run(self) -> dict[str, Any]:
        node = self.bench.node(self.bench.run("orders", self.run_id), "export")
        found: dict[str, Any] = node["JobDetails"]["JobRuns"][0]
        return found

    def test_it_gets_the_runs_names_and_succeeds(self) -> None:
        run = self.run_with(lambda: None)
        self.assertEqual(run["JobRunState"], "SUCCEEDED")
        (arguments,) = self.called
        given = dict(zip(arguments[::2], arguments[1::2], strict=True))
        self.assertEqual((given["--WORKFLOW_NAME"], given["--WORKFLOW_RUN_ID"]), ("orders", self.run_id))
        self.assertEqual(given["--JOB_RUN_ID"], run["Id"])

    def test_what_it_raises_is_the_runs_error(self) -> None:
        def fail() -> None:
            raise ValueError("three rows too many")

        run = self.run_with(fail)
        self.assertEqual((run["JobRunState"], run["ErrorMessage"]), ("FAILED", "ValueError: three rows too many"))


if __name__ == "__main__":
    unittest.main()
