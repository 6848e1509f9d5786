"""Glue job: the orders table as typed Parquet files, partitioned by date, with a manifest that COPY takes.

Reads the table in parallel scans, or an export of it when `--export_location` is given (no read capacity used). Writes
`<data_location>/run=<run id>/dt=<date>/*.parquet`, then `<manifest_location>/<run id>.manifest`, then the run property
`orders_manifest`: a reader that finds the property finds complete files.

Each argument can also come as a run property of the workflow, which goes before the job's own:

    orders_table         the DynamoDB table                                                  needed without an export
    export_location      where an export put its data, ….../AWSDynamoDB/<export>/data/        optional
    data_location        s3://bucket/prefix of the Parquet files                             needed
    manifest_location    s3://bucket/prefix of the manifests                                 needed
    scan_segments        parallel scans, 1 to 1000                                           8
    max_rejected         items that may be unreadable before the job fails                   0

An item that does not fit the columns (type, range, bytes) is written to `<manifest_location>/<run id>.rejected/` with the
reason, and loses nothing else. This file is all there is to the job: `sam deploy` uploads one file a
job. Python 3.10 and later: Glue 4.0 and 5.0.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Item = Mapping[str, Mapping[str, Any]]
# Python 3.10 has no datetime.UTC.
UTC = timezone.utc  # noqa: UP017
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Spark writes no older time to Parquet, for calendars differ there: a program's zero time is year 1.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)

# In the order of the files' columns, which is the order COPY fills a table's columns in. `load_orders.py` has the same
# list with Redshift's types; a test compares the two.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("order_id", "string"),
    ("customer_id", "string"),
    ("status", "string"),
    ("currency", "string"),
    ("amount", "decimal(18,2)"),
    ("item_count", "int"),
    ("ordered_at", "timestamp"),
    ("updated_at", "timestamp"),
    ("order_date", "date"),
)
# Bytes that Redshift's VARCHAR columns hold: one value that is longer would make the whole COPY fail.
TEXT_BYTES = {"order_id": 256, "customer_id": 256, "status": 64, "currency": 16}
NEEDED = frozenset({"order_id", "ordered_at"})
# `dt` becomes the name of a folder and is not in the files, hence order_date beside it.
PARTITION = "dt"
SCHEMA = ", ".join(f"{name} {kind}" for name, kind in (*COLUMNS, (PARTITION, "string")))


class JobError(Exception):
    """The job cannot do what it was asked; the message says what to change."""


class UnreadableItem(ValueError):
    """An attribute does not fit its column."""


@dataclass(frozen=True)
class UnreadableLine:
    """A line of an export that holds no item: it is rejected like an item that does not fit."""

    text: str
    reason: str


# ---- Arguments -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Arguments:
    """The job's arguments, with its run's properties."""

    run_id: str
    data_location: str
    manifest_location: str
    orders_table: str = ""
    export_location: str = ""
    scan_segments: int = 8
    max_rejected: int = 0
    workflow: str = ""

    @property
    def data(self) -> str:
        return f"{self.data_location.rstrip('/')}/run={self.run_id}"

    @property
    def manifest(self) -> str:
        return f"{self.manifest_location.rstrip('/')}/{self.run_id}.manifest"

    @property
    def rejected(self) -> str:
        return f"{self.manifest_location.rstrip('/')}/{self.run_id}.rejected"


def command_line(argv: Sequence[str]) -> dict[str, str]:
    """What Glue passes, its own arguments left out.

    Not getResolvedOptions: it fails on every argument that is not there, and comes with Glue's image only.
    """
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    for name in (*_SETTINGS, "run_id", "WORKFLOW_NAME", "WORKFLOW_RUN_ID"):
        parser.add_argument(f"--{name}")
    known, _ = parser.parse_known_args(list(argv))
    return {name: value for name, value in vars(known).items() if value}


def arguments(given: Mapping[str, str], properties: Mapping[str, str]) -> Arguments:
    """The command line under the run's properties. Raises JobError for what is missing or makes no sense."""
    values = {**given, **{name: properties[name] for name in _SETTINGS if properties.get(name)}}
    run_id = given.get("WORKFLOW_RUN_ID") or given.get("run_id", "")
    if not run_id:
        raise JobError("no WORKFLOW_RUN_ID: run the job in a workflow, or give it --run_id")
    for name in ("data_location", "manifest_location"):
        if not values.get(name):
            raise JobError(f"no {name}: give it as --{name} or as a run property")
    if not values.get("orders_table") and not values.get("export_location"):
        raise JobError("neither orders_table nor export_location: nothing to read")
    return Arguments(
        run_id=run_id,
        data_location=values["data_location"],
        manifest_location=values["manifest_location"],
        orders_table=values.get("orders_table", ""),
        export_location=values.get("export_location", ""),
        scan_segments=_number(values, "scan_segments", 8, 1, 1000),
        max_rejected=_number(values, "max_rejected", 0, 0, 1_000_000_000),
        workflow=given.get("WORKFLOW_NAME", ""),
    )


