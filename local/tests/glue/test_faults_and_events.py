"""What goes wrong on order, and what the local Glue tells EventBridge."""

from __future__ import annotations

import threading
import unittest
import urllib.error
from typing import Any

import boto3
from botocore.exceptions import ClientError, ConnectionClosedError

from localaws.glue.server import GlueServer
from localaws.testing.workbench import Workbench, orders_workflow


class Faults(unittest.TestCase):
    def setUp(self) -> None:
        self.bench = self.enterContext(Workbench())
        orders_workflow(self.bench.glue)

    def order(self, kind: str, count: int = 1) -> None:
        self.bench.control("faults", {"operation": "StartWorkflowRun", "kind": kind, "count": count})

    def runs(self) -> int:
        return len(self.bench.glue.get_workflow_runs(Name="orders")["Runs"])

    def test_a_throttled_call_does_nothing_as_often_as_ordered(self) -> None:
        self.order("throttle", 2)
        for _ in range(2):
            with self.assertRaises(ClientError) as caught:
                self.bench.start("orders")
            self.assertEqual(caught.exception.response["Error"]["Code"], "ThrottlingException")
        self.assertEqual(self.runs(), 0)
        self.bench.start("orders")
        self.assertEqual(self.runs(), 1)

    def test_an_internal_failure_has_status_500(self) -> None:
        self.order("internal")
        with self.assertRaises(self.bench.glue.exceptions.InternalServiceException) as caught:
            self.bench.start("orders")
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 500)
        self.assertEqual(self.runs(), 0)

    def test_a_call_can_time_out_after_it_worked(self) -> None:
        self.order("operation-timeout")
        with self.assertRaises(self.bench.glue.exceptions.OperationTimeoutException):
            self.bench.start("orders")
        self.assertEqual(self.runs(), 1)

    def test_an_answer_can_get_lost_after_the_call_worked(self) -> None:
        self.order("lose-answer")
        with self.assertRaises(ConnectionClosedError):
            self.bench.start("orders")
        self.assertEqual(self.runs(), 1)

    def test_orders_that_make_no_sense_are_refused(self) -> None:
        for what, order in (
            ("faults", {"operation": "StartWorkflowRun", "kind": "explode"}),
            ("faults", {"operation": "StartWorkflow", "kind": "throttle"}),
            ("outcomes", {"node": "load", "outcomes": [{"state": "LATE"}]}),
            ("outcomes", {"node": "catalog", "outcomes": [{"state": "TIMEOUT"}]}),
            ("outcomes", {"node": "nobody", "outcomes": [{}]}),
            ("clock", {"advance": -1}),
            ("weather", {}),
        ):
            with self.subTest(what=what, order=order), self.assertRaises(urllib.error.HTTPError) as caught:
                self.bench.control(what, order)
            self.assertEqual(caught.exception.code, 400)
            caught.exception.close()


class Events(unittest.TestCase):
    def setUp(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.bench = self.enterContext(Workbench(sink=self.received.append))
        orders_workflow(self.bench.glue)

    def finish(self) -> list[dict[str, Any]]:
        self.bench.advance(60)
        self.bench.server.delivery.close()
        return self.received

    def test_every_end_of_a_job_or_crawl_is_told_in_its_order(self) -> None:
        self.bench.start("orders")
        events = self.finish()
        self.assertEqual(
            [(event["detail-type"], event["detail"]["state"]) for event in events],
            [
                ("Glue Job State Change", "SUCCEEDED"),
                ("Glue Job State Change", "SUCCEEDED"),
                ("Glue Crawler State Change", "Succeeded"),
            ],
        )
        self.assertEqual([event["source"] for event in events], ["aws.glue"] * 3)

    def test_a_failed_job_is_told_with_its_severity_its_run_and_no_workflow(self) -> None:
        self.bench.outcomes("export", {"state": "FAILED", "error": "no such table"})
        run = self.bench.start("orders")
        detail = self.finish()[0]["detail"]
        attempt = self.bench.node(self.bench.run("orders", run), "export")["JobDetails"]["JobRuns"][0]
        self.assertEqual(
            detail,
            {
                "jobName": "export",
                "severity": "ERROR",
                "state": "FAILED",
                "jobRunId": attempt["Id"],
                "message": "no such table",
            },
        )

    def test_every_value_of_a_crawler_event_is_a_string(self) -> None:
        self.bench.glue.start_crawler(Name="catalog")
        detail = self.finish()[0]["detail"]
        self.assertEqual({type(value) for value in detail.values()}, {str})

    def test_events_get_lost_and_come_twice(self) -> None:
        self.bench.control("events", {"lose": 1, "repeat": 1})
        self.bench.start("orders")
        events = self.finish()
        self.assertEqual([event["detail"].get("jobName") for event in events], ["load", "load", None])
        self.assertEqual(events[0], events[1])
        self.assertEqual(len(self.bench.server.look("events")), 3)

    def test_a_listener_that_fails_does_not_stop_glue(self) -> None:
        def refuse(event: dict[str, Any]) -> None:
            raise OSError("nobody listens")

        with Workbench(sink=refuse) as bench:
            orders_workflow(bench.glue)
            run = bench.start("orders")
            bench.advance(60)
            self.assertEqual(bench.run("orders", run)["Status"], "COMPLETED")
            bench.server.delivery.close()
            self.assertEqual(len(bench.server.delivery.failures), 3)


class TheMachinesClock(unittest.TestCase):
    def test_nodes_end_and_are_told_of_though_nobody_calls(self) -> None:
        told = threading.Semaphore(0)
        with GlueServer(seconds=0.01, sink=lambda event: told.release()) as server:
            glue = boto3.client(
                "glue",
                endpoint_url=server.endpoint,
                region_name="us-east-1",
                aws_access_key_id="example",
                aws_secret_access_key="example",
            )
            orders_workflow(glue)
            run = glue.start_workflow_run(Name="orders")["RunId"]
            for _ in range(3):
                self.assertTrue(told.acquire(timeout=30))
            self.assertEqual(glue.get_workflow_run(Name="orders", RunId=run)["Run"]["Status"], "COMPLETED")
            glue.close()


class Crawlers(unittest.TestCase):
    def test_a_crawler_runs_once_at_a_time_and_remembers_its_last_crawl(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue)
            bench.outcomes("catalog", {"state": "FAILED", "error": "access denied"})
            bench.glue.start_crawler(Name="catalog")
            self.assertEqual(bench.glue.get_crawler(Name="catalog")["Crawler"]["State"], "RUNNING")
            with self.assertRaises(bench.glue.exceptions.CrawlerRunningException):
                bench.glue.start_crawler(Name="catalog")
            bench.advance(60)
            crawler = bench.glue.get_crawler(Name="catalog")["Crawler"]
            self.assertEqual(crawler["State"], "READY")
            self.assertEqual(crawler["LastCrawl"]["Status"], "FAILED")
            self.assertEqual(crawler["LastCrawl"]["ErrorMessage"], "access denied")


class Jobs(unittest.TestCase):
    def test_a_job_runs_on_its_own(self) -> None:
        with Workbench() as bench:
            orders_workflow(bench.glue)
            run = bench.glue.start_job_run(JobName="export")["JobRunId"]
            self.assertEqual(bench.glue.get_job_run(JobName="export", RunId=run)["JobRun"]["JobRunState"], "RUNNING")
            bench.advance(60)
            runs = bench.glue.get_job_runs(JobName="export")["JobRuns"]
            self.assertEqual([(each["Id"], each["JobRunState"]) for each in runs], [(run, "SUCCEEDED")])


if __name__ == "__main__":
    unittest.main()
