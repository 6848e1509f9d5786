"""The two lines of the script that `curate` replaces, to show what they make of the same files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def original_rows(spark: Any, folder: Path, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows that are left, as text: of each key a random one, without those whose amount is not above zero."""
    frame = spark.read.option("mergeSchema", "true").option("recursiveFileLookup", "true").parquet(str(folder))
    left = frame.dropDuplicates(["order_id"]).filter(frame["total_amount"] > 0)
    chosen = [f"CAST(`{each}` AS STRING) AS `{each}`" for each in columns]
    return [tuple(row) for row in left.selectExpr(*chosen).collect()]
