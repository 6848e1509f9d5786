"""Workflow runs of the local Glue as boto3 sees them."""

from __future__ import annotations

import unittest
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from localaws.testing.workbench import Workbench, orders_workflow


class Running(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())
        orders_workflow(self.bench.glue)

    def test_nodes_run_one_after_the_other_and_statistics_advance(self) -> None:
        run = self.bench.start("orders")
        seen = []
        for _ in range(4):
            now = self.bench.run("orders", run)
            counts = now["Statistics"]
            seen.append((now["Status"], counts["RunningActions"], counts["SucceededActions"], counts["TotalActions"]))
            self.bench.advance(1)
        self.assertEqual(
            seen, [("RUNNING", 1, 0, 3), ("RUNNING", 1, 1, 3), ("RUNNING", 1, 2, 3), ("COMPLETED", 0, 3, 3)]
        )

    def test_the_graph_has_every_node_and_what_it_did(self) -> None:
        run = self.bench.start("orders")
        self.bench.advance(1)
        graph = self.bench.run("orders", run)["Graph"]
        kinds = {node["Name"]: node["Type"] for node in graph["Nodes"]}
        self.assertEqual(
            kinds,
            {
                "orders-start": "TRIGGER",
                "export": "JOB",
                "orders-exported": "TRIGGER",
                "load": "JOB",
                "orders-loaded": "TRIGGER",
                "catalog": "CRAWLER",
            },
        )
        names = {node["UniqueId"]: node["Name"] for node in graph["Nodes"]}
        self.assertEqual(
            {(names[edge["SourceId"]], names[edge["DestinationId"]]) for edge in graph["Edges"]},
            {
                ("orders-start", "export"),
                ("export", "orders-exported"),
                ("orders-exported", "load"),
                ("load", "orders-loaded"),
                ("orders-loaded", "catalog"),
            },
        )
        states = {node["Name"]: node.get("JobDetails", {}).get("JobRuns", []) for node in graph["Nodes"]}
        self.assertEqual(states["export"][0]["JobRunState"], "SUCCEEDED")
        self.assertTrue(states["export"][0]["Id"].startswith("jr_"))
        self.assertEqual(states["load"][0]["JobRunState"], "RUNNING")

    def test_without_the_graph_there_is_none(self) -> None:
        run = self.bench.start("orders")
        answer = self.bench.glue.get_workflow_run(Name="orders", RunId=run)
        self.assertNotIn("Graph", answer["Run"])

    def test_every_way_to_end_badly_is_completed_all_the_same(self) -> None:
        for state, counted in (
            ("FAILED", "FailedActions"),
            ("TIMEOUT", "TimeoutActions"),
            ("STOPPED", "StoppedActions"),
            ("ERROR", "ErroredActions"),
        ):
            with self.subTest(state):
                self.bench.outcomes("load", {"state": state, "error": "no such table"})
                run = self.bench.start("orders")
                self.bench.advance(60)
                over = self.bench.run("orders", run)
                self.assertEqual(over["Status"], "COMPLETED")
                self.assertEqual(over["Statistics"][counted], 1)
                self.assertEqual(over["Statistics"]["SucceededActions"], 1)
                attempt = self.bench.node(over, "load")["JobDetails"]["JobRuns"][0]
                self.assertEqual((attempt["JobRunState"], attempt["ErrorMessage"]), (state, "no such table"))
                # What waited for it was never reached.
                self.assertEqual(self.bench.node(over, "catalog")["CrawlerDetails"], {})

    def test_a_run_can_end_in_error(self) -> None:
        self.bench.control("break", {"workflow": "orders", "message": "the trigger could not be fired"})
        run = self.bench.start("orders")
        self.bench.advance(60)
        over = self.bench.run("orders", run)
        self.assertEqual((over["Status"], over["ErrorMessage"]), ("ERROR", "the trigger could not be fired"))

    def test_a_trigger_that_was_not_activated_does_not_fire(self) -> None:
        glue = self.bench.glue
        glue.create_workflow(Name="idle")
        glue.create_trigger(Name="idle-start", WorkflowName="idle", Type="ON_DEMAND", Actions=[{"JobName": "export"}])
        glue.create_trigger(
            Name="idle-next",
            WorkflowName="idle",
            Type="CONDITIONAL",
            Predicate={"Conditions": [{"LogicalOperator": "EQUALS", "JobName": "export", "State": "SUCCEEDED"}]},
            Actions=[{"JobName": "load"}],
        )
        run = self.bench.start("idle")
        self.bench.advance(60)
        over = self.bench.run("idle", run)
        self.assertEqual((over["Status"], over["Statistics"]["SucceededActions"]), ("COMPLETED", 1))
        glue.start_trigger(Name="idle-next")
        run = self.bench.start("idle")
        self.bench.advance(60)
        self.assertEqual(self.bench.run("idle", run)["Statistics"]["SucceededActions"], 2)

    def test_any_needs_one_of_its_conditions_and_fires_once(self) -> None:
        glue = self.bench.glue
        glue.create_job(Name="second", Role="r", Command={"Name": "glueetl"})
        glue.create_workflow(Name="any")
        glue.create_trigger(
            Name="any-start",
            WorkflowName="any",
            Type="ON_DEMAND",
            Actions=[{"JobName": "export"}, {"JobName": "second"}],
        )
        glue.create_trigger(
            Name="any-next",
            WorkflowName="any",
            Type="CONDITIONAL",
            StartOnCreation=True,
            Predicate={
                "Logical": "ANY",
                "Conditions": [
                    {"LogicalOperator": "EQUALS", "JobName": name, "State": "SUCCEEDED"}
                    for name in ("export", "second")
                ],
            },
            Actions=[{"JobName": "load"}],
        )
        self.bench.outcomes("second", {"seconds": 5})
        run = self.bench.start("any")
        self.bench.advance(60)
        over = self.bench.run("any", run)
        self.assertEqual(len(self.bench.node(over, "load")["JobDetails"]["JobRuns"]), 1)
        self.assertEqual(over["Statistics"]["SucceededActions"], 3)