_SETTINGS = ("orders_table", "export_location", "data_location", "manifest_location", "scan_segments", "max_rejected")


def _number(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise JobError(f"{name} is {text!r}; it is a number from {least} to {most}")
    return int(text)


# ---- Items to rows ---------------------------------------------------------------------------------------------------


def row(item: Item) -> tuple[Any, ...]:
    """An item in DynamoDB's JSON as the values of COLUMNS and of the partition. Raises UnreadableItem."""
    values: dict[str, Any] = {}
    for name, kind in COLUMNS:
        if name == "order_date":
            continue
        attribute = item.get(name, {"NULL": True})
        if not isinstance(attribute, Mapping) or len(attribute) != 1:
            raise UnreadableItem(f"{name} is no attribute of DynamoDB: one type with its value")
        values[name] = None if "NULL" in attribute else _READERS[kind](name, attribute)
    missing = sorted(name for name in NEEDED if values[name] is None)
    if missing:
        raise UnreadableItem(f"{missing[0]} is missing")
    values["order_date"] = values["ordered_at"].date()
    if values["updated_at"] is None:
        # What decides which of two versions is the newer one: an order never changed is as old as itself.
        values["updated_at"] = values["ordered_at"]
    return (*(values[name] for name, _ in COLUMNS), values["order_date"].isoformat())


def _text(name: str, attribute: Mapping[str, Any]) -> str:
    if "S" not in attribute:
        raise UnreadableItem(f"{name} is {_kind(attribute)}, not a string")
    text = attribute["S"]
    if not isinstance(text, str):
        raise UnreadableItem(f"{name} is of type S, and its value is no text")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise UnreadableItem(f"{name} is not Unicode text") from None
    if "\0" in text:
        raise UnreadableItem(f"{name} has a NUL character, which Redshift cannot hold")
    if size > TEXT_BYTES.get(name, size):
        raise UnreadableItem(f"{name} has {size} bytes, its column holds {TEXT_BYTES[name]}")
    return text


def _decimal(name: str, attribute: Mapping[str, Any]) -> Decimal:
    value = _numeral(name, attribute)
    # Rounding somebody's money is no typing.
    if value != value.quantize(Decimal("0.01")) or abs(value) >= Decimal(10) ** 16:
        raise UnreadableItem(f"{name} is {attribute['N']}, which decimal(18,2) cannot hold")
    return value.quantize(Decimal("0.01"))


def _integer(name: str, attribute: Mapping[str, Any]) -> int:
    value = _numeral(name, attribute)
    if value != value.to_integral_value() or not -(2**31) <= value < 2**31:
        raise UnreadableItem(f"{name} is {attribute['N']}, not a whole number of 32 bits")
    return int(value)


_NUMERAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_ISO_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?(?:(Z|z)|([+-])(\d\d):?(\d\d)?)?"
)


