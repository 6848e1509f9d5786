"""COPY JOB: files are loaded as they arrive, known by their names, and tried once; FILLRECORD; SUPER; the load history."""

from __future__ import annotations

import unittest
import uuid

from localaws.testing.warehouse import BUCKET, ROLE, aws, load, prefix, run, select


def put(key: str, content: bytes) -> None:
    aws().client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)


class CopyJobs(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        load("drop table if exists arrived; create table arrived (id int, name varchar(9))")
        self.under = prefix()
        self.name = f"job_{uuid.uuid4().hex[:8]}"
        self.copy = f"COPY arrived FROM 's3://{BUCKET}/{self.under}' IAM_ROLE '{ROLE}' CSV"

    def tearDown(self) -> None:
        run(f"COPY JOB DROP {self.name}", expect="FINISHED")

    def detail(self) -> list[list[object]]:
        found = f"select file_name, status from sys_copy_job_detail where job_name = '{self.name}' order by 1"
        return [[str(name).removeprefix(self.under), status] for name, status in select(found)]

    def test_a_bad_file_is_never_tried_again_and_a_key_written_anew_is_not_read(self) -> None:
        run(f"{self.copy} JOB CREATE {self.name} AUTO ON")
        put(f"{self.under}a", b"1,one\n")
        put(f"{self.under}b", b"x,two\n")
        self.assertEqual(self.detail(), [["a", "I"], ["b", "E"]])
        put(f"{self.under}a", b"3,three\n")
        put(f"{self.under}b", b"2,two\n")
        put(f"{self.under}c", b"4,four\n")
        self.assertEqual(self.detail(), [["a", "I"], ["b", "E"], ["c", "I"]])
        self.assertEqual(select("select id from arrived order by 1"), [[1], [4]])

    def test_a_job_that_is_not_automatic_runs_when_it_is_told(self) -> None:
        run(f"{self.copy} JOB CREATE {self.name} AUTO OFF")
        put(f"{self.under}a", b"1,one\n")
        self.assertEqual(self.detail(), [])
        run(f"COPY JOB RUN {self.name}")
        self.assertEqual(self.detail(), [["a", "I"]])

    def test_what_a_job_cannot_be(self) -> None:
        run(f"{self.copy} JOB CREATE {self.name} AUTO OFF")
        for text in (
            f"{self.copy} JOB CREATE {self.name} AUTO OFF",
            f"{self.copy} MANIFEST JOB CREATE other AUTO ON",
            f"COPY arrived FROM 's3://{BUCKET}/x' IAM_ROLE default CSV JOB CREATE other AUTO ON",
            "COPY JOB RUN nothing",
            "COPY JOB DROP nothing",
        ):
            with self.subTest(text):
                run(text, expect="FAILED")
        # Nor is it made in a transaction.
        run(f"{self.copy} JOB CREATE other AUTO ON", "select 1", expect="FAILED")


class Options(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        load("drop table if exists wide; create table wide (id int, name varchar(9), note varchar(9))")
        self.under = prefix()

    def test_fillrecord_fills_what_the_end_of_a_row_lacks(self) -> None:
        put(f"{self.under}a", b"id,name\n1,one\n2\n")
        copy = f"COPY wide FROM 's3://{BUCKET}/{self.under}' IAM_ROLE '{ROLE}' CSV IGNOREHEADER 1"
        run(copy, expect="FAILED")
        run(f"{copy} FILLRECORD")
        self.assertEqual(select("select * from wide order by 1"), [[1, "one", None], [2, None, None]])
        self.assertEqual(
            select("select status, table_name, loaded_rows from sys_load_history order by query_id desc limit 1"),
            [["completed", "wide", 2]],
        )

    def test_super_holds_what_json_parse_takes(self) -> None:
        run("create temp table j (v super)", "insert into j select json_parse('{\"a\": [1, 2]}')")
        self.assertEqual(select("select can_json_parse('{\"a\":1}'), can_json_parse('{')"), [[True, False]])
        run("select json_parse('{')", expect="FAILED")


if __name__ == "__main__":
    unittest.main()
