"""The orders table as typed Parquet files, partitioned by date, with a manifest that COPY takes.

Items become texts (`items.py`), and texts values of the columns by `curate`'s own rules: what does not fit exactly is written
to `<manifest_location>/<run id>.rejected/` with the reasons, and loses nothing else. The files go to
`<data_location>/run=<run id>/dt=<date>/*.parquet`, then the manifest to `<manifest_location>/<run id>.manifest`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curate.command_line import JobError
from curate.files.store import store_for
from curate.plan.model import FILE, MODIFIED, Check, SchemaPolicy, Source, Table
from curate.quality.setting_aside import set_aside
from curate.rows.conform import RAW, REASONS, conform
from curate.rows.reading import FileGroup
from curate.rows.shape import Shape

from .arguments import Arguments
from .columns import COLUMNS
from .items import Item, ReadItem, exported_item, read, scanned

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# It becomes the name of a folder and is not in the files, hence order_date beside it.
PARTITION = "dt"
_ITEM = "_item"
_TEXTS = ", ".join(f"{name} string" for name in (*(each.name for each in COLUMNS), _ITEM))
_ALL_TEXT = f"concat_ws('', {', '.join(each.name for each in COLUMNS if each.type.name == 'varchar')})"
_TIMES = [each.name for each in COLUMNS if each.type.name == "timestamptz"]
TABLE = Table(
    "orders",
    Source("orders", location="", suffix="", format="json", columns=COLUMNS, order=()),
    unique_key=("order_id",),
    checks=(
        Check(
            "expression",
            "no NUL character, which Redshift cannot hold",
            expression=f"instr({_ALL_TEXT}, chr(0)) = 0",
            severity="quarantine",
        ),
        # A program's zero time is year 1.
        *(
            Check(
                "expression",
                f"{name} is from 1900 on",
                expression=f"{name} >= TIMESTAMP'1900-01-01 00:00:00Z'",
                severity="quarantine",
            )
            for name in _TIMES
        ),
    ),
    # One value that is longer would make the whole COPY fail.
    schema=SchemaPolicy(wider_text="quarantine"),
)


@dataclass(frozen=True)
class Result:
    manifest: str
    rows: int
    rejected: int


def export(spark: SparkSession, settings: Arguments) -> Result:
    """Writes files and manifest. Raises JobError when more items were rejected than may be."""
    items = _items(spark, settings).mapPartitions(read).cache()
    orders = conformed(spark, items).cache()
    try:
        rejected = _write_rejected(rejects(spark, items, orders), settings)
        if rejected > settings.max_rejected:
            raise JobError(
                f"{rejected} items do not fit the columns, {settings.max_rejected} may: {settings.rejected} has them "
                "with the reasons; correct them, or raise max_rejected"
            )
        _write_parquet(rows(orders), settings)
        store = store_for(settings.data)
        files = [each for each in store.list(f"{settings.data}/") if each.path.endswith(".parquet")]
        # Counted in what was written: the table may have changed between two reads of it.
        count = spark.read.parquet(settings.data).count() if files else 0
        store.write(settings.manifest, manifest((each.path, each.size) for each in files))
        return Result(settings.manifest, count, rejected)
    finally:
        orders.unpersist()
        items.unpersist()


def conformed(spark: SparkSession, items: Any) -> DataFrame:
    """The items that could be read, with the columns' types, and with reasons where a text is no value of its column."""
    texts = spark.createDataFrame(items.filter(_is_read).map(lambda each: (*each[0], each[1])), _TEXTS)
    frame = texts.selectExpr("*", f"'' AS {FILE}", f"CAST(NULL AS TIMESTAMP) AS {MODIFIED}")
    group = FileGroup(frame, {each.name: "string" for each in COLUMNS}, raw=_ITEM)
    return set_aside(TABLE, conform(TABLE, [group], Shape(COLUMNS)))


def rows(orders: DataFrame) -> DataFrame:
    """The rows of the files, with the partition."""
    names = [each.name for each in COLUMNS if each.name != "updated_at"]
    date = "CAST(ordered_at AS DATE)"
    # What decides which of two versions is the newer one: an order never changed is as old as itself.
    updated = "coalesce(updated_at, ordered_at) AS updated_at"
    return orders.where(f"size({REASONS}) = 0").selectExpr(
        *names, updated, f"{date} AS order_date", f"CAST({date} AS STRING) AS {PARTITION}"
    )


def rejects(spark: SparkSession, items: Any, orders: DataFrame) -> DataFrame:
    """The items that could not be taken, each with its reasons."""
    unread = items.filter(lambda each: not _is_read(each)).map(lambda each: (each[1], each[2]))
    # RAW is there where conform found a reason; a check's is found later.
    unfit = orders.where(f"size({REASONS}) > 0").selectExpr(
        f"coalesce({RAW}, to_json(struct({', '.join(each.name for each in COLUMNS)}))) AS item",
        f"array_join({REASONS}, '; ') AS reason",
    )
    return spark.createDataFrame(unread, "item string, reason string").unionAll(unfit)


def manifest(files: Iterable[tuple[str, int]]) -> str:
    """What COPY … MANIFEST reads. Columnar formats need each file's length; mandatory: a missing file is an error."""
    entries = [{"url": url, "mandatory": True, "meta": {"content_length": length}} for url, length in sorted(files)]
    return json.dumps({"entries": entries}, indent=1)


def _is_read(each: ReadItem) -> bool:
    return each[0] is not None


def _items(spark: SparkSession, settings: Arguments) -> Any:
    if settings.export_location:
        lines = spark.sparkContext.textFile(settings.export_location)
        return lines.map(exported_item).filter(lambda item: item is not None)
    table, segments = settings.orders_table, settings.scan_segments

    def scan(segment: int) -> Iterator[Item]:
        # In the worker: clients do not travel.
        import boto3

        return scanned(boto3.client("dynamodb"), table, segment, segments)

    return spark.sparkContext.parallelize(range(segments), segments).flatMap(scan)


def _write_rejected(found: DataFrame, settings: Arguments) -> int:
    count: int = found.count()
    if count:
        found.write.mode("overwrite").json(settings.rejected)
    return count


def _write_parquet(frame: DataFrame, settings: Arguments) -> None:
    # One file a date: many small files are what makes COPY and Athena slow.
    (
        frame.repartition(PARTITION)
        .sortWithinPartitions("order_id")
        .write.mode("overwrite")
        .partitionBy(PARTITION)
        .parquet(settings.data)
    )
