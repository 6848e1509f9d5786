"""The job: every table that has new files gets them, each batch in one commit."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .files.pending import Batch, listing_start, next_batch, pending_files
from .files.state import CommitMark, StateStore, TableState
from .files.store import FileStore, RawFile, write_json
from .outcome import Outcome, RunReport, TableReport
from .plan.model import BATCH, FILE, ORDER, Plan, Table
from .quality.evaluation import Evaluation, evaluate, sum_of, with_flags
from .quality.setting_aside import set_aside
from .rows.casting import quoted, text_literal
from .rows.changes import APPLIED, QUARANTINED, STATUS, Status, classify
from .rows.conform import RAW, REASONS, conform
from .rows.reading import read_groups
from .rows.shape import SchemaHeld, Shape, decide_shape
from .writers.writer import TableSpec, TableWriter

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# A run ends some time, however fast files come.
_BATCHES_OF_A_RUN = 1000


@dataclass(frozen=True)
class Places:
    """`raw` reads the files; `own` has the job's documents below `location`."""

    raw: FileStore
    own: FileStore
    location: str


class Miscount(Exception):
    """The table has other rows after a batch than it should; the message has the numbers."""


class CurateJob:
    """Brings tables up to their files. `after` is called when a step is done, with its name: tests end the job there."""

    def __init__(
        self,
        spark: SparkSession,
        plan: Plan,
        writer: TableWriter,
        places: Places,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        after: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._spark = spark
        self._plan = plan
        self._writer = writer
        self._places = places
        self._states = StateStore(places.own, places.location)
        self._now = now
        self._after = after

    def run(self, tables: Sequence[str] = (), run: str = "") -> RunReport:
        """Loads the named tables, or all. A table that is held or fails keeps none of the others."""
        started = self._now()
        run = run or started.strftime("%Y%m%dT%H%M%SZ-") + uuid.uuid4().hex[:8]
        reports: list[TableReport] = []
        for table in self._plan.tables:
            if not tables or table.name in tables:
                try:
                    reports += self._table(table)
                except Exception as error:
                    logging.exception("%s failed", table.name)
                    reports.append(TableReport(table.name, Outcome.FAILED, message=_first_line(error)))
        report = RunReport(run, self._plan.name, self._plan.engine, started.isoformat(), reports)
        write_json(self._places.own, f"{self._places.location}/runs/{run}.json", report.document())
        return report

    def _table(self, table: Table) -> list[TableReport]:
        state = self._states.read(table.name, self._writer.last_commit(table.name))
        listed = list(self._places.raw.list(table.source.location, listing_start(table.source, state)))
        self._after("listed")
        reports: list[TableReport] = []
        for _ in range(_BATCHES_OF_A_RUN):
            pending = pending_files(table.source, listed, state)
            batch = next_batch(pending, state, self._plan.window)
            if batch is None:
                break
            report = self._batch(table, batch)
            reports.append(report)
            if not report.is_good:
                break
            state = state.after(batch.number, batch.files)
            state = self._kept(table, state, listed)
        return reports or [TableReport(table.name, Outcome.UP_TO_DATE, state.batch)]

    def _kept(self, table: Table, state: TableState, listed: list[RawFile]) -> TableState:
        state = state.pruned(listed, pending_files(table.source, listed, state))
        self._states.write(table.name, state)
        self._after("state")
        return state

    # ---- A batch ----

    def _batch(self, table: Table, batch: Batch) -> TableReport:
        begun = self._now()
        report = TableReport(table.name, Outcome.LOADED, batch.number, len(batch.files), batch.size, batch.left)
        groups = read_groups(self._spark, table.source, batch.files)
        try:
            shape = decide_shape(table, [each.columns for each in groups], self._writer.columns(table.name))
        except SchemaHeld as error:
            held = f"{error}. Change the table or the plan's columns and schema, then run again"
            return replace(report, outcome=Outcome.SCHEMA_HELD, message=held, pending=len(batch.files) + batch.left)
        current, deleted = self._stored(table.name), self._stored(table.deleted)
        rows = set_aside(table, conform(table, groups, shape))
        changes = with_flags(table, classify(table, rows, current, deleted), current, self._stored)
        # Kept, not computed again: after the commit the table answers otherwise. It also ends the plan here, which Spark
        # would analyze anew for each of what follows.
        changes = changes.localCheckpoint(eager=False)
        found = evaluate(table, changes, self._now())
        report = self._counted(report, found, changes, batch)
        held = _why_held(table, found)
        if held:
            return replace(report, outcome=Outcome.HELD, message=held, pending=len(batch.files) + batch.left)
        try:
            self._commit(table, shape, batch, changes, found, current)
        except Miscount as error:
            return replace(report, outcome=Outcome.MISCOUNTED, message=str(error))
        ended = self._now()
        oldest = min(each.modified for each in batch.files) / 1_000_000
        return replace(report, lag_seconds=ended.timestamp() - oldest, seconds=(ended - begun).total_seconds())

    def _stored(self, name: str) -> DataFrame | None:
        return None if self._writer.columns(name) is None else self._writer.read(name)

    def _counted(self, report: TableReport, found: Evaluation, changes: DataFrame, batch: Batch) -> TableReport:
        """Writes what was set aside and how the checks went, before anything is committed."""
        place = ""
        if found.count(*QUARANTINED):
            place = f"{self._places.location}/quarantine/{report.table}/batch={batch.number:09d}"
            tied = "array('another change of the key has the same place in the order and differs')"
            names = [each for each in changes.columns if not each.startswith("_")]
            row = f"coalesce({RAW}, to_json(struct({', '.join(quoted(each) for each in [*names, ORDER])})))"
            reasons = f"CASE WHEN size({REASONS}) > 0 THEN {REASONS} ELSE {tied} END AS reasons"
            chosen = f"{STATUS} IN ({', '.join(text_literal(each) for each in QUARANTINED)})"
            aside = changes.where(chosen).selectExpr(f"{FILE} AS file", reasons, f"{row} AS `row`")
            aside.coalesce(1).write.mode("overwrite").json(place)
        results = [each.document() for each in found.results]
        for index, each in enumerate(results):
            name = f"{batch.number:09d}-{index:02d}-{_slug(each['check'])}"
            path = f"{self._places.location}/checks/{report.table}/{name}.json"
            document = {**each, "table_name": report.table, "batch": batch.number, "at": self._now().isoformat()}
            write_json(self._places.own, path, document)
        self._after("quarantine")
        rows = {str(status): count for status, count in found.counts.items() if count}
        return replace(report, rows=rows, checks=results, quarantine=place)

    def _commit(
        self, table: Table, shape: Shape, batch: Batch, changes: DataFrame, found: Evaluation, current: DataFrame | None
    ) -> None:
        """Writes the batch. Raises Miscount."""
        mark = CommitMark(batch.number, self._states.list_path(table.name, batch.number, uuid.uuid4().hex[:8]))
        self._states.write_list(mark.files, batch.files)
        self._after("list")
        written = changes.selectExpr("*", f"CAST({batch.number} AS BIGINT) AS {BATCH}")
        buried = written.where(f"{STATUS} IN ('{Status.DELETE}', '{Status.ABSENT}')")
        if found.count(Status.DELETE, Status.ABSENT):
            # First: a key that is known to be deleted at some place stays so, whether this batch is committed or not.
            keys = Shape(tuple(each for each in shape.columns if each.name in table.unique_key))
            spec = TableSpec(table.deleted, table.unique_key, keys, "", self._plan.time_travel, self._commits_per_day)
            self._writer.prepare(spec)
            self._writer.apply(spec, buried, buried.limit(0), mark)
        self._after("deleted keys")
        spec = TableSpec(
            table.name, table.unique_key, shape, table.partition_by, self._plan.time_travel, self._commits_per_day
        )
        self._writer.prepare(spec)
        if not found.count(*APPLIED, Status.DELETE):
            return
        before = 0 if current is None else current.count()
        upserts = written.where(f"{STATUS} IN ('{Status.INSERT}', '{Status.UPDATE}')")
        removed = written.where(f"{STATUS} = '{Status.DELETE}'")
        self._writer.apply(spec, upserts, removed, mark, lambda after: self._audit(after, batch, found, before))
        self._after("commit")

    @property
    def _commits_per_day(self) -> int:
        return max(1, int(86_400 / max(1.0, self._plan.window.every.total_seconds())))

    def _audit(self, table: DataFrame, batch: Batch, found: Evaluation, before: int) -> None:
        """Reads the counts back. Raises Miscount."""
        own = f"{BATCH} = {batch.number}"
        sums = [f"{sum_of(each, own)} AS `sum_{each}`" for each in found.sums]
        row = table.selectExpr("count(*) AS n", f"count_if({own}) AS own", *sums).collect()[0]
        self._after("audit")
        expected = before + found.count(Status.INSERT) - found.count(Status.DELETE)
        wrong: list[str] = []
        if row["n"] != expected:
            wrong.append(f"the table has {row['n']} rows, expected {expected}")
        if row["own"] != found.count(*APPLIED):
            wrong.append(f"{row['own']} rows are of batch {batch.number}, expected {found.count(*APPLIED)}")
        for name, total in found.sums.items():
            if row[f"sum_{name}"] != total:
                wrong.append(f"the sum of {name} is {row[f'sum_{name}']}, expected {total}")
        if wrong:
            raise Miscount("; ".join(wrong))


def _why_held(table: Table, found: Evaluation) -> str:
    said = [
        f"check {each.check}: {each.found or f'{each.broken} of {each.of} rows break it, {each.at_most} may'}"
        + (f"; {', '.join(each.examples)}" if each.examples else "")
        for each in found.failed()
    ]
    aside = found.count(*QUARANTINED)
    if not table.quarantine.allows(aside, found.rows):
        said.append(f"{aside} of {found.rows} rows are in quarantine, {table.quarantine} may")
    return ". ".join(said)


def _slug(text: str) -> str:
    return "".join(each if each.isascii() and each.isalnum() else "_" for each in text)[:80]


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:500] if lines else ''}"
