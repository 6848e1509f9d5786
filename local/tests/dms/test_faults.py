"""Faults and the control endpoint: each fault is what its name says, is used up, and leaves the state as it was."""

from __future__ import annotations

import json
import unittest
import urllib.request

from botocore.exceptions import ClientError, HTTPClientError
from support import LocalDMSCase

from localaws.dms.events import subscription_message

OPERATION = "DescribeReplicationTasks"


class Faults(LocalDMSCase):
    def test_a_throttled_client_gets_through_by_trying_again(self) -> None:
        self.task()
        self.local.control.fail(OPERATION, "throttle", times=2)
        patient = self.client("dms", attempts=3)
        self.assertEqual(len(patient.describe_replication_tasks()["ReplicationTasks"]), 1)
        self.assertEqual([call["operation"] for call in self.local.control.calls()].count(OPERATION), 3)

    def test_errors_have_the_services_codes_and_are_used_up(self) -> None:
        cases = {
            "throttle": "ThrottlingException",
            "internal": "InternalFailure",
            "unavailable": "ServiceUnavailable",
            "denied": "AccessDeniedException",
            "not-found": "ResourceNotFoundFault",
        }
        for kind, code in cases.items():
            with self.subTest(kind):
                self.local.control.fail(OPERATION, kind)
                with self.refused(code):
                    self.dms.describe_replication_tasks()
                self.dms.describe_replication_tasks()

    def test_an_answer_that_is_none(self) -> None:
        # Of these botocore makes an empty result, which is what makes them dangerous; so they are read as they are.
        for kind in ("not-json", "truncated", "empty-body"):
            with self.subTest(kind):
                self.local.control.fail(OPERATION, kind)
                with self.assertRaises(ValueError):
                    self.post(f"AmazonDMSv20160101.{OPERATION}", {})
        self.local.control.fail(OPERATION, "drop")
        with self.assertRaises(HTTPClientError):
            self.dms.describe_replication_tasks()

    def test_a_dropped_start_has_started(self) -> None:
        arn = self.task()
        self.local.control.fail("StartReplicationTask", "drop")
        with self.assertRaises(HTTPClientError):
            self.start(arn)
        self.assertEqual(self.dms.describe_replication_tasks()["ReplicationTasks"][0]["Status"], "running")

    def test_a_stop_that_is_not_visible_yet(self) -> None:
        arn = self.task()
        self.start(arn)
        self.local.control.set_migration(arn, {"status": "stopped", "stop_reason": "Stop Reason NORMAL"})
        self.local.control.fail(OPERATION, "stale", times=2)
        seen = [self.dms.describe_replication_tasks()["ReplicationTasks"][0]["Status"] for _ in range(3)]
        self.assertEqual(seen, ["running", "running", "stopped"])

    def test_a_task_that_is_not_visible_yet(self) -> None:
        arn = self.task()
        self.local.control.fail(OPERATION, "missing")
        filters = [{"Name": "replication-task-arn", "Values": [arn]}]
        with self.refused("ResourceNotFoundFault"):
            self.dms.describe_replication_tasks(Filters=filters)
        self.assertEqual(len(self.dms.describe_replication_tasks(Filters=filters)["ReplicationTasks"]), 1)

    def test_pages_shorter_than_asked_for_and_an_empty_one_lose_nothing(self) -> None:
        arn = self.task()
        names = [f"t{number}" for number in range(30)]
        self.local.control.set_migration(arn, {}, [{"schema": "s", "name": name} for name in names])
        self.local.control.fail("DescribeTableStatistics", "empty-page")
        self.local.control.fail("DescribeTableStatistics", "short-page", times=2, size=7)
        pages = list(self.dms.get_paginator("describe_table_statistics").paginate(ReplicationTaskArn=arn))
        self.assertEqual([len(page["TableStatistics"]) for page in pages], [0, 7, 7, 16])
        self.assertEqual([table["TableName"] for page in pages for table in page["TableStatistics"]], names)

    def test_a_marker_that_never_moves(self) -> None:
        arn = self.task()
        tables = [{"schema": "s", "name": f"t{number}"} for number in range(50)]
        self.local.control.set_migration(arn, {}, tables)
        self.local.control.fail("DescribeTableStatistics", "same-marker", times=5)
        first = self.dms.describe_table_statistics(ReplicationTaskArn=arn, MaxRecords=20)
        second = self.dms.describe_table_statistics(ReplicationTaskArn=arn, MaxRecords=20, Marker=first["Marker"])
        self.assertEqual(second["Marker"], first["Marker"])

    def test_odd_members_in_an_answer_of_200(self) -> None:
        arn = self.task()
        odd = {"StopReason": "Stop Reason NOT_YET_INVENTED", "Sparkles": [1], "ReplicationTaskStats": None}
        self.local.control.set_migration(arn, {"status": "stopped", "odd": odd})
        status, answer = self.post(f"AmazonDMSv20160101.{OPERATION}", {})
        shown = answer["ReplicationTasks"][0]
        self.assertEqual((status, shown["StopReason"], shown["Sparkles"]), (200, odd["StopReason"], [1]))
        self.assertNotIn("ReplicationTaskStats", shown)

    def test_a_fault_there_is_not_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            self.local.control.fail(OPERATION, "gremlins")


