"""Plans: words that are read, and mistakes, which are reported all at once, each at its place."""

from __future__ import annotations

import json
import re
import unittest
from datetime import timedelta
from pathlib import Path

from curate.plan.document import PlanError
from curate.plan.model import Share
from curate.plan.reader import read_plan

EXAMPLE = Path(__file__).resolve().parents[3] / "pipelines" / "lake" / "plans" / "lake.yaml"
LOADER = Path(__file__).resolve().parents[3] / "functions" / "RedshiftLoader"

GOOD = """
sources:
  orders:
    from: ${raw}/database/orders/
    format: parquet
    columns: {op: varchar(1), seq: varchar(35), order_id: bigint not null, status: varchar(20), amount: "decimal(12,2)"}
    operation: {column: op, missing: insert}
    order: seq
tables:
  orders: {source: orders, unique_key: order_id}
"""


def problems(text: str, file: str = "plans/p.yaml") -> list[str]:
    try:
        read_plan(text, file, "s3://example-raw")
    except PlanError as error:
        return str(error).splitlines()
    return []


class APlan(unittest.TestCase):
    def test_the_example_is_read(self) -> None:
        plan = read_plan(EXAMPLE.read_text(), "plans/lake.yaml", "s3://example-raw/")
        self.assertEqual((plan.name, plan.engine, plan.time_travel), ("lake", "hudi", timedelta(days=10)))
        self.assertEqual(len(plan.tables), 8)
        order = plan.table("sales_order")
        assert order is not None
        self.assertEqual(order.source.location, "s3://example-raw/database/sales_order/")
        self.assertEqual(order.source.order, ("change_seq", "_modified"))
        self.assertEqual(order.quarantine, Share(percent=1))
        self.assertNotIn("op", [each.name for each in order.source.row_columns])

    def test_an_eighth_table_is_three_edits_as_the_pipelines_readme_has_them(self) -> None:
        readme = (EXAMPLE.parents[1] / "README.md").read_text()
        section = readme.partition("## An eighth table")[2].partition("\n## ")[0]
        text = EXAMPLE.read_text()
        edits = re.findall(r"Under `(\w+):`.*?\n```yaml\n(.*?)```", section, re.DOTALL)
        self.assertEqual([place for place, _ in edits], ["sources", "tables", "checks"])
        for place, edit in edits:
            text = text.replace(f"\n{place}:\n", f"\n{place}:\n{edit}", 1)
        table = read_plan(text, "lake.yaml", "s3://raw").table("suppliers")
        assert table is not None
        self.assertEqual((table.source.location, table.unique_key), ("s3://raw/database/suppliers/", ("supplier_id",)))
        self.assertEqual([each.kind for each in table.checks], ["not_null"])

    def test_a_table_comes_after_those_that_its_checks_refer_to(self) -> None:
        names = [each.name for each in read_plan(EXAMPLE.read_text(), "plans/lake.yaml").tables]
        self.assertLess(names.index("customers"), names.index("sales_order"))

    def test_no_is_text_and_quotes_make_text(self) -> None:
        text = GOOD + "checks: {orders: [{accepted_values: {status: [no, 'true', true, 1]}}]}"
        table = read_plan(text, "p.yaml").tables[0]
        self.assertEqual(table.checks[0].values, ("no", "true", True, 1))

    def test_json_is_a_plan_too_with_its_places(self) -> None:
        import yaml

        plan = yaml.safe_load(GOOD)
        self.assertEqual(problems(json.dumps(plan), "p.json"), [])
        plan["engin"] = "hudi"
        self.assertRegex(
            problems(json.dumps(plan, indent="\t"), "p.json")[0],
            r"^p\.json:\d+:\d+ engin: is no field here; did you mean engine\?",
        )

    def test_the_loaders_words_mean_the_same_here(self) -> None:
        ours = json.loads((EXAMPLE.parents[3] / "jobs" / "curate" / "plan.schema.json").read_text())["properties"]
        theirs = json.loads((LOADER / "plan.schema.json").read_text())["properties"]
        source, other = (each["sources"]["additionalProperties"]["properties"] for each in (ours, theirs))
        self.assertEqual(set(source) - set(other), {"multiline", "folders"})
        operation, other_operation = source["operation"]["properties"], other["operation"]["properties"]
        self.assertEqual(set(operation), set(other_operation))
        checks, other_checks = (
            each["checks"]["additionalProperties"]["items"]["properties"] for each in (ours, theirs)
        )
        self.assertEqual(set(checks), set(other_checks))
        table, other_table = (each["tables"]["additionalProperties"]["properties"] for each in (ours, theirs))
        self.assertEqual(set(table) - set(other_table) - {"schema", "quarantine"}, {"partition_by"})


