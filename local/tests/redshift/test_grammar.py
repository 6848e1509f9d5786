"""UNLOAD and COPY as they are read, and every combination Redshift refuses. No server needed."""

from __future__ import annotations

import random
import unittest

from localaws.redshift import copy_statement, sql, unload_statement
from localaws.redshift.sql import SyntaxRefused
from localaws.redshift.unload_statement import Compression, Format, Unload

ROLE = "IAM_ROLE 'arn:aws:iam::123456789012:role/example-redshift'"


def unload(options: str = "", query: str = "select a from t") -> Unload:
    text = f"UNLOAD ({sql.literal(query)}) TO 's3://example-bucket/p/' {ROLE} {options};"
    return unload_statement.parse(sql.statements(text)[0])


class Tokens(unittest.TestCase):
    def test_a_literal_means_what_was_put_into_it(self) -> None:
        seed = random.randrange(1 << 32)
        made = random.Random(seed)
        alphabet = "ab'\"\\\n\t;-/*$:é日 "
        for _ in range(2000):
            text = "".join(made.choice(alphabet) for _ in range(made.randrange(30)))
            with self.subTest(seed=seed, text=text):
                (token,) = sql.tokens(sql.literal(text))
                self.assertEqual(token.value, text)

    def test_semicolons_and_keywords_within_literals_comments_and_identifiers_are_none(self) -> None:
        for text in (
            "select ';'",
            "select 1 -- ; drop",
            "select 1 /* ; /* ; */ ; */",
            'select ";"',
            "select $$;$$",
            "select $x$;$$;$x$",
            r"select 'a\';'",
        ):
            with self.subTest(text):
                self.assertEqual(len(sql.statements(text)), 1)

    def test_what_is_never_closed_is_refused(self) -> None:
        for text in ("select 'a", "select 'a\\'", 'select "a', "select /* a", "select $$a"):
            with self.subTest(text), self.assertRaises(SyntaxRefused):
                sql.tokens(text)

    def test_parameters_are_bound_as_literals_and_casts_are_none(self) -> None:
        bound = sql.bound("select :a::int, ':a', x.y from t where b = :b", {"a": "1", "b": "o'\\"})
        self.assertEqual(bound, "select '1'::int, ':a', x.y from t where b = 'o''\\\\'")

    def test_storage_attributes_leave_a_table_definition(self) -> None:
        text = "create table t (a int encode az64 distkey, b date) diststyle key compound sortkey (a, b)"
        self.assertEqual(sql.for_postgresql(text).split(), ["create", "table", "t", "(a", "int", ",", "b", "date)"])
        self.assertEqual(sql.for_postgresql("select sortkey from t"), "select sortkey from t")


