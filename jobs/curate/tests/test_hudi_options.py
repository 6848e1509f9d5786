"""Hudi's options, every one, and what the writer makes of Hudi's timeline. The writer itself needs a bundle: see bed.py."""

from __future__ import annotations

import json
import tempfile
import unittest
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from curate.files.state import CommitMark
from curate.files.store import LocalFiles
from curate.plan.column_type import read_column
from curate.rows.shape import Shape
from curate.writers.hudi import HudiWriter
from curate.writers.hudi_options import hudi_options
from curate.writers.writer import TableSpec, WriterError

SHAPE = Shape((read_column("order_id", "bigint"), read_column("day", "date")))
PLAIN = TableSpec("orders", ("order_id",), SHAPE, "", timedelta(days=10), 144)
PARTED = TableSpec("lines", ("order_id", "line"), SHAPE, "day", timedelta(days=2), 24)

GOLDEN = {
    "hoodie.table.name": "orders",
    "hoodie.database.name": "autocorp",
    "hoodie.datasource.write.table.type": "COPY_ON_WRITE",
    "hoodie.datasource.write.operation": "upsert",
    "hoodie.datasource.write.recordkey.field": "order_id",
    "hoodie.datasource.write.precombine.field": "_order",
    "hoodie.datasource.write.payload.class": "org.apache.hudi.common.model.DefaultHoodieRecordPayload",
    "hoodie.payload.ordering.field": "_order",
    "hoodie.datasource.write.hive_style_partitioning": "true",
    "hoodie.datasource.write.keygenerator.class": "org.apache.hudi.keygen.NonpartitionedKeyGenerator",
    "hoodie.index.type": "SIMPLE",
    "hoodie.datasource.write.reconcile.schema": "true",
    "hoodie.schema.on.read.enable": "true",
    "hoodie.datasource.write.commitmeta.key.prefix": "_curate_",
    "hoodie.write.concurrency.mode": "single_writer",
    "hoodie.parquet.outputtimestamptype": "TIMESTAMP_MICROS",
    "hoodie.datasource.write.row.writer.enable": "true",
    "hoodie.cleaner.policy": "KEEP_LATEST_BY_HOURS",
    "hoodie.cleaner.hours.retained": "241",
    "hoodie.clean.automatic": "true",
    "hoodie.keep.min.commits": "1451",
    "hoodie.keep.max.commits": "1471",
    "hoodie.datasource.meta.sync.enable": "true",
    "hoodie.meta.sync.client.tool.class": "org.apache.hudi.aws.sync.AwsGlueCatalogSyncTool",
    "hoodie.datasource.hive_sync.database": "autocorp",
    "hoodie.datasource.hive_sync.table": "orders",
    "hoodie.datasource.hive_sync.mode": "hms",
    "hoodie.datasource.hive_sync.use_jdbc": "false",
    "hoodie.datasource.hive_sync.support_timestamp": "true",
    "hoodie.datasource.hive_sync.partition_extractor_class": "org.apache.hudi.hive.NonPartitionedExtractor",
}
GOLDEN_PARTED = {
    "hoodie.table.name": "lines",
    "hoodie.datasource.hive_sync.table": "lines",
    "hoodie.datasource.write.recordkey.field": "order_id,line",
    "hoodie.datasource.write.partitionpath.field": "day",
    "hoodie.datasource.write.keygenerator.class": "org.apache.hudi.keygen.ComplexKeyGenerator",
    "hoodie.index.type": "GLOBAL_SIMPLE",
    "hoodie.simple.index.update.partition.path": "true",
    "hoodie.cleaner.hours.retained": "49",
    "hoodie.keep.min.commits": "59",
    "hoodie.keep.max.commits": "79",
    "hoodie.datasource.hive_sync.partition_fields": "day",
    "hoodie.datasource.hive_sync.partition_extractor_class": "org.apache.hudi.hive.MultiPartKeysValueExtractor",
}


class Options(unittest.TestCase):
    def test_every_option_and_no_other(self) -> None:
        self.assertEqual({each.name: each.value for each in hudi_options(PLAIN, "autocorp", True)}, GOLDEN)

    def test_a_table_in_partitions(self) -> None:
        options = {each.name: each.value for each in hudi_options(PARTED, "autocorp", True)}
        self.assertEqual(options, {**GOLDEN, **GOLDEN_PARTED})

    def test_each_option_is_there_once_and_says_why(self) -> None:
        options = hudi_options(PARTED, "autocorp", True)
        self.assertEqual(len({each.name for each in options}), len(options))
        self.assertEqual([each.name for each in options if len(each.reason) < 12], [])

    def test_without_a_catalog_nothing_is_synced(self) -> None:
        self.assertEqual([each.name for each in hudi_options(PLAIN, "autocorp", False) if "sync" in each.name], [])

    def test_the_timeline_outlasts_the_files_that_time_travel_reads(self) -> None:
        options = {each.name: int(each.value) for each in hudi_options(PLAIN, "a", False) if each.value.isdigit()}
        self.assertGreaterEqual(options["hoodie.cleaner.hours.retained"], 240)
        self.assertGreater(options["hoodie.keep.min.commits"], 10 * 144)
        self.assertGreater(options["hoodie.keep.max.commits"], options["hoodie.keep.min.commits"])


class Timeline(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.hoodie = Path(folder.name) / "orders" / ".hoodie"
        (self.hoodie / "metadata" / ".hoodie").mkdir(parents=True)
        spark: Any = None
        self.writer = HudiWriter(spark, LocalFiles(), folder.name, "autocorp")

    def commit(self, name: str, **metadata: str) -> None:
        (self.hoodie / name).write_text(json.dumps({"extraMetadata": metadata, "operationType": "UPSERT"}))

    def test_the_last_commit_of_a_batch_is_found_in_its_metadata(self) -> None:
        self.assertIsNone(self.writer.last_commit("orders"))
        self.commit("20261127100000000.commit", _curate_batch="1", _curate_files="one")
        self.commit("20261127101000000.commit", _curate_batch="2", _curate_files="two")
        # A commit of somebody else, one that is not done, one of the table of metadata.
        self.commit("20261127102000000.commit", schema="{}")
        self.commit("20261127103000000.commit.requested", _curate_batch="3", _curate_files="three")
        self.commit("20261127103000000.inflight", _curate_batch="3", _curate_files="three")
        self.commit("metadata/.hoodie/20261127104000000.commit", _curate_batch="4", _curate_files="four")
        self.assertEqual(self.writer.last_commit("orders"), CommitMark(2, "two"))

    def test_a_time_before_the_first_commit_is_refused(self) -> None:
        self.commit("20261127100000000.commit", _curate_batch="1", _curate_files="one")
        with self.assertRaisesRegex(WriterError, "orders: no version of 2026-11-27T09:59:59"):
            self.writer.as_of("orders", datetime(2026, 11, 27, 9, 59, 59, tzinfo=UTC))


if __name__ == "__main__":
    unittest.main()
