"""A full load between two real PostgreSQL databases: the rows arrive, and what is set to go wrong goes wrong."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import unittest
from pathlib import Path
from typing import Any

from pyarrow import parquet
from support import MAPPINGS, LocalDMSCase

from demos import shop
from localaws import postgres
from localaws.dms.mappings import TableMappings

DONE = "Stop Reason FULL_LOAD_ONLY_FINISHED"


class FullLoad(LocalDMSCase):
    source: postgres.Server
    target: postgres.Server
    authority: postgres.Authority
    rows: dict[str, int]

    @classmethod
    def setUpClass(cls) -> None:
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.authority = stack.enter_context(postgres.authority())
        cls.source = stack.enter_context(postgres.running(cls.authority, ["shop"]))
        cls.target = stack.enter_context(postgres.running(cls.authority, ["warehouse"]))
        cls.rows = shop.fill(cls.source, "shop", percent=1)

    def setUp(self) -> None:
        super().setUp()
        self.target.sql("warehouse", "DROP SCHEMA IF EXISTS shop CASCADE", "DROP SCHEMA IF EXISTS sales CASCADE")
        self.ends = {
            "SourceEndpointArn": self.postgres_endpoint("shop-source", "source", self.source, "shop"),
            "TargetEndpointArn": self.postgres_endpoint("warehouse", "target", self.target, "warehouse"),
        }

    def postgres_endpoint(self, name: str, kind: str, server: postgres.Server, database: str, **others: Any) -> str:
        made = self.dms.create_endpoint(
            **{
                "EndpointIdentifier": name,
                "EndpointType": kind,
                "EngineName": "postgres",
                "ServerName": server.host,
                "Port": server.port,
                "DatabaseName": database,
                "Username": server.user,
                "Password": server.password,
                "SslMode": "require",
                **others,
            }
        )
        arn: str = made["Endpoint"]["EndpointArn"]
        return arn

    def run_task(
        self, mappings: str = MAPPINGS, injected: dict[str, Any] | None = None, **others: Any
    ) -> dict[str, Any]:
        """Runs a task to its end. Returns it as Describe shows it."""
        arn = self.task(mappings=mappings, **others)
        self.local.control.set_migration(arn, injected or {})
        self.start(arn)
        self.local.join()
        shown: dict[str, Any] = self.dms.describe_replication_tasks()["ReplicationTasks"][0]
        return shown

    def tables(self, task: dict[str, Any]) -> dict[str, dict[str, Any]]:
        answer = self.dms.describe_table_statistics(ReplicationTaskArn=task["ReplicationTaskArn"])
        return {table["TableName"]: table for table in answer["TableStatistics"]}

    def test_every_row_arrives_and_is_counted(self) -> None:
        task = self.run_task()
        self.assertEqual((task["Status"], task["StopReason"]), ("stopped", DONE))
        stats = task["ReplicationTaskStats"]
        self.assertEqual((stats["TablesLoaded"], stats["TablesErrored"], stats["FullLoadProgressPercent"]), (7, 0, 100))
        loaded = {name: table["FullLoadRows"] for name, table in self.tables(task).items()}
        self.assertEqual(loaded, self.rows)
        self.assertEqual(shop.counts(self.target, "warehouse", "shop"), self.rows)
        self.assertEqual(self.local.control.events()[-1]["detail"]["eventId"], "DMS-EVENT-0079")

    def test_the_rows_themselves_are_the_same(self) -> None:
        self.run_task()
        query = "SELECT md5(string_agg(c::text, '|' ORDER BY customer_id)) FROM shop.customers c"
        self.assertEqual(self.source.sql("shop", query), self.target.sql("warehouse", query))

    def test_lost_rows_are_missing_and_dms_does_not_know(self) -> None:
        task = self.run_task(injected={"losses": {"shop.sales_order": 3}})
        table = self.tables(task)["sales_order"]
        self.assertEqual((table["TableState"], table["FullLoadRows"]), ("Table completed", self.rows["sales_order"]))
        arrived = shop.counts(self.target, "warehouse", "shop")
        self.assertEqual(arrived, self.rows | {"sales_order": self.rows["sales_order"] - 3})

    def test_validation_does_know(self) -> None:
        settings = json.dumps({"ValidationSettings": {"EnableValidation": True}})
        injected = {"losses": {"shop.sales_order": 3}}
        tables = self.tables(self.run_task(injected=injected, ReplicationTaskSettings=settings))
        self.assertEqual(tables["sales_order"]["ValidationState"], "Mismatched records")
        self.assertEqual(tables["sales_order"]["ValidationFailedRecords"], 3)
        self.assertEqual(tables["customers"]["ValidationState"], "Validated")

    def test_a_broken_table_is_suspended_and_the_task_is_called_finished(self) -> None:
        task = self.run_task(injected={"breaks": {"shop.service_parts": 10}})
        self.assertEqual((task["Status"], task["StopReason"]), ("stopped", DONE))
        self.assertEqual(task["ReplicationTaskStats"]["TablesErrored"], 1)
        table = self.tables(task)["service_parts"]
        self.assertEqual((table["TableState"], table["FullLoadRows"]), ("Table error", 10))

    def test_or_the_task_stops_if_its_settings_say_so(self) -> None:
        settings = json.dumps({"ErrorBehavior": {"TableErrorPolicy": "STOP_TASK"}})
        task = self.run_task(injected={"breaks": {"shop.service_parts": 10}}, ReplicationTaskSettings=settings)
        self.assertEqual((task["Status"], task["StopReason"]), ("failed", "Stop Reason FATAL_ERROR"))
        self.assertIn("shop.service_parts", task["LastFailureMessage"])

    def test_a_table_the_target_refuses_is_an_error_without_being_told_to(self) -> None:
        self.run_task()
        self.target.sql("warehouse", "ALTER TABLE shop.customers ADD CHECK (customer_id < 10) NOT VALID")
        settings = json.dumps({"FullLoadSettings": {"TargetTablePrepMode": "TRUNCATE_BEFORE_LOAD"}})
        arn = self.task("again", ReplicationTaskSettings=settings)
        self.start(arn)
        self.local.join()
        tables = self.tables({"ReplicationTaskArn": arn})
        self.assertEqual(tables["customers"]["TableState"], "Table error")
        self.assertEqual(tables["service"]["TableState"], "Table completed")

    def test_filters_and_renames_are_honoured(self) -> None:
        rules = [
            selection("1", "sales[_]order", [{"filter-operator": "ste", "value": "100"}]),
            {
                "rule-type": "transformation",
                "rule-id": "2",
                "rule-name": "2",
                "rule-target": "schema",
                "rule-action": "rename",
                "object-locator": {"schema-name": "shop"},
                "value": "sales",
            },
        ]
        tables = self.tables(self.run_task(json.dumps({"rules": rules})))
        self.assertEqual({name: table["FullLoadRows"] for name, table in tables.items()}, {"sales_order": 100})
        self.assertEqual(shop.counts(self.target, "warehouse", "sales"), {"sales_order": 100})

    def test_hostile_names_are_copied_as_they_are(self) -> None:
        name = 'drop"; -- 表 😀'
        quoted = name.replace('"', '""')
        self.source.sql(
            "shop", f'CREATE TABLE shop."{quoted}" ("a b" int PRIMARY KEY)', f'INSERT INTO shop."{quoted}" VALUES (1)'
        )
        self.source.sql("shop", f"GRANT SELECT ON ALL TABLES IN SCHEMA shop TO {self.source.user}")
        self.addCleanup(self.source.sql, "shop", f'DROP TABLE shop."{quoted}"')
        tables = self.tables(self.run_task())
        self.assertEqual((tables[name]["TableState"], tables[name]["FullLoadRows"]), ("Table completed", 1))

    def test_files_in_s3_have_dms_names_and_every_row(self) -> None:
        stored = FakeS3({"raw/shop/service/LOAD00000001.csv": b"old", "raw/shop/service/LOAD00000002.csv": b"old"})
        self.local.write_files_with(stored)
        settings = {"BucketName": "example-raw", "BucketFolder": "raw", "DataFormat": "csv"}
        tables = self.tables(self.run_task(TargetEndpointArn=self.files_endpoint(settings)))
        self.assertEqual({name: table["FullLoadRows"] for name, table in tables.items()}, self.rows)
        self.assertEqual(set(stored.objects), {f"raw/shop/{name}/LOAD00000001.csv" for name in self.rows})
        lines = stored.objects["raw/shop/service/LOAD00000001.csv"].decode().splitlines()
        self.assertEqual(len(lines), self.rows["service"])

    def test_parquet_files_have_every_row_and_the_operation_where_it_is_asked_for(self) -> None:
        stored = FakeS3({})
        self.local.write_files_with(stored)
        settings = {"BucketName": "example-raw", "DataFormat": "parquet", "IncludeOpForFullLoad": True}
        self.run_task(TargetEndpointArn=self.files_endpoint(settings))
        for name, rows in self.rows.items():
            written = parquet.read_table(io.BytesIO(stored.objects[f"shop/{name}/LOAD00000001.parquet"]))
            self.assertEqual(written.num_rows, rows)
            self.assertEqual(set(written["Op"].to_pylist()), {"I"})

    def test_a_format_it_cannot_write_ends_the_task(self) -> None:
        self.local.write_files_with(FakeS3({}))
        endpoint = self.files_endpoint({"BucketName": "example-raw", "DataFormat": "avro"})
        task = self.run_task(TargetEndpointArn=endpoint)
        self.assertEqual(task["Status"], "failed")
        self.assertIn("avro", task["LastFailureMessage"])

    def files_endpoint(self, settings: dict[str, Any]) -> str:
        made = self.dms.create_endpoint(
            EndpointIdentifier="files", EndpointType="target", EngineName="s3", S3Settings=settings
        )
        arn: str = made["Endpoint"]["EndpointArn"]
        return arn

    def test_a_full_load_with_cached_changes_stops_as_its_settings_say(self) -> None:
        for setting, reason in (
            ("StopTaskCachedChangesNotApplied", "Stop Reason STOPPED_AFTER_FULL_LOAD"),
            ("StopTaskCachedChangesApplied", "Stop Reason STOPPED_AFTER_CACHED_EVENTS"),
            ("Nothing", None),
        ):
            with self.subTest(setting):
                self.local.control.answer("POST", "/_control/reset", {})
                self.setUp()
                settings = json.dumps({"FullLoadSettings": {setting: True}})
                task = self.run_task(MigrationType="full-load-and-cdc", ReplicationTaskSettings=settings)
                self.assertEqual(task.get("StopReason"), reason)

    def test_a_wrong_password_and_nothing_selected_end_the_task(self) -> None:
        wrong = self.postgres_endpoint("wrong", "source", self.source, "shop", Password="not-the-password")
        nothing = json.dumps({"rules": [selection("1", "no_such_table")]})
        for name, others, message in (
            ("wrong", {"SourceEndpointArn": wrong}, "password authentication failed"),
            ("nothing", {"mappings": nothing}, "No tables were found"),
        ):
            with self.subTest(name):
                arn = self.task(name, **others)
                self.start(arn)
                self.local.join()
                filters = [{"Name": "replication-task-arn", "Values": [arn]}]
                task = self.dms.describe_replication_tasks(Filters=filters)["ReplicationTasks"][0]
                self.assertEqual((task["Status"], task["StopReason"]), ("failed", "Stop Reason FATAL_ERROR"))
                self.assertIn(message, task["LastFailureMessage"])

    def test_the_servers_take_tls_with_a_checked_certificate_and_nothing_less(self) -> None:
        query = ["psql", "--no-psqlrc", "-Atc", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"]
        path = {"PATH": os.environ["PATH"]}
        environment = self.source.environment("shop", self.authority) | path
        self.assertEqual(subprocess.run(query, env=environment, capture_output=True).stdout, b"t\n")
        for change in ({"PGSSLMODE": "disable"}, {"PGPASSWORD": "wrong"}, {"PGSSLROOTCERT": "/dev/null"}):
            with self.subTest(change):
                self.assertNotEqual(subprocess.run(query, env=environment | change, capture_output=True).returncode, 0)


class FakeS3:
    """As much of boto3's S3 client as a load asks for."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects = objects

    def list_objects_v2(self, Bucket: str, Prefix: str) -> dict[str, Any]:
        return {"Contents": [{"Key": key} for key in self.objects if key.startswith(Prefix)]}

    def delete_object(self, Bucket: str, Key: str) -> None:
        del self.objects[Key]

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        self.objects[key] = Path(path).read_bytes()


