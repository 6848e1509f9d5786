"""What a client sees of tasks and replications: states, pages, filters, times, errors. boto3 is the client."""

from __future__ import annotations

import unittest

from botocore.exceptions import ClientError
from support import MAPPINGS, LocalDMSCase


class DescribeTasks(LocalDMSCase):
    def test_a_new_task_is_ready_and_has_no_statistics(self) -> None:
        self.task()
        shown = self.dms.describe_replication_tasks()["ReplicationTasks"][0]
        self.assertEqual(shown["Status"], "ready")
        self.assertEqual(shown["TableMappings"], MAPPINGS)
        self.assertNotIn("ReplicationTaskStats", shown)
        self.assertNotIn("StopReason", shown)

    def test_a_set_state_is_shown_with_its_reason_and_its_times(self) -> None:
        arn = self.task()
        self.dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="start-replication")
        reason = "Stop Reason FULL_LOAD_ONLY_FINISHED"
        self.local.control.set_migration(
            arn,
            {"status": "stopped", "stop_reason": reason},
            [
                {"schema": "shop", "name": "service", "statistics": {"TableState": "Table completed"}},
                {"schema": "shop", "name": "customers", "statistics": {"TableState": "Table error"}},
            ],
        )
        shown = self.dms.describe_replication_tasks()["ReplicationTasks"][0]
        self.assertEqual((shown["Status"], shown["StopReason"]), ("stopped", reason))
        stats = shown["ReplicationTaskStats"]
        self.assertEqual((stats["TablesLoaded"], stats["TablesErrored"]), (1, 1))
        self.assertLessEqual(stats["StartDate"], stats["StopDate"])

    def test_pages_hold_every_task_once(self) -> None:
        made = {self.task(f"task-{number}") for number in range(45)}
        pages = list(self.dms.get_paginator("describe_replication_tasks").paginate(PaginationConfig={"PageSize": 20}))
        found = [task["ReplicationTaskArn"] for page in pages for task in page["ReplicationTasks"]]
        self.assertEqual([len(page["ReplicationTasks"]) for page in pages], [20, 20, 5])
        self.assertEqual((len(found), set(found)), (45, made))
        self.assertNotIn("Marker", pages[-1])

    def test_max_records_has_bounds(self) -> None:
        for size in (19, 101):
            with self.refused("InvalidParameterValueException"):
                self.dms.describe_replication_tasks(MaxRecords=size)

    def test_a_marker_of_ones_own_making_is_refused(self) -> None:
        with self.refused("InvalidParameterValueException"):
            self.dms.describe_replication_tasks(Marker="20")

    def test_filters_find_by_arn_and_by_identifier(self) -> None:
        wanted = self.task("wanted")
        self.task("other")
        for name, value in (("replication-task-arn", wanted), ("replication-task-id", "wanted")):
            found = self.dms.describe_replication_tasks(Filters=[{"Name": name, "Values": [value]}])
            self.assertEqual([task["ReplicationTaskArn"] for task in found["ReplicationTasks"]], [wanted])

    def test_a_filter_that_finds_nothing_is_an_error_and_no_filter_is_not(self) -> None:
        with self.refused("ResourceNotFoundFault"):
            self.dms.describe_replication_tasks(Filters=[{"Name": "replication-task-arn", "Values": ["arn:x"]}])
        self.assertEqual(self.dms.describe_replication_tasks()["ReplicationTasks"], [])

    def test_an_arn_is_no_identifier_and_an_unknown_filter_is_none(self) -> None:
        for name in ("replication-task-id", "task-arn"):
            with self.refused("InvalidParameterValueException"):
                self.dms.describe_replication_tasks(Filters=[{"Name": name, "Values": [self.task(name)]}])

    def test_without_settings_leaves_them_out(self) -> None:
        self.task()
        shown = self.dms.describe_replication_tasks(WithoutSettings=True)["ReplicationTasks"][0]
        self.assertNotIn("ReplicationTaskSettings", shown)

    def test_a_member_that_is_misspelt_is_refused(self) -> None:
        status, answer = self.post("AmazonDMSv20160101.DescribeReplicationTasks", {"maxRecords": 20})
        self.assertEqual((status, answer["__type"]), (400, "ValidationException"))

    def test_an_operation_it_does_not_have_is_refused(self) -> None:
        for target in ("AmazonDMSv20160101.DescribeNothing", "AmazonDMSv20160101.ReloadTables", "Other.DescribeX"):
            status, answer = self.post(target, {})
            self.assertEqual((status, answer["__type"]), (400, "UnknownOperationException"))


