"""The function itself, as a process for each event, on the local AWS: files in, rows out, whatever dies in between."""

from __future__ import annotations

import gzip
import io
import json
import random
import signal
import subprocess
import time
import unittest
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any

import pyarrow as arrow
import shop
from comparison import SCHEMAS, SEED, STAGING, Compared, files_of, tables
from pyarrow import parquet
from shop import History
from warehouse import (
    BUCKET,
    MANIFESTS,
    File,
    Plan,
    _client,
    aws,
    bootstrap,
    execute,
    put,
    select,
)

from localaws.testing.warehouse import REGION, ROLE, TARGET, redshift

PLAN = shop.PLAN + "\nwindow: {every: 1m, wait: 0s}\n"


class Function:
    """The bootstrap with a state table of its own."""

    def __init__(self, plan: str = PLAN) -> None:
        aws()
        execute(f"{SCHEMAS}; drop schema if exists raw cascade")
        self.plan = Plan(plan)
        self.table = f"loader-{uuid.uuid4().hex[:8]}"
        _client("dynamodb").create_table(
            TableName=self.table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": kind}
                for name, kind in (("pk", "S"), ("sk", "S"), ("open", "S"), ("due", "N"))
            ],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "open-due",
                    "KeySchema": [
                        {"AttributeName": "open", "KeyType": "HASH"},
                        {"AttributeName": "due", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        self.environment = {
            **aws().credentials(),
            **redshift().environment,
            "LAMBDA_TASK_ROOT": str(self.plan.root),
            "PLAN": "test",
            "STATE_TABLE": self.table,
            "REDSHIFT_WORKGROUP": "example-workgroup",
            "REDSHIFT_DATABASE": "dev",
            "LOAD_ROLE": ROLE,
            "MANIFEST_S3_URI": f"s3://{MANIFESTS}/loads/",
            "AWS_LAMBDA_LOG_LEVEL": "info",
        }
        self.log = ""

    def invoke(self, event: object, kill_after: float | None = None) -> Any:
        """The answer; None for an invocation that was killed."""
        path = self.plan.root / f"event-{uuid.uuid4().hex}.json"
        path.write_text(json.dumps(event))
        process = subprocess.Popen(
            [bootstrap(), "--event", str(path)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            answer, log = process.communicate(timeout=60 if kill_after is None else kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return None
        self.log += log
        if process.returncode != 0:
            raise AssertionError(log + answer)
        return json.loads(answer)

    def invoke_with_kills(self, event: object, chance: random.Random) -> int:
        """Kills the invocation a few times, as a queue delivers its message again; returns how often it died."""
        for kill in range(3):
            if self.invoke(event, chance.uniform(0.01, 0.5)) is not None:
                return kill
        self.invoke(event)
        return 3

    def settle(self, chance: random.Random | None = None) -> None:
        """Sweeps until nothing is open; with a chance, some sweeps are killed."""
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            if self.open == 0:
                return
            self.hurry()
            kill = chance.uniform(0.01, 0.4) if chance is not None and chance.random() < 0.4 else None
            self.invoke({"sweep": True}, kill)
        raise AssertionError(f"not settled: {self.items()}\n{self.log[-4000:]}")

    def migrate(self, request: dict[str, object]) -> dict[str, Any]:
        """What became of a request to migrate."""
        self.invoke({"migrate": request})
        self.settle()
        found: dict[str, Any] = self.invoke({"migrate": {"status": True}})["migration"]
        return found

    def hurry(self) -> None:
        """Makes everything due that waits, as time would."""
        for item in self.items():
            text = item.get("document", {}).get("S", "")
            if "due" in item or '"retryAt"' in text:
                document = json.loads(text)
                document.pop("retryAt", None)
                if document.get("waiting"):
                    document["waiting"] = dict.fromkeys(document["waiting"], "2026-01-01T00:00:00.000Z")
                if document.get("preparing"):
                    document["preparing"].pop("retryAt", None)
                values: dict[str, Any] = {":d": {"S": json.dumps(document)}, ":v": item["version"]}
                update = "SET document = :d"
                if "due" in item:
                    update += ", due = :t"
                    values[":t"] = {"N": "0"}
                _client("dynamodb").update_item(
                    TableName=self.table,
                    Key={"pk": item["pk"], "sk": item["sk"]},
                    UpdateExpression=update,
                    ConditionExpression="version = :v",
                    ExpressionAttributeValues=values,
                )

    def items(self) -> list[dict[str, Any]]:
        pages = _client("dynamodb").get_paginator("scan").paginate(TableName=self.table, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]

    @property
    def open(self) -> int:
        return sum("open" in item for item in self.items())

    @property
    def loads(self) -> list[dict[str, Any]]:
        return [json.loads(item["document"]["S"]) for item in self.items() if item["pk"]["S"].startswith("load#")]

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(item["status"]["S"] for item in self.items() if item["pk"]["S"].startswith("load#"))


def arrival(files: list[File]) -> dict[str, object]:
    """An SQS batch of S3's events."""
    return {
        "Records": [
            {
                "messageId": uuid.uuid4().hex,
                "receiptHandle": "r",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:loads",
                "awsRegion": REGION,
                "attributes": {},
                "messageAttributes": {},
                "md5OfBody": "",
                "body": json.dumps(
                    {
                        "version": "0",
                        "id": uuid.uuid4().hex,
                        "detail-type": "Object Created",
                        "source": "aws.s3",
                        "account": "123456789012",
                        "time": "2026-11-27T10:00:00Z",
                        "region": REGION,
                        "resources": [],
                        "detail": {
                            "version": "0",
                            "bucket": {"name": BUCKET},
                            "object": {"key": file.key, "size": file.bytes, "etag": file.etag, "sequencer": "0"},
                            "request-id": "r",
                            "requester": "1",
                            "reason": "PutObject",
                        },
                    }
                ),
            }
            for file in files
        ]
    }


class FunctionTest(Compared):
    def test_files_that_arrive_by_events_are_loaded_once(self) -> None:
        function = Function()
        chance = random.Random(SEED)
        history = [change for number in range(4) for change in History(number, SEED).changes]
        files: list[File] = []
        for start in range(3):
            own = files_of(history[start::3], chance, pieces=2)
            files += own
            self.assertEqual(function.invoke(arrival(own)), {"batchItemFailures": []})
            # A delivery may come again.
            function.invoke(arrival(own))
        function.settle()
        self.assertEqual(function.outcomes.keys(), {"Loaded"}, function.log)
        self.assert_equals_the_model(history)
        # All files of a table that wait are one load.
        self.assertEqual(function.outcomes.total(), 4)
        before = tables()
        function.invoke(arrival(files))
        function.settle()
        self.assertEqual(before, tables())

    def test_whatever_is_killed_everything_is_loaded_once(self) -> None:
        function = Function()
        chance = random.Random(SEED)
        history = [change for number in range(3) for change in History(number, SEED).changes]
        killed = 0
        for start in range(4):
            own = files_of(history[start::4], chance)
            if start % 2:
                own.append(put(f"sales/bad-{start}", _gzip(b"op,seq\nI,x\n")))
            event = arrival(own)
            killed += function.invoke_with_kills(event, chance)
            for _ in range(3):
                function.hurry()
                killed += function.invoke({"sweep": True}, chance.uniform(0.01, 0.5)) is None
        function.settle(chance)
        self.assertGreater(killed, 0)
        # Bad files are alone in their load, or the others of it are loaded.
        self.assertLessEqual(
            function.outcomes.keys(), {"Loaded", "Duplicate", "PartlyLoaded", "Rejected"}, function.log
        )
        self.assertTrue(function.outcomes.keys() & {"PartlyLoaded", "Rejected"})
        self.assert_equals_the_model(history)

    def test_a_bad_file_is_quarantined_and_the_others_are_loaded(self) -> None:
        function = Function()
        history = [change for change in History(1, SEED).changes if change.source == "sales"]
        good = put("sales/good.csv.gz", shop.written("sales", history, random.Random(0))[0])
        content = b"op,seq,order_id,line\nI,1,x,1,,,,\n"
        bad = put("sales/bad.csv.gz", _gzip(content))
        answer = function.invoke({"load": {"files": [good.described, bad.described], "table": "staging.sales"}})
        self.assertEqual(answer["outcome"], "Accepted")
        function.settle()
        (record,) = function.loads
        self.assertEqual(record["outcome"], "PartlyLoaded", record)
        (found,) = record["quarantined"]
        self.assertEqual(found["file"]["uri"], f"s3://{BUCKET}/{bad.key}")
        # The header is a line, too.
        self.assertEqual((found["line"], found["column"]), (2, "order_id"))
        self.assertEqual(set(select(STAGING)), shop.model(history).staging)
        mended = put("sales/bad.csv.gz", _gzip(b"op,seq,order_id,line,a,b,c,d\nI,1,7,1,,,,\n"))
        function.invoke({"retry": record["id"]})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Loaded": 1}), function.log)
        etags = select("select etag from loader.files where file like '%bad.csv.gz'")
        self.assertEqual(etags, [(mended.etag,)])

    def test_a_columnar_file_that_cannot_be_read_is_quarantined(self) -> None:
        function = Function()
        history = [change for change in History(1, SEED).changes if change.source == "products"]
        file = shop.written("products", history, random.Random(0))
        good = put("products/good", file.content, len(history), file.columns)
        bad = put("products/bad", b"PAR1 this is no Parquet PAR1", None, file.columns)
        function.invoke({"load": {"files": [good.described, bad.described]}})
        function.settle()
        (record,) = function.loads
        self.assertEqual(record["outcome"], "PartlyLoaded", record)
        self.assertEqual([each["file"]["uri"] for each in record["quarantined"]], [f"s3://{BUCKET}/{bad.key}"])
        stored = "select product_sk, seq, product_id, name, price from analytics.dim_product where product_sk <> -1"
        self.assertEqual(set(select(stored)), shop.model(history).products)

    def test_a_check_that_fails_shows_how_many_rows_break_it(self) -> None:
        function = Function()
        content = b"op,seq,order_id,line,a,b,c,d\nI,1,7,1,,,,1.00\nI,2,8,1,,,,-1.00\nI,3,9,1,,,,-2.00\n"
        file = put("sales/negative.csv.gz", _gzip(content))
        for check in ("{expression: amount >= 0}", "{unique: line}", "{accepted_values: {line: [2]}, at_most: 50%}"):
            with self.subTest(check):
                function = Function(PLAN.replace("checks:", f"checks:\n  staging.sales:\n    - {check}"))
                function.invoke({"load": {"files": [file.described], "table": "staging.sales"}})
                function.settle()
                (record,) = function.loads
                self.assertEqual(record["outcome"], "Held", record)
                (found,) = record["evidence"]
                self.assertTrue(found["samples"], found)
                self.assertEqual(found["rows"], {"e": 2, "u": 1, "a": 3}[found["check"][0]])
                self.assertEqual(select("select count(*) from staging.sales"), [(0,)])

    def test_columns_change_under_way(self) -> None:
        """New, wider, cast, missing and refused columns, in one plan's life; files of all layouts in one load."""
        function = Function(SCHEMA_PLAN)
        first = _parquet("events/1", {"seq": (["1"], arrow.string()), "id": ([1], arrow.int64())})
        function.invoke({"load": {"files": [first]}})
        function.settle()
        files = [
            # A column that the plan lacks, in front, and the key as a shorter integer.
            _parquet(
                "events/2", {"extra": ([7], arrow.int32()), "seq": (["2"], arrow.string()), "id": ([2], arrow.int32())}
            ),
            # A text that is longer than its column.
            _parquet(
                "events/3",
                {"id": ([3], arrow.int64()), "seq": (["3"], arrow.string()), "name": (["x" * 50], arrow.string())},
            ),
            # Of another order, with the amount as an integer.
            _parquet(
                "events/4", {"amount": ([4], arrow.int32()), "id": ([4], arrow.int64()), "seq": (["4"], arrow.string())}
            ),
            # A type that would lose values, and a key that is missing.
            _parquet(
                "events/5",
                {"seq": (["5"], arrow.string()), "id": ([5], arrow.int64()), "amount": ([0.5], arrow.float64())},
            ),
            _parquet("events/6", {"seq": (["6"], arrow.string())}),
        ]
        function.invoke({"load": {"files": files}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Loaded": 2, "SchemaHeld": 2}), function.log)
        rows = select("select id, name, amount, extra from raw.events order by id")
        self.assertEqual(
            rows, [(1, None, None, None), (2, None, None, 7), (3, "x" * 50, None, None), (4, None, Decimal(4), None)]
        )
        journal = select('select "column", from_type, to_type, done_at is null from loader.schema_changes order by 1')
        self.assertEqual(journal, [("extra", "", "integer", False), ("name", "varchar(9)", "varchar(64)", False)])
        held = sorted(each["message"] for each in function.loads if each["outcome"] == "SchemaHeld")
        self.assertIn("events/5: amount is double precision in the file and decimal(12,2) in the plan", held[0])
        self.assertIn("events/6: id is missing", held[1])

    def test_a_kill_between_a_change_and_its_load_is_repaired(self) -> None:
        function = Function(SCHEMA_PLAN)
        chance = random.Random(SEED)
        names = ["alpha", "beta", "gamma"]
        for number, name in enumerate(names):
            columns: dict[str, tuple[list[Any], arrow.DataType]] = {
                "seq": ([str(number)], arrow.string()),
                "id": ([number], arrow.int64()),
                name: ([number], arrow.int64()),
            }
            event = {"load": {"files": [_parquet(f"events/{name}", columns)]}}
            function.invoke_with_kills(event, chance)
            function.settle(chance)
        self.assertLessEqual(function.outcomes.keys(), {"Loaded", "Duplicate"}, function.log)
        self.assertEqual(
            select("select id, alpha, beta, gamma from raw.events order by id"),
            [(0, 0, None, None), (1, None, 1, None), (2, None, None, 2)],
        )
        self.assertEqual(select("select count(*), count(done_at) from loader.schema_changes"), [(3, 3)])

    def test_migrations_run_once_and_go_on_where_they_were_refused(self) -> None:
        function = Function(f"{SCHEMA_PLAN}  raw.jobs: {{source: jobs, strategy: copy_job}}\n{MIGRATIONS}")
        folder = f"migrations-{uuid.uuid4().hex[:8]}"
        function.plan.replace("MIGRATIONS", folder)
        execute("drop schema if exists reports cascade")
        put(f"{folder}/V001__reports.sql", b"CREATE SCHEMA reports;\nCREATE TABLE reports.a (id int, t varchar(9));\n")
        wide = "ALTER TABLE reports.a ADD COLUMN x int;\nALTER TABLE reports.a ALTER COLUMN t TYPE varchar({});\n"
        put(f"{folder}/V002__wide.sql", wide.format("x").encode())
        put(f"{folder}/R__views.sql", b"CREATE OR REPLACE VIEW reports.v AS SELECT id FROM reports.a;\n")
        first = function.migrate({"id": "1"})
        self.assertEqual(first["status"], "MigrationFailed", first)
        self.assertTrue(first["message"].startswith("V002__wide.sql, line 2: "), first)
        self.assertEqual(first["statementsDone"], 1)
        # The statement is mended; the column that is there is not added again.
        put(f"{folder}/V002__wide.sql", wide.format(30).encode())
        second = function.migrate({"id": "2"})
        self.assertEqual(second["status"], "Migrated", second)
        self.assertEqual(second["scripts"], ["V002__wide.sql", "R__copy_job_raw_jobs.sql", "R__views.sql"])
        self.assertEqual(function.migrate({"id": "3"})["status"], "UpToDate")
        execute("alter table raw.jobs add column theirs int")
        drift = function.migrate({"id": "4", "explain": True})["drift"]
        self.assertEqual(drift, ["raw.jobs was (id integer) and is (id integer, theirs integer)"])
        # The job loads by itself; a file that it could not load, and one that was written anew, are gaps.
        for key, content in (("a", b"1\n"), ("b", b"x\n")):
            put(f"jobs/{folder}-{key}", content)
        select_detail = "select 1 from sys_copy_job_detail"
        _client("redshift-data").execute_statement(Sql=select_detail, WaitTimeSeconds=30, **TARGET)
        put(f"jobs/{folder}-a", b"2\n")
        answer = function.invoke({"status": {"table": "raw.jobs"}})
        deadline = time.monotonic() + 60
        while answer["outcome"] == "Asking" and time.monotonic() < deadline:
            answer = function.invoke({"status": {"table": "raw.jobs"}})
        self.assertEqual(answer["outcome"], "Gaps", answer)
        self.assertIn(f"jobs/{folder}-b", answer["copyJob"]["failed"])
        self.assertIn(f"jobs/{folder}-a", answer["copyJob"]["rewritten"])

    def test_a_file_that_is_gone_is_missing(self) -> None:
        function = Function()
        function.invoke({"load": {"files": [File("sales/gone.csv.gz", "e", 10).described], "table": "staging.sales"}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Missing": 1}))

    def test_ties_are_ambiguous_and_a_retry_after_mending_loads(self) -> None:
        function = Function()
        content = b"op,seq,order_id,line\nI,7,1,1,,,,1.00\nI,7,1,1,,,,2.00\n"
        tie = put("sales/tie.csv.gz", _gzip(content))
        function.invoke({"load": {"files": [tie.described], "table": "staging.sales"}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Ambiguous": 1}))
        identifier = next(item["pk"]["S"] for item in function.items() if item["pk"]["S"].startswith("load#"))
        put("sales/tie.csv.gz", _gzip(content.replace(b"I,7,1,1,,,,2.00\n", b"")))
        answer = function.invoke({"retry": identifier.removeprefix("load#")})
        self.assertEqual(answer["outcome"], "Load")
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Loaded": 1}))
        self.assertEqual(select("select count(*) from staging.sales"), [(1,)])

    def test_a_batch_of_which_some_files_are_loaded_loads_the_others(self) -> None:
        function = Function()
        chance = random.Random(SEED)
        changes = [change for change in History(2, SEED).changes if change.source == "sales"]
        one, two = (
            put(f"sales/{uuid.uuid4().hex}", shop.written("sales", part, chance)[0], len(part))
            for part in (changes[::2], changes[1::2])
        )
        for files in ([one], [one, two]):
            function.invoke({"load": {"files": [file.described for file in files], "table": "staging.sales"}})
            function.settle()
        self.assertEqual(function.outcomes, Counter({"Loaded": 2}))
        self.assertEqual(select("select count(*) from loader.files where target = 'staging.sales'"), [(2,)])
        self.assertEqual(set(select(STAGING)), shop.model(changes).staging)

    def test_faults_of_the_warehouse_pass(self) -> None:
        function = Function()
        changes = [change for change in History(3, SEED).changes if change.source == "sales"]
        file = put("sales/faults", shop.written("sales", changes, random.Random(0))[0], len(changes))
        for kind in ("throttle", "server-error", "lost-answer", "unavailable"):
            redshift().fault(kind, operation="BatchExecuteStatement")
        redshift().fault("serialization", sql="INSERT INTO")
        redshift().fault("abort", sql="COPY")
        function.invoke({"load": {"files": [file.described], "table": "staging.sales"}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Loaded": 1}), function.log)
        self.assertEqual(set(select(STAGING)), shop.model(changes).staging)

    def tearDown(self) -> None:
        redshift().control("DELETE", "faults")


MIGRATIONS = f"migrations: s3://{BUCKET}/MIGRATIONS/\n"
SCHEMA_PLAN = """
window: {every: 1m, wait: 0s}
sources:
  events:
    from: s3://example-landing/events/
    format: parquet
    columns: {seq: varchar(35) not null, id: bigint not null, name: varchar(9), amount: "decimal(12,2)"}
    order: [seq]
  jobs: {from: s3://example-landing/jobs/, format: csv, columns: {id: integer}}
tables:
  raw.events: {source: events, strategy: merge, unique_key: id}
"""


def _parquet(key: str, columns: dict[str, tuple[list[Any], arrow.DataType]]) -> dict[str, object]:
    """A file as its sender describes it, of whose columns only the footer speaks."""
    table = arrow.table({name: arrow.array(values, kind) for name, (values, kind) in columns.items()})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return put(key, buffer.getvalue()).described


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content)


if __name__ == "__main__":
    unittest.main()
