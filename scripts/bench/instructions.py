"""Counts S3Copier's instructions with valgrind's callgrind; `scripts/bench.sh --instructions` is its front door.

Three figures, which do not move with the machine's pace: what one copied object costs (an event of 500 messages less one
of 100, divided by 400), what a start costs (from exec to the answer to an empty batch), and what an event costs in the
loop, its answer and the next one's request included (500 empty batches less 100, divided by 400). For every function
there is a zip of beside S3Copier's, also what it costs from exec to its first request. Also says which functions the
instructions are in, when the symbols that packaging took out are given.
"""

import argparse
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Load, RunFailed, Server
from subjects import COPIER, HERE, Subject, client_environment, compile_c, environment, packaged

import events
from functions import MINIMAL

FEW, MANY = 100, 500
EMPTY = '{"Records": []}'
OBJECT_BUDGET = 500_000
START_BUDGET = 1_600_000


@dataclass(frozen=True)
class Counted:
    """Instructions of one run, and the profile that says where they are."""

    total: int
    profile: Path


class Counter:
    """Runs the packaged bootstrap under callgrind, against the AWS stub."""

    def __init__(self, subject: Subject, server: Path, folder: Path) -> None:
        self._subject = subject
        self._server = server
        self._folder = folder

    def count(self, name: str, event: str, objects: int) -> Counted:
        event_file = self._folder / f"{name}.json"
        event_file.write_text(event)
        profile = self._folder / f"{name}.callgrind"
        idle = self._folder / "idle.json"
        idle.write_text("{}")
        with Server(self._server, Load(idle, 0), 0) as server:
            port = server.read()["aws_port"]
            result = subprocess.run(
                [*self._valgrind(profile), *self._subject.command, "--event", str(event_file)],
                env={
                    **client_environment(port),
                    "LAMBDA_TASK_ROOT": str(self._subject.task_root),
                    "AWS_LAMBDA_LOG_LEVEL": "WARN",
                    **self._subject.settings,
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            server.input.close()
            copies = server.read()["s3"]["distinct_copies"]
        if result.returncode != 0 or json.loads(result.stdout) != {"batchItemFailures": []} or copies != objects:
            raise RunFailed(f"{name}: made {copies} of {objects} copies\n{result.stdout}\n{result.stderr[-4000:]}")
        return self._counted(name, profile, result.stderr)

    def count_loop(self, name: str, count: int) -> Counted:
        """So many empty batches through the Runtime API, and the process's end while it waits for another."""
        event_file = self._folder / f"{name}.json"
        event_file.write_text(EMPTY)
        profile = self._folder / f"{name}.callgrind"
        with Server(self._server, Load(event_file, count), 0) as server:
            ports = server.read()
            with subprocess.Popen(
                [*self._valgrind(profile), *self._subject.command],
                env=environment(self._subject, ports["runtime_port"], ports["aws_port"]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            ) as process:
                answers = server.read()["empty_failure_lists"]
                process.send_signal(signal.SIGTERM)
                _, printed = process.communicate(timeout=60)
        if answers != count:
            raise RunFailed(f"{name}: answered {answers} of {count} events\n{printed[-4000:]}")
        return self._counted(name, profile, printed)

    def _valgrind(self, profile: Path) -> list[str]:
        return valgrind(profile)

    def _counted(self, name: str, profile: Path, printed: str) -> Counted:
        return read_count(name, profile, printed)


def valgrind(profile: Path) -> list[str]:
    return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}"]


def read_count(name: str, profile: Path, printed: str) -> Counted:
    found = re.search(r"Collected : (\d+)", printed)
    if found is None:
        raise RunFailed(f"{name}: callgrind counted nothing\n{printed[-4000:]}")
    return Counted(int(found.group(1)), profile)


def count_first_request(subject: Subject, folder: Path) -> Counted:
    """From exec to the first `/next`, which is never answered."""
    profile = folder / f"{subject.name}.callgrind"
    with socket.create_server(("127.0.0.1", 0)) as api:
        api.settimeout(120)
        port = api.getsockname()[1]
        with subprocess.Popen(
            [*valgrind(profile), *subject.command],
            env=environment(subject, port, port),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                connection, _ = api.accept()
                with connection:
                    line = connection.recv(4096).split(b"\r\n")[0]
                    process.send_signal(signal.SIGTERM)
                    _, printed = process.communicate(timeout=60)
            except OSError:
                process.kill()
                _, printed = process.communicate()
                line = b""
    if not line.endswith(b"/next HTTP/1.1"):
        raise RunFailed(f"{subject.name}: asked for {line!r}\n{printed[-4000:]}")
    return read_count(subject.name, profile, printed)


def batch(objects: int) -> str:
    """An event of so many messages, each with one object; the server that fills in the number is not asked here."""
    return events.batch_of_objects(objects).replace("{number}", "00000000")


def annotated(counted: Counted, lines: int) -> str:
    """The functions with the most instructions of their own."""
    command = ["callgrind_annotate", "--auto=no", "--show-percs=no", str(counted.profile)]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line for line in report.splitlines() if re.match(r"\s*[\d,]+ ", line)]
    demangled = subprocess.run(
        ["swift", "demangle", "--compact"], input="\n".join(rows[:lines]), capture_output=True, text=True, check=False
    )
    return demangled.stdout if demangled.returncode == 0 else "\n".join(rows[:lines])


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--symbols", type=Path, help="the executable with its symbol table but no debug information")
    parser.add_argument("--functions", type=int, default=0, metavar="COUNT", help="list the functions with the most")
    parser.add_argument("--check", action="store_true", help="exit 1 if a budget is missed")
    options = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory(prefix="instructions-") as name:
        folder = Path(name)
        sources = sorted((HERE / "server").glob("*.c"))
        server = compile_c(sources, folder / "server", "-pthread", "-lssl", "-lcrypto")
        subject = packaged(COPIER, options.zip, folder)
        if options.symbols is not None:
            Path(subject.command[0]).write_bytes(options.symbols.read_bytes())
        counter = Counter(subject, server, folder)
        try:
            start = counter.count("start", EMPTY, 0)
            few, many = (counter.count(f"{count}-objects", batch(count), count) for count in (FEW, MANY))
            short, long = (counter.count_loop(f"{count}-events", count) for count in (FEW, MANY))
            archives = {name: options.zip.parent / f"{name}.zip" for name in MINIMAL} | {COPIER: options.zip}
            starts = {
                name: count_first_request(packaged(name, archive, folder / "starts"), folder)
                for name, archive in archives.items()
                if archive.exists()
            }
        except RunFailed as failure:
            print(failure, file=sys.stderr)
            return 2
        each = (many.total - few.total) // (MANY - FEW)
        print("| instructions | budget | measured |\n| --- | ---: | ---: |")
        print(f"| one copied object | ≤ {OBJECT_BUDGET:,} | {each:,} |")
        print(f"| exec → the answer to an empty batch | ≤ {START_BUDGET:,} | {start.total:,} |")
        print(f"| one event through the loop | – | {(long.total - short.total) // (MANY - FEW):,} |")
        for name, first in starts.items():
            print(f"| {name}: exec → first `/next` | – | {first.total:,} |")
        if options.functions:
            for what, counted in (("the start", start), (f"{MANY} objects", many), (f"{MANY} events", long)):
                print(f"\nOf {what}:\n\n{annotated(counted, options.functions)}")
        return 1 if options.check and (each > OBJECT_BUDGET or start.total > START_BUDGET) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
