"""The Spark session and the writer of an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arguments import Arguments
from .files.store import FileStore
from .writers.hudi import HudiWriter
from .writers.iceberg import IcebergWriter
from .writers.writer import TableWriter

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CATALOG = "lake"


def settings(engine: str, curated: str, catalog: str) -> dict[str, str]:
    """Spark's settings for an engine, pure."""
    common = {
        "spark.sql.session.timeZone": "UTC",
        # DMS and every other writer of today count days before 1582 as the proleptic Gregorian calendar does.
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
        "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.int96RebaseModeInWrite": "CORRECTED",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
        # A file that is gone between listing and reading fails the table, instead of being taken for empty.
        "spark.sql.files.ignoreMissingFiles": "false",
        "spark.sql.files.ignoreCorruptFiles": "false",
        # A value that does not fit is NULL where the job asks for it by try_cast, and has a reason.
        "spark.sql.ansi.enabled": "false",
        "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    }
    if engine == "hudi":
        return {
            **common,
            "spark.sql.extensions": "org.apache.spark.sql.hudi.HoodieSparkSessionExtension",
            "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.hudi.catalog.HoodieCatalog",
            "spark.sql.hive.convertMetastoreParquet": "false",
            "spark.kryo.registrator": "org.apache.spark.HoodieSparkKryoRegistrar",
        }
    name = f"spark.sql.catalog.{CATALOG}"
    kind = (
        {f"{name}.type": "hadoop"}
        if catalog == "files"
        else {
            f"{name}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
            f"{name}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        }
    )
    return {
        **common,
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        name: "org.apache.iceberg.spark.SparkCatalog",
        f"{name}.warehouse": curated,
        # A version that another process commits must be seen by the next read.
        f"{name}.cache-enabled": "false",
        **kind,
    }


def session(engine: str, curated: str, catalog: str) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("curate")
    for key, value in settings(engine, curated, catalog).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def writer(spark: SparkSession, engine: str, given: Arguments, store: FileStore) -> TableWriter:
    if engine == "hudi":
        return HudiWriter(spark, store, given.curated, given.database, syncs=given.catalog == "glue")
    return IcebergWriter(spark, CATALOG, given.database)
