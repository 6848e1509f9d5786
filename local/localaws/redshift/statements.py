"""The statements the Data API knows: their status, who waits for them, how long they and their tokens are kept."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .types import Column

# https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html
KEPT_SECONDS = 24 * 3600
TOKEN_KEPT_SECONDS = 8 * 3600


class Status(StrEnum):
    SUBMITTED = "SUBMITTED"
    PICKED = "PICKED"
    STARTED = "STARTED"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    ABORTED = "ABORTED"

    @property
    def is_last(self) -> bool:
        return self in (Status.FINISHED, Status.FAILED, Status.ABORTED)


@dataclass
class Result:
    """Rows as PostgreSQL's text; None is null."""

    columns: list[Column]
    rows: list[list[bytes | None]]

    @property
    def size(self) -> int:
        return sum(len(value or b"") for row in self.rows for value in row)


@dataclass
class Part:
    """One SQL text of a statement: the only one, or one of a batch."""

    sql: str
    status: Status = Status.SUBMITTED
    created: float = 0
    updated: float = 0
    duration: float | None = None
    error: str | None = None
    query_id: int = 0
    # Rows returned or affected; None is null.
    rows: int | None = None
    result: Result | None = None


@dataclass(frozen=True)
class Target:
    """Where a statement runs; exactly one of the two."""

    database: str
    workgroup: str | None = None
    cluster: str | None = None
    user: str | None = None
    secret: str | None = None


@dataclass
class Statement:
    id: str
    target: Target
    parts: list[Part]
    is_batch: bool
    owner: str
    created: float
    updated: float
    name: str = ""
    with_event: bool = False
    one_transaction: bool = True
    result_format: str = "JSON"
    parameters: list[dict[str, str]] = field(default_factory=list)
    status: Status = Status.SUBMITTED
    error: str | None = None
    duration: float | None = None
    backend: int = 0
    cancel_requested: bool = False
    # Ends what runs in the database; set while something does.
    interrupt: Callable[[], None] | None = None


class TokenReused(Exception):
    """A ClientToken came again with another request."""


class Clock:
    """The time of day, which a test may move on."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def now(self) -> float:
        return time.time() + self._ahead


class Statements:
    """Every change happens under one lock, and wakes whoever waits."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._changed = threading.Condition()
        self._known: dict[str, Statement] = {}
        # Token → the request it came with, the statement, and when.
        self._tokens: dict[str, tuple[object, str, float]] = {}
        self._queries = 1000
        self._releases = dict.fromkeys(Status, 0)

    def add(
        self, make: Callable[[str, float], Statement], token: str | None, request: object
    ) -> tuple[Statement, bool]:
        """The statement, and whether it is new: a token that came before gives the statement it began."""
        with self._changed:
            now = self.clock.now()
            self._forget(now)
            if token is not None and (before := self._tokens.get(token)):
                if before[0] != request:
                    raise TokenReused
                if before[1] in self._known:
                    return self._known[before[1]], False
            statement = make(str(uuid.uuid4()), now)
            self._known[statement.id] = statement
            if token is not None:
                self._tokens[token] = (request, statement.id, now)
            return statement, True

    def find(self, identifier: str) -> Statement | None:
        with self._changed:
            self._forget(self.clock.now())
            return self._known.get(identifier)

    def all(self) -> Sequence[Statement]:
        """The newest first."""
        with self._changed:
            self._forget(self.clock.now())
            return sorted(self._known.values(), key=lambda each: each.created, reverse=True)

    def active(self) -> int:
        with self._changed:
            return sum(not each.status.is_last for each in self._known.values())

    def hold(self, statement: Statement, seconds: float) -> None:
        """In the status it has, until the time is over, it is cancelled, or its status is released."""
        with self._changed:
            status, before = statement.status, self._releases[statement.status]
            self._changed.wait_for(
                lambda: statement.cancel_requested or self._releases[status] != before, timeout=seconds
            )

    def release(self, status: Status) -> None:
        """Lets go of what is held in a status."""
        with self._changed:
            self._releases[status] += 1
            self._changed.notify_all()

    def wait(self, statement: Statement, until: Callable[[Statement], bool], seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: until(statement), timeout=seconds)

    def change(self, statement: Statement, status: Status, part: Part | None = None, **fields: Any) -> None:
        with self._changed:
            now = self.clock.now()
            subject: Any = part or statement
            subject.status, subject.updated = status, now
            if part is not None:
                statement.updated = now
            for name, value in fields.items():
                setattr(subject, name, value)
            self._changed.notify_all()

    def request_cancel(self, statement: Statement) -> bool:
        """False if it had ended already."""
        with self._changed:
            if statement.status.is_last:
                return False
            statement.cancel_requested = True
            interrupt = statement.interrupt
            self._changed.notify_all()
        if interrupt is not None:
            interrupt()
        return True

    def interruptible_by(self, statement: Statement, interrupt: Callable[[], None] | None) -> None:
        with self._changed:
            statement.interrupt = interrupt
            late = statement.cancel_requested and interrupt is not None
        if late and interrupt is not None:
            interrupt()

    def next_query_id(self) -> int:
        with self._changed:
            self._queries += 1
            return self._queries

    def _forget(self, now: float) -> None:
        self._tokens = {key: each for key, each in self._tokens.items() if now - each[2] < TOKEN_KEPT_SECONDS}
        self._known = {
            key: each
            for key, each in self._known.items()
            if not each.status.is_last or now - each.updated < KEPT_SECONDS
        }
