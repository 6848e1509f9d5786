"""The files that the project's own Parquet writer made in its tests (ParquetFilesTests), read by pyarrow."""

from __future__ import annotations

import math
import unittest
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as arrow
from pyarrow import compute, parquet

FILES = Path(__file__).parents[3] / ".build/parquet-files"
MADE_BY = "swift test --filter ParquetFilesTests makes it"

TYPES = {
    "id": arrow.int64(),
    "small": arrow.int16(),
    "whole": arrow.int32(),
    "single": arrow.float32(),
    "double": arrow.float64(),
    "flag": arrow.bool_(),
    "text": arrow.string(),
    "json": arrow.string(),
    "bytes": arrow.binary(),
    "day": arrow.date32(),
    "time": arrow.time64("us"),
    "clock": arrow.timestamp("us"),
    "moment": arrow.timestamp("us", tz="UTC"),
    "price": arrow.decimal128(9, 2),
    "balance": arrow.decimal128(18, 4),
    "huge": arrow.decimal128(38, 10),
}
EPOCH = datetime(1970, 1, 1)  # The reading of a clock, in no time zone.


def row(n: int) -> dict[str, Any]:
    """The same as ParquetFilesTests.row."""
    values: list[Any] = [
        n,
        n % 1000 - 500,
        n * 1000 - 7,
        n / 4,
        -n / 8,
        n % 2 == 0,
        f"téxt {n % 10}",
        f'{{"n": {n}}}',
        bytes([0, n % 256, 255]),
        date(1970, 1, 1) + timedelta(days=n - 100),
        (EPOCH + timedelta(microseconds=n * 1_000_001)).time(),
        EPOCH + timedelta(microseconds=n * 86_400_000_001),
        datetime(1970, 1, 1, tzinfo=UTC) - timedelta(seconds=n),
        Decimal(n * 100 - 55) / 100,
        Decimal(-n),
        Decimal(n) * 10**12,
    ]
    return {
        name: None if index > 0 and (n + index) % 3 == 0 else value
        for index, (name, value) in enumerate(zip(TYPES, values, strict=True))
    }


class Files(unittest.TestCase):
    def read(self, name: str) -> tuple[arrow.Table, Any]:
        path = FILES / f"{name}.parquet"
        self.assertTrue(path.exists(), f"{path} is not there: {MADE_BY}")
        file = parquet.ParquetFile(path, page_checksum_verification=True)
        return file.read(), file.metadata

    def test_every_type_is_read_as_it_was_written(self) -> None:
        for name in ("types", "types-gzip"):
            with self.subTest(name):
                table, metadata = self.read(name)
                schema = {field.name: field.type for field in table.schema}
                schema["json"] = arrow.string()
                self.assertEqual(schema, TYPES)
                self.assertFalse(table.schema.field("id").nullable)
                self.assertEqual(metadata.num_row_groups, 2)
                self.assertEqual(metadata.metadata, {b"writer": b"test", b"empty": b""})
                found = table.to_pylist()
                for n, wanted in enumerate(row(n) for n in range(1000)):
                    self.assertEqual(found[n], wanted)
                self.assertIsInstance(found[1]["time"], time)

    def test_gzip_makes_it_smaller(self) -> None:
        plain, compressed = ((FILES / f"{name}.parquet").stat().st_size for name in ("types", "types-gzip"))
        self.assertLess(compressed, plain / 1.5)

    def test_a_file_without_rows_has_its_columns(self) -> None:
        table, metadata = self.read("empty")
        self.assertEqual(table.num_rows, 0)
        self.assertEqual(table.schema.names, list(TYPES))
        self.assertEqual(metadata.num_row_groups, 0)

    def test_statistics_lead_readers_to_the_right_groups(self) -> None:
        _, metadata = self.read("types")
        bounds = [metadata.row_group(0).column(index).statistics for index in range(len(TYPES))]
        for name, statistics in zip(TYPES, bounds, strict=True):
            values = [row(n)[name] for n in range(601)]
            known = [value for value in values if value is not None]
            self.assertEqual(statistics.null_count, values.count(None), name)
            if name not in ("bytes", "json", "time"):
                self.assertEqual((statistics.min, statistics.max), (min(known), max(known)), name)
        for wanted in (0, 599, 601, 999):
            found = parquet.read_table(FILES / "types.parquet", filters=[("id", "=", wanted)])
            self.assertEqual(found["id"].to_pylist(), [wanted])

    def test_pages_and_groups_are_put_together(self) -> None:
        table, metadata = self.read("pages")
        self.assertEqual(table.num_rows, 80_000)
        self.assertGreater(metadata.num_row_groups, 1)
        numbers = range(80_000)
        self.assertEqual(table["n"].to_pylist(), list(numbers))
        self.assertEqual(table["many"].to_pylist(), [f"many {n}" for n in numbers])
        self.assertEqual(table["few"].to_pylist(), [None if n % 7 == 0 else f"few {n % 5}" for n in numbers])
        lengths = compute.utf8_length(table["long"]).to_pylist()
        self.assertEqual(lengths, [100_000 if n % 5000 == 0 else None for n in numbers])
        self.assertEqual(table["null"].null_count, 80_000)
        self.assertEqual(table["one"].unique().to_pylist(), ["one"])
        columns = {metadata.row_group(0).column(index).path_in_schema: index for index in range(6)}
        self.assertFalse(metadata.row_group(0).column(columns["long"]).statistics.has_min_max)
        self.assertIn("RLE_DICTIONARY", metadata.row_group(0).column(columns["few"]).encodings)

    def test_bounds_leave_out_what_has_no_order(self) -> None:
        table, metadata = self.read("bounds")
        nan, zero, text, negative, nulls = (metadata.row_group(0).column(index).statistics for index in range(5))
        self.assertFalse(nan.has_min_max)
        self.assertEqual((math.copysign(1, zero.min), math.copysign(1, zero.max)), (-1, 1))
        self.assertEqual((text.min, text.max), ("a\0", "é"))
        self.assertEqual((negative.min, negative.max), (Decimal(-300), Decimal(7)))
        self.assertEqual((nulls.has_min_max, nulls.null_count), (False, 3))
        self.assertEqual(table["negative"].to_pylist(), [Decimal(-5), Decimal(7), Decimal(-300)])


if __name__ == "__main__":
    unittest.main()