class Shop(unittest.TestCase):
    def test_the_rows_are_the_same_every_time(self) -> None:
        with postgres.authority() as authority, postgres.running(authority, ["one", "two"]) as server:
            first, second = (shop.fill(server, database, percent=1) for database in ("one", "two"))
            self.assertEqual(first, second)
            for table in first:
                query = f"SELECT md5(string_agg(t::text, '|' ORDER BY t)) FROM shop.{table} t"
                self.assertEqual(server.sql("one", query), server.sql("two", query), table)
            folder = server.folder
        self.assertFalse(folder.exists())
        self.assertFalse(server.process.is_running)


class Patterns(unittest.TestCase):
    def test_wildcards_excludes_and_transformations(self) -> None:
        tables = [("shop", "sales_order"), ("shop", "salesXorder"), ("shop", "service"), ("other", "service")]
        rules = [
            selection("1", "s%"),
            selection("2", "sales_order") | {"rule-action": "exclude"},
            {
                "rule-type": "transformation",
                "rule-target": "table",
                "rule-action": "add-prefix",
                "object-locator": {"schema-name": "shop", "table-name": "%"},
                "value": "raw_",
            },
        ]
        arrivals = TableMappings(json.dumps({"rules": rules})).arrivals(tables)
        # _ stands for any one character, so the exclude takes both.
        self.assertEqual([(each.name, each.target_name) for each in arrivals], [("service", "raw_service")])


def selection(identifier: str, table: str, conditions: list[dict[str, str]] | None = None) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "rule-type": "selection",
        "rule-id": identifier,
        "rule-name": identifier,
        "object-locator": {"schema-name": "shop", "table-name": table},
        "rule-action": "include",
    }
    if conditions:
        rule["filters"] = [{"filter-type": "source", "column-name": "order_id", "filter-conditions": conditions}]
    return rule


if __name__ == "__main__":
    unittest.main()
