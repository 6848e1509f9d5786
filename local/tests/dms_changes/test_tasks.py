"""A full-load-and-cdc task of the local DMS: it loads the tables and then captures their changes by itself."""

from __future__ import annotations

import contextlib
import io
import json
import unittest
from pathlib import Path
from typing import Any

import boto3
import pyarrow.parquet

from localaws import postgres
from localaws.dms.database import Database
from localaws.dms.server import LocalDMS

RULES = [
    {
        "rule-type": "selection",
        "rule-id": "1",
        "rule-name": "every-table",
        "object-locator": {"schema-name": "shop", "table-name": "%"},
        "rule-action": "include",
    },
    {
        "rule-type": "transformation",
        "rule-id": "2",
        "rule-name": "folder",
        "rule-target": "schema",
        "object-locator": {"schema-name": "shop"},
        "rule-action": "rename",
        "value": "database",
    },
    {
        "rule-type": "transformation",
        "rule-id": "3",
        "rule-name": "order",
        "rule-target": "column",
        "object-locator": {"schema-name": "shop", "table-name": "%"},
        "rule-action": "add-column",
        "value": "change_seq",
        "expression": "$AR_H_CHANGE_SEQ",
        "data-type": {"type": "string", "length": 35},
    },
]


class Bucket:
    """The calls of S3 that the local DMS makes, on a dictionary."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:
        self.files[Key] = Body

    def upload_file(self, name: str, bucket: str, key: str) -> None:
        self.files[key] = Path(name).read_bytes()

    def delete_object(self, Bucket: str, Key: str) -> None:
        del self.files[Key]

    def list_objects_v2(self, Bucket: str, Prefix: str) -> dict[str, Any]:
        return {"Contents": [{"Key": each} for each in self.files if each.startswith(Prefix)]}


class TaskWithChanges(unittest.TestCase):
    stack: contextlib.ExitStack
    server: postgres.Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        authority = cls.stack.enter_context(postgres.authority())
        logical = {"wal_level": "logical", "max_wal_senders": "2", "max_replication_slots": "4"}
        cls.server = cls.stack.enter_context(postgres.running(authority, ["autocorp"], logical))
        cls.server.sql("postgres", f"ALTER ROLE {cls.server.user} REPLICATION")

    def setUp(self) -> None:
        self.source = Database(self.server.host, self.server.port, "autocorp", self.server.user, self.server.password)
        self.source.run(
            "DROP SCHEMA IF EXISTS shop CASCADE",
            "CREATE SCHEMA shop",
            "CREATE TABLE shop.service (service_id int PRIMARY KEY, name text, changed_at timestamp)",
            "INSERT INTO shop.service VALUES (1, 'wash', '2026-01-01 10:00:00.123456'), (2, 'oil', NULL)",
        )
        self.bucket = Bucket()
        self.local = self.enterContext(LocalDMS())
        self.local.write_files_with(self.bucket)
        self.dms: Any = boto3.client(
            "dms",
            endpoint_url=self.local.endpoint,
            region_name="us-east-1",
            aws_access_key_id="example",
            aws_secret_access_key="example",
        )

    def task(self, settings: dict[str, Any] | None = None, user: str = "", **target: Any) -> str:
        """The ARN of a task whose full load is over."""
        ends = [
            self.dms.create_endpoint(
                EndpointIdentifier="source",
                EndpointType="source",
                EngineName="postgres",
                ServerName=self.server.host,
                Port=self.server.port,
                DatabaseName="autocorp",
                Username=user or self.server.user,
                Password=self.server.password,
                SslMode="require",
            ),
            self.dms.create_endpoint(
                EndpointIdentifier="target",
                EndpointType="target",
                EngineName="s3",
                S3Settings={
                    "BucketName": "example-raw",
                    "DataFormat": "parquet",
                    "IncludeOpForFullLoad": True,
                    "DatePartitionEnabled": True,
                    # Nothing is written by the interval while a test runs.
                    "CdcMaxBatchInterval": 3600,
                    **target,
                },
            ),
        ]
        arn: str = self.dms.create_replication_task(
            ReplicationTaskIdentifier="lake",
            SourceEndpointArn=ends[0]["Endpoint"]["EndpointArn"],
            TargetEndpointArn=ends[1]["Endpoint"]["EndpointArn"],
            ReplicationInstanceArn="arn:aws:dms:us-east-1:123456789012:rep:EXAMPLE",
            MigrationType="full-load-and-cdc",
            TableMappings=json.dumps({"rules": RULES}),
            ReplicationTaskSettings=json.dumps({"FullLoadSettings": settings or {}}),
        )["ReplicationTask"]["ReplicationTaskArn"]
        self.start(arn, "start-replication")
        return arn

    def start(self, arn: str, kind: str) -> None:
        self.dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType=kind)
        self.local.join()

    def described(self) -> dict[str, Any]:
        found: dict[str, Any] = self.dms.describe_replication_tasks()["ReplicationTasks"][0]
        return found

    def taken(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each new file, by its key; the files are taken away."""
        files, self.bucket.files = self.bucket.files, {}
        return {key: pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist() for key, data in files.items()}

    def test_it_stops_behind_its_full_load_and_resumes_with_what_was_committed_meanwhile(self) -> None:
        arn = self.task({"StopTaskCachedChangesNotApplied": True})
        self.assertEqual(self.described()["StopReason"], "Stop Reason STOPPED_AFTER_FULL_LOAD")
        loaded = self.taken()
        self.assertEqual(list(loaded), ["database/service/LOAD00000001.parquet"])
        first, second = loaded["database/service/LOAD00000001.parquet"]
        self.assertEqual((first["Op"], first["change_seq"], first["changed_at"].microsecond), ("I", None, 123456))
        self.assertEqual((second["service_id"], second["changed_at"]), (2, None))
        self.source.run("UPDATE shop.service SET name = 'polish' WHERE service_id = 1")
        self.start(arn, "resume-processing")
        self.assertEqual(self.described()["Status"], "running")
        self.source.run("DELETE FROM shop.service WHERE service_id = 2")
        self.assertEqual(self.local.control.flush(arn), 2)
        ((key, rows),) = self.taken().items()
        self.assertRegex(key, r"^database/service/20\d\d/\d\d/\d\d/20\d{6}-\d{9}\.parquet$")
        self.assertEqual(
            [(row["Op"], row["service_id"], row["name"]) for row in rows], [("U", 1, "polish"), ("D", 2, None)]
        )
        self.assertRegex(rows[0]["change_seq"], r"^\d{35}$")
        (table,) = self.dms.describe_table_statistics(ReplicationTaskArn=arn)["TableStatistics"]
        counts = [table[each] for each in ("FullLoadRows", "Inserts", "Updates", "Deletes")]
        self.assertEqual(counts, [2, 0, 1, 1])

    def test_without_such_a_stop_it_goes_on_and_writes_the_rest_when_it_is_stopped(self) -> None:
        arn = self.task()
        self.assertEqual(self.described()["Status"], "running")
        self.taken()
        self.source.run("INSERT INTO shop.service VALUES (3, 'tyres', NULL)")
        self.dms.stop_replication_task(ReplicationTaskArn=arn)
        (rows,) = self.taken().values()
        self.assertEqual([(row["Op"], row["service_id"]) for row in rows], [("I", 3)])

    def test_files_are_duplicated_late_and_split_on_order(self) -> None:
        arn = self.task()
        self.taken()
        for fault, files in (("duplicate", 2), ("late", 0), ("split", 2 + 1)):
            with self.subTest(fault):
                self.local.control.answer("POST", "/_control/captures", {"arn": arn, "fault": fault})
                self.source.run("UPDATE shop.service SET name = name || '!'")
                answer = self.local.control.answer("POST", "/_control/captures", {"arn": arn, "flush": True})
                self.assertEqual(answer, {"changes": 2})
                self.assertEqual(len(self.taken()), files)
        with self.assertRaises(ValueError):
            self.local.control.answer("POST", "/_control/captures", {"arn": arn, "fault": "lost"})

    def test_a_load_anew_begins_with_a_slot_of_its_own(self) -> None:
        arn = self.task()
        self.source.run("INSERT INTO shop.service VALUES (3, 'tyres', NULL)")
        self.dms.stop_replication_task(ReplicationTaskArn=arn)
        self.taken()
        self.start(arn, "reload-target")
        ((key, rows),) = self.taken().items()
        self.assertEqual((key, len(rows)), ("database/service/LOAD00000001.parquet", 3))
        self.assertEqual(self.local.control.flush(arn), 0)

    def test_what_cannot_be_captured_fails_the_task_instead_of_being_left_out(self) -> None:
        cases: dict[str, dict[str, Any]] = {
            "Parquet files only": {"DataFormat": "csv", "IncludeOpForFullLoad": False},
            "DatePartitionSequence": {"DatePartitionSequence": "DDMMYYYY"},
        }
        for words, target in cases.items():
            with self.subTest(words):
                arn = self.task(**target)
                self.assertEqual(self.described()["Status"], "failed")
                self.assertIn(words, self.described()["LastFailureMessage"])
                with self.assertRaisesRegex(Exception, "resumes behind a full load only"):
                    self.start(arn, "resume-processing")
                self.local.control.answer("POST", "/_control/reset", {})


if __name__ == "__main__":
    unittest.main()
