"""One migration: a replication task, or the serverless replication of a replication config. The API shows the two under
different names; what they go through is the same.
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

FULL_LOAD_DONE = "Stop Reason FULL_LOAD_ONLY_FINISHED"

# Valid states as the API reference lists them, in the order a table goes through them.
BEFORE_LOAD, LOADING, COMPLETED, TABLE_ERROR = "Before load", "Full load", "Table completed", "Table error"

_STATISTIC_NAMES = (
    "Inserts", "Deletes", "Updates", "Ddls", "AppliedInserts", "AppliedDeletes", "AppliedUpdates", "AppliedDdls",
    "FullLoadRows", "FullLoadCondtnlChkFailedRows", "FullLoadErrorRows",
    "ValidationPendingRecords", "ValidationFailedRecords", "ValidationSuspendedRecords",
)  # fmt: skip


class Kind(Enum):
    """What the API calls it."""

    TASK = "task"
    REPLICATION = "replication"


@dataclass
class Table:
    """The statistics of one table, in the API's spelling, as the control endpoint sets them too."""

    schema: str
    name: str
    statistics: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def before_load(cls, schema: str, name: str, validation: bool = False) -> Table:
        numbers = dict.fromkeys(_STATISTIC_NAMES, 0)
        state = {
            "TableState": BEFORE_LOAD,
            "ValidationState": "Pending validation" if validation else "Not enabled",
            "FullLoadReloaded": False,
        }
        return cls(schema, name, numbers | state)

    @property
    def state(self) -> str:
        return str(self.statistics.get("TableState", ""))

    def shown(self) -> dict[str, Any]:
        return {"SchemaName": self.schema, "TableName": self.name, **self.statistics}


@dataclass
class Migration:
    """Everything the service knows of it. Times are seconds since 1970, as on the wire."""

    kind: Kind
    arn: str
    identifier: str
    migration_type: str
    source_endpoint_arn: str
    target_endpoint_arn: str
    table_mappings: str
    settings: str
    instance_arn: str = ""
    status: str = "ready"
    stop_reason: str | None = None
    failure: str | None = None
    created: float = field(default_factory=time.time)
    started: float | None = None
    stopped: float | None = None
    # When it last went on where it had stopped.
    resumed: float | None = None
    full_load_started: float | None = None
    full_load_finished: float | None = None
    tables: list[Table] = field(default_factory=list)
    # Statistics that are to be answered whatever the tables say: a real service's summary and its tables may disagree.
    # None takes one away, as StopDate of a task that failed.
    stats: dict[str, Any] = field(default_factory=dict)
    # Members of Describe's answer that are set as they are, held to the model; None takes a member away.
    answered: dict[str, Any] = field(default_factory=dict)
    # Members that are added to the answer as they are, also such as no model has; None takes a member away.
    odd: dict[str, Any] = field(default_factory=dict)
    # Injected for the next full load. Keys are "schema.table" of the source, values are rows.
    losses: dict[str, int] = field(default_factory=dict)
    breaks: dict[str, int] = field(default_factory=dict)
    # How it was before it last stopped or failed: what Describe goes on answering while the stop is not yet visible.
    before_stop: Migration | None = None

    def begin(self) -> None:
        """A fresh start: nothing of the last run shows any more."""
        self.status, self.stop_reason, self.failure = "running", None, None
        self.started, self.stopped, self.resumed = time.time(), None, None
        self.full_load_started, self.full_load_finished = self.started, None
        self.tables, self.stats, self.answered, self.odd = [], {}, {}, {}
        self.before_stop = None

    def resume(self) -> None:
        """Goes on: what was loaded stays so."""
        self.status, self.stop_reason, self.failure = "running", None, None
        self.resumed, self.stopped, self.before_stop = time.time(), None, None

    def end(self, status: str, stop_reason: str | None, failure: str | None = None) -> None:
        self.before_stop = copy.deepcopy(self)
        self.status, self.stop_reason, self.failure = status, stop_reason, failure
        self.stopped = time.time()

    def change(self, values: dict[str, Any]) -> None:
        """Sets what is named. Raises ValueError for a name there is not."""
        known = {each.name for each in fields(self)} - {"kind", "arn", "before_stop", "tables"}
        if unknown := values.keys() - known:
            raise ValueError(f"no such state: {sorted(unknown)}; there are {sorted(known)} and tables")
        stops = values.get("status") in ("stopped", "failed") and self.status not in ("stopped", "failed")
        if stops:
            self.before_stop = copy.deepcopy(self)
            self.stopped = time.time()
        for name, value in values.items():
            setattr(self, name, value)

    def table(self, schema: str, name: str) -> Table:
        """The table's statistics, made when there are none yet."""
        for table in self.tables:
            if (table.schema, table.name) == (schema, name):
                return table
        table = Table.before_load(schema, name)
        self.tables.append(table)
        return table

    def summary(self) -> dict[str, Any]:
        """ReplicationTaskStats, ReplicationStats: one shape under two names."""
        states = [table.state for table in self.tables]
        counted = {
            "TablesLoaded": states.count(COMPLETED),
            "TablesLoading": states.count(LOADING),
            "TablesQueued": states.count(BEFORE_LOAD),
            "TablesErrored": states.count(TABLE_ERROR),
        }
        done = counted["TablesLoaded"] + counted["TablesErrored"]
        end = self.stopped or time.time()
        times = {
            "FreshStartDate": self.started,
            "StartDate": self.resumed or self.started,
            "StopDate": self.stopped,
            "FullLoadStartDate": self.full_load_started,
            "FullLoadFinishDate": self.full_load_finished,
        }
        summary = {
            "FullLoadProgressPercent": 100 * done // len(states) if states else 0,
            "ElapsedTimeMillis": int((end - self.started) * 1000) if self.started else 0,
            **counted,
            **{name: value for name, value in times.items() if value is not None},
            **self.stats,
        }
        return {name: value for name, value in summary.items() if value is not None}

    def with_oddities(self, shown: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in {**shown, **self.answered, **self.odd}.items() if value is not None}
