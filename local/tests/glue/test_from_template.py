"""The workflow of the pipeline "orders", made in the local Glue."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import Any

from localaws.glue.from_template import Template, TemplateError, create
from localaws.testing.workbench import Workbench

TEMPLATE = Path(__file__).resolve().parents[3] / "pipelines" / "orders" / "template.yaml"
BASE = {"Name": "demo", "ScriptsBucket": "example-scripts"}
REDSHIFT = {
    "Workgroup": "example-wg",
    "WorkgroupArn": "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/00000000-0000-0000-0000-000000000000",
}


def template(**parameters: str) -> Template:
    return Template(TEMPLATE, "demo", {**BASE, **parameters}, "123456789012", "us-east-1")


class TheWorkflow(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())

    def run_it(self, **parameters: str) -> dict[str, Any]:
        create(self.bench.glue, template(**parameters))
        run = self.bench.start("demo-orders")
        self.bench.advance(60)
        return self.bench.run("demo-orders", run)

    def test_every_node_is_reached_with_redshift(self) -> None:
        over = self.run_it(**REDSHIFT)
        self.assertEqual((over["Status"], over["Statistics"]["SucceededActions"]), ("COMPLETED", 3))
        self.assertEqual(
            {node["Name"] for node in over["Graph"]["Nodes"] if node["Type"] != "TRIGGER"},
            {"demo-orders-to-parquet", "demo-load-orders", "demo-orders"},
        )

    def test_every_node_is_reached_without_redshift(self) -> None:
        over = self.run_it()
        self.assertEqual((over["Statistics"]["TotalActions"], over["Statistics"]["SucceededActions"]), (2, 2))

    def test_nothing_is_loaded_of_what_was_not_exported(self) -> None:
        create(self.bench.glue, template(**REDSHIFT))
        self.bench.outcomes("demo-orders-to-parquet", {"state": "FAILED"})
        run = self.bench.start("demo-orders")
        self.bench.advance(60)
        over = self.bench.run("demo-orders", run)
        self.assertEqual(over["Statistics"]["FailedActions"], 1)
        self.assertEqual(over["Statistics"]["SucceededActions"], 0)

    def test_one_run_at_a_time(self) -> None:
        create(self.bench.glue, template())
        self.bench.start("demo-orders")
        with self.assertRaises(self.bench.glue.exceptions.ConcurrentRunsExceededException):
            self.bench.start("demo-orders")


class Parameters(unittest.TestCase):
    def test_a_parameter_that_is_not_there_is_refused(self) -> None:
        with self.assertRaises(TemplateError):
            template(WorkflowName="orders")


if __name__ == "__main__":
    unittest.main()
