"""The manifest an UNLOAD writes: which files there are, and with VERBOSE what is in them.

https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html (MANIFEST)
"""

from __future__ import annotations

from collections.abc import Sequence

from .files import Written
from .reader import Location
from .types import Column
from .unload_statement import Format, Unload


def manifest_of(statement: Unload, files: Sequence[Written], columns: Sequence[Column]) -> dict[str, object]:
    entries: list[dict[str, object]] = []
    for file in files:
        entry: dict[str, object] = {"url": Location(statement.target.bucket, file.key).url}
        if statement.verbose:
            entry["meta"] = {"content_length": file.size, "record_count": file.records}
        elif statement.format is Format.PARQUET:
            entry["meta"] = {"content_length": file.size}
        entries.append(entry)
    if not statement.verbose:
        return {"entries": entries}
    return {
        "entries": entries,
        "schema": {"elements": [{"name": each.name, "type": each.manifest_type()} for each in columns]},
        "meta": {
            "content_length": sum(file.size for file in files),
            "record_count": sum(file.records for file in files),
        },
        "author": {"name": "Amazon Redshift", "version": "1.0.0"},
    }
