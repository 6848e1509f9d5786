"""Which tables a run is for, out of the events that GlueWorkflowStarter started it for."""

from __future__ import annotations

import json
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
from botocore.stub import Stubber

from curate.arguments import arguments
from curate.due import DueTables, due_tables, event_ids
from curate.files.store import LocalFiles
from curate.outcome import Outcome, RunReport, TableReport
from curate.plan.reader import read_plan

PLAN = Path(__file__).resolve().parents[3] / "pipelines" / "lake" / "plans" / "lake.yaml"


def nobody() -> Any:
    raise AssertionError("nothing is to be asked")


class Due(unittest.TestCase):
    def setUp(self) -> None:
        self.plan = read_plan(PLAN.read_text(), "lake.yaml", "s3://raw")

    def test_the_tables_of_the_files_are_due_in_the_plans_order(self) -> None:
        keys = [
            "database/sales_order/2026/11/28/20261128-031500123.parquet",
            "database/service/2026/11/28/20261128-031500123.parquet",
            "csv/customers/customers-20261127.csv",
            "database/unknown/2026/11/28/20261128-031500123.parquet",
        ]
        found = due_tables(self.plan, "s3://raw", keys)
        assert found is not None
        self.assertEqual(sorted(found), ["customers_csv", "sales_order", "service"])
        # A table whose name begins as another's is not the other.
        self.assertEqual(
            due_tables(self.plan, "s3://raw", ["database/service_parts/2026/a.parquet"]), ("service_parts",)
        )

    def test_files_of_no_table_make_none_due_and_other_ids_make_all(self) -> None:
        self.assertEqual(due_tables(self.plan, "s3://raw", ["csv/other/a.csv"]), ())
        self.assertIsNone(due_tables(self.plan, "s3://raw", ["3f6f7d1c-0000-4000-8000-000000000000"]))
        self.assertIsNone(due_tables(self.plan, "s3://raw", []))

    def test_ids_come_out_of_the_runs_properties(self) -> None:
        self.assertEqual(
            event_ids({"starter.eventIds": "database/a/1,database/b/2"}, nobody), ["database/a/1", "database/b/2"]
        )
        self.assertEqual(event_ids({"migration": "autocorp"}, nobody), [])

    def test_many_come_out_of_the_functions_table_page_by_page(self) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        asked: dict[str, Any] = {
            "TableName": "starter",
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :event)",
            "ExpressionAttributeValues": {":pk": {"S": "run/w/k"}, ":event": {"S": "event/"}},
        }
        with Stubber(client) as stub:
            for number, more in ((1, {"pk": {"S": "run/w/k"}, "sk": {"S": "event/1"}}), (2, None)):
                document = json.dumps({"eventIds": [f"database/service/{number}"]})
                answer: dict[str, Any] = {"Items": [{"document": {"S": document}}]}
                if more:
                    answer["LastEvaluatedKey"] = more
                stub.add_response(
                    "query",
                    answer,
                    asked
                    if number == 1
                    else {**asked, "ExclusiveStartKey": {"pk": {"S": "run/w/k"}, "sk": {"S": "event/1"}}},
                )
            properties = {"starter.eventsKey": "run/w/k", "starter.table": "starter"}
            self.assertEqual(event_ids(properties, lambda: client), ["database/service/1", "database/service/2"])


class Left(unittest.TestCase):
    """What a run did not load is the next run's: its files have no event any more."""

    def setUp(self) -> None:
        self.plan = read_plan(PLAN.read_text(), "lake.yaml", "s3://raw")
        self.due = DueTables(LocalFiles(), self.enterContext(tempfile.TemporaryDirectory()))

    def report(self, **outcomes: Outcome) -> RunReport:
        tables = [TableReport(name, outcome) for name, outcome in outcomes.items()]
        return RunReport("r", "lake", "iceberg", "", tables)

    def test_what_was_loaded_is_done(self) -> None:
        self.assertEqual(self.due.begin(self.plan, ["service", "auto_parts"]), ("auto_parts", "service"))
        self.due.end(self.report(auto_parts=Outcome.LOADED, service=Outcome.UP_TO_DATE))
        self.assertEqual(self.due.begin(self.plan, ["customers"]), ("customers",))

    def test_what_was_held_or_failed_comes_again_with_the_next_files(self) -> None:
        self.due.begin(self.plan, ["service", "auto_parts", "customers"])
        self.due.end(self.report(auto_parts=Outcome.HELD, customers=Outcome.FAILED, service=Outcome.LOADED))
        self.assertEqual(self.due.begin(self.plan, ["service_parts"]), ("auto_parts", "customers", "service_parts"))

    def test_of_a_run_that_died_everything_comes_again(self) -> None:
        self.due.begin(self.plan, ["service", "auto_parts"])
        self.assertEqual(self.due.begin(self.plan, []), ("auto_parts", "service"))

    def test_a_table_that_left_the_plan_is_forgotten(self) -> None:
        self.due.begin(self.plan, ["service"])
        other = replace(self.plan, tables=tuple(each for each in self.plan.tables if each.name != "service"))
        self.assertEqual(self.due.begin(other, []), ())


class EveryTable(unittest.TestCase):
    def test_a_star_goes_before_the_files_of_a_run_that_was_started_for_both(self) -> None:
        places = {"plan": "p", "raw": "r", "curated": "c", "database": "d"}
        found = arguments(places, {"tables": "*", "starter.eventIds": "csv/customers/a.csv"})
        self.assertEqual((found.tables, found.all_tables), ((), True))
        self.assertFalse(arguments(places, {"tables": "service"}).all_tables)


if __name__ == "__main__":
    unittest.main()
