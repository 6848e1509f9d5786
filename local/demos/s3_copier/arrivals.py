"""Notes when each key first shows up in a bucket, while others upload."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from typing import Any

from .comparison import keys_of

INTERVAL = 0.02


class Arrivals:
    """Looks at the bucket every 20 ms, which is also how exact its times are."""

    def __init__(self, s3: Any, bucket: str) -> None:
        self.seen: dict[str, float] = {}
        self._s3 = s3
        self._bucket = bucket
        self._changed = threading.Condition()
        self._stopping = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Arrivals:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._thread.join(timeout=5)

    def wait_for(self, keys: Collection[str], max_wait: float) -> set[str]:
        """Returns the keys that have not come after `max_wait` seconds."""

        def is_over() -> bool:
            return self._error is not None or self.seen.keys() >= set(keys)

        with self._changed:
            self._changed.wait_for(is_over, timeout=max_wait)
        if self._error:
            raise self._error
        return set(keys) - self.seen.keys()

    def _watch(self) -> None:
        while not self._stopping:
            try:
                keys = keys_of(self._s3, self._bucket)
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                with self._changed:
                    self._error = error
                    self._changed.notify_all()
                return
            now = time.monotonic()
            with self._changed:
                for key in keys - self.seen.keys():
                    self.seen[key] = now
                self._changed.notify_all()
            time.sleep(INTERVAL)
