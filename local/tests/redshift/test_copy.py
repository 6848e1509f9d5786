"""COPY reads back: by prefix and by manifest, in each format, and what Redshift refuses."""

from __future__ import annotations

import gzip
import json
import unittest
from typing import Any

from localaws.redshift import sql
from localaws.testing.warehouse import BUCKET, ROLE, aws, keys, load, prefix, run, select

TABLE = """
drop table if exists origin, landed;
create table origin (id int, name varchar(40), amount numeric(12,2), day date, at timestamp);
insert into origin select n,
    case n % 4 when 0 then null when 1 then '' when 2 then 'a|b,"c"' else E'x\\ny\\\\' end, n / 7.0,
    date '2026-01-01' + (n % 3)::int, timestamp '2026-01-01' + n * interval '1 second' from generate_series(1, 1000) n;
create table landed (like origin)
"""


def put(key: str, content: bytes) -> None:
    aws().client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)


class CopyTest(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        load(TABLE)
        self.under = prefix()

    def copy(self, source: str, options: str, expect: str = "FINISHED", table: str = "landed") -> dict[str, Any]:
        return run(f"COPY {table} FROM 's3://{BUCKET}/{source}' IAM_ROLE '{ROLE}' {options}", expect=expect)

    def assert_equal_to_origin(self) -> None:
        for one, other in (("origin", "landed"), ("landed", "origin")):
            self.assertEqual(
                select(f"select count(*) from (select * from {one} except all select * from {other}) d"), [[0]]
            )


class RoundTrips(CopyTest):
    def test_what_unload_wrote_copy_reads(self) -> None:
        for written, read in (
            ("PARQUET MANIFEST VERBOSE", "PARQUET"),
            ("CSV HEADER MANIFEST", "CSV IGNOREHEADER 1"),
            ("CSV GZIP MANIFEST", "CSV GZIP"),
            ("CSV ZSTD DELIMITER ';' MANIFEST", "CSV ZSTD DELIMITER ';'"),
            ("CSV BZIP2 MANIFEST", "CSV BZIP2"),
            ("JSON MANIFEST", "JSON 'auto'"),
            ("ESCAPE NULL AS '@null@' MANIFEST", "ESCAPE NULL AS '@null@'"),
        ):
            with self.subTest(written):
                under = prefix()
                load("truncate landed")
                run(f"UNLOAD ('select * from origin') TO 's3://{BUCKET}/{under}' IAM_ROLE '{ROLE}' {written}")
                described = self.copy(f"{under}manifest", f"MANIFEST {read}")
                self.assertEqual(described["ResultRows"], 1000)
                self.assert_equal_to_origin()

    def test_staging_and_merge_in_one_transaction(self) -> None:
        run(f"UNLOAD ('select * from origin') TO 's3://{BUCKET}/{self.under}' IAM_ROLE '{ROLE}' PARQUET MANIFEST")
        load("insert into landed values (1, 'stale', 0, '2020-01-01', '2020-01-01'), (-1, 'kept', 0, null, null)")
        described = run(
            "create temp table staging_1 (like landed)",
            f"COPY staging_1 FROM 's3://{BUCKET}/{self.under}manifest' IAM_ROLE '{ROLE}' FORMAT AS PARQUET MANIFEST",
            "select pg_last_copy_count()",
            "merge into landed using staging_1 s on landed.id = s.id when matched then update set name = s.name, "
            "amount = s.amount, day = s.day, at = s.at "
            "when not matched then insert values (s.id, s.name, s.amount, s.day, s.at)",
        )
        self.assertEqual(described["SubStatements"][1]["ResultRows"], 1000)
        self.assertEqual(
            select("select count(*), sum(case when name = 'stale' then 1 else 0 end) from landed"), [[1001, 0]]
        )


class Sources(CopyTest):
    def test_a_prefix_matches_more_than_a_folder(self) -> None:
        put(f"{self.under}part", b"1,a,,,\n")
        put(f"{self.under}part_2", b"2,b,,,\n")
        self.copy(f"{self.under}part", "CSV")
        self.assertEqual(select("select count(*) from landed"), [[2]])

    def test_a_prefix_without_files(self) -> None:
        described = self.copy(f"{self.under}none", "CSV", expect="FAILED")
        self.assertEqual(described["Error"], f"ERROR: The specified S3 prefix '{self.under}none' does not exist")

    def test_a_manifest_loads_what_it_names_and_no_more(self) -> None:
        put(f"{self.under}a", b"1,a,,,\n")
        put(f"{self.under}b", b"2,b,,,\n")
        entries: list[dict[str, Any]] = [
            {"url": f"s3://{BUCKET}/{self.under}a", "mandatory": True},
            {"url": f"s3://{BUCKET}/{self.under}gone"},
        ]
        put(f"{self.under}m", json.dumps({"entries": entries}).encode())
        self.copy(f"{self.under}m", "CSV MANIFEST")
        self.assertEqual(select("select id from landed"), [[1]])
        entries[1]["mandatory"] = True
        put(f"{self.under}m", json.dumps({"entries": entries}).encode())
        self.assertIn("gone", self.copy(f"{self.under}m", "CSV MANIFEST", expect="FAILED")["Error"])

    def test_a_manifest_under_a_name_that_readers_skip(self) -> None:
        put(f"{self.under}data/a", b"1,a,,,\n")
        manifest = json.dumps({"entries": [{"url": f"s3://{BUCKET}/{self.under}data/a", "mandatory": True}]}).encode()
        for number, name in enumerate(("_manifest", ".manifest", "data/_SUCCESS.json"), 1):
            with self.subTest(name):
                put(f"{self.under}{name}", manifest)
                self.copy(f"{self.under}{name}", "CSV MANIFEST")
                self.assertEqual(select("select count(*) from landed"), [[number]])

    def test_manifests_that_cannot_be_used(self) -> None:
        run(f"UNLOAD ('select * from origin') TO 's3://{BUCKET}/{self.under}' IAM_ROLE '{ROLE}' PARQUET")
        key, size = next(iter(keys(self.under).items()))
        url = f"s3://{BUCKET}/{self.under}{key}"
        for content, words in (
            (b"nonsense", "invalid manifest"),
            (json.dumps({"entries": [{"url": url}]}).encode(), "File size must be specified"),
            (json.dumps({"entries": [{"url": url, "meta": {"content_length": size + 1}}]}).encode(), "does not match"),
        ):
            with self.subTest(words):
                put(f"{self.under}m", content)
                self.assertIn(words, self.copy(f"{self.under}m", "PARQUET MANIFEST", expect="FAILED")["Error"])
        self.assertIn("NoSuchKey", self.copy(f"{self.under}no", "CSV MANIFEST", expect="FAILED")["Error"])


class Rows(CopyTest):
    def test_columns_defaults_and_options(self) -> None:
        put(f"{self.under}x", gzip.compress(b"id|name\n7|-\n8|\n"))
        self.copy(
            f"{self.under}x", "GZIP IGNOREHEADER 1 NULL AS '-' COMPUPDATE OFF STATUPDATE OFF", table="landed (id, name)"
        )
        self.assertEqual(select("select id, name from landed order by id"), [[7, None], [8, ""]])
        load("truncate landed")
        self.copy(f"{self.under}x", "GZIP IGNOREHEADER 1 EMPTYASNULL", table="landed (id, name)")
        self.assertEqual(select("select id, name from landed order by id"), [[7, "-"], [8, None]])

    def test_json_is_matched_by_name(self) -> None:
        put(f"{self.under}x", b'{"name": "b", "id": 2, "more": []}\n{"ID": 3, "id": 4}')
        self.copy(f"{self.under}x", "FORMAT AS JSON 'auto'")
        self.assertEqual(select("select id, name from landed order by id"), [[2, "b"], [4, None]])

    def test_a_bad_row_loads_nothing_and_is_told_of(self) -> None:
        put(f"{self.under}x", b"1,a,,,\nx,b,,,\n")
        described = self.copy(f"{self.under}x", "CSV", expect="FAILED")
        self.assertIn("Load into table 'landed' failed.  Check 'sys_load_error_detail'", described["Error"])
        self.assertEqual(select("select count(*) from landed"), [[0]])
        detail = select(
            "select file_name, line_number, error_message from sys_load_error_detail "
            f"where query_id = {described['RedshiftQueryId']}"
        )
        self.assertEqual(detail[0][:2], [f"s3://{BUCKET}/{self.under}x", 2])
        self.assertIn("integer", str(detail[0][2]))

    def test_columnar_files_need_as_many_columns(self) -> None:
        run(f"UNLOAD ('select id from origin') TO 's3://{BUCKET}/{self.under}' IAM_ROLE '{ROLE}' PARQUET")
        self.assertIn("Unmatched number of columns", self.copy(self.under, "PARQUET", expect="FAILED")["Error"])


class Literals(unittest.TestCase):
    def test_the_query_of_an_unload_reaches_the_database_as_it_was(self) -> None:
        aws()
        text = "O'Brien \\ \" $$ ; -- /* \n\t :x"
        query = f"select {sql.literal(text)} as a"
        under = prefix()
        run(f"UNLOAD ({sql.literal(query)}) TO 's3://{BUCKET}/{under}' IAM_ROLE '{ROLE}' JSON PARALLEL OFF")
        content = aws().client("s3").get_object(Bucket=BUCKET, Key=f"{under}000")["Body"].read()
        self.assertEqual(json.loads(content), {"a": text})


if __name__ == "__main__":
    unittest.main()
