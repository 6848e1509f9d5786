"""The one way this package starts a program: in a process group of its own, with its output in a log, stopped for good.

A program is named by its pid and the time it started, so that another process than the one that started it can stop it and
never stops a stranger that got the same pid.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Signal, and how many seconds it is given.
Steps = Sequence[tuple[signal.Signals, float]]
POLITELY: Steps = ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0))


class StartError(Exception):
    """A program ended or kept silent instead of answering; the message holds the end of its log."""


@dataclass(frozen=True)
class Process:
    """A running program and its group."""

    pid: int
    started: str

    @property
    def is_running(self) -> bool:
        return self.pid > 0 and start_time(self.pid) == self.started

    def stop(self, steps: Steps = POLITELY, group: bool = True) -> None:
        """Sends one signal after another until nothing of the group is left.

        `group=False` sends all but the last to the program alone, which then stops its own children in its own way.
        """
        if not self.is_running:
            return
        for number, patience in steps:
            send = os.killpg if group or number == signal.SIGKILL else os.kill
            with contextlib.suppress(ProcessLookupError):
                send(self.pid, number)
            if group_ends(self.pid, patience):
                return


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    account: str | None = None,
) -> Process:
    """Starts a program in `folder`, writing to `log`; as the user `account`, which only root may ask for."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C reaches whoever started it, and that one then stops the whole group.
            start_new_session=True,
            user=account,
            group=account,
            extra_groups=[] if account else None,
        )
    started = start_time(process.pid)
    # From here on it is known by its pid, also to other processes; without this Python complains of a forgotten child.
    process.returncode = 0
    return Process(process.pid, started)


def wait_until(answers: Callable[[], bool], process: Process, log: Path, name: str, patience: float = 40) -> None:
    """Returns when `answers` does so with True. An OSError of it counts as no answer yet.

    Raises `StartError` when the process has ended or `patience` seconds have passed.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not process.is_running:
            raise StartError(f"{name} ended instead of answering:\n{tail(log)}")
        with contextlib.suppress(OSError):
            if answers():
                return
        time.sleep(0.05)
    raise StartError(f"{name} did not answer within {patience:.0f} s:\n{tail(log)}")


def end_by_exception() -> None:
    """Makes signals that would end Python on the spot unwind it instead, so that it cleans up."""

    def unwind(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, unwind)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Holds back Ctrl-C and its kind for the length of a `with` block: impatience must not leave a process behind."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log; empty when there is no log."""
    with contextlib.suppress(OSError):
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    return ""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_time(pid: int) -> str:
    """When a process started, in clock ticks: with the pid it names one process for good. Empty if there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def group_ends(group: int, patience: float) -> bool:
    """Whether nothing of a process group is left within `patience` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
