"""Whatever the services' models have, a scenario can set, and boto3 reads it back: every member of every answer that a
verdict may rest on. The members are taken from the model, so that a new one is missed here and not in use.
"""

from __future__ import annotations

import unittest
from datetime import UTC, datetime
from typing import Any

from support import LocalDMSCase

from localaws.dms.events import SubscriptionForm, subscription_message
from localaws.dms.model import service_model

EXECUTION = "arn:aws:datasync:us-east-1:123456789012:task/task-0123456789abcdef0/execution/exec-0123456789abcdef0"


def sample(shape: Any, name: str = "") -> Any:
    """A value of a shape that no default would be."""
    match shape.type_name:
        case "structure":
            return {member: sample(each, member) for member, each in shape.members.items()}
        case "list":
            return [sample(shape.member, name)]
        case "map":
            return {"example": sample(shape.value, name)}
        case "boolean":
            return True
        case "integer" | "long":
            return 7
        case "double" | "float":
            return 7.5
        case "timestamp":
            return 1_790_000_000.0
        case _:
            return shape.enum[-1] if shape.enum else f"example {name}"


def as_read(value: Any) -> Any:
    """Times as they are on the wire."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).timestamp()
    if isinstance(value, dict):
        return {name: as_read(each) for name, each in value.items()}
    return [as_read(each) for each in value] if isinstance(value, list) else value


class EveryField(LocalDMSCase):
    def members(self, service: str, operation: str, path: str) -> dict[str, Any]:
        shape = service_model(service).part(operation, path)
        return {name: sample(each, name) for name, each in shape.members.items()}

    def test_of_a_task(self) -> None:
        wanted = self.members("dms", "DescribeReplicationTasks", "ReplicationTasks")
        stats = wanted.pop("ReplicationTaskStats")
        arn = self.task()
        # What finds the task again stays as it is.
        wanted["ReplicationTaskArn"] = arn
        self.local.control.set_migration(arn, {"answered": wanted, "stats": stats})
        shown = as_read(self.dms.describe_replication_tasks()["ReplicationTasks"][0])
        self.assertEqual(shown, {**wanted, "ReplicationTaskStats": stats})

    def test_of_a_serverless_replication(self) -> None:
        wanted = self.members("dms", "DescribeReplications", "Replications")
        stats = wanted.pop("ReplicationStats")
        arn = self.config()
        wanted["ReplicationConfigArn"] = arn
        self.local.control.set_migration(arn, {"answered": wanted, "stats": stats})
        shown = as_read(self.dms.describe_replications()["Replications"][0])
        self.assertEqual(shown, {**wanted, "ReplicationStats": stats})

    def test_of_a_tables_statistics(self) -> None:
        wanted = self.members("dms", "DescribeTableStatistics", "TableStatistics")
        for name in ("SchemaName", "TableName"):
            wanted[name] = "example"
        arn, config = self.task(), self.config()
        for each in (arn, config):
            self.local.control.set_migration(
                each, {}, [{"schema": "example", "name": "example", "statistics": wanted}], publish=False
            )
        of_task = self.dms.describe_table_statistics(ReplicationTaskArn=arn)["TableStatistics"]
        of_config = self.dms.describe_replication_table_statistics(ReplicationConfigArn=config)
        self.assertEqual(as_read(of_task), [wanted])
        self.assertEqual(as_read(of_config["ReplicationTableStatistics"]), [wanted])

    def test_of_a_task_execution(self) -> None:
        wanted = self.members("datasync", "DescribeTaskExecution", "")
        wanted |= {"TaskExecutionArn": EXECUTION, "Status": "SUCCESS"}
        self.assertIn("FoldersFailed", wanted)
        self.local.control.set_execution(wanted)
        answer = self.datasync.describe_task_execution(TaskExecutionArn=EXECUTION)
        del answer["ResponseMetadata"]
        self.assertEqual(as_read(answer), wanted)

    def test_what_the_model_does_not_have_is_refused_when_it_is_set(self) -> None:
        arn = self.task()
        for values in (
            {"answered": {"StopReson": "x"}},
            {"answered": {"Status": 7}},
            {"stats": {"TablesErored": 1}},
            {"stats": {"TablesErrored": "1"}},
        ):
            with self.subTest(values), self.assertRaises(ValueError):
                self.local.control.set_migration(arn, values)
        for execution in ({"FoldersFailed": {"Lists": 3}}, {"FilesTransferred": "3"}, {"Sttus": "SUCCESS"}):
            with self.subTest(execution), self.assertRaises(ValueError):
                self.local.control.set_execution(execution)


class Contradictions(LocalDMSCase):
    """What a real service has been seen to say, and a verdict must not overlook."""

    def test_a_failed_task_may_have_no_stop_date_or_the_previous_ones(self) -> None:
        arn = self.task()
        self.start(arn)
        for stop in (None, 1_700_000_000.0):
            with self.subTest(stop):
                self.local.control.set_migration(arn, {"status": "running"})
                self.local.control.set_migration(arn, {"status": "failed", "stats": {"StopDate": stop}})
                stats = as_read(self.dms.describe_replication_tasks()["ReplicationTasks"][0]["ReplicationTaskStats"])
                self.assertEqual(stats.get("StopDate"), stop)

    def test_a_stop_reason_is_free_text(self) -> None:
        arn = self.task()
        self.start(arn)
        reason = "Last Error  Task error notification received from subtask 2 Stop Reason FATAL_ERROR Error Level FATAL"
        self.local.control.set_migration(arn, {"status": "stopped", "stop_reason": reason})
        self.assertEqual(self.dms.describe_replication_tasks()["ReplicationTasks"][0]["StopReason"], reason)

    def test_a_transfer_succeeds_with_folders_that_failed(self) -> None:
        failed = {"List": 3, "Prepare": 0, "Transfer": 0, "Verify": 0, "Delete": 0}
        arn = self.local.control.set_execution({"Status": "SUCCESS", "FoldersFailed": failed})
        answer = self.datasync.describe_task_execution(TaskExecutionArn=arn)
        self.assertEqual((answer["Status"], answer["FoldersFailed"]), ("SUCCESS", failed))


class Subscriptions(LocalDMSCase):
    """The shapes of an event subscription's messages."""

    def messages(self) -> dict[SubscriptionForm, dict[str, str]]:
        arn = self.task("Example-Task")
        self.start(arn)
        self.local.control.set_migration(arn, {"status": "failed"})
        event = self.local.control.events()[-1]
        return {form: subscription_message(event, "Example-Task", form) for form in SubscriptionForm}

    def test_the_common_shape_has_the_id_only_in_its_link(self) -> None:
        message = self.messages()[SubscriptionForm.LINK]
        self.assertNotIn("SourceId", message)
        self.assertTrue(message["Identifier Link"].endswith("#tasks:ids=example-task\nSourceId: example-task "))
        self.assertTrue(message["Event ID"].endswith("#DMS-EVENT-0078 "))

    def test_the_newer_shape_has_the_id_and_the_notifications_time(self) -> None:
        message = self.messages()[SubscriptionForm.NOTIFICATION_TIME]
        self.assertEqual(message["SourceId"], "example-task")
        self.assertIn("Notification time", message)

    def test_the_older_shape_has_the_id_as_the_user_wrote_it(self) -> None:
        self.assertEqual(self.messages()[SubscriptionForm.SOURCE_ID]["SourceId"], "Example-Task")


if __name__ == "__main__":
    unittest.main()
