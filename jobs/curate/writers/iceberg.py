"""Iceberg tables through Spark's SQL."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..files.state import CommitMark
from ..plan.model import BATCH, ORDER
from ..rows.casting import quoted, text_literal
from .writer import CHANGE, GONE, UPSERTED, TableSpec, WriterError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# A commit is staged under this id, audited, and published by making it the current snapshot. The id stays in the snapshot's
# summary: it is what Spark's SQL can put there with every version of Iceberg.
_WAP = "curate "


class IcebergWriter:
    def __init__(self, spark: SparkSession, catalog: str, database: str) -> None:
        self._spark = spark
        self._catalog = catalog
        self._database = database

    def table(self, name: str) -> str:
        return f"{quoted(self._catalog)}.{quoted(self._database)}.{quoted(name)}"

    def columns(self, name: str) -> dict[str, str] | None:
        if not self._spark.catalog.tableExists(self.table(name)):
            return None
        return {each.name: each.dataType.simpleString() for each in self._spark.table(self.table(name)).schema.fields}

    def prepare(self, table: TableSpec) -> None:
        name = self.table(table.name)
        if self.columns(table.name) is None:
            columns = ", ".join(f"{quoted(each.name)} {each.type.spark}" for each in table.shape.columns)
            partition = f"PARTITIONED BY ({quoted(table.partition_by)})" if table.partition_by else ""
            properties = ", ".join(f"'{key}' = '{value}'" for key, value in _properties(table.time_travel).items())
            self._spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {quoted(self._catalog)}.{quoted(self._database)}")
            self._spark.sql(
                f"CREATE TABLE {name} ({columns}, {ORDER} string, {BATCH} bigint) USING iceberg {partition}"
                f" TBLPROPERTIES ({properties})"
            )
            return
        for column in table.shape.added:
            self._spark.sql(f"ALTER TABLE {name} ADD COLUMN {quoted(column.name)} {column.type.spark}")
        for column_name, _, kind in table.shape.widened:
            self._spark.sql(f"ALTER TABLE {name} ALTER COLUMN {quoted(column_name)} TYPE {kind}")

    def read(self, name: str) -> DataFrame:
        return self._spark.table(self.table(name))

    def apply(
        self,
        table: TableSpec,
        upserts: DataFrame,
        deletes: DataFrame,
        mark: CommitMark,
        audit: Callable[[DataFrame], None] = lambda _: None,
    ) -> None:
        names = [*table.shape.names, ORDER, BATCH]
        view = f"changes_{uuid.uuid4().hex}"
        rows = upserts.selectExpr(*(quoted(each) for each in names), "false AS `_gone`")
        gone = deletes.selectExpr(*(quoted(each) for each in names), "true AS `_gone`")
        rows.unionAll(gone).createOrReplaceTempView(view)
        match = " AND ".join(f"t.{quoted(each)} = s.{quoted(each)}" for each in table.unique_key)
        later = f"(t.{ORDER} IS NULL OR t.{ORDER} < s.{ORDER})"
        setting = ", ".join(f"t.{quoted(each)} = s.{quoted(each)}" for each in names)
        values = ", ".join(f"s.{quoted(each)}" for each in names)
        wap = f"{_WAP}{mark.batch} {mark.files}"
        try:
            self._spark.conf.set("spark.wap.id", wap)
            self._spark.sql(
                f"MERGE INTO {self.table(table.name)} AS t USING {view} AS s ON {match}"
                f" WHEN MATCHED AND s.`_gone` AND {later} THEN DELETE"
                f" WHEN MATCHED AND NOT s.`_gone` AND {later} THEN UPDATE SET {setting}"
                f" WHEN NOT MATCHED AND NOT s.`_gone` THEN"
                f" INSERT ({', '.join(quoted(each) for each in names)}) VALUES ({values})"
            )
        finally:
            self._spark.conf.unset("spark.wap.id")
            self._spark.catalog.dropTempView(view)
        snapshot = self._staged(table.name, wap)
        audit(self._spark.read.option("snapshot-id", snapshot).table(self.table(table.name)))
        self._spark.sql(
            f"CALL {quoted(self._catalog)}.system.cherrypick_snapshot('{self._database}.{table.name}', {snapshot})"
        )

    def last_commit(self, name: str) -> CommitMark | None:
        if not self._spark.catalog.tableExists(self.table(name)):
            return None
        table = self._loaded(name)
        snapshot = table.currentSnapshot()
        while snapshot is not None:
            summary = snapshot.summary()
            # Of a snapshot that was published as it is, or of its copy.
            wap = summary.get("wap.id") or summary.get("published-wap-id") or ""
            if wap.startswith(_WAP):
                batch, _, files = wap.removeprefix(_WAP).partition(" ")
                return CommitMark(int(batch), files)
            parent = snapshot.parentId()
            # None, too, where it has expired.
            snapshot = None if parent is None else table.snapshot(parent)
        return None

    def as_of(self, name: str, instant: datetime) -> DataFrame:
        snapshot = self._snapshot(name, instant)
        if snapshot is None:
            raise WriterError(f"{name}: no version of {instant.isoformat()} is kept")
        return self._spark.read.option("snapshot-id", snapshot).table(self.table(name))

    def changes(self, name: str, unique_key: Sequence[str], since: datetime) -> DataFrame:
        start = self._snapshot(name, since)
        if start is not None and start == self._snapshot(name, datetime.now(UTC)):
            # Iceberg refuses a log that begins behind the last snapshot.
            return self.read(name).limit(0).selectExpr("*", f"'{UPSERTED}' AS {CHANGE}")
        view = f"changelog_{uuid.uuid4().hex}"
        identifiers = ", ".join(text_literal(each) for each in unique_key)
        options = f"options => map('start-snapshot-id', '{start}')," if start is not None else ""
        self._spark.sql(
            f"CALL {quoted(self._catalog)}.system.create_changelog_view(table => '{self._database}.{name}',"
            f" changelog_view => '{view}', {options} identifier_columns => array({identifiers}))"
        )
        key = ", ".join(quoted(each) for each in unique_key)
        # Of an update both forms are in the log: the old one goes first.
        last = (
            f"row_number() OVER (PARTITION BY {key} ORDER BY _change_ordinal DESC,"
            " CASE WHEN _change_type IN ('INSERT', 'UPDATE_AFTER') THEN 0 ELSE 1 END)"
        )
        kind = f"CASE WHEN _change_type IN ('INSERT', 'UPDATE_AFTER') THEN '{UPSERTED}' ELSE '{GONE}' END"
        log = self._spark.table(view).selectExpr("*", f"{last} AS `_last`", f"{kind} AS {CHANGE}")
        return log.where("`_last` = 1").drop("_last", "_change_type", "_change_ordinal", "_commit_snapshot_id")

    def _staged(self, name: str, wap: str) -> int:
        snapshots = self._loaded(name).snapshots()
        for index in range(snapshots.size() - 1, -1, -1):
            snapshot = snapshots.get(index)
            if snapshot.summary().get("wap.id") == wap:
                return int(snapshot.snapshotId())
        raise WriterError(f"{name}: nothing is staged as {wap}; is write.wap.enabled of the table true?")

    def _snapshot(self, name: str, instant: datetime) -> int | None:
        """The table's snapshot at that time."""
        jvm: Any = self._spark._jvm
        millis = int(instant.timestamp() * 1000)
        found = jvm.org.apache.iceberg.util.SnapshotUtil.nullableSnapshotIdAsOfTime(self._loaded(name), millis)
        return None if found is None else int(found)

    def _loaded(self, name: str) -> Any:
        """The table in Iceberg's own API: a query of its metadata tables would be a job of Spark's."""
        jvm: Any = self._spark._jvm
        return jvm.org.apache.iceberg.spark.Spark3Util.loadIcebergTable(self._spark._jsparkSession, self.table(name))


def _properties(time_travel: timedelta) -> dict[str, str]:
    return {
        "format-version": "2",
        "write.wap.enabled": "true",
        # Athena and every other reader reads such files alone; the tables are small enough to rewrite what a key is in.
        "write.merge.mode": "copy-on-write",
        "write.update.mode": "copy-on-write",
        "write.delete.mode": "copy-on-write",
        # Of two commits at once the second fails, and is tried again by the next run.
        "write.merge.isolation-level": "serializable",
        # What expire_snapshots and Glue's own optimizer keep.
        "history.expire.max-snapshot-age-ms": str(int(time_travel.total_seconds() * 1000)),
        "history.expire.min-snapshots-to-keep": "2",
        "write.metadata.delete-after-commit.enabled": "true",
        "write.metadata.previous-versions-max": "100",
        "write.parquet.compression-codec": "zstd",
    }