class Properties(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())
        orders_workflow(self.bench.glue, DefaultRunProperties={"table": "Orders", "mode": "scan"})

    def test_they_start_from_the_defaults_and_can_be_added_to(self) -> None:
        glue = self.bench.glue
        run = glue.start_workflow_run(Name="orders", RunProperties={"mode": "export"})["RunId"]
        glue.put_workflow_run_properties(Name="orders", RunId=run, RunProperties={"event": "e-1"})
        found = glue.get_workflow_run_properties(Name="orders", RunId=run)["RunProperties"]
        self.assertEqual(found, {"table": "Orders", "mode": "export", "event": "e-1"})
        self.assertEqual(self.bench.run("orders", run)["WorkflowRunProperties"], found)


class Concurrency(unittest.TestCase):
    def test_runs_beyond_the_limit_are_refused_until_one_is_over(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue, MaxConcurrentRuns=2)
            bench.start("orders")
            bench.start("orders")
            with self.assertRaises(bench.glue.exceptions.ConcurrentRunsExceededException) as caught:
                bench.start("orders")
            self.assertIn("orders", caught.exception.response["Error"]["Message"])
            bench.advance(60)
            bench.start("orders")

    def test_of_many_starts_at_once_as_many_work_as_may(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue, MaxConcurrentRuns=3)

            def start(_: int) -> bool:
                try:
                    bench.start("orders")
                except bench.glue.exceptions.ConcurrentRunsExceededException:
                    return False
                return True

            with ThreadPoolExecutor(10) as pool:
                worked = list(pool.map(start, range(30)))
            self.assertEqual(sum(worked), 3)
            self.assertEqual(len(bench.glue.get_workflow_runs(Name="orders")["Runs"]), 3)

    def test_a_run_that_is_stopping_still_counts(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue, MaxConcurrentRuns=1)
            run = bench.start("orders")
            bench.glue.stop_workflow_run(Name="orders", RunId=run)
            self.assertEqual(bench.run("orders", run)["Status"], "STOPPING")
            with self.assertRaises(bench.glue.exceptions.ConcurrentRunsExceededException):
                bench.start("orders")


class Listing(unittest.TestCase):
    def test_pages_hold_every_run_once_the_newest_first(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue)
            runs = [bench.start("orders") for _ in range(7)]
            pages: list[list[str]] = []
            token: dict[str, str] = {}
            while True:
                answer = bench.glue.get_workflow_runs(Name="orders", MaxResults=3, **token)
                pages.append([run["WorkflowRunId"] for run in answer["Runs"]])
                if len(pages) == 1:
                    # One that starts meanwhile must not make another one come twice.
                    bench.start("orders")
                if "NextToken" not in answer:
                    break
                token = {"NextToken": answer["NextToken"]}
            self.assertEqual([len(page) for page in pages], [3, 3, 1])
            self.assertEqual([run for page in pages for run in page], list(reversed(runs)))

    def test_a_token_of_somebody_else_is_refused(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue)
            with self.assertRaises(bench.glue.exceptions.InvalidInputException):
                bench.glue.get_workflow_runs(Name="orders", NextToken="bm9uZQ==")


