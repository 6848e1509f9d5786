"""A running stand-in as a value that is written down, so that another process can stop it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from .process import Process


@dataclass(frozen=True)
class RunningService:
    """A server on a port of 127.0.0.1, in a process group and a folder of its own."""

    pid: int
    started: str
    port: int
    folder: str

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> Process:
        return Process(self.pid, self.started)

    def is_running(self) -> bool:
        return self.process.is_running

    def save(self, state: Path) -> None:
        """Writes down how to find and stop it."""
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, state: Path) -> Self | None:
        """Finds the one that was written down; it may have ended since."""
        return cls(**json.loads(state.read_text())) if state.exists() else None
