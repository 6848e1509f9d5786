"""Every statement of every strategy is Redshift's by sqlfluff's grammar, too: what PostgreSQL accepts may be no Redshift."""

from __future__ import annotations

import json
import subprocess
import unittest

import shop
from warehouse import ROOT, File, Plan, Statement

# Strategies, formats and checks that the shop's plan has not.
OTHERS = r"""
sources:
  rows:
    from: s3://example-landing/rows/
    format: csv
    ignore_header: 1
    delimiter: ";"
    quote: "'"
    null_as: "\\N"
    compression: zstd
    date_format: auto
    time_format: epochmillisecs
    region: us-west-1
    invalid_characters: "?"
    blanks_as_null: true
    empty_as_null: true
    trim_blanks: true
    truncate_columns: true
    round_decimals: true
    fill_record: true
    columns: {id: bigint not null, group: varchar(20), "a \"b\"": "decimal(12,2)", at: timestamptz, day: date, ok: boolean}
  lines:
    from: s3://example-landing/lines/
    format: json
    columns: {id: bigint, note: super}
  plain:
    from: s3://example-landing/plain/
    format: text
    columns: {id: bigint, tenant: varchar(9), name: varchar(9), changed_on: date}
    order: changed_on
tables:
  raw.rows: {source: rows, strategy: append}
  raw.lines: {source: lines, strategy: append}
  raw.snapshot: {source: rows, strategy: replace}
  dw.tenant: {source: plain, strategy: scd2, unique_key: [tenant, id], effective: changed_on, surrogate: tenant_sk}
  dw.by_day:
    strategy: aggregate
    from: raw.rows
    group_by: [day, group, ok]
    measures: {n: COUNT(*), total: "SUM(\"a \"\"b\"\"\")"}
    columns: {day: date, group: varchar(20), ok: boolean, n: bigint, total: "decimal(18,2)"}
checks:
  raw.rows:
    - {not_null: [id, day], where: id > 5 -- not the first ones
      }
    - {accepted_values: {group: [a, "it's"]}, at_most: 3}
    - {accepted_values: {id: [1, 2]}, severity: warn}
    - {relationships: {id: dw.tenant.id}, at_most: 0.5%, where: id <> 7}
    - row_count: {between: [1, 1000]}
    - freshness: {column: at, within: 15m}
    - expression: id >= 0
    - {unique: [id, day], where: id > 0}
  raw.snapshot:
    - balance: "a \"b\""
"""
# Tables that Redshift loads by itself.
STANDING = """
warehouse: {workgroup: example-workgroup, database: dev, role: "arn:aws:iam::123456789012:role/example-redshift"}
sources:
  clicks:
    from: s3://example-landing/clicks/
    format: csv
    ignore_header: 1
    columns: {id: bigint not null, at: timestamp}
tables:
  raw.clicks: {source: clicks, strategy: copy_job}
  live.orders:
    strategy: stream
    stream: {kafka: "b1:9098", topic: orders}
    columns: {id: bigint, status: varchar(12)}
  live.payments:
    strategy: stream
    stream: {msk: arn:aws:kafka:us-east-1:123456789012:cluster/example/1, topic: payments}
    columns: {id: bigint}
  live.pings:
    strategy: stream
    stream: {kinesis: pings}
    columns: {id: bigint}
"""
# What sqlfluff's grammar has not; Swift's ContinuousIngestionTests hold the texts.
STANDING_GAPS = ("JOB CREATE", "FROM MSK")
# Statements that sqlfluff cannot read though Redshift can; each is held by its text in a test of its own.
GAPS: dict[str, str] = {}


def statements() -> list[Statement]:
    found: list[Statement] = []
    for text, folders in ((shop.PLAN, ("products", "customers", "sales")), (OTHERS, ("rows", "lines", "plain"))):
        explained = Plan(text).explain([File(f"{folder}/x", "e", 1, 1) for folder in folders])
        for preparation in explained.preparations:
            found += preparation
        for load in explained.loads:
            found += load.statements
        found += explained.changes
        for _, examination in explained.examinations:
            found += examination
    return found


class Grammar(unittest.TestCase):
    def test_every_statement_is_redshifts(self) -> None:
        found = statements()
        self.assertGreater(len(found), 150)
        # What is rehearsed is what a load says, too: each text is read once.
        texts = sorted({each.text for each in found})
        refused = {text: answer for text, answer in zip(texts, judged(texts), strict=True) if answer is not None}
        self.assertEqual(refused.keys() - GAPS.keys(), set(), refused)
        self.assertEqual(GAPS.keys() - refused.keys(), set(), "these parse: they are no gaps any more")

    def test_definitions_of_tables_that_redshift_loads_are_redshifts(self) -> None:
        texts = Plan(STANDING).migrations()
        self.assertGreater(len(texts), 25)
        refused = [text for text, answer in zip(texts, judged(texts), strict=True) if answer is not None]
        unknown = [text for text in refused if not any(gap in text for gap in STANDING_GAPS)]
        self.assertEqual(unknown, [])
        self.assertEqual(len(refused), len(STANDING_GAPS), "a gap is none any more")

    def test_the_judge_refuses_what_redshift_has_not(self) -> None:
        for text in ("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "COPY t FROM", "SELECT FROM WHERE"):
            self.assertIsNotNone(judged([text])[0], text)


def judged(texts: list[str]) -> list[str | None]:
    script = '. scripts/lib/machine.sh; exec "$(python_environment sql)/bin/python" scripts/lib/redshift_grammar.py'
    done = subprocess.run(
        ["bash", "-ec", script], input=json.dumps(texts), cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    answers: list[str | None] = json.loads(done.stdout)
    return answers


if __name__ == "__main__":
    unittest.main()
