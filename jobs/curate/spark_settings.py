"""Spark's settings, pure."""

from __future__ import annotations

CATALOG = "lake"


# Of every job.
COMMON = {
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


def settings(engine: str, curated: str, catalog: str) -> dict[str, str]:
    """Spark's settings for an engine."""
    if engine == "hudi":
        return {
            **COMMON,
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
        **COMMON,
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        name: "org.apache.iceberg.spark.SparkCatalog",
        f"{name}.warehouse": curated,
        # A version that another process commits must be seen by the next read.
        f"{name}.cache-enabled": "false",
        **kind,
    }
