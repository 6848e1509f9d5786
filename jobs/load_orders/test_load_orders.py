"""What load_orders sends to Redshift, and what it makes of the answers."""

from __future__ import annotations

import sqlite3
import unittest
from typing import Any

from curate.command_line import ArgumentError, JobError
from curate.workflow_run import WorkflowRun
from localaws.testing.workbench import Workbench, orders_workflow

from load_orders import job

PLAN = job.Load("wg", "dev", "public", "orders", "s3://example/manifests/wr_1.manifest", rows=3)


class Statements(unittest.TestCase):
    def test_copy_reads_the_manifest_into_a_staging_table_of_its_own(self) -> None:
        copy = job.statements(PLAN, has_files=True)[2]
        self.assertRegex(
            copy,
            r'^COPY "staging_[0-9a-f]{16}" FROM \'s3://example/manifests/wr_1\.manifest\' IAM_ROLE default'
            r" FORMAT AS PARQUET MANIFEST$",
        )
        other = job.Load("wg", "dev", "public", "orders", "s3://example/manifests/wr_2.manifest")
        self.assertNotEqual(copy.split()[1], job.statements(other, has_files=True)[2].split()[1])

    def test_names_and_texts_cannot_break_out(self) -> None:
        plan = job.Load("wg", "dev", 'a"b', "t; DROP", "s3://example/o'b\\c", copy_role="arn:role/r'")
        sqls = job.statements(plan, has_files=True)
        self.assertTrue(sqls[0].startswith('CREATE TABLE IF NOT EXISTS "a""b"."t; DROP" ('))
        self.assertIn("FROM 's3://example/o''b\\\\c' IAM_ROLE 'arn:role/r''' FORMAT", sqls[2])

    def test_without_files_nothing_is_copied(self) -> None:
        sqls = job.statements(PLAN, has_files=False)
        self.assertEqual([sql.split("(")[0].strip() for sql in sqls], ['CREATE TABLE IF NOT EXISTS "public"."orders"'])

    def test_a_batch_stays_within_the_data_apis_forty(self) -> None:
        self.assertLessEqual(len(job.statements(PLAN, has_files=True)), 40)


class Merging(unittest.TestCase):
    """The statements themselves, run by SQLite; what COPY would load is put into the staging table."""

    def setUp(self) -> None:
        self.database = sqlite3.connect(":memory:", isolation_level=None)
        self.addCleanup(self.database.close)
        self.database.execute("ATTACH ':memory:' AS public")

    def load(self, *rows: tuple[str, str, str]) -> list[tuple[str, str, str]]:
        for sql in job.statements(PLAN, has_files=True):
            if sql.startswith("COPY"):
                staging = sql.split()[1]
                self.database.executemany(
                    f"INSERT INTO {staging} (order_id, status, updated_at) VALUES (?, ?, ?)", rows
                )
            else:
                self.database.execute(sql)
        found = self.database.execute("SELECT order_id, status, updated_at FROM public.orders ORDER BY order_id")
        return [tuple(row) for row in found.fetchall()]

    def test_new_orders_are_added_and_changed_ones_replaced(self) -> None:
        self.load(("a", "new", "2026-01-01"), ("b", "new", "2026-01-01"))
        self.assertEqual(
            self.load(("b", "paid", "2026-01-02"), ("c", "new", "2026-01-02")),
            [("a", "new", "2026-01-01"), ("b", "paid", "2026-01-02"), ("c", "new", "2026-01-02")],
        )

    def test_the_same_load_again_changes_nothing(self) -> None:
        rows = (("a", "new", "2026-01-01"), ("b", "new", "2026-01-01"))
        self.assertEqual(self.load(*rows), self.load(*rows))

    def test_a_load_that_comes_late_does_not_bring_back_the_past(self) -> None:
        self.load(("a", "sent", "2026-01-03"))
        self.assertEqual(
            self.load(("a", "new", "2026-01-01"), ("b", "new", "2026-01-01")),
            [("a", "sent", "2026-01-03"), ("b", "new", "2026-01-01")],
        )

    def test_an_order_that_is_there_twice_is_taken_at_its_newest(self) -> None:
        self.assertEqual(
            self.load(("a", "new", "2026-01-01"), ("a", "paid", "2026-01-02"), ("a", "new", "2026-01-01")),
            [("a", "paid", "2026-01-02")],
        )


class DataAPI:
    """Answers DescribeStatement from a list, and records what was sent."""

    def __init__(self, *states: dict[str, Any]) -> None:
        self.states = list(states)
        self.sent: list[dict[str, Any]] = []

    def batch_execute_statement(self, **request: Any) -> dict[str, Any]:
        self.sent.append(request)
        return {"Id": f"statement-{len(self.sent)}"}

    def describe_statement(self, Id: str) -> dict[str, Any]:
        return {"Id": Id, **self.states.pop(0)}


CONFLICT = {"Status": "FAILED", "Error": "ERROR: 1023 DETAIL: Serializable isolation violation on table - 100123"}