class StoppingAndResuming(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())
        orders_workflow(self.bench.glue)
        self.glue = self.bench.glue

    def test_a_stopped_run_stops_what_runs_and_starts_nothing_more(self) -> None:
        run = self.bench.start("orders")
        self.glue.stop_workflow_run(Name="orders", RunId=run)
        self.bench.advance(60)
        over = self.bench.run("orders", run)
        self.assertEqual((over["Status"], over["Statistics"]["StoppedActions"]), ("STOPPED", 1))
        self.assertEqual(over["Statistics"]["SucceededActions"], 0)

    def test_only_a_running_run_can_be_stopped(self) -> None:
        run = self.bench.start("orders")
        self.bench.advance(60)
        with self.assertRaises(self.glue.exceptions.IllegalWorkflowStateException):
            self.glue.stop_workflow_run(Name="orders", RunId=run)

    def test_a_resumed_run_repeats_the_failed_node_and_what_follows(self) -> None:
        self.bench.outcomes("load", {"state": "FAILED", "error": "disk full"})
        first = self.bench.start("orders")
        self.bench.advance(60)
        failed = self.bench.node(self.bench.run("orders", first), "load")
        answer = self.glue.resume_workflow_run(Name="orders", RunId=first, NodeIds=[failed["UniqueId"]])
        self.assertEqual(answer["NodeIds"], [failed["UniqueId"]])
        self.bench.advance(60)
        over = self.bench.run("orders", answer["RunId"])
        self.assertEqual((over["Status"], over["PreviousRunId"]), ("COMPLETED", first))
        self.assertEqual(over["Statistics"]["SucceededActions"], 3)
        before = self.bench.node(self.bench.run("orders", first), "export")["JobDetails"]["JobRuns"]
        self.assertEqual(self.bench.node(over, "export")["JobDetails"]["JobRuns"], before)

    def test_a_running_run_cannot_be_resumed(self) -> None:
        run = self.bench.start("orders")
        node = self.bench.node(self.bench.run("orders", run), "export")["UniqueId"]
        with self.assertRaises(self.glue.exceptions.IllegalWorkflowStateException):
            self.glue.resume_workflow_run(Name="orders", RunId=run, NodeIds=[node])

    def test_only_a_completed_run_can_be_resumed(self) -> None:
        stopped = self.bench.start("orders")
        self.glue.stop_workflow_run(Name="orders", RunId=stopped)
        self.bench.advance(60)
        self.bench.control("break", {"workflow": "orders", "message": "the trigger could not be fired"})
        broken = self.bench.start("orders")
        self.bench.advance(60)
        for run, status in ((stopped, "STOPPED"), (broken, "ERROR")):
            with self.subTest(status):
                over = self.bench.run("orders", run)
                self.assertEqual(over["Status"], status)
                node = self.bench.node(over, "export")["UniqueId"]
                with self.assertRaises(self.glue.exceptions.IllegalWorkflowStateException):
                    self.glue.resume_workflow_run(Name="orders", RunId=run, NodeIds=[node])

    def test_a_node_that_was_not_reached_cannot_be_resumed(self) -> None:
        self.bench.outcomes("export", {"state": "FAILED"})
        run = self.bench.start("orders")
        self.bench.advance(60)
        node = self.bench.node(self.bench.run("orders", run), "load")["UniqueId"]
        with self.assertRaises(self.glue.exceptions.InvalidInputException):
            self.glue.resume_workflow_run(Name="orders", RunId=run, NodeIds=[node])