class ControlEndpoint(LocalDMSCase):
    def test_another_process_can_set_a_state_and_read_what_was_asked(self) -> None:
        arn = self.task()
        body = {"arn": arn, "set": {"status": "stopped", "stop_reason": "Stop Reason NORMAL"}, "tables": []}
        self.assertEqual(self.post("", body, "/_control/migrations")[0], 200)
        self.assertEqual(self.dms.describe_replication_tasks()["ReplicationTasks"][0]["Status"], "stopped")
        with urllib.request.urlopen(self.local.endpoint + "/_control/calls", timeout=10) as answer:
            asked = [call["operation"] for call in json.loads(answer.read())["calls"]]
        self.assertEqual(asked[-2:], ["CreateReplicationTask", OPERATION])

    def test_what_it_cannot_do_is_an_error_and_not_silence(self) -> None:
        for path, body, status in (
            ("/_control/nothing", {}, 404),
            ("/_control/faults", {"operation": "X", "kind": "gremlins"}, 400),
            ("/_control/migrations", {"arn": "arn:none", "set": {}}, 400),
            ("/_control/migrations", {"arn": self.task(), "set": {"mood": "sad"}}, 400),
            ("/_control/faults", b"no JSON", 400),
        ):
            with self.subTest(path=path, body=body):
                self.assertEqual(self.post("", body, path)[0], status)

    def test_reset_forgets_everything(self) -> None:
        self.task()
        self.post("", {}, "/_control/reset")
        self.assertEqual(self.dms.describe_replication_tasks()["ReplicationTasks"], [])

    def test_passwords_are_neither_shown_nor_kept_in_the_calls(self) -> None:
        secret = "example-secret-word"
        self.dms.create_endpoint(
            EndpointIdentifier="other", EndpointType="source", EngineName="postgres", Username="u", Password=secret
        )
        shown = self.dms.describe_endpoints()
        self.assertNotIn(secret, json.dumps(shown["Endpoints"]) + json.dumps(self.local.control.calls()))


class Events(LocalDMSCase):
    def test_a_task_that_stops_publishes_what_the_guide_shows(self) -> None:
        arn = self.task()
        self.start(arn)
        reason = "Stop Reason FULL_LOAD_ONLY_FINISHED"
        self.local.control.set_migration(arn, {"status": "stopped", "stop_reason": reason})
        started, stopped = self.local.control.events()
        self.assertEqual(started["detail"]["eventId"], "DMS-EVENT-0069")
        self.assertEqual(stopped["detail-type"], "DMS Replication Task State Change")
        self.assertEqual(stopped["resources"], [arn])
        self.assertEqual(stopped["detail"]["eventType"], "REPLICATION_TASK_STOPPED")
        self.assertEqual(stopped["detail"]["eventId"], "DMS-EVENT-0079")
        self.assertIn(reason, stopped["detail"]["detailMessage"])

    def test_an_event_subscription_says_the_same_in_its_own_words(self) -> None:
        arn = self.task("told")
        self.local.control.set_migration(arn, {"status": "stopped", "stop_reason": "Stop Reason NORMAL"})
        message = subscription_message(self.local.control.events()[0], "told")
        self.assertEqual((message["Event Source"], message["SourceId"]), ("replication-task", "told"))
        # The blank is the service's, and has broken many a comparison.
        self.assertTrue(message["Event ID"].endswith("#DMS-EVENT-0079 "))

    def test_serverless_has_its_own_detail_type(self) -> None:
        arn = self.config()
        self.local.control.set_migration(arn, {"status": "failed", "failure": "No capacity"})
        event = self.local.control.events()[0]
        self.assertEqual(event["detail-type"], "DMS Replication State Change")
        self.assertEqual(
            (event["detail"]["type"], event["detail"]["eventType"]), ("REPLICATION_CONFIG", "REPLICATION_FAILED")
        )

    def test_the_same_state_twice_is_one_event(self) -> None:
        arn = self.task()
        for _ in range(2):
            self.local.control.set_migration(arn, {"status": "failed"})
        self.assertEqual(len(self.local.control.events()), 1)


class DataSync(LocalDMSCase):
    def test_an_execution_with_its_result(self) -> None:
        result = {"PrepareStatus": "SUCCESS", "TransferStatus": "SUCCESS", "VerifyStatus": "ERROR", "ErrorCode": "E1"}
        arn = self.local.control.set_execution({"Status": "ERROR", "Result": result, "FilesTransferred": 3})
        shown = self.datasync.describe_task_execution(TaskExecutionArn=arn)
        self.assertEqual((shown["Status"], shown["Result"], shown["FilesTransferred"]), ("ERROR", result, 3))
        event = self.local.control.events()[0]
        self.assertEqual(
            (event["source"], event["detail"], event["resources"]), ("aws.datasync", {"State": "ERROR"}, [arn])
        )

    def test_executions_of_a_task_are_listed_in_pages(self) -> None:
        task = "arn:aws:datasync:us-east-1:123456789012:task/task-00000000000000001"
        for number in range(5):
            arn = f"{task}/execution/exec-0000000000000000{number}"
            self.local.control.set_execution({"TaskExecutionArn": arn, "Status": "SUCCESS"})
        self.local.control.set_execution({"Status": "SUCCESS"})
        pages = list(self.datasync.get_paginator("list_task_executions").paginate(TaskArn=task, MaxResults=2))
        self.assertEqual([len(page["TaskExecutions"]) for page in pages], [2, 2, 1])

    def test_an_execution_there_is_not_and_one_that_still_verifies(self) -> None:
        arn = self.local.control.set_execution({"Status": "SUCCESS"})
        self.local.control.fail("DescribeTaskExecution", "stale")
        self.assertEqual(self.datasync.describe_task_execution(TaskExecutionArn=arn)["Status"], "VERIFYING")
        with self.assertRaises(ClientError) as caught:
            self.datasync.describe_task_execution(TaskExecutionArn=arn[:-1] + ("0" if arn[-1] != "0" else "1"))
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidRequestException")


if __name__ == "__main__":
    unittest.main()
