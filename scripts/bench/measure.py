"""One run: a fresh server, a fresh subject, so many events; and what came of it.

A run counts only if every event was answered with an empty failure list and every object was copied: a fast wrong
answer ends the benchmark instead of winning it.
"""

import json
import select
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NoReturn, Self, cast

from subjects import S5CMD, Certificate, Memory, Process, Subject, client_environment, endpoint, environment

from events import LARGE_KEY, OBJECT_BYTES, PART_COUNT, copy_command, names_same_key


class RunFailed(Exception):
    """A subject that died, hung or answered wrongly; the message says which, and shows what it printed."""


@dataclass(frozen=True)
class Load:
    """What a subject is given: an event file, served `events` times, each naming `objects` objects.

    With `parts` the one object is large, and copied in as many parts, through messages the subject sends to itself.
    """

    event_file: Path
    events: int
    objects: int = 0
    parts: int = 0


@dataclass(frozen=True)
class Sample:
    """Seconds and counts of one run; None where the run has no such thing."""

    start_ms: float | None
    first_answer_ms: float | None
    loop_seconds: float
    cpu_seconds: float
    server_cpu_seconds: float
    s3_requests: int
    s3_copies: int
    messages: int
    memory: Memory | None


class Server:
    """The compiled Runtime API and AWS stub. It says its ports, then what it saw; it ends when its input closes."""

    def __init__(self, program: Path, load: Load, latency_ms: int, certificate: Certificate | None = None) -> None:
        command: list[str | Path] = [program, load.event_file, str(load.events), str(latency_ms), str(OBJECT_BYTES)]
        if certificate:
            command += [certificate.certificate, certificate.key]
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
    latency_ms: int
    # With one, AWS is reached over TLS.
    certificate: Certificate | None = None

    def run(self, subject: Subject, load: Load) -> Sample:
        with Server(self.server, load, self.latency_ms, self.certificate) as server:
            ports = server.read()
            variables = environment(subject, ports["runtime_port"], ports["aws_port"], self.certificate)
            with Process(subject.command, variables, self.log) as process:
                report = self._wait(subject.name, load, server, process)
                memory = process.memory()
        self._check(subject, load, report)
        return Sample(
            start_ms=(report["first_next_ns"] - process.started_ns) / 1e6,
            first_answer_ms=(report["first_response_ns"] - report["first_event_ns"]) / 1e6 if load.events else None,
            loop_seconds=(report["last_response_ns"] - report["first_event_ns"]) / 1e9,
            cpu_seconds=process.cpu_seconds,
            server_cpu_seconds=report["server_cpu_seconds"],
            s3_requests=report["s3"]["requests"],
            s3_copies=report["s3"]["distinct_copies"],
            messages=report["sqs"]["delivered"],
            memory=memory,
        )

    def run_s5cmd(self, command: list[str], folder: Path, empty: Path, objects: int) -> Sample:
        """s5cmd, told of the same objects as a function by the same number of events: a line of its batch file each."""
        batch = folder / "s5cmd.txt"
        batch.write_text("".join(copy_command(number) for number in range(objects)))
        with Server(self.server, Load(empty, 0), self.latency_ms, self.certificate) as server:
            port = server.read()["aws_port"]
            url = endpoint(port, self.certificate)
            arguments = [*command, "--log", "error", "--endpoint-url", url, "run", str(batch)]
            with Process(arguments, client_environment(port, self.certificate), self.log) as process:
                exited, _, _ = select.select([process.exited], [], [], self._patience(objects))
                ended_ns = process.now_ns()
            server.input.close()
            report = server.read()
        s3 = report["s3"]
        if not exited or process.status != 0:
            self._fail(S5CMD, f"ended with status {process.status}" if exited else "did not finish", report)
        if s3["distinct_copies"] != objects or s3["refused"]:
            self._fail(S5CMD, f"made {s3['distinct_copies']} of {objects} copies, {s3['refused']} refused", report)
        if objects > 0 and not names_same_key(s3["last_path"], s3["last_source"]):
            self._fail(S5CMD, f"copied {s3['last_source']} to {s3['last_path']}", report)
        return Sample(
            start_ms=None,
            first_answer_ms=None,
            loop_seconds=(ended_ns - process.started_ns) / 1e9,
            cpu_seconds=process.cpu_seconds,
            server_cpu_seconds=report["server_cpu_seconds"],
            s3_requests=s3["requests"],
            s3_copies=s3["distinct_copies"],
            messages=0,
            memory=None,
        )

    def _patience(self, requests: int) -> float:
        # Five minutes for the work itself, and the stub's latency as if nothing ran in parallel.
        return 300 + requests * self.latency_ms / 1000

    def _wait(self, name: str, load: Load, server: Server, process: Process) -> dict[str, Any]:
        """The server's report, once the subject is idle; or why there will be none."""
        patience = self._patience(load.events * load.objects + load.parts)
        ready, _, _ = select.select([server.output.fileno(), process.exited], [], [], patience)
        if server.output.fileno() in ready:
            return server.read()
        reason = "exited before it had answered all events" if ready else f"did not finish in {patience:.0f} s"
        server.input.close()
        return self._fail(name, reason, server.read())

    def _check(self, subject: Subject, load: Load, report: dict[str, Any]) -> None:
        def fail_if(condition: bool, reason: Callable[[], str]) -> None:
            if condition:
                self._fail(subject.name, reason(), report)

        s3, sqs = report["s3"], report["sqs"]
        events = load.events + sqs["batches"]
        fail_if(
            report["empty_failure_lists"] != events or report["other_answers"] > 0 or report["errors"] > 0,
            lambda: f"did not answer all of {events} events with success",
        )
        fail_if(report["refusals"] > 0, lambda: f"made {report['refusals']} calls that the Runtime API refuses")
        fail_if(report["unknown_operations"] > 0, lambda: "called an AWS service that nothing here should need")
        if load.parts:
            self._check_parts(subject, report)
            return
        objects = load.events * load.objects if subject.copies else 0
        copies, requests = s3["distinct_copies"], s3["requests"]
        fail_if(
            copies != objects or (objects == 0 and requests > 0) or sqs["messages"] > 0,
            lambda: f"made {copies} of {objects} copies in {requests} requests and {sqs['messages']} messages",
        )
        fail_if(
            objects > 0 and not names_same_key(s3["last_path"], s3["last_source"]),
            lambda: f"copied {s3['last_source']} to {s3['last_path']}",
        )

    def _check_parts(self, subject: Subject, report: dict[str, Any]) -> None:
        upload = report["s3"]["multipart"]
        expected = {
            "creates": 1,
            "distinct_parts": PART_COUNT,
            "completes": 1,
            "aborts": 0,
            "is_complete": True,
            "bytes": OBJECT_BYTES,
        }
        wrong = {name: upload[name] for name, wanted in expected.items() if upload[name] != wanted}
        if wrong:
            self._fail(subject.name, f"did not copy {LARGE_KEY} as it should: {wrong}", report)

    def _fail(self, name: str, reason: str, report: dict[str, Any]) -> NoReturn:
        printed = self.log.read_text(errors="replace")[-4000:]
        raise RunFailed(
            f"{name} {reason}.\n--- the server saw\n{json.dumps(report, indent=1)}"
            f"\n--- {name} printed\n{printed or '(nothing)'}"
        )