class Mistakes(unittest.TestCase):
    def test_all_of_them_are_reported_at_once_each_at_its_place(self) -> None:
        text = """engine: hudy
time_travel: 10
sources:
  orders:
    from: ${raw}/orders/
    format: parquet
    columns: {op: varchar(1), seq: varchar(35), order_id: bigint not null, amount: money}
    operation: {column: opp, delete: [I]}
    order: sequence
  broken: {from: here, format: orc, columns: {}, order: a}
tables:
  orders: {source: orders, unique_key: [order_id, lin], strategy: scd2}
  lines: {source: order, unique_key: order_id, hard_deletes: delete}
  of_broken: {source: broken, unique_key: a}
checks:
  lines:
    - not_null: amout
    - {unique: order_id, severity: quarantine}
    - {not_null: order_id, expression: amount > 0}
  elsewhere:
    - not_null: a
"""
        found = problems(text)
        expected = [
            '1:9 engine: is "hudy"; did you mean hudi? allowed: hudi, iceberg',
            "2:14 time_travel: is 10; expected a duration such as 15m or 10d",
            "7:84 sources.orders.columns.amount: is 'money'; the types are",
            "8:25 sources.orders.operation.column: names 'opp', which is not in columns; did you mean op?",
            "8:38 sources.orders.operation.delete: has 'I' for a delete, which is an insert or an update too",
            "9:12 sources.orders.order: names 'sequence', which is not in columns",
            "10:18 sources.broken.from: is 'here'; expected ${raw}/folder/ or s3://bucket/folder/",
            '10:32 sources.broken.format: is "orc"; allowed: parquet, csv, json',
            "10:46 sources.broken.columns: is empty",
            "12:40 tables.orders.unique_key: names 'lin', which is not a column",
            '12:67 tables.orders.strategy: is "scd2"; allowed: merge',
            "13:19 tables.lines.source: is 'order', which is no source of the plan; did you mean orders?",
            "18:36 checks.lines[1].severity: is quarantine, and unique depends on other rows; use error or warn",
            "19:7 checks.lines[2]: has not_null and expression; expected exactly one of",
            "21:5 checks.elsewhere: is no table of the plan",
        ]
        for each in expected:
            self.assertTrue(
                any(line.startswith(f"plans/p.yaml:{each}") for line in found), f"{each}\n" + "\n".join(found)
            )
        self.assertEqual(len(found), len(expected), "\n".join(found))

    def test_each_case(self) -> None:
        cases = {
            GOOD.replace("order: seq", "order: seq\n    order: op"): "is there twice",
            GOOD.replace("order: seq", "header: true\n    order: seq"): "cannot be with format parquet",
            GOOD.replace("unique_key: order_id", "unique_key: [order_id, order_id]"): "a second time",
            GOOD.replace("unique_key: order_id", "unique_key: amont"): "did you mean amount?",
            GOOD.replace("unique_key: order_id", "unique_key: seq"): "which puts a key's changes in order",
            GOOD.replace("order_id: bigint", "_order: bigint"): "a name that the job needs itself",
            GOOD.replace("order: seq", "order: amount"): "which puts nothing in order",
            GOOD.replace("${raw}/", "s3://b/${table}/"): "${raw} is the only placeholder",
            GOOD.replace("  orders: {source", "  orders_deleted: {source"): "is no name of a table",
            GOOD + "checks: {orders: [{relationships: {order_id: parts.id}}]}": "parts is no table of the plan",
            GOOD + "checks: {orders: [{row_count: {between: [5, 1]}}]}": "which is nothing",
            GOOD + "checks: {orders: [{freshness: {column: status, within: 1h}}]}": "expected one of date, timestamp",
            GOOD
            + "checks: {orders: [{not_null: status, at_most: 0.1}]}": "a number of rows from 0 or a share such as 0.1%",
            GOOD + "checks: {orders: [{not_null: status}, {not_null: status}]}": "two checks of the name",
            "": "is empty",
            "a: &a [*a]": "or an alias of itself",
            "a: [": "is no YAML",
            "- 1": "expected a block of fields",
            "x" * 1_000_001: "is larger than",
            "[" * 3000 + "]" * 3000: "is nested deeper than",
        }
        for text, expected in cases.items():
            with self.subTest(expected):
                found = problems(text)
                self.assertTrue(any(expected in line for line in found), "\n".join(found) or "no problem")


if __name__ == "__main__":
    unittest.main()