def _time(name: str, attribute: Mapping[str, Any]) -> datetime:
    """ISO 8601 text with an offset, or seconds since 1970. Microseconds are kept, what is finer is cut off."""
    try:
        time = _seconds(name, attribute) if "N" in attribute else _iso_time(name, _text(name, attribute))
    except OverflowError:
        raise UnreadableItem(f"{name} is {attribute.get('N', attribute.get('S'))}, which is out of range") from None
    if time < EARLIEST:
        raise UnreadableItem(f"{name} is {time.isoformat()}; Parquet files hold times from 1900 on")
    return time


def _seconds(name: str, attribute: Mapping[str, Any]) -> datetime:
    return EPOCH + timedelta(microseconds=int(_numeral(name, attribute) * 1_000_000))


def _iso_time(name: str, text: str) -> datetime:
    # Not fromisoformat: before Python 3.11 it takes neither Z nor a fraction of other than 3 or 6 digits.
    found = _ISO_TIME.fullmatch(text) if text.isascii() else None
    if not found:
        raise UnreadableItem(f"{name} is {text!r}, not a time like 2026-11-21T04:00:00Z")
    year, month, day, hour, minute, second, fraction, zulu, sign, hours, minutes = found.groups()
    if not zulu and not sign:
        raise UnreadableItem(f"{name} is {text!r}, without a time zone")
    micros = int((fraction or "0").ljust(6, "0")[:6])
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micros, UTC)
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        if offset >= timedelta(hours=24) or int(minutes or 0) > 59:
            raise ValueError
    except ValueError:
        raise UnreadableItem(f"{name} is {text!r}, not a time like 2026-11-21T04:00:00Z") from None
    return moment - (-offset if sign == "-" else offset)


def _numeral(name: str, attribute: Mapping[str, Any]) -> Decimal:
    if "N" not in attribute:
        raise UnreadableItem(f"{name} is {_kind(attribute)}, not a number")
    text = str(attribute["N"])
    # Decimal reads more than DynamoDB writes: 1_000, digits of other scripts, NaN.
    if not _NUMERAL.fullmatch(text):
        raise UnreadableItem(f"{name} is {text[:100]!r}, not a number")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise UnreadableItem(f"{name} is {text[:100]!r}, not a number") from None
    # DynamoDB's numbers reach 1E+125: past what any column here holds, and past what quantize can do.
    if not value.is_finite() or abs(value) >= Decimal(10) ** 20:
        raise UnreadableItem(f"{name} is {attribute['N']}, which is out of range")
    return value


def _kind(attribute: Mapping[str, Any]) -> str:
    return f"of type {next(iter(attribute), 'nothing')}"


_READERS = {"string": _text, "decimal(18,2)": _decimal, "int": _integer, "timestamp": _time}


def exported_item(line: str) -> Item | UnreadableLine | None:
    """A line of an export: full ones have Item, incremental ones NewImage. None: the item was deleted, or the line is empty."""
    if not line.strip():
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return UnreadableLine(line, f"the line is not JSON: {error}")
    if not isinstance(record, dict):
        return UnreadableLine(line, "the line is no object with an Item or a NewImage")
    found = record.get("Item") or record.get("NewImage")
    if found is None and ("Keys" in record or "OldImage" in record):
        return None
    if not isinstance(found, dict):
        return UnreadableLine(line, "the line is no object with an Item or a NewImage")
    return found


def read(items: Iterable[Item | UnreadableLine]) -> Iterator[tuple[tuple[Any, ...] | None, tuple[str, str] | None]]:
    """Each item as (row, None), or as (None, (item as JSON, why not))."""
    for item in items:
        try:
            if isinstance(item, UnreadableLine):
                yield None, (_written(item.text), _written(item.reason))
            else:
                yield row(item), None
        except UnreadableItem as error:
            yield None, (json.dumps(item, sort_keys=True, default=str), _written(str(error)))


def _written(text: str) -> str:
    """Text that UTF-8 can hold: half of a surrogate pair comes out as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def scanned(dynamodb: Any, table: str, segment: int, segments: int) -> Iterator[Item]:
    """The items of one of `segments` parallel scans."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, Segment=segment, TotalSegments=segments)
    for page in pages:
        yield from page["Items"]


