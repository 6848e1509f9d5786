"""Which columns a table has after a batch, and what holds it. Nothing here needs Spark."""

from __future__ import annotations

import unittest
from collections.abc import Mapping

from curate.plan.column_type import ColumnType, UnknownType, read_column, type_of_spark
from curate.plan.model import SchemaPolicy, Source, Table
from curate.rows.shape import SchemaHeld, Shape, decide_shape

COLUMNS = tuple(
    read_column(name, kind)
    for name, kind in {
        "id": "bigint not null",
        "size": "integer",
        "price": "decimal(12,2)",
        "small": "smallint",
    }.items()
)
FILE = {"ID": "bigint", "size": "int", "price": "decimal(12,2)", "small": "smallint"}
STORED = {
    "id": "bigint",
    "size": "int",
    "price": "decimal(12,2)",
    "small": "int",
    "_order": "string",
    "_batch": "bigint",
}


def shape(
    *files: Mapping[str, str], existing: Mapping[str, str] | None = None, form: str = "parquet", **policy: str
) -> Shape:
    source = Source("s", "", "", form, COLUMNS, ("size",))
    return decide_shape(Table("t", source, ("id",), schema=SchemaPolicy(**policy)), files, existing)


class Columns(unittest.TestCase):
    def test_a_table_that_is_as_the_plan_says_stays_as_it_is(self) -> None:
        found = shape(FILE, existing=STORED)
        self.assertEqual((found.names, found.added, found.widened), (("id", "size", "price", "small"), (), ()))

    def test_a_new_column_has_the_type_that_holds_all_files_values(self) -> None:
        cases = {("int", "bigint"): "bigint", ("bigint", "int"): "bigint", ("int", "string"): "varchar"}
        cases |= {("date", "int"): "varchar", ("tinyint", "tinyint"): "integer", ("struct<a:int>", "int"): "varchar"}
        for kinds, expected in cases.items():
            with self.subTest(kinds):
                found = shape(*({**FILE, "New One": kind} for kind in kinds), existing=STORED)
                self.assertEqual([(each.name, str(each.type)) for each in found.added], [("new_one", expected)])

    def test_a_column_that_the_table_learned_before_is_widened_by_the_files(self) -> None:
        found = shape({**FILE, "extra": "bigint"}, existing={**STORED, "extra": "int"})
        self.assertEqual(found.widened, (("extra", "int", "bigint"),))
        found = shape({**FILE, "extra": "int"}, existing={**STORED, "extra": "bigint"})
        self.assertEqual(found.widened, ())
        with self.assertRaisesRegex(SchemaHeld, "extra: string in files, int in the table, which is another kind"):
            shape({**FILE, "extra": "string"}, existing={**STORED, "extra": "int"})

    def test_what_holds_a_table_is_named_all_at_once(self) -> None:
        with self.assertRaises(SchemaHeld) as held:
            shape(
                {"size": "bigint", "price": "double", "colour": "string"},
                existing={**STORED, "size": "bigint", "price": "decimal(14,2)"},
                new_columns="hold",
                missing_columns="hold",
            )
        for expected in (
            "files have no column id, which is in unique_key",
            "small: smallint in the plan, missing in files",
            "size: bigint in files, integer in the plan, which is narrower",
            "price: double in files, decimal(12,2) in the plan, which is narrower",
            "size: bigint in the table, integer in the plan, which is narrower",
            "price: decimal(14,2) in the table, decimal(12,2) in the plan, which is narrower",
            "colour: missing in the plan, string in files",
        ):
            self.assertIn(expected, str(held.exception))

    def test_text_of_csv_and_json_is_no_narrower_type(self) -> None:
        texts = dict.fromkeys(FILE, "string")
        self.assertEqual(shape(texts, form="csv").names, ("id", "size", "price", "small"))

    def test_another_scale_or_kind_is_no_widening(self) -> None:
        for kind in ("decimal(12,4)", "string", "date"):
            with self.subTest(kind), self.assertRaisesRegex(SchemaHeld, "price: .* in the table"):
                shape(FILE, existing={**STORED, "price": kind})


class Types(unittest.TestCase):
    def test_which_types_hold_which(self) -> None:
        cases = {
            ("bigint", "int"): True,
            ("integer", "bigint"): False,
            ("smallint", "smallint"): True,
            ("smallint", "int"): False,
            ("integer", "decimal(9,0)"): True,
            ("integer", "decimal(10,0)"): False,
            ("decimal(12,2)", "int"): True,
            ("decimal(12,2)", "bigint"): False,
            ("decimal(12,2)", "decimal(10,2)"): True,
            ("decimal(12,2)", "decimal(12,3)"): False,
            ("decimal(12,2)", "double"): False,
            ("double precision", "decimal(12,2)"): True,
            ("real", "double"): False,
            ("date", "timestamp"): False,
            ("timestamp", "timestamp_ntz"): True,
            ("boolean", "string"): False,
            ("varchar(3)", "string"): True,
        }
        for (kind, file), expected in cases.items():
            with self.subTest(f"{kind} of {file}"):
                self.assertEqual(read_column("c", kind).type.holds(file), expected)

    def test_types_are_read_by_their_other_names_and_refused_with_what_there_is(self) -> None:
        names = {
            "INT": "integer",
            "numeric(5)": "decimal(5,0)",
            "text": "varchar",
            "character varying(3)": "varchar(3)",
        }
        for given, expected in names.items():
            self.assertEqual(str(read_column("c", given).type), expected)
        self.assertTrue(read_column("c", "decimal ( 5 , 2 )  NOT NULL").required)
        for wrong in (
            "money",
            "decimal(39,2)",
            "decimal(2,3)",
            "varchar(0)",
            "varchar(65536)",
            "int(4)",
            "not null",
            "",
            "date(",
        ):
            with self.subTest(wrong), self.assertRaises(UnknownType):
                read_column("c", wrong)

    def test_a_type_of_sparks_comes_back(self) -> None:
        for kind in ("int", "bigint", "boolean", "float", "double", "date", "timestamp", "string", "decimal(7,3)"):
            self.assertEqual(type_of_spark(kind).spark, kind)
        self.assertEqual(type_of_spark("map<string,int>"), ColumnType("varchar"))


if __name__ == "__main__":
    unittest.main()
