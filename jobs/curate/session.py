"""The Spark session and the writer of an engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .arguments import Arguments
from .files.store import FileStore
from .spark_settings import CATALOG, settings
from .writers.hudi import HudiWriter
from .writers.iceberg import IcebergWriter
from .writers.writer import TableWriter

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextlib.contextmanager
def session(engine: str, curated: str, catalog: str) -> Iterator[SparkSession]:
    """A session that ends with the block."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("curate")
    for key, value in settings(engine, curated, catalog).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def writer(spark: SparkSession, engine: str, given: Arguments, store: FileStore) -> TableWriter:
    if engine == "hudi":
        return HudiWriter(spark, store, given.curated, given.database, syncs=given.catalog == "glue")
    return IcebergWriter(spark, CATALOG, given.database)
