"""Hudi's options, each with its reason. Pure, so that a test can hold every one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..plan.model import DELETED, ORDER
from .writer import TableSpec

# Entries of a commit's metadata; Hudi copies options that begin with the prefix.
METADATA_PREFIX = "_curate_"
BATCH_KEY = "_curate_batch"
FILES_KEY = "_curate_files"


@dataclass(frozen=True)
class Option:
    name: str
    value: str
    reason: str


def hudi_options(table: TableSpec, database: str, syncs: bool) -> list[Option]:
    """`syncs`: the Glue Data Catalog is kept up to date, so that Athena sees the table."""
    return [
        Option(*each)
        for each in (*_writing(table, database), *_versions(table), *(_sync(table, database) if syncs else ()))
    ]


def _writing(table: TableSpec, database: str) -> Iterator[tuple[str, str, str]]:
    write = "hoodie.datasource.write"
    yield "hoodie.table.name", table.name, "the name in .hoodie/hoodie.properties"
    yield "hoodie.database.name", database, "tables of two databases may have one name"
    yield (
        f"{write}.table.type",
        "COPY_ON_WRITE",
        "Athena reads it without compaction; merge on read shows old rows until compacted",
    )
    yield f"{write}.operation", "upsert", "upserts and deletes of a batch in one commit"
    yield f"{write}.recordkey.field", ",".join(table.unique_key), "the plan's unique_key"
    yield f"{write}.precombine.field", ORDER, "the change's place; a time that deletes do not have would lose them"
    yield (
        f"{write}.payload.class",
        "org.apache.hudi.common.model.DefaultHoodieRecordPayload",
        "compares with the stored row: a late older change loses; the default payload lets the last arrival win",
    )
    yield "hoodie.payload.ordering.field", ORDER, "what DefaultHoodieRecordPayload compares"
    yield (
        "hoodie.datasource.write.hive_style_partitioning",
        "true",
        "folders named column=value, as Athena's partitions are",
    )
    if table.partition_by:
        yield f"{write}.partitionpath.field", table.partition_by, "the plan's partition_by"
        kind = "SimpleKeyGenerator" if len(table.unique_key) == 1 else "ComplexKeyGenerator"
        yield f"{write}.keygenerator.class", f"org.apache.hudi.keygen.{kind}", "a key of as many columns"
        yield "hoodie.index.type", "GLOBAL_SIMPLE", "a key is one row in all partitions, not one in each"
        yield "hoodie.simple.index.update.partition.path", "true", "a row whose partition column changed moves"
    else:
        yield (
            f"{write}.keygenerator.class",
            "org.apache.hudi.keygen.NonpartitionedKeyGenerator",
            "no partition column that could change under a key",
        )
        yield "hoodie.index.type", "SIMPLE", "exact, and fast enough up to some gigabytes; no bloom filters to tune"
    yield f"{write}.reconcile.schema", "true", "a batch that lacks a column of the table writes NULL"
    yield "hoodie.schema.on.read.enable", "true", "types may widen, and old files stay readable"
    yield f"{write}.commitmeta.key.prefix", METADATA_PREFIX, "the commit carries the batch and its list of files"
    yield (
        "hoodie.write.concurrency.mode",
        "single_writer",
        "the workflow runs one job at a time; a second writer would need a lock",
    )
    yield "hoodie.parquet.outputtimestamptype", "TIMESTAMP_MICROS", "INT96 is deprecated, milliseconds would cut"
    yield (
        "hoodie.datasource.write.row.writer.enable",
        "true",
        "Spark's rows are written without a detour over Avro where possible",
    )


def _versions(table: TableSpec) -> Iterator[tuple[str, str, str]]:
    hours = max(1, int(table.time_travel.total_seconds() // 3600) + 1)
    commits = max(10, int(table.time_travel.total_seconds() / 86_400 * table.commits_per_day) + 1)
    yield (
        "hoodie.cleaner.policy",
        "KEEP_LATEST_BY_HOURS",
        "time travel is asked for in time, however many commits there are",
    )
    yield "hoodie.cleaner.hours.retained", str(hours), "the plan's time_travel"
    yield "hoodie.clean.automatic", "true", "old file versions go with the next commit"
    yield "hoodie.keep.min.commits", str(commits + 10), "commits stay in the timeline for as long as their files do"
    yield "hoodie.keep.max.commits", str(commits + 30), "archived in groups of twenty"


def _sync(table: TableSpec, database: str) -> Iterator[tuple[str, str, str]]:
    sync = "hoodie.datasource.hive_sync"
    yield (
        "hoodie.datasource.meta.sync.enable",
        "true",
        "the catalog changes with the commit; a crawler would show every version of a file",
    )
    yield (
        "hoodie.meta.sync.client.tool.class",
        "org.apache.hudi.aws.sync.AwsGlueCatalogSyncTool",
        "Glue's catalog instead of a Hive metastore",
    )
    yield f"{sync}.database", database, "Athena's database"
    yield f"{sync}.table", table.name, "Athena's table"
    yield f"{sync}.mode", "hms", "no JDBC to a Hive server"
    yield f"{sync}.use_jdbc", "false", "the mode hms instead"
    yield f"{sync}.support_timestamp", "true", "times are times in Athena, not numbers"
    if table.partition_by:
        yield f"{sync}.partition_fields", table.partition_by, "Athena's partitions"
        yield (
            f"{sync}.partition_extractor_class",
            "org.apache.hudi.hive.MultiPartKeysValueExtractor",
            "reads column=value",
        )
    else:
        yield f"{sync}.partition_extractor_class", "org.apache.hudi.hive.NonPartitionedExtractor", "no partitions"


DELETE_MARK = DELETED
