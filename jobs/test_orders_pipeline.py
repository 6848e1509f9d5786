"""The jobs as the template of the pipeline "orders" names them: their scripts, and the arguments they are given."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import Any

from load_orders.job import command_line as load_orders
from localaws.glue.from_template import Template
from orders_to_parquet.arguments import command_line as orders_to_parquet

TEMPLATE = Path(__file__).resolve().parents[1] / "pipelines" / "orders" / "template.yaml"
WORKGROUP = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/00000000-0000-0000-0000-000000000000"
PARAMETERS = {"Name": "demo", "ScriptsBucket": "example-scripts", "Workgroup": "example-wg", "WorkgroupArn": WORKGROUP}


class OrdersPipeline(unittest.TestCase):
    def setUp(self) -> None:
        template = Template(TEMPLATE, "demo", PARAMETERS, "123456789012", "us-east-1")
        self.jobs: dict[str, dict[str, Any]] = {job["Name"]: job for job in template.resources("AWS::Glue::Job")}

    def test_each_jobs_script_is_there_and_takes_the_arguments_it_is_given(self) -> None:
        known = {"demo-orders-to-parquet": orders_to_parquet, "demo-load-orders": load_orders}
        self.assertEqual(set(self.jobs), set(known))
        for name, command_line in known.items():
            with self.subTest(name):
                script = (TEMPLATE.parent / self.jobs[name]["Command"]["ScriptLocation"]).resolve()
                # scripts/lib/job_script.py makes a script of each job that has a __main__.
                self.assertEqual(script.parent, TEMPLATE.parents[2] / "dist")
                self.assertTrue((TEMPLATE.parents[2] / "jobs" / script.stem / "__main__.py").exists())
                given = {key: text for key, text in self.jobs[name]["DefaultArguments"].items() if "-" not in key[2:]}
                flat = [text for pair in given.items() for text in pair]
                self.assertEqual(command_line(flat), {key[2:]: text for key, text in given.items() if text})

    def test_the_jobs_find_each_other_through_the_bucket(self) -> None:
        parquet = self.jobs["demo-orders-to-parquet"]["DefaultArguments"]
        self.assertTrue(parquet["--manifest_location"].startswith("s3://"))
        self.assertEqual(parquet["--orders_table"], "Orders")
        self.assertEqual(self.jobs["demo-load-orders"]["DefaultArguments"]["--redshift_table"], "public.orders")


if __name__ == "__main__":
    unittest.main()
