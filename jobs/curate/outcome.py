"""What became of a table, in a run's report, as metrics, and in words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """An outcome of a batch or of a table, in RedshiftLoader's words where it has one."""

    LOADED = "Loaded"
    UP_TO_DATE = "UpToDate"
    # A check, or too many rows in quarantine: nothing was changed.
    HELD = "Held"
    # A change of columns that the plan does not allow: nothing was changed.
    SCHEMA_HELD = "SchemaHeld"
    # The table would have another number of rows than it should: with Iceberg the batch is staged and not published, with Hudi
    # it is committed.
    MISCOUNTED = "Miscounted"
    FAILED = "Failed"


@dataclass(frozen=True)
class TableReport:
    """A batch of a table."""

    table: str
    outcome: Outcome
    batch: int = 0
    files: int = 0
    bytes: int = 0
    # Files that wait for the next batch, or for a held one.
    pending: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    quarantine: str = ""
    message: str = ""
    # From the writing of the oldest file to the commit.
    lag_seconds: float | None = None
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.outcome in (Outcome.LOADED, Outcome.UP_TO_DATE)


@dataclass(frozen=True)
class RunReport:
    run: str
    plan: str
    engine: str
    started: str
    tables: list[TableReport]

    @property
    def is_good(self) -> bool:
        return all(each.is_good for each in self.tables)

    def document(self) -> dict[str, Any]:
        return asdict(self)

    def message(self) -> str:
        """The tables that were not loaded, each with what to do."""
        return "\n".join(f"{each.table}: {each.outcome}. {each.message}" for each in self.tables if not each.is_good)


def metrics(namespace: str, reports: Iterable[TableReport], at: datetime) -> list[str]:
    """Lines of CloudWatch's embedded metric format, one a batch."""
    lines: list[str] = []
    for each in reports:
        values: dict[str, float] = {
            "Files": each.files,
            "PendingFiles": each.pending,
            "FailedChecks": sum(not check["passed"] for check in each.checks),
            "QuarantinedRows": each.rows.get("rejected", 0) + each.rows.get("tied", 0),
            "Held": 0 if each.is_good else 1,
            **{f"Rows{name.capitalize()}": each.rows.get(name, 0) for name in ("inserted", "updated", "deleted")},
        }
        if each.lag_seconds is not None:
            values["Lag"] = each.lag_seconds
        units = {"Lag": "Seconds"}
        definition = {
            "Namespace": namespace,
            "Dimensions": [["Table"]],
            "Metrics": [{"Name": name, "Unit": units.get(name, "Count")} for name in values],
        }
        header = {"Timestamp": int(at.timestamp() * 1000), "CloudWatchMetrics": [definition]}
        lines.append(json.dumps({"_aws": header, "Table": each.table, "Outcome": each.outcome, **values}))
    return lines
