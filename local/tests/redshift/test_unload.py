"""UNLOAD really runs: what is in S3 afterwards, read by an independent reader."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import unittest
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow.parquet as parquet
import zstandard

from localaws.redshift import sql
from localaws.testing.warehouse import (
    BUCKET,
    ROLE,
    aws,
    body,
    keys,
    load,
    make_role,
    prefix,
    redshift,
    rows,
    run,
    select,
)

EVERYTHING = """
create table if not exists everything (
    id bigint, small smallint, amount numeric(12,2), ratio float8, flag boolean, name varchar(40), day date,
    at timestamp, zoned timestamptz);
truncate everything;
insert into everything
select n, n % 100, n / 7.0, n / 3.0, n % 2 = 0,
       case n % 5 when 0 then null when 1 then '' when 2 then 'O''Brien, "quoted"'
                  when 3 then E'tab\\tline\\nback\\\\slash' else 'größe 日本 |' end,
       date '2026-01-01' + (n % 3)::int, timestamp '2026-01-01' + n * interval '1.000001 second',
       timestamptz '2026-01-01 12:00+02' + n * interval '1 minute'
from generate_series(1, 20000) n
"""


def unload(query: str, options: str, under: str, expect: str = "FINISHED") -> dict[str, Any]:
    text = f"UNLOAD ({sql.literal(query)}) TO 's3://{BUCKET}/{under}' IAM_ROLE '{ROLE}' {options}"
    return run(text, "select pg_last_unload_count()", expect=expect)


def manifest(under: str) -> dict[str, Any]:
    return dict(json.loads(body(f"{under}manifest")))


def parquet_rows(under: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for key in keys(under):
        if not key.endswith("manifest"):
            found += parquet.read_table(io.BytesIO(body(under + key))).to_pylist()
    return found


class UnloadTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        aws()
        load(EVERYTHING)

    def setUp(self) -> None:
        self.under = prefix()
        self.addCleanup(redshift().control, "DELETE", "faults")


class Parquet(UnloadTest):
    def test_types_values_and_nulls_are_the_tables(self) -> None:
        described = unload("select * from everything", "PARQUET MANIFEST VERBOSE", self.under)
        table = parquet.read_table(io.BytesIO(body(self.under + sorted(keys(self.under))[0])))
        self.assertEqual(
            [str(each.type) for each in table.schema],
            [
                "int64",
                "int16",
                "decimal128(12, 2)",
                "double",
                "bool",
                "string",
                "date32[day]",
                "timestamp[us]",
                "timestamp[us, tz=UTC]",
            ],
        )
        found = {row["id"]: row for row in parquet_rows(self.under)}
        self.assertEqual(len(found), 20000)
        self.assertEqual(
            found[3],
            {
                "id": 3,
                "small": 3,
                "amount": Decimal("0.43"),
                "ratio": 1.0,
                "flag": False,
                "name": "tab\tline\nback\\slash",
                "day": date(2026, 1, 1),
                "at": datetime(2026, 1, 1, 0, 0, 3, 3),
                "zoned": datetime(2026, 1, 1, 10, 3, tzinfo=UTC),
            },
        )
        self.assertIsNone(found[5]["name"])
        self.assertEqual(found[6]["name"], "")
        self.assertEqual(rows(f"{described['Id']}:2"), [[20000]])

    def test_a_verbose_manifest_tells_files_rows_bytes_and_schema(self) -> None:
        unload("select id, name, amount from everything", "PARQUET MANIFEST VERBOSE", self.under)
        found, files = manifest(self.under), keys(self.under)
        del files["manifest"]
        self.assertEqual(
            {entry["url"]: entry["meta"]["content_length"] for entry in found["entries"]},
            {f"s3://{BUCKET}/{self.under}{key}": size for key, size in files.items()},
        )
        self.assertEqual(sorted(files)[:2], ["0000_part_00.parquet", "0001_part_00.parquet"])
        self.assertEqual(found["meta"]["record_count"], 20000)
        self.assertEqual(sum(entry["meta"]["record_count"] for entry in found["entries"]), 20000)
        self.assertEqual(found["meta"]["content_length"], sum(files.values()))
        self.assertEqual([each["name"] for each in found["schema"]["elements"]], ["id", "name", "amount"])
        self.assertEqual(found["schema"]["elements"][1]["type"], {"base": "character varying", "max_length": 40})

    def test_partitions(self) -> None:
        unload(
            "select id, name, day from everything where day > '2026-01-01' or id = 3",
            "PARQUET PARTITION BY (day) MANIFEST VERBOSE",
            self.under,
        )
        folders = {key.rpartition("/")[0] for key in keys(self.under)} - {""}
        self.assertEqual(folders, {"day=2026-01-01", "day=2026-01-02", "day=2026-01-03"})
        one = parquet.read_table(io.BytesIO(body(f"{self.under}day=2026-01-01/0000_part_00.parquet")))
        self.assertEqual((one.column_names, one.num_rows), (["id", "name"], 1))

    def test_null_partition_and_included_column(self) -> None:
        unload("select id, name from everything where id <= 5", "PARQUET PARTITION BY (name) INCLUDE", self.under)
        folders = {key.rpartition("/")[0] for key in keys(self.under)}
        self.assertIn("name=__HIVE_DEFAULT_PARTITION__", folders)
        self.assertIn("name=O%27Brien, %22quoted%22", folders)
        self.assertEqual(set(parquet_rows(self.under)[0]), {"id", "name"})

    def test_what_cannot_be_typed_is_refused(self) -> None:
        for query, words in (
            ("select sum(amount) as total from everything", "numeric without precision"),
            ("select time '10:00' as t", "unsupported data type time"),
            ("select array[1] as a", "does not exist"),
            ("select 1 as a, 2 as a", "specified more than once"),
        ):
            with self.subTest(query):
                described = unload(query, "PARQUET", self.under, expect="FAILED")
                self.assertIn(words, described["Error"])
                self.assertEqual(keys(self.under), {})

    def test_a_single_column_keeps_its_nulls(self) -> None:
        query = "select nullif(id, 2) as id from everything where id <= 3 order by 1"
        for options, values in (("PARQUET", [{"id": 1}, {"id": 3}, {"id": None}]), ("CSV", b"1\n3\n\n")):
            with self.subTest(options):
                under = prefix()
                unload(query, f"{options} PARALLEL OFF", under)
                self.assertEqual(parquet_rows(under) if options == "PARQUET" else body(f"{under}000"), values)

    def test_parallel_off_is_one_file_in_order(self) -> None:
        unload("select id from everything order by id desc", "PARQUET PARALLEL OFF", self.under)
        self.assertEqual(list(keys(self.under)), ["000.parquet"])
        self.assertEqual([row["id"] for row in parquet_rows(self.under)], list(range(20000, 0, -1)))


class Text(UnloadTest):
    def test_csv_is_read_back_equal(self) -> None:
        unload(
            "select id, name, flag from everything order by id", "CSV HEADER PARALLEL OFF MANIFEST VERBOSE", self.under
        )
        text = body(f"{self.under}000").decode()
        found = list(csv.reader(io.StringIO(text, newline="")))
        self.assertEqual(found[0], ["id", "name", "flag"])
        self.assertEqual([row[0] for row in found[1:]], [str(n) for n in range(1, 20001)])
        self.assertEqual(found[2][1:], ['O\'Brien, "quoted"', "t"])
        self.assertEqual(found[3][1], "tab\tline\nback\\slash")
        # Null is nothing, an empty string is quoted.
        self.assertIn('\n5,,f\n6,"",t\n', text)
        self.assertEqual(manifest(self.under)["meta"]["record_count"], 20001, "with the header's line")

    def test_compressions_delimiters_and_extensions(self) -> None:
        cases: list[tuple[str, str, Any]] = [
            ("CSV GZIP", ".gz", gzip.decompress),
            ("CSV BZIP2", ".bz2", bz2.decompress),
            ("CSV ZSTD", ".zst", lambda data: zstandard.ZstdDecompressor().stream_reader(data).read()),
            ("CSV EXTENSION 'csv'", ".csv", bytes),
            ("CSV GZIP EXTENSION 'csv.gz'", ".csv.gz", gzip.decompress),
        ]
        for options, extension, unpack in cases:
            with self.subTest(options):
                under = prefix()
                unload("select 1 as a, 'x;y' as b", f"{options} DELIMITER ';' PARALLEL OFF", under)
                self.assertEqual(list(keys(under)), [f"000{extension}"])
                self.assertEqual(unpack(body(f"{under}000{extension}")), b'1;"x;y"\n')

    def test_delimited_text_is_raw_unless_escaped_or_quoted(self) -> None:
        query = "select 'a|b' as a, 'c\\\\d' as b, null::int as c, '' as d"
        for options, line in (
            ("", b"a|b|c\\d||\n"),
            ("ESCAPE", b"a\\|b|c\\\\d||\n"),
            ("ADDQUOTES NULL AS '\\\\N'", b'"a|b"|"c\\d"|\\N|""\n'),
        ):
            with self.subTest(options):
                under = prefix()
                unload(query, f"PARALLEL OFF {options}", under)
                self.assertEqual(body(f"{under}000"), line)

    def test_json(self) -> None:
        unload(
            "select id, amount, flag, name, day from everything where id between 2 and 5 order by id",
            "JSON PARALLEL OFF",
            self.under,
        )
        found = [json.loads(line) for line in body(f"{self.under}000").splitlines()]
        self.assertEqual(
            found[0], {"id": 2, "amount": 0.29, "flag": True, "name": 'O\'Brien, "quoted"', "day": "2026-01-03"}
        )
        self.assertIsNone(found[3]["name"])

    def test_partitions_and_slices(self) -> None:
        unload("select id, day from everything", "CSV PARTITION BY (day)", self.under)
        files = [key for key in keys(self.under) if key.startswith("day=2026-01-02/")]
        self.assertEqual(files, ["day=2026-01-02/0000_part_00", "day=2026-01-02/0001_part_00"])
        lines = [line for key in files for line in body(self.under + key).splitlines()]
        self.assertEqual(sorted(map(int, lines)), list(range(1, 20001, 3)))

    def test_max_file_size(self) -> None:
        unload("select id, repeat('x', 800) from everything", "CSV PARALLEL OFF MAXFILESIZE 5 MB", self.under)
        files = keys(self.under)
        self.assertEqual(list(files), ["000", "001", "002", "003"])
        self.assertLessEqual(max(files.values()), 5 * 1024 * 1024)


class Targets(UnloadTest):
    def test_a_target_that_is_not_empty_is_refused_unless_told_otherwise(self) -> None:
        unload("select id from everything", "CSV", self.under)
        described = unload("select 1 as a", "CSV", self.under, expect="FAILED")
        self.assertIn("Specified unload destination on S3 is not empty", described["Error"])
        unload("select 1 as a", "CSV ALLOWOVERWRITE", self.under)
        # Overwrites what has the same name and leaves the rest: the stale files of a larger unload before.
        self.assertEqual(len(keys(self.under)), 4)
        unload("select 1 as a", "CSV CLEANPATH", self.under)
        self.assertEqual(list(keys(self.under)), ["0000_part_00"])

    def test_cleanpath_leaves_partitions_that_receive_nothing(self) -> None:
        unload("select id, day from everything", "PARQUET PARTITION BY (day)", self.under)
        unload(
            "select id, day from everything where day = '2026-01-02'",
            "PARQUET PARTITION BY (day) CLEANPATH",
            self.under,
        )
        self.assertEqual(
            {key.partition("/")[0] for key in keys(self.under)}, {"day=2026-01-01", "day=2026-01-02", "day=2026-01-03"}
        )

    def test_no_rows_is_no_files(self) -> None:
        for options in ("PARQUET MANIFEST VERBOSE", "CSV HEADER MANIFEST VERBOSE"):
            with self.subTest(options):
                under = prefix()
                described = unload("select id from everything where false", options, under)
                self.assertEqual(list(keys(under)), ["manifest"])
                self.assertEqual(manifest(under)["entries"], [])
                self.assertEqual(rows(f"{described['Id']}:2"), [[0]])

    def test_the_query_ends_where_it_ends(self) -> None:
        unload("select 1 as a -- no more", "CSV PARALLEL OFF", self.under)
        self.assertEqual(body(f"{self.under}000"), b"1\n")

    def test_encryption_is_as_asked(self) -> None:
        key = aws().client("kms").create_key()["KeyMetadata"]["Arn"]
        unload("select 1 as a", f"PARQUET ENCRYPTED KMS_KEY_ID '{key}'", self.under)
        head = aws().client("s3").head_object(Bucket=BUCKET, Key=f"{self.under}0000_part_00.parquet")
        self.assertEqual((head["ServerSideEncryption"], head["SSEKMSKeyId"]), ("aws:kms", key))

    def test_the_role_must_be_assumable_and_must_suffice(self) -> None:
        narrow = make_role(f"narrow-{self.under[:-1]}", BUCKET, "elsewhere/")
        stranger = make_role(f"stranger-{self.under[:-1]}", BUCKET, trusted="lambda.amazonaws.com")
        for role, words in (
            (narrow, "is not authorized to perform: s3:PutObject"),
            (stranger, "is not authorized to assume IAM Role"),
            (ROLE + "-of-nobody", "is not authorized to assume IAM Role"),
        ):
            with self.subTest(role):
                text = f"UNLOAD ('select 1 as a') TO 's3://{BUCKET}/{self.under}' IAM_ROLE '{role}' CSV"
                self.assertIn(words, run(text, expect="FAILED")["Error"])
        text = f"UNLOAD ('select 1 as a') TO 's3://{BUCKET}/{self.under}' IAM_ROLE default CSV"
        self.assertIn("No default IAM role", run(text, expect="FAILED")["Error"])

    def test_a_bucket_that_is_not_there(self) -> None:
        role = make_role(f"other-{self.under[:-1]}", "example-nowhere")
        text = f"UNLOAD ('select 1 as a') TO 's3://example-nowhere/x/' IAM_ROLE '{role}' CSV"
        self.assertIn("S3ServiceException:The specified bucket does not exist", run(text, expect="FAILED")["Error"])

    def test_the_error_of_the_query_is_the_databases(self) -> None:
        described = unload("select 1 / (id - 7) from everything", "CSV", self.under, expect="FAILED")
        self.assertEqual(described["Error"], "Query #1 failed with ERROR: division by zero")
        self.assertEqual(keys(self.under), {})

    def test_faults(self) -> None:
        redshift().fault("manifest-missing")
        unload("select id from everything", "CSV MANIFEST", self.under)
        self.assertNotIn("manifest", keys(self.under))
        redshift().fault("fail-after-files", files=2)
        under = prefix()
        self.assertIn("SlowDown", unload("select id from everything", "CSV MANIFEST", under, expect="FAILED")["Error"])
        self.assertEqual(list(keys(under)), ["0000_part_00", "0001_part_00"])

    def test_the_count_is_the_sessions_own(self) -> None:
        unload("select id from everything", "CSV", self.under)
        self.assertEqual(select("select pg_last_unload_count()"), [[0]])


if __name__ == "__main__":
    unittest.main()