class LifeOfATask(LocalDMSCase):
    def test_only_a_first_run_can_start_replication(self) -> None:
        arn = self.task()
        self.start(arn)
        self.dms.stop_replication_task(ReplicationTaskArn=arn)
        with self.refused("InvalidResourceStateFault"):
            self.start(arn)
        self.start(arn, "reload-target")

    def test_a_running_task_can_neither_start_nor_be_deleted(self) -> None:
        arn = self.task()
        self.start(arn)
        with self.refused("InvalidResourceStateFault"):
            self.start(arn, "reload-target")
        with self.refused("InvalidResourceStateFault"):
            self.dms.delete_replication_task(ReplicationTaskArn=arn)

    def test_one_identifier_is_one_task(self) -> None:
        self.task("same")
        with self.refused("ResourceAlreadyExistsFault"):
            self.task("same")

    def test_mappings_that_include_nothing_are_refused(self) -> None:
        for mappings in ("{}", "no JSON", '{"rules": []}'):
            with self.refused("InvalidParameterValueException"):
                self.task("bad", mappings=mappings)

    def test_a_run_starts_without_the_last_ones_stop(self) -> None:
        arn = self.task()
        self.start(arn)
        self.local.control.set_migration(arn, {"status": "failed", "stop_reason": "Stop Reason FATAL_ERROR"})
        self.start(arn, "reload-target")
        shown = self.dms.describe_replication_tasks()["ReplicationTasks"][0]
        self.assertEqual(shown["Status"], "running")
        self.assertNotIn("StopReason", shown)
        self.assertNotIn("StopDate", shown["ReplicationTaskStats"])


class Statistics(LocalDMSCase):
    def test_pages_of_more_tables_than_one_page_holds(self) -> None:
        arn = self.task()
        names = [f"table_{number:04}" for number in range(1203)]
        self.local.control.set_migration(arn, {}, [{"schema": "shop", "name": name} for name in names])
        paginator = self.dms.get_paginator("describe_table_statistics")
        pages = list(paginator.paginate(ReplicationTaskArn=arn, PaginationConfig={"PageSize": 500}))
        self.assertEqual([len(page["TableStatistics"]) for page in pages], [500, 500, 203])
        self.assertEqual([table["TableName"] for page in pages for table in page["TableStatistics"]], names)

    def test_bounds_are_twenty_to_five_hundred(self) -> None:
        arn = self.task()
        for size in (19, 501):
            with self.refused("InvalidParameterValueException"):
                self.dms.describe_table_statistics(ReplicationTaskArn=arn, MaxRecords=size)

    def test_filters_are_joined_by_and(self) -> None:
        arn = self.task()
        for schema, name, state in (("a", "x", "Table error"), ("a", "y", "Full load"), ("b", "x", "Table error")):
            table = {"schema": schema, "name": name, "statistics": {"TableState": state}}
            self.local.control.set_migration(arn, {}, [table])
        filters = [{"Name": "table-state", "Values": ["Table error"]}, {"Name": "schema-name", "Values": ["a"]}]
        found = self.dms.describe_table_statistics(ReplicationTaskArn=arn, Filters=filters)["TableStatistics"]
        self.assertEqual([(table["SchemaName"], table["TableName"]) for table in found], [("a", "x")])

    def test_a_task_there_is_not(self) -> None:
        with self.refused("ResourceNotFoundFault"):
            self.dms.describe_table_statistics(ReplicationTaskArn="arn:aws:dms:us-east-1:123456789012:task:NONE")

    def test_a_statistic_the_service_does_not_have_cannot_be_set(self) -> None:
        with self.assertRaises(ValueError):
            self.local.control.set_migration(self.task(), {}, [{"schema": "a", "name": "x", "statistics": {"Rows": 1}}])


class Serverless(LocalDMSCase):
    def test_a_config_and_its_replication(self) -> None:
        arn = self.config("nightly")
        config = self.dms.describe_replication_configs()["ReplicationConfigs"][0]
        self.assertEqual((config["ReplicationConfigArn"], config["TableMappings"]), (arn, MAPPINGS))
        self.dms.start_replication(ReplicationConfigArn=arn, StartReplicationType="start-replication")
        self.local.control.set_migration(
            arn,
            {"status": "failed", "stop_reason": "Stop Reason FATAL_ERROR", "failure": "Source unreachable"},
            [{"schema": "shop", "name": "service", "statistics": {"FullLoadRows": 5}}],
        )
        filters = [{"Name": "replication-config-arn", "Values": [arn]}]
        shown = self.dms.describe_replications(Filters=filters)["Replications"][0]
        self.assertEqual((shown["Status"], shown["FailureMessages"]), ("failed", ["Source unreachable"]))
        self.assertIn("StopDate", shown["ReplicationStats"])
        tables = self.dms.describe_replication_table_statistics(ReplicationConfigArn=arn)
        self.assertEqual(tables["ReplicationTableStatistics"][0]["FullLoadRows"], 5)

    def test_tasks_and_replications_are_kept_apart(self) -> None:
        arn = self.config()
        self.assertEqual(self.dms.describe_replication_tasks()["ReplicationTasks"], [])
        with self.assertRaises(ClientError):
            self.dms.describe_table_statistics(ReplicationTaskArn=arn)


if __name__ == "__main__":
    unittest.main()
