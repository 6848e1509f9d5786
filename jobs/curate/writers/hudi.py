"""Hudi tables through Spark's data source, copy on write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..files.state import CommitMark
from ..files.store import FileStore
from ..plan.model import BATCH, DELETED, ORDER
from ..rows.casting import quoted
from .hudi_options import BATCH_KEY, FILES_KEY, hudi_options
from .writer import CHANGE, GONE, UPSERTED, TableSpec, WriterError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Hudi 0.15's timeline: a file an action, named after its instant; what a commit carries is in it, as JSON.
_COMMIT = ".commit"


class HudiWriter:
    def __init__(self, spark: SparkSession, store: FileStore, location: str, database: str, syncs: bool = True) -> None:
        self._spark = spark
        self._store = store
        self._location = location.rstrip("/")
        self._database = database
        self._syncs = syncs

    def path(self, name: str) -> str:
        return f"{self._location}/{name}"

    def columns(self, name: str) -> dict[str, str] | None:
        if not self._commits(name):
            return None
        fields = self.read(name).schema.fields
        return {each.name: each.dataType.simpleString() for each in fields}

    def prepare(self, table: TableSpec) -> None:
        """Does nothing: the first write makes the table, and a write with more or wider columns changes it."""

    def read(self, name: str) -> DataFrame:
        frame = self._spark.read.format("hudi").load(self.path(name))
        return frame.drop(DELETED, *(each for each in frame.columns if each.startswith("_hoodie_")))

    def apply(
        self,
        table: TableSpec,
        upserts: DataFrame,
        deletes: DataFrame,
        mark: CommitMark,
        audit: Callable[[DataFrame], None] = lambda _: None,
    ) -> None:
        names = [quoted(each) for each in (*table.shape.names, ORDER, BATCH)]
        rows = upserts.selectExpr(*names, f"false AS {DELETED}")
        gone = deletes.selectExpr(*names, f"true AS {DELETED}")
        options = {each.name: each.value for each in hudi_options(table, self._database, self._syncs)}
        (
            rows.unionAll(gone)
            .write.format("hudi")
            .options(**options)
            .option(BATCH_KEY, str(mark.batch))
            .option(FILES_KEY, mark.files)
            .mode("append")
            .save(self.path(table.name))
        )
        # Hudi shows a commit when it is done: the audit comes after it.
        audit(self.read(table.name))

    def last_commit(self, name: str) -> CommitMark | None:
        for _, path in reversed(self._commits(name)):
            metadata: dict[str, Any] = json.loads(self._store.read(path) or "{}").get("extraMetadata") or {}
            if BATCH_KEY in metadata:
                return CommitMark(int(metadata[BATCH_KEY]), metadata[FILES_KEY])
        return None

    def as_of(self, name: str, instant: datetime) -> DataFrame:
        wanted = _instant(instant)
        if not any(each <= wanted for each, _ in self._commits(name)):
            raise WriterError(f"{name}: no version of {instant.isoformat()} is kept")
        frame = self._spark.read.format("hudi").option("as.of.instant", wanted).load(self.path(name))
        return frame.drop(DELETED, *(each for each in frame.columns if each.startswith("_hoodie_")))

    def changes(self, name: str, unique_key: Sequence[str], since: datetime) -> DataFrame:
        """Hudi's incremental query has no deletes: a key that was there and is gone is one."""
        start = _instant(since)
        reader = self._spark.read.format("hudi").option("hoodie.datasource.query.type", "incremental")
        frame = reader.option("hoodie.datasource.read.begin.instanttime", start).load(self.path(name))
        changed = frame.drop(DELETED, *(each for each in frame.columns if each.startswith("_hoodie_")))
        upserted = changed.selectExpr("*", f"'{UPSERTED}' AS {CHANGE}")
        if not any(each <= start for each, _ in self._commits(name)):
            return upserted
        gone = self.as_of(name, since).join(self.read(name).select(*unique_key), list(unique_key), "left_anti")
        return upserted.unionByName(gone.selectExpr("*", f"'{GONE}' AS {CHANGE}"), allowMissingColumns=True)

    def _commits(self, name: str) -> list[tuple[str, str]]:
        """Instants with their files, oldest first."""
        found: list[tuple[str, str]] = []
        folder = f"{self.path(name)}/.hoodie/"
        for each in self._store.list(folder):
            file = each.path.removeprefix(folder)
            # Below it are the metadata table, with a timeline of its own, and archived commits.
            if "/" not in file and file.endswith(_COMMIT):
                found.append((file.removesuffix(_COMMIT), each.path))
        return sorted(found)


def _instant(moment: datetime) -> str:
    """A time as Hudi's timeline has it: yyyyMMddHHmmssSSS, in UTC as the job's session is."""
    text = moment.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")
    return text[:17]
