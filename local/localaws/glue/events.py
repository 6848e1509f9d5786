"""What Glue tells EventBridge when a job or a crawl ends. It has no event for workflow runs.

https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html
"""

from __future__ import annotations

import queue
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .run import Attempt

Event = dict[str, Any]
SEVERITY = {"FAILED": "ERROR", "ERROR": "ERROR", "TIMEOUT": "WARN"}
# Glue names a crawler's states otherwise in events than in its API, and has no event for a cancelled crawl.
CRAWL_STATE = {"SUCCEEDED": "Succeeded", "FAILED": "Failed", "ERROR": "Failed"}


def of_end(attempt: Attempt, account: str, region: str) -> Event | None:
    """The event for an attempt that ended; None for what Glue has no event for."""
    if attempt.node.type == "JOB":
        if attempt.state == "ERROR":
            return None
        return _event(
            "Glue Job State Change",
            attempt,
            account,
            region,
            {
                "jobName": attempt.node.name,
                "severity": SEVERITY.get(attempt.state, "INFO"),
                "state": attempt.state,
                "jobRunId": attempt.identifier,
                "message": attempt.error or f"Job run {attempt.state.lower()}",
            },
        )
    state = CRAWL_STATE.get(attempt.state)
    if state is None:
        return None
    # Every value is a string, numbers too.
    return _event(
        "Glue Crawler State Change",
        attempt,
        account,
        region,
        {
            "accountId": account,
            "crawlerName": attempt.node.name,
            "state": state,
            "message": f"Crawler {state}",
            "errorMessage": attempt.error,
            "completionDate": _time(attempt),
            "runningTime (sec)": str(int((attempt.completed or attempt.started) - attempt.started)),
            "warningMessage": "N/A",
            **dict.fromkeys(
                ("tablesCreated", "tablesUpdated", "tablesDeleted", "partitionsCreated", "partitionsUpdated"), "0"
            ),
            "partitionsDeleted": "0",
            "cloudWatchLogLink": f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}"
            f"#logEventViewer:group=/aws-glue/crawlers;stream={attempt.node.name}",
        },
    )


def _event(detail_type: str, attempt: Attempt, account: str, region: str, detail: dict[str, str]) -> Event:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": "aws.glue",
        "account": account,
        "time": _time(attempt),
        "region": region,
        "resources": [],
        "detail": detail,
    }


def _time(attempt: Attempt) -> str:
    at = datetime.fromtimestamp(attempt.completed or attempt.started, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Delivery:
    """Hands events over in order on a thread of its own; loses or repeats as many as it was told to."""

    def __init__(self, sink: Callable[[Event], None] | None = None) -> None:
        self.emitted: list[Event] = []
        self.failures: list[str] = []
        self._sink = sink
        self._lose = 0
        self._repeat = 0
        self._waiting: queue.Queue[Event | None] = queue.Queue()
        self._thread = threading.Thread(target=self._deliver, daemon=True)
        self._thread.start()

    def listen(self, sink: Callable[[Event], None]) -> None:
        """From now on events go to `sink`, and no longer to who listened before."""
        self._sink = sink

    def disturb(self, lose: int = 0, repeat: int = 0) -> None:
        self._lose += lose
        self._repeat += repeat

    def emit(self, event: Event) -> None:
        """`emitted` keeps what Glue said; a lost event is in it, and is not handed over."""
        self.emitted.append(event)
        if self._lose:
            self._lose -= 1
            return
        self._waiting.put(event)
        if self._repeat:
            self._repeat -= 1
            self._waiting.put(event)

    def close(self) -> None:
        self._waiting.put(None)
        self._thread.join(timeout=10)

    def _deliver(self) -> None:
        while (event := self._waiting.get()) is not None:
            if self._sink is None:
                continue
            try:
                self._sink(event)
            except Exception as error:  # noqa: BLE001 - told to whoever asks; Glue does not fail with its listener
                self.failures.append(f"{event['detail-type']} {event['id']}: {error}")
