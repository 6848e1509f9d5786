"""Files as they come: headers, quotes, newlines in fields, compression; keys that are written anew; replaced tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
import unittest
import uuid
from collections import Counter
from collections.abc import Callable, Sequence

import zstandard
from function import Function, arrival
from warehouse import BUCKET, File, _client, put, select

from localaws.testing.warehouse import redshift

CSV_PLAN = """
window: {{every: 1m, wait: 0s}}
{schema}
sources:
  people:
    from: s3://example-landing/people/
    format: csv
    {written}
    columns: {{id: integer not null, name: varchar(40), note: varchar(200)}}
tables:
  raw.people: {{source: people, strategy: append}}
"""
REPLACE_PLAN = """
window: {{every: 1m, wait: 0s, max_files: 2}}
sources:
  people: {{from: s3://example-landing/{folder}/, format: csv, columns: {{id: integer, name: varchar(9)}}}}
tables:
  raw.people: {{source: people, strategy: replace{snapshot}}}
  raw.names:
    strategy: aggregate
    from: raw.people
    group_by: [name]
    measures: {{n: COUNT(*)}}
    columns: {{name: varchar(9), n: bigint}}
"""
ROWS = [(1, 'the "first"', "two\nlines"), (2, "b, c", None), (3, None, "\r\nalone\n\n")]


def written(
    header: list[str] | None, rows: Sequence[Sequence[object]], *, delimiter: str = ",", quote: str = '"'
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quotechar=quote)
    if header is not None:
        writer.writerow(header)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    return text.getvalue().encode()


class CSVTest(unittest.TestCase):
    def loaded(
        self, content: bytes, options: str = "header: true", schema: str = "", plan: str = CSV_PLAN
    ) -> tuple[str, str, list[tuple[object, ...]]]:
        """Outcome, message, and the rows of the table."""
        function = Function(plan.format(written=options, schema=schema))
        file = put(f"people/{uuid.uuid4().hex}", content)
        function.invoke({"load": {"files": [file.described]}})
        function.settle()
        (record,) = function.loads
        rows = select("select id, name, note from raw.people order by id") if record["outcome"] == "Loaded" else []
        return record["outcome"], record.get("message") or "", rows

    def test_quotes_newlines_and_compression(self) -> None:
        plain = written(["id", "name", "note"], ROWS)
        for options, content in (
            ("header: true", plain),
            ("header: true\n    compression: gzip", gzip.compress(plain)),
            # A file of two gzip members, the header in the first alone.
            ("header: true\n    compression: gzip", gzip.compress(plain[:13]) + gzip.compress(plain[13:])),
            ("ignore_header: 1\n    compression: zstd", zstandard.compress(plain)),
            ("ignore_header: 1", plain),
            (
                "header: true\n    delimiter: ';'\n    quote: \"'\"",
                written(["id", "name", "note"], ROWS, delimiter=";", quote="'"),
            ),
            ("header: false", written(None, ROWS)),
        ):
            with self.subTest(options):
                outcome, message, rows = self.loaded(content, f"{options}\n    empty_as_null: true")
                self.assertEqual(outcome, "Loaded", message)
                self.assertEqual(rows, ROWS)

    def test_json_lines_are_matched_by_their_keys_in_any_case(self) -> None:
        lines = [{"NOTE": note, "more": {"n": [1]}, "Id": number, "name": name} for number, name, note in ROWS]
        content = "".join(json.dumps(line) + "\n" for line in lines).encode()
        plan = CSV_PLAN.replace("format: csv", "format: json")
        for options, packed in (("region: us-east-1", content), ("compression: gzip", gzip.compress(content))):
            with self.subTest(options):
                outcome, message, rows = self.loaded(packed, options, plan=plan)
                self.assertEqual(outcome, "Loaded", message)
                self.assertEqual(rows, ROWS)

    def test_a_header_says_which_column_is_which(self) -> None:
        turned = [(note, number, name) for number, name, note in ROWS]
        for header, rows, expected in (
            (["note", "ID", " Name "], turned, ROWS),
            # What is missing has no value.
            (["id", "name"], [row[:2] for row in ROWS], [(*row[:2], None) for row in ROWS]),
            (["\ufeffid", "note", "name"], [(a, c, b) for a, b, c in ROWS], ROWS),
        ):
            packs: tuple[tuple[Callable[[bytes], bytes], str], ...] = (
                (gzip.compress, "header: true\n    compression: gzip"),
                (bytes, "header: true"),
            )
            for pack, options in packs:
                with self.subTest(header=header, options=options):
                    outcome, message, found = self.loaded(pack(written(header, rows)), options)
                    self.assertEqual(outcome, "Loaded", message)
                    self.assertEqual(found, expected)

    def test_columns_that_are_wrong_missing_or_more_are_as_the_schema_says(self) -> None:
        more = [(*row, "extra") for row in ROWS]
        for header, rows, schema, outcome, told in (
            (["id", "name", "note", "town"], more, "", "SchemaHeld", "town is not in the plan's columns, and its type"),
            (
                ["id", "name", "note", "town"],
                more,
                "schema: {new_columns: hold}",
                "SchemaHeld",
                "set new_columns: add or ignore",
            ),
            (["id", "name", "note", "town"], more, "schema: {new_columns: ignore}", "Loaded", ""),
            (
                ["id", "name"],
                [row[:2] for row in ROWS],
                "schema: {missing_columns: hold}",
                "SchemaHeld",
                "note is missing",
            ),
            (["id", "name", "Name"], ROWS, "", "SchemaHeld", "Name is there twice"),
            (["1", "Ann", "x"], ROWS, "", "SchemaHeld", "none of its 3 columns has the name of one of the plan's"),
        ):
            with self.subTest(header=header, schema=schema):
                found, message, loaded = self.loaded(written(header, rows), schema=schema)
                self.assertEqual(found, outcome, message)
                self.assertIn(told, message)
                self.assertEqual(loaded, ROWS if outcome == "Loaded" else [])

    def test_files_of_different_headers_are_one_load(self) -> None:
        function = Function(CSV_PLAN.format(written="header: true", schema=""))
        files = [
            put(f"people/{uuid.uuid4().hex}", written(header, [row]))
            for header, row in (
                (["id", "name", "note"], (1, "a", "x")),
                (["note", "name", "id"], ("y", "b", 2)),
                (["id"], (3,)),
            )
        ]
        function.invoke({"load": {"files": [file.described for file in files]}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Loaded": 1}), function.log)
        rows = select("select id, name, note from raw.people order by id")
        self.assertEqual(rows, [(1, "a", "x"), (2, "b", "y"), (3, None, None)])


class OverwriteTest(unittest.TestCase):
    def test_a_key_that_was_written_anew_before_the_copy_is_loaded_once_under_its_own_etag(self) -> None:
        function = Function(CSV_PLAN.format(written="header: false", schema=""))
        key = f"people/{uuid.uuid4().hex}"
        first = put(key, b"1,old,\n")
        function.invoke(arrival([first]))
        second = put(key, b"1,new,\n2,new,\n")
        function.settle()
        function.invoke(arrival([second]))
        function.settle()
        self.assertEqual(select("select id, name from raw.people order by id"), [(1, "new"), (2, "new")])
        self.assertEqual(select("select etag from loader.files"), [(second.etag,)])
        self.assertIn("FilesOverwritten", function.log)

    def test_a_key_that_is_written_anew_while_it_is_loaded_is_told(self) -> None:
        function = Function(CSV_PLAN.format(written="header: false", schema=""))
        key = f"people/{uuid.uuid4().hex}"
        first = put(key, b"1,old,\n")
        redshift().fault("delay", seconds=3, sql='INSERT INTO "loader"."files"')
        function.invoke({"load": {"files": [first.described]}})
        # The lane is prepared first; the load itself is the batch that is slow.
        while not any(load["phase"] == "submitted" for load in function.loads):
            function.hurry()
            function.invoke({"sweep": True})
        put(key, b"1,new,\n")
        function.settle()
        (record,) = function.loads
        self.assertEqual(record["outcome"], "Loaded")
        self.assertIn("was written anew while it was loaded: compare its rows", record["message"])

    def tearDown(self) -> None:
        redshift().control("DELETE", "faults")


class ReplaceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = f"snapshots-{uuid.uuid4().hex[:8]}"

    def function(self, snapshot: str = "") -> Function:
        return Function(REPLACE_PLAN.format(folder=self.folder, snapshot=snapshot and f", snapshot: {snapshot}"))

    def put(self, name: str, *rows: str) -> File:
        return put(f"{self.folder}/{name}", "".join(f"{row}\n" for row in rows).encode(), len(rows))

    def table(self) -> list[tuple[object, ...]]:
        found = select("select id, name from raw.people order by id")
        # The aggregate is of the table as it is.
        sums = select("select name, n from raw.names order by name")
        self.assertEqual(sums, sorted(Counter(str(row[1]) for row in found).items()))
        return found

    def dataset(self, name: str, *files: File) -> str:
        entries = [
            {"url": f"s3://{BUCKET}/{file.key}", "meta": {"content_length": file.bytes, "record_count": file.rows}}
            for file in files
        ]
        key = f"{self.folder}/{name}_SUCCESS.json"
        _client("s3").put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"entries": entries}).encode())
        return f"s3://{BUCKET}/{key}"

    def test_more_files_than_a_window_takes_replace_once(self) -> None:
        function = self.function()
        function.invoke({"load": {"files": [self.put(f"a{number}", f"{number},a").described for number in range(5)]}})
        function.settle()
        self.assertEqual(self.table(), [(number, "a") for number in range(5)])
        function.invoke({"load": {"files": [self.put("b", "7,b").described]}})
        function.settle()
        self.assertEqual(self.table(), [(7, "b")])
        self.assertEqual(function.outcomes, Counter({"Loaded": 2}), function.log)

    def test_a_table_that_became_empty_is_emptied(self) -> None:
        function = self.function()
        empty: list[dict[str, object]] = [
            {"manifest": self.dataset("empty/")},
            {"folders": [{"uri": f"s3://{BUCKET}/{self.folder}/nothing/", "rows": 0}]},
        ]
        for number, load in enumerate(empty):
            with self.subTest(load):
                function.invoke({"load": {"files": [self.put(f"full{number}", "1,a", "2,b").described]}})
                function.settle()
                self.assertEqual(len(self.table()), 2)
                if "manifest" in load:
                    load = {"manifest": self.dataset("empty/")}
                function.invoke({"load": load})
                function.settle()
                self.assertEqual(self.table(), [])
        self.assertEqual(function.outcomes, Counter({"Loaded": 4}), function.log)
        self.assertEqual(select("select count(*) from loader.files where bytes = 0"), [(2,)])

    def test_files_that_arrive_are_all_of_their_folder(self) -> None:
        function = self.function()
        files = [self.put(f"day=1/LOAD{number}.csv", f"{number},a") for number in range(3)]
        function.invoke(arrival(files[:1]))
        function.settle()
        self.assertEqual([row[0] for row in self.table()], [0, 1, 2])
        # The others' events come in a later window, and are nothing new.
        function.invoke(arrival(files[1:]))
        function.settle()
        self.assertEqual([row[0] for row in self.table()], [0, 1, 2])
        later = [self.put(f"day=2/LOAD{number}.csv", f"{number},b") for number in range(7, 9)]
        function.invoke(arrival(later))
        function.settle()
        self.assertEqual(self.table(), [(7, "b"), (8, "b")])

    def test_a_dataset_is_loaded_when_its_list_arrives(self) -> None:
        function = self.function("dataset")
        files = [self.put(f"run/part={number}/x.csv", f"{number},a") for number in range(3)]
        function.invoke(arrival(files))
        function.settle()
        self.assertEqual(function.outcomes.total(), 0)
        self.dataset("run/", *files)
        function.invoke(arrival([File(f"{self.folder}/run/_SUCCESS.json", "m", 10)]))
        function.settle()
        self.assertEqual(self.table(), [(number, "a") for number in range(3)])

    def test_an_older_snapshot_does_not_replace_a_newer_one(self) -> None:
        function = self.function("file")
        old = self.put("1.csv", "1,old")
        new = self.put("2.csv", "2,new")
        function.invoke(at("2026-11-02T00:00:00Z", new))
        function.settle()
        function.invoke(at("2026-11-01T00:00:00Z", old))
        function.settle()
        self.assertEqual(self.table(), [(2, "new")])
        self.assertEqual(function.outcomes, Counter({"Loaded": 1, "Duplicate": 1}))

    def test_a_file_that_cannot_be_loaded_leaves_the_table_as_it_was(self) -> None:
        function = self.function()
        function.invoke({"load": {"files": [self.put("good", "1,a").described]}})
        function.settle()
        files = [self.put("good2", "2,b"), self.put("bad", "x,c")]
        function.invoke({"load": {"files": [file.described for file in files]}})
        function.settle()
        self.assertEqual(self.table(), [(1, "a")])
        (record,) = (load for load in function.loads if load["outcome"] != "Loaded")
        self.assertEqual(record["outcome"], "Rejected")
        self.put("bad", "3,c")
        function.invoke({"retry": record["id"]})
        function.settle()
        self.assertEqual(self.table(), [(2, "b"), (3, "c")])


def at(time: str, file: File) -> dict[str, object]:
    """An SQS batch of one event with its time."""
    event = arrival([file])
    text = json.dumps(event).replace("2026-11-27T10:00:00Z", time)
    found: dict[str, object] = json.loads(text)
    return found


if __name__ == "__main__":
    unittest.main()
