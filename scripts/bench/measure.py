"""One run: a fresh server, a fresh subject, so many events; and what came of it.

A run counts only if every event was answered with an empty failure list and every object was copied: a fast wrong
answer ends the benchmark instead of winning it.
"""

import json
import select
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn, Self, cast

from events import names_same_key
from subjects import Memory, Process, Subject, environment


class RunFailed(Exception):
    """A subject that died, hung or answered wrongly; the message says which, and shows what it printed."""


@dataclass(frozen=True)
class Load:
    """What a subject is given: an event file, served `events` times, each naming `objects` objects."""

    event_file: Path
    events: int
    objects: int = 0


@dataclass(frozen=True)
class Sample:
    start_ms: float
    first_answer_ms: float
    loop_seconds: float
    cpu_seconds: float
    server_cpu_seconds: float
    s3_requests: int
    s3_copies: int
    memory: Memory


class Server:
    """The compiled Runtime API and S3 stub. It says its ports, then what it saw; it ends when its input closes."""

    def __init__(self, program: Path, load: Load, s3_latency_ms: int) -> None:
        command: list[str | Path] = [program, load.event_file, str(load.events), str(s3_latency_ms)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.input = cast(IO[bytes], self._process.stdin)
        self.output = cast(IO[bytes], self._process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.input.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.output.close()

    def read(self) -> dict[str, Any]:
        line = self.output.readline()
        if not line:
            raise RunFailed("the bench server ended; what it says is above")
        return cast(dict[str, Any], json.loads(line))


@dataclass(frozen=True)
class Bench:
    """Runs subjects against the compiled server."""

    server: Path
    log: Path
    s3_latency_ms: int

    def run(self, subject: Subject, load: Load) -> Sample:
        with Server(self.server, load, self.s3_latency_ms) as server:
            ports = server.read()
            variables = environment(subject, ports["runtime_port"], ports["s3_port"])
            with Process(subject, variables, self.log) as process:
                report = self._wait(subject, load, server, process)
                memory = process.memory()
        self._check(subject, load, report)
        return Sample(
            start_ms=(report["first_next_ns"] - process.started_ns) / 1e6,
            first_answer_ms=(report["first_response_ns"] - report["first_event_ns"]) / 1e6,
            loop_seconds=(report["last_response_ns"] - report["first_event_ns"]) / 1e9,
            cpu_seconds=process.cpu_seconds,
            server_cpu_seconds=report["server_cpu_seconds"],
            s3_requests=report["s3"]["requests"],
            s3_copies=report["s3"]["distinct_copies"],
            memory=memory,
        )

    def _wait(self, subject: Subject, load: Load, server: Server, process: Process) -> dict[str, Any]:
        """The server's report, once the subject is idle; or why there will be none."""
        # Five minutes for the work itself, and the S3 stub's latency as if nothing ran in parallel.
        patience = 300 + load.events * load.objects * self.s3_latency_ms / 1000
        ready, _, _ = select.select([server.output.fileno(), process.exited], [], [], patience)
        if server.output.fileno() in ready:
            return server.read()
        reason = "exited before it had answered all events" if ready else f"did not finish in {patience:.0f} s"
        server.input.close()
        self._fail(subject, reason, server.read())

    def _check(self, subject: Subject, load: Load, report: dict[str, Any]) -> None:
        s3 = report["s3"]
        objects = load.events * load.objects if subject.copies else 0
        copies, requests = s3["distinct_copies"], s3["requests"]
        if report["empty_failure_lists"] != load.events or report["other_answers"] or report["errors"]:
            self._fail(subject, f"did not answer all of {load.events} events with success", report)
        if report["refusals"]:
            self._fail(subject, f"made {report['refusals']} calls that the Runtime API refuses", report)
        if copies != objects or (objects == 0 and requests > 0):
            self._fail(subject, f"made {copies} of {objects} copies in {requests} requests", report)
        if objects > 0 and not names_same_key(s3["last_path"], s3["last_source"]):
            self._fail(subject, f"copied {s3['last_source']} to {s3['last_path']}", report)

    def _fail(self, subject: Subject, reason: str, report: dict[str, Any]) -> NoReturn:
        printed = self.log.read_text(errors="replace")[-4000:]
        raise RunFailed(
            f"{subject.name} {reason}.\n--- the server saw\n{json.dumps(report, indent=1)}"
            f"\n--- {subject.name} printed\n{printed or '(nothing)'}"
        )