class Executing(unittest.TestCase):
    def execute(self, data: DataAPI) -> list[float]:
        pauses: list[float] = []
        job.execute(data, PLAN, job.statements(PLAN, has_files=True), pauses.append)
        return pauses

    def test_all_statements_go_as_one_batch_under_a_token(self) -> None:
        data = DataAPI({"Status": "SUBMITTED"}, {"Status": "STARTED"}, {"Status": "FINISHED"})
        self.assertEqual(len(self.execute(data)), 2)
        (sent,) = data.sent
        self.assertEqual(sent["Sqls"], job.statements(PLAN, has_files=True))
        self.assertEqual((sent["WorkgroupName"], sent["Database"]), ("wg", "dev"))
        self.assertEqual(len(sent["ClientToken"]), 64)

    def test_a_retried_job_sends_the_same_token(self) -> None:
        first, second = DataAPI({"Status": "FINISHED"}), DataAPI({"Status": "FINISHED"})
        self.execute(first)
        self.execute(second)
        self.assertEqual(first.sent[0]["ClientToken"], second.sent[0]["ClientToken"])

    def test_a_serialization_conflict_is_tried_again_under_another_token(self) -> None:
        data = DataAPI(CONFLICT, CONFLICT, {"Status": "FINISHED"})
        self.execute(data)
        self.assertEqual(len({sent["ClientToken"] for sent in data.sent}), 3)

    def test_conflicts_without_end_end(self) -> None:
        data = DataAPI(*[CONFLICT] * job.ATTEMPTS)
        with self.assertRaises(JobError):
            self.execute(data)
        self.assertEqual(len(data.sent), job.ATTEMPTS)

    def test_another_failure_is_told_with_its_statement(self) -> None:
        parts = [{"Status": "FINISHED"}, {"Status": "FINISHED"}, {"Status": "FAILED", "Error": "Access Denied"}]
        data = DataAPI({"Status": "FAILED", "Error": "batch failed", "SubStatements": parts})
        with self.assertRaises(JobError) as caught:
            self.execute(data)
        self.assertIn("Access Denied (in statement 3: COPY ", str(caught.exception))
        self.assertEqual(len(data.sent), 1)

    def test_a_wrong_row_count_is_told_as_such(self) -> None:
        parts = [{"Status": "FINISHED"}] * 3 + [{"Status": "FAILED", "Error": "Divide by zero"}]
        data = DataAPI({"Status": "FAILED", "Error": "Divide by zero", "SubStatements": parts})
        with self.assertRaises(JobError) as caught:
            self.execute(data)
        self.assertIn("COPY did not load as many rows", str(caught.exception))

    def test_an_aborted_batch_is_a_failure(self) -> None:
        with self.assertRaises(JobError) as caught:
            self.execute(DataAPI({"Status": "ABORTED"}))
        self.assertIn("ABORTED", str(caught.exception))


class Arguments(unittest.TestCase):
    GIVEN = {"redshift_workgroup": "wg", "redshift_database": "dev", "redshift_table": "public.orders"}

    def test_the_manifest_comes_from_the_run(self) -> None:
        plan = job.load(self.GIVEN, {"orders_manifest": "s3://e/m", "orders_rows": "7", "redshift_table": "s.t"})
        self.assertEqual((plan.manifest, plan.rows, plan.schema, plan.table), ("s3://e/m", 7, "s", "t"))

    def test_what_is_missing_or_senseless_is_named(self) -> None:
        good = {"orders_manifest": "s3://e/m"}
        for properties, expected in (
            ({}, "has orders_to_parquet succeeded"),
            ({**good, "redshift_table": "orders"}, "it is schema.table"),
            ({**good, "redshift_table": "a.b.c"}, "it is schema.table"),
            ({**good, "orders_rows": "many"}, "orders_rows is 'many'"),
        ):
            with self.subTest(properties), self.assertRaises(ArgumentError) as caught:
                job.load(self.GIVEN, properties)
            self.assertIn(expected, str(caught.exception))


class Resumed(unittest.TestCase):
    def test_a_resumed_run_finds_the_manifest_of_the_run_before_it(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue)
            bench.outcomes("load", {"state": "FAILED"})
            first = bench.start("orders")
            bench.advance(60)
            node = bench.node(bench.run("orders", first), "load")["UniqueId"]
            resumed = bench.glue.resume_workflow_run(Name="orders", RunId=first, NodeIds=[node])["RunId"]
            # After the resumption, so that the new run cannot have it as its own.
            written = {"orders_manifest": "s3://e/m", "orders_rows": "3", "note": "old"}
            bench.glue.put_workflow_run_properties(Name="orders", RunId=first, RunProperties=written)
            bench.glue.put_workflow_run_properties(Name="orders", RunId=resumed, RunProperties={"note": "new"})
            found = job.run_properties(WorkflowRun(bench.glue, "orders", resumed))
            self.assertEqual(found, {"orders_manifest": "s3://e/m", "orders_rows": "3", "note": "new"})

    def test_a_first_run_without_a_manifest_has_none(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue)
            self.assertEqual(job.run_properties(WorkflowRun(bench.glue, "orders", bench.start("orders"))), {})


if __name__ == "__main__":
    unittest.main()
