"""A table as it was, and what changed since: plain PySpark, for either format. A session of Glue has `spark`.

rows = as_of(spark, "hudi", "s3://example-curated/auto_parts", yesterday)
rows = as_of(spark, "iceberg", "lake.autocorp.auto_parts", yesterday)
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def as_of(spark: SparkSession, engine: str, table: str, instant: datetime) -> DataFrame:
    """Reads a table as it was at the instant. `table` is a path for Hudi, a name for Iceberg."""
    if engine == "hudi":
        return spark.read.format("hudi").option("as.of.instant", _hudi(instant)).load(table)
    return spark.read.option("as-of-timestamp", str(int(instant.timestamp() * 1000))).table(table)


def changes_since(spark: SparkSession, engine: str, table: str, instant: datetime) -> DataFrame:
    """Reads the rows that were inserted or updated after the instant, as they are now. Deleted rows are not among them."""
    if engine == "hudi":
        incremental = spark.read.format("hudi").option("hoodie.datasource.query.type", "incremental")
        return incremental.option("hoodie.datasource.read.begin.instanttime", _hudi(instant)).load(table)
    before = as_of(spark, engine, table, instant).select("_order")
    # _order is another for every change.
    return spark.read.table(table).join(before, "_order", "left_anti")


def _hudi(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
