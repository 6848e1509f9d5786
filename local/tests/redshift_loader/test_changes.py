"""What changes under way: columns of files, and the warehouse by migrations."""

from __future__ import annotations

import io
import random
import time
import unittest
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any

import pyarrow as arrow
from comparison import SEED
from function import Function
from pyarrow import parquet
from warehouse import (
    BUCKET,
    _client,
    execute,
    put,
    select,
)

from localaws.testing.warehouse import TARGET

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


class ChangesTest(unittest.TestCase):
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


if __name__ == "__main__":
    unittest.main()
