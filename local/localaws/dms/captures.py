"""The change captures of tasks: what StartReplicationTask of a full-load-and-cdc task into S3 sets going behind its full load.

A capture's slot is made before the full load, so that nothing between the two is lost, and kept when the task stops:
resume-processing goes on where it ended. Files are written every CdcMaxBatchInterval seconds of the endpoint, or at once by
the control endpoint, which also orders faults.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .change_capture import ChangeCapture
from .change_files import added_columns
from .database import Database, DatabaseError
from .mappings import Arrival
from .migration import Migration

_STATISTICS = {"I": "Inserts", "U": "Updates", "D": "Deletes"}
_BATCH_INTERVAL = 60.0


@dataclass
class _TaskCapture:
    capture: ChangeCapture
    interval: float
    # A flush by hand and one of the interval would write the same changes twice.
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def flush(self) -> int:
        with self.lock:
            return self.capture.flush()

    def run(self, failed: Callable[[Exception], None]) -> None:
        try:
            while not self.ended.wait(self.interval):
                self.flush()
            self.flush()
        except Exception as error:  # noqa: BLE001 - whatever ends a capture ends the task, as in DMS
            failed(error)


class Captures:
    """By the ARN of their task. `write` gets the key of a file in the bucket and its bytes."""

    def __init__(self) -> None:
        self._known: dict[str, _TaskCapture] = {}

    def prepare(
        self,
        migration: Migration,
        source: Database,
        arrivals: Iterable[Arrival],
        settings: dict[str, Any],
        write: Callable[[str, bytes], None],
    ) -> None:
        """Makes the slot, anew for a task that loads anew. Raises DatabaseError where the source cannot decode its log."""
        self.drop(migration.arn)
        if settings.get("DataFormat", "csv") != "parquet":
            raise DatabaseError("the local DMS writes changes into Parquet files only")
        if settings.get("DatePartitionSequence", "YYYYMMDD") != "YYYYMMDD":
            raise DatabaseError(f"the local DMS has no DatePartitionSequence {settings['DatePartitionSequence']}")
        places = {(each.schema, each.name): _folder(each, settings) for each in arrivals}

        def placed(key: str, data: bytes) -> None:
            schema, name, file = key.split("/")
            write(f"{places[schema, name]}/{_day(file, settings)}{file}", data)

        def counted(schema: str, name: str, operation: str) -> None:
            statistics = migration.table(schema, name).statistics
            for each in (_STATISTICS[operation], f"Applied{_STATISTICS[operation]}"):
                statistics[each] = statistics.get(each, 0) + 1

        slot = "dms_" + re.sub(r"\W", "_", migration.arn.rpartition(":")[2].lower())
        added = added_columns(migration.table_mappings)
        capture = ChangeCapture(source, list(places), added, placed, slot, counted=counted)
        capture.start()
        interval = float(settings.get("CdcMaxBatchInterval", _BATCH_INTERVAL))
        self._known[migration.arn] = _TaskCapture(capture, interval)

    def run(self, arn: str, failed: Callable[[Exception], None]) -> None:
        """Writes what is committed from now on, at intervals, on a thread. Does nothing for a task without a capture."""
        known = self._known.get(arn)
        if known:
            known.ended.clear()
            known.thread = threading.Thread(target=known.run, args=(failed,), daemon=True)
            known.thread.start()

    def stop(self, arn: str) -> None:
        """Ends the thread behind one more flush. The slot stays."""
        known = self._known.get(arn)
        if known and known.thread:
            known.ended.set()
            # Not for ever: one that has just failed may wait for the lock that the caller has.
            known.thread.join(timeout=30)
            known.thread = None

    def drop(self, arn: str) -> None:
        self.stop(arn)
        known = self._known.pop(arn, None)
        if known:
            # The source may be gone already.
            with contextlib.suppress(DatabaseError):
                known.capture.stop()

    def flush(self, arn: str) -> int:
        """Writes what was committed since the last interval. Returns the number of changes. Raises ValueError."""
        return self._of(arn).flush()

    def fail(self, arn: str, fault: str, times: int = 1) -> None:
        """Orders a fault of the next flushes: duplicate, late, split. Raises ValueError."""
        self._of(arn).capture.fail(fault, times)

    def close(self) -> None:
        for arn in list(self._known):
            self.drop(arn)

    def _of(self, arn: str) -> _TaskCapture:
        if arn not in self._known:
            raise ValueError(f"no capture of changes: {arn}")
        return self._known[arn]


def _folder(arrival: Arrival, settings: dict[str, Any]) -> str:
    return "/".join(each for each in (settings.get("BucketFolder"), arrival.target_schema, arrival.target_name) if each)


def _day(file: str, settings: dict[str, Any]) -> str:
    """The folder of a file's day, yyyy/mm/dd/, where the endpoint has DatePartitionEnabled; full loads have none."""
    return f"{file[:4]}/{file[4:6]}/{file[6:8]}/" if settings.get("DatePartitionEnabled") else ""