class UnloadGrammar(unittest.TestCase):
    def test_the_query_comes_back_byte_for_byte(self) -> None:
        query = "select 'O''Brien', 'C:\\\\x' -- ;\nfrom t /* ' */ where a = $$'$$"
        self.assertEqual(unload(query=query).query, query)
        dollar = f"unload ($$select 'x'$$) to 's3://example-bucket/p' {ROLE}"
        self.assertEqual(unload_statement.parse(sql.tokens(dollar)).query, "select 'x'")

    def test_every_option(self) -> None:
        found = unload(
            "FORMAT AS CSV DELIMITER AS ';' HEADER NULL AS '-' GZIP PARALLEL OFF MAXFILESIZE 1 GB MANIFEST VERBOSE "
            "ALLOWOVERWRITE PARTITION BY (a, \"B\") INCLUDE ENCRYPTED KMS_KEY_ID 'k' REGION 'us-east-1' "
            "EXTENSION 'csv.gz'"
        )
        self.assertEqual(
            (found.format, found.delimiter, found.header, found.null_as, found.compression, found.parallel),
            (Format.CSV, ";", True, "-", Compression.GZIP, False),
        )
        self.assertEqual((found.max_file_mb, found.manifest, found.verbose), (1024, True, True))
        self.assertEqual((found.partition_by, found.include_partition_columns), (("a", "b"), True))
        self.assertEqual((found.kms_key, found.region, found.extension), ("k", "us-east-1", "csv.gz"))
        self.assertEqual(found.target.url, "s3://example-bucket/p/")

    def test_what_redshift_refuses(self) -> None:
        cases = [
            ("CSV FIXEDWIDTH '0:1'", "FIXEDWIDTH"),
            ("CSV ADDQUOTES", "ADDQUOTES"),
            *(
                (f"PARQUET {option}", option.split()[0])
                for option in (
                    "DELIMITER ','",
                    "FIXEDWIDTH '0:1'",
                    "ADDQUOTES",
                    "ESCAPE",
                    "NULL AS 'x'",
                    "HEADER",
                    "GZIP",
                    "BZIP2",
                    "ZSTD",
                )
            ),
            ("PARQUET ENCRYPTED", "SSE-KMS"),
            *(
                (f"JSON {option}", option.split()[0])
                for option in ("DELIMITER ','", "HEADER", "FIXEDWIDTH '0:1'", "ADDQUOTES", "ESCAPE", "NULL AS 'x'")
            ),
            ("FIXEDWIDTH '0:1' DELIMITER ','", "mutually exclusive"),
            ("FIXEDWIDTH '0:1' HEADER", "mutually exclusive"),
            ("CLEANPATH ALLOWOVERWRITE", "mutually exclusive"),
            ("VERBOSE", "MANIFEST"),
            ("KMS_KEY_ID 'k'", "ENCRYPTED"),
            ("ENCRYPTED AUTO KMS_KEY_ID 'k'", "mutually exclusive"),
            ("MAXFILESIZE 4 MB", "MAXFILESIZE"),
            ("MAXFILESIZE 6.3 GB", "MAXFILESIZE"),
            ("PARQUET MAXFILESIZE 5 MB", "32 MB"),
            ("CSV ROWGROUPSIZE 64 MB", "ROWGROUPSIZE"),
            ("PARQUET ROWGROUPSIZE 16 MB", "ROWGROUPSIZE"),
            ("PARQUET ROWGROUPSIZE 129 MB", "ROWGROUPSIZE"),
            ("GZIP ZSTD", "mutually exclusive"),
            ("CSV CSV", "redundant"),
            ("DELIMITER '||'", "single ASCII character"),
            ("FORMAT ORC", "orc"),
            ("NONSENSE", "nonsense"),
        ]
        for options, named in cases:
            with self.subTest(options):
                with self.assertRaises(SyntaxRefused) as refused:
                    unload(options)
                self.assertIn(named.lower(), str(refused.exception).lower())

    def test_the_query_may_have_no_outer_limit(self) -> None:
        for query in (
            "select a from t limit 10",
            "with x as (select 1) select * from x LIMIT 1",
            "select 1 /* */ limit 1;",
        ):
            with self.subTest(query), self.assertRaisesRegex(SyntaxRefused, "Limit clause is not supported"):
                unload(query=query)
        for query in (
            "select * from (select a from t limit 10)",
            'select "limit" from t',
            "select 'limit'",
            "select 1 -- limit",
        ):
            with self.subTest(query):
                self.assertEqual(unload(query=query).query, query)

    def test_the_query_must_be_one_select(self) -> None:
        for query in ("", "-- nothing", "select 1; select 2", "delete from t"):
            with self.subTest(query), self.assertRaises(SyntaxRefused):
                unload(query=query)

    def test_the_target_and_the_role(self) -> None:
        for to, role in (
            ("https://example-bucket/p", ROLE),
            ("s3://Example/p", ROLE),
            ("s3://example-s3alias/p", ROLE),
            ("s3://example-bucket/p", ""),
            ("s3://example-bucket/p", "IAM_ROLE 'arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b'"),
            ("s3://example-bucket/p", "IAM_ROLE 'example-role'"),
        ):
            with self.subTest(to=to, role=role), self.assertRaises(SyntaxRefused):
                unload_statement.parse(sql.tokens(f"unload ('select 1') to '{to}' {role}"))
        chain = "arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/b"
        found = unload_statement.parse(sql.tokens(f"unload ('select 1') to 's3://example-bucket' iam_role '{chain}'"))
        self.assertEqual(len(found.roles), 2)
        found = unload_statement.parse(sql.tokens("unload ('select 1') to 's3://example-bucket/' iam_role default"))
        self.assertEqual(found.roles, ())


class CopyGrammar(unittest.TestCase):
    def parse(self, options: str, table: str = "t") -> copy_statement.Copy:
        return copy_statement.parse(sql.tokens(f"COPY {table} FROM 's3://example-bucket/p' {ROLE} {options}"))

    def test_the_table_and_its_columns(self) -> None:
        found = self.parse("PARQUET", table='"Sales"."Orders" (id, "Note")')
        self.assertEqual((found.schema, found.table, found.columns), ("sales", "orders", ("id", "note")))

    def test_what_is_refused(self) -> None:
        for options, named in (
            ("PARQUET DELIMITER ','", "DELIMITER"),
            ("PARQUET IGNOREHEADER 1", "IGNOREHEADER"),
            ("JSON 'auto' DELIMITER ','", "DELIMITER"),
            ("JSON 's3://example-bucket/paths.json'", "JSONPaths"),
            ("CSV ESCAPE", "ESCAPE"),
            ("MAXERROR 5", "MAXERROR"),
            ("FORMAT AVRO 'auto'", "AVRO"),
            ("TRUNCATECOLUMNS", "TRUNCATECOLUMNS"),
            ("TIMEFORMAT 'epochsecs'", "TIMEFORMAT"),
            ("NONSENSE", "nonsense"),
        ):
            with self.subTest(options):
                with self.assertRaises(SyntaxRefused) as refused:
                    self.parse(options)
                self.assertIn(named.lower(), str(refused.exception).lower())


if __name__ == "__main__":
    unittest.main()
