"""The function itself, as a process for each event, on the local AWS: files in, rows out, whatever dies in between."""

from __future__ import annotations

import random
import unittest
import uuid
from collections import Counter

import shop
from comparison import SEED, STAGING, Compared, files_of, tables
from function import PLAN, Function, arrival, gzipped
from shop import History
from warehouse import (
    BUCKET,
    File,
    put,
    select,
)

from localaws.testing.warehouse import redshift

HEADER = ",".join(shop.COLUMNS["sales"]).encode() + b"\n"


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
        # All files of a table that wait are one load, unless their layouts take more statements than a batch has.
        self.assertIn(function.outcomes.total(), range(4, 7))
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
                own.append(put(f"sales/bad-{start}", gzipped(HEADER + b"I,x,y,1,,,,\n")))
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
        content = HEADER + b"I,1,x,1,,,,\n"
        bad = put("sales/bad.csv.gz", gzipped(content))
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
        mended = put("sales/bad.csv.gz", gzipped(HEADER + b"I,1,7,1,,,,\n"))
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
        content = HEADER + b"I,1,7,1,,,,1.00\nI,2,8,1,,,,-1.00\nI,3,9,1,,,,-2.00\n"
        file = put("sales/negative.csv.gz", gzipped(content))
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

    def test_a_file_that_is_gone_is_missing(self) -> None:
        function = Function()
        function.invoke({"load": {"files": [File("sales/gone.csv.gz", "e", 10).described], "table": "staging.sales"}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Missing": 1}))

    def test_ties_are_ambiguous_and_a_retry_after_mending_loads(self) -> None:
        function = Function()
        content = HEADER + b"I,7,1,1,,,,1.00\nI,7,1,1,,,,2.00\n"
        tie = put("sales/tie.csv.gz", gzipped(content))
        function.invoke({"load": {"files": [tie.described], "table": "staging.sales"}})
        function.settle()
        self.assertEqual(function.outcomes, Counter({"Ambiguous": 1}))
        identifier = next(item["pk"]["S"] for item in function.items() if item["pk"]["S"].startswith("load#"))
        put("sales/tie.csv.gz", gzipped(content.replace(b"I,7,1,1,,,,2.00\n", b"")))
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


if __name__ == "__main__":
    unittest.main()