class Retries(unittest.TestCase):
    """A job's own MaxRetries: Glue runs it again within the same workflow run, and counts every attempt."""

    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())
        glue = self.bench.glue
        glue.create_job(Name="load", Role="example", Command={"Name": "glueetl"}, MaxRetries=2)
        glue.create_job(Name="report", Role="example", Command={"Name": "glueetl"})
        glue.create_workflow(Name="retried")
        glue.create_trigger(Name="start", WorkflowName="retried", Type="ON_DEMAND", Actions=[{"JobName": "load"}])
        condition = {"LogicalOperator": "EQUALS", "JobName": "load", "State": "SUCCEEDED"}
        glue.create_trigger(
            Name="loaded",
            WorkflowName="retried",
            Type="CONDITIONAL",
            StartOnCreation=True,
            Predicate={"Conditions": [condition]},
            Actions=[{"JobName": "report"}],
        )

    def over(self, *states: str) -> dict[str, Any]:
        self.bench.outcomes("load", *({"state": state} for state in states))
        run = self.bench.start("retried")
        self.bench.advance(60)
        return self.bench.run("retried", run)

    def attempts(self, run: dict[str, Any]) -> list[tuple[int, str]]:
        runs = self.bench.node(run, "load")["JobDetails"]["JobRuns"]
        return [(each["Attempt"], each["JobRunState"]) for each in runs]

    def test_a_job_that_succeeds_on_its_retry_counts_as_failed_and_as_succeeded(self) -> None:
        over = self.over("FAILED", "SUCCEEDED")
        self.assertEqual(self.attempts(over), [(0, "FAILED"), (1, "SUCCEEDED")])
        statistics = over["Statistics"]
        self.assertEqual(
            (statistics["TotalActions"], statistics["FailedActions"], statistics["SucceededActions"]), (2, 1, 2)
        )
        # What waits for the job's success is run.
        self.assertEqual(self.bench.node(over, "report")["JobDetails"]["JobRuns"][0]["JobRunState"], "SUCCEEDED")

    def test_a_retry_names_the_attempt_before_it(self) -> None:
        first, second = self.bench.node(self.over("FAILED", "SUCCEEDED"), "load")["JobDetails"]["JobRuns"]
        self.assertEqual((second["PreviousRunId"], second["Id"]), (first["Id"], f"{first['Id']}_attempt_1"))

    def test_after_the_last_retry_the_job_has_failed(self) -> None:
        over = self.over("FAILED", "FAILED", "FAILED", "SUCCEEDED")
        self.assertEqual(self.attempts(over), [(0, "FAILED"), (1, "FAILED"), (2, "FAILED")])
        self.assertEqual((over["Status"], over["Statistics"]["FailedActions"]), ("COMPLETED", 3))

    def test_a_timeout_is_not_retried(self) -> None:
        self.assertEqual(self.attempts(self.over("TIMEOUT")), [(0, "TIMEOUT")])

    def test_every_failed_attempt_has_its_event(self) -> None:
        self.over("FAILED", "SUCCEEDED")
        states = [
            event["detail"]["state"]
            for event in self.bench.server.look("events")
            if event["detail"].get("jobName") == "load"
        ]
        self.assertEqual(states, ["FAILED", "SUCCEEDED"])


class Errors(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())

    def test_names_that_are_not_there(self) -> None:
        glue = self.bench.glue
        orders_workflow(glue)
        calls: tuple[Callable[[], Any], ...] = (
            lambda: glue.start_workflow_run(Name="other"),
            lambda: glue.get_workflow_run(Name="orders", RunId="wr_0"),
            lambda: glue.get_workflow_runs(Name="other"),
            lambda: glue.get_workflow(Name="other"),
            lambda: glue.start_crawler(Name="other"),
        )
        for call in calls:
            with self.assertRaises(glue.exceptions.EntityNotFoundException):
                call()
        answer = glue.batch_get_workflows(Names=["other", "orders"])
        self.assertEqual(answer["MissingWorkflows"], ["other"])
        self.assertEqual([each["Name"] for each in answer["Workflows"]], ["orders"])

    def test_a_request_that_does_not_fit_the_model(self) -> None:
        for body in ({}, {"Name": ""}, {"Name": 7}, {"Name": "orders", "ClientToken": "t"}):
            with self.subTest(body), self.assertRaises(ClientError) as caught:
                self.bench.send("StartWorkflowRun", body)
            self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")

    def test_an_operation_that_is_not_there(self) -> None:
        with self.assertRaises(ClientError) as caught:
            self.bench.glue.get_databases()
        self.assertEqual(caught.exception.response["Error"]["Code"], "UnknownOperationException")

    def test_a_call_without_a_signature(self) -> None:
        self.assertEqual(
            self.bench.send_unsigned("GetWorkflow", {"Name": "orders"}), "MissingAuthenticationTokenException"
        )


if __name__ == "__main__":
    unittest.main()
