"""Reads a batch's files, those of one schema at a time: files of before and after a change of the source lie side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..files.store import RawFile
from ..plan.model import FILE, MODIFIED, Source
from .casting import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

# A row of a CSV file that has another number of fields than the file has columns, or a line that is no JSON.
CORRUPT = "_corrupt"
_FOOTERS_AT_ONCE = 8


class UnreadableFile(Exception):
    """A file is none of its format, or is gone; the message names it."""


@dataclass(frozen=True)
class FileGroup:
    """Rows of files that have the same columns, under the files' own names and types, with `_file` and `_modified`."""

    frame: DataFrame
    # Spark's types by name, in the files' order.
    columns: dict[str, str]
    # A column that has the row as it came, where that is not these columns.
    raw: str = ""


def read_groups(spark: SparkSession, source: Source, files: Sequence[RawFile]) -> list[FileGroup]:
    schemas = _schemas(spark, source, files)
    groups: dict[tuple[tuple[str, str], ...], list[RawFile]] = {}
    for columns, file in zip(schemas, files, strict=True):
        groups.setdefault(tuple(columns.items()), []).append(file)
    return [FileGroup(_rows(spark, source, dict(columns), each), dict(columns)) for columns, each in groups.items()]


def _schemas(spark: SparkSession, source: Source, files: Sequence[RawFile]) -> list[dict[str, str]]:
    """The columns of each file. A file's is a small job of Spark's: several run at once."""
    # Unlike Python's own threads it gives its connection to Java back when it ends.
    from pyspark import InheritableThread

    found: list[dict[str, str] | BaseException] = [{} for _ in files]

    def read(first: int) -> None:
        for index in range(first, len(files), _FOOTERS_AT_ONCE):
            try:
                found[index] = _columns(spark, source, files[index].path)
            except Exception as error:  # noqa: BLE001 - raised again where somebody waits for it
                found[index] = error

    threads = [InheritableThread(target=read, args=(first,)) for first in range(min(_FOOTERS_AT_ONCE, len(files)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    schemas: list[dict[str, str]] = []
    for file, each in zip(files, found, strict=True):
        if isinstance(each, BaseException):
            raise UnreadableFile(
                f"{file.path} cannot be read as {source.format}: {str(each).splitlines()[0][:300]}"
            ) from each
        schemas.append(each)
    return schemas


def _columns(spark: SparkSession, source: Source, path: str) -> dict[str, str]:
    if source.format == "parquet":
        frame = spark.read.parquet(path)
    elif source.format == "json":
        frame = _json(spark).json(path)
    elif source.options.get("header") == "true":
        frame = _csv(spark, source, "true").csv(path).limit(0)
    else:
        return {each.name: "string" for each in source.columns}
    found = {each.name: each.dataType.simpleString() for each in frame.schema.fields if each.name != CORRUPT}
    # A file of JSON without a single object has no columns to tell.
    return found or {each.name: "string" for each in source.columns}


def _json(spark: SparkSession) -> DataFrameReader:
    return spark.read.options(primitivesAsString="true", mode="PERMISSIVE", columnNameOfCorruptRecord=CORRUPT)


def _csv(spark: SparkSession, source: Source, header: str) -> DataFrameReader:
    options = source.options
    return spark.read.options(
        header=header,
        sep=options.get("delimiter", ","),
        quote=options.get("quote", '"'),
        # RFC 4180: a quote inside quotes is written twice.
        escape=options.get("quote", '"'),
        nullValue=options.get("null_as", ""),
        emptyValue="" if "null_as" in options else None,
        multiLine=options.get("multiline", "false"),
        encoding="UTF-8",
        mode="PERMISSIVE",
        columnNameOfCorruptRecord=CORRUPT,
    )


def _rows(spark: SparkSession, source: Source, columns: dict[str, str], files: Sequence[RawFile]) -> DataFrame:
    from pyspark.sql import functions as F  # noqa: N812
    from pyspark.sql.types import StringType, StructField, StructType

    paths = [each.path for each in files]
    if source.format == "csv":
        schema = StructType([StructField(each, StringType()) for each in (*columns, CORRUPT)])
        header = source.options.get("header", "false")
        frame = _csv(spark, source, header).schema(schema).csv(paths)
    elif source.format == "json":
        ddl = ", ".join(f"{quoted(name)} {kind}" for name, kind in {**columns, CORRUPT: "string"}.items())
        frame = _json(spark).schema(ddl).json(paths)
    else:
        frame = spark.read.parquet(*paths)
    return frame.select(
        *(F.col(quoted(each)) for each in frame.columns),
        F.col("_metadata.file_path").alias(FILE),
        F.col("_metadata.file_modification_time").alias(MODIFIED),
    )