# ---- Files -----------------------------------------------------------------------------------------------------------


def manifest(files: Iterable[tuple[str, int]]) -> str:
    """What COPY … MANIFEST reads. Columnar formats need each file's length; mandatory: a missing file is an error."""
    entries = [{"url": url, "mandatory": True, "meta": {"content_length": length}} for url, length in sorted(files)]
    return json.dumps({"entries": entries}, indent=1)


class Files:
    """The file system Spark writes to, be it S3 or a local folder, through Spark's own Hadoop."""

    def __init__(self, spark: SparkSession) -> None:
        self._context = spark.sparkContext

    def parquet_under(self, location: str) -> list[tuple[str, int]]:
        system, path = self._open(location)
        found: list[tuple[str, int]] = []
        if system.exists(path):
            files = system.listFiles(path, True)
            while files.hasNext():
                status = files.next()
                if status.getPath().getName().endswith(".parquet"):
                    found.append((status.getPath().toString(), status.getLen()))
        return found

    def write(self, location: str, text: str) -> None:
        system, path = self._open(location)
        stream = system.create(path, True)
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()

    def _open(self, location: str) -> tuple[Any, Any]:
        # PySpark has no public way to Hadoop's file systems.
        jvm: Any = self._context._jvm
        path = jvm.org.apache.hadoop.fs.Path(location)
        return path.getFileSystem(self._context._jsc.hadoopConfiguration()), path


# ---- The job ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    manifest: str
    rows: int
    rejected: int


def run(spark: SparkSession, settings: Arguments) -> Result:
    """Writes files and manifest. Raises JobError when more items were rejected than may be."""
    readable = _items(spark, settings).mapPartitions(read).cache()
    try:
        rejected = _write_rejected(spark, readable, settings)
        if rejected > settings.max_rejected:
            raise JobError(
                f"{rejected} items do not fit the columns, {settings.max_rejected} may: {settings.rejected} has them "
                "with the reasons; correct them, or raise max_rejected"
            )
        rows = readable.filter(lambda each: each[0] is not None).map(lambda each: each[0])
        frame = spark.createDataFrame(rows, SCHEMA)
        _write_parquet(frame, settings)
        # Counted in what was written: the table may have changed between two reads of it.
        files = Files(spark).parquet_under(settings.data)
        count = spark.read.parquet(settings.data).count() if files else 0
        Files(spark).write(settings.manifest, manifest(files))
        return Result(settings.manifest, count, rejected)
    finally:
        readable.unpersist()


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


def _write_rejected(spark: SparkSession, readable: Any, settings: Arguments) -> int:
    bad = readable.filter(lambda each: each[1] is not None).map(lambda each: each[1])
    count: int = bad.count()
    if count:
        spark.createDataFrame(bad, "item string, reason string").write.mode("overwrite").json(settings.rejected)
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


def session() -> SparkSession:
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.appName("orders-to-parquet")
        .config("spark.sql.session.timeZone", "UTC")
        # INT96 is Spark's default, and deprecated by Parquet.
        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        .getOrCreate()
    )


def main(argv: Sequence[str]) -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    given = command_line(argv)
    glue, workflow = None, {}
    if "WORKFLOW_NAME" in given and "WORKFLOW_RUN_ID" in given:
        import boto3

        glue = boto3.client("glue")
        workflow = {"Name": given["WORKFLOW_NAME"], "RunId": given["WORKFLOW_RUN_ID"]}
    properties = glue.get_workflow_run_properties(**workflow)["RunProperties"] if glue else {}
    settings = arguments(given, properties)
    spark = session()
    try:
        result = run(spark, settings)
    finally:
        spark.stop()
    if glue:
        glue.put_workflow_run_properties(
            **workflow,
            RunProperties={
                "orders_manifest": result.manifest,
                "orders_rows": str(result.rows),
                "orders_rejected": str(result.rejected),
            },
        )
    logging.info("%d rows, %d rejected, manifest %s", result.rows, result.rejected, result.manifest)


if __name__ == "__main__":
    main(sys.argv[1:])
