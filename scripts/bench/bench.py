"""Drives the benchmark; scripts/bench.sh is its front door and says what it does."""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from budgets import verdicts
from figures import Figure, Figures, Loads, Packaged, Runs
from large import StateTables, state_tables
from measure import Bench, Load, RunFailed, Sample
from report import machine, markdown, show_progress
from subjects import BOTO3, COPIER, FLOOR, HERE, S5CMD, Certificate, Subject, boto3, compile_c, floor, packaged, s5cmd

import events
from functions import MINIMAL

OBJECTS_PER_EVENT = 10
# One event of a queue with a batching window, about as large as Lambda takes; and a store in another region.
DISTANT_OBJECTS = 2_000
DISTANCE_MS = 60
DISTANT_SETTINGS = {"COPY_CONCURRENCY": "128"}
LOADS = ("large", "distant", "functions")
SUBJECTS = {"floor": FLOOR, "s3copier": COPIER, "boto3": BOTO3, "s5cmd": S5CMD}


@dataclass(frozen=True)
class Plan:
    """How often and how long; the slow_ counts are boto3's."""

    cold_rounds: int = 30
    loop_rounds: int = 5
    loop_events: int = 20_000
    slow_loop_events: int = 5_000
    copy_rounds: int = 3
    copy_events: int = 1_000
    few_rounds: int = 9
    large_rounds: int = 3
    distant_rounds: int = 3


QUICK = Plan(
    cold_rounds=9,
    loop_rounds=2,
    loop_events=5_000,
    slow_loop_events=500,
    copy_rounds=1,
    few_rounds=3,
    large_rounds=1,
    distant_rounds=1,
)


@dataclass(frozen=True)
class Events:
    """The files the loads are made of."""

    nothing: Path
    test_event: Path
    objects: Path
    large: Path
    distant: Path

    @classmethod
    def write(cls, folder: Path) -> "Events":
        def file(name: str, text: str) -> Path:
            path = folder / name
            path.write_text(text)
            return path

        return cls(
            nothing=file("empty.json", '{"Records":[]}'),
            test_event=file("test-event.json", events.batch_of_one_test_event()),
            objects=file("objects.json", events.batch_of_objects(OBJECTS_PER_EVENT)),
            large=file("large.json", events.batch_of_one_large_object()),
            distant=file("distant.json", events.batch_of_objects(DISTANT_OBJECTS)),
        )

    def loads(self, plan: Plan, is_slow: bool) -> Loads:
        return Loads(
            loop=Load(self.nothing, plan.slow_loop_events if is_slow else plan.loop_events),
            copy=Load(self.objects, plan.copy_events, OBJECTS_PER_EVENT),
            large=Load(self.large, 1, 1, events.PART_COUNT),
            distant=Load(self.distant, 1, DISTANT_OBJECTS),
        )


@dataclass
class Measurement:
    """All runs, in rounds: in each, every subject has its turn, and another one begins."""

    bench: Bench
    distant_bench: Bench
    folder: Path
    plan: Plan
    events: Events
    subjects: list[Subject]
    s5cmd: list[str] | None
    runs: dict[str, Runs]

    def loads(self, subject: Subject) -> Loads:
        return self.events.loads(self.plan, subject.is_slow)

    def starts(self) -> None:
        load = Load(self.events.test_event, 1)
        show_progress(f"==> cold starts: {self.plan.cold_rounds} rounds")
        for subject in self.subjects:
            self.bench.run(subject, load)  # Not counted: it reads the files from disk for those that are.
        for turn in range(self.plan.cold_rounds):
            for subject in rotated(self.subjects, turn):
                self.runs[subject.name].cold.append(self.bench.run(subject, load))
        if self.s5cmd:
            for _ in range(self.plan.few_rounds):
                self.runs[S5CMD].cold.append(self._s5cmd(self.s5cmd, 0))

    def loop(self) -> None:
        for turn in range(self.plan.loop_rounds):
            show_progress(f"==> events through the loop: round {turn + 1} of {self.plan.loop_rounds}")
            for subject in rotated(self.subjects, turn):
                load = self.loads(subject).loop
                self.runs[subject.name].loop.append(shown(subject.name, load.events, self.bench.run(subject, load)))

    def copies(self) -> None:
        copiers = [subject for subject in self.subjects if subject.copies]
        objects = self.plan.copy_events * OBJECTS_PER_EVENT
        for turn in range(self.plan.copy_rounds):
            show_progress(f"==> {objects:,} small objects: round {turn + 1} of {self.plan.copy_rounds}")
            for subject in rotated(copiers, turn):
                sample = self.bench.run(subject, self.loads(subject).copy)
                self.runs[subject.name].copy.append(shown(subject.name, self.plan.copy_events, sample))
            if self.s5cmd:
                self.runs[S5CMD].copy.append(shown(S5CMD, 1, self._s5cmd(self.s5cmd, objects)))
        for subject in copiers:
            for _ in range(self.plan.few_rounds):
                few = Load(self.events.objects, 1, OBJECTS_PER_EVENT)
                self.runs[subject.name].few.append(self.bench.run(subject, few))

    def large(self, copier: Subject, tables: StateTables) -> None:
        for turn in range(self.plan.large_rounds):
            show_progress(
                f"==> one object of {events.PART_COUNT:,} parts: round {turn + 1} of {self.plan.large_rounds}"
            )
            sample = self.bench.run(tables.subject(copier), self.loads(copier).large)
            self.runs[copier.name].large.append(shown(copier.name, 1, sample))

    def distant(self) -> None:
        """One invocation of a new process, against a store over TLS that takes its time."""
        for turn in range(self.plan.distant_rounds):
            show_progress(f"==> {DISTANT_OBJECTS:,} objects, TLS, {DISTANCE_MS} ms away: round {turn + 1}")
            for subject in rotated([each for each in self.subjects if each.copies], turn):
                wide = replace(subject, settings={**subject.settings, **DISTANT_SETTINGS})
                sample = self.distant_bench.run(wide, self.loads(subject).distant)
                self.runs[subject.name].distant.append(shown(subject.name, 1, sample))
            if self.s5cmd:
                sample = self.distant_bench.run_s5cmd(self.s5cmd, self.folder, self.events.nothing, DISTANT_OBJECTS)
                self.runs[S5CMD].distant.append(shown(S5CMD, 1, sample))

    def start_of(self, function: Subject) -> list[Sample]:
        """Starts of a function that is not given any work."""
        idle = Load(self.events.nothing, 0)
        return [self.bench.run(function, idle) for _ in range(self.plan.cold_rounds + 1)][1:]

    def _s5cmd(self, command: list[str], objects: int) -> Sample:
        return self.bench.run_s5cmd(command, self.folder, self.events.nothing, objects)


def rotated(subjects: list[Subject], by: int) -> list[Subject]:
    """Round-robin, and each round begins with another subject: none always runs right after the same neighbour."""
    by %= max(len(subjects), 1)
    return subjects[by:] + subjects[:by]


def shown(name: str, count: int, sample: Sample) -> Sample:
    show_progress(
        f"    {name:9} {count:6} events, {sample.s3_requests:6} S3 requests in {sample.loop_seconds:6.2f} s "
        f"({sample.server_cpu_seconds / sample.loop_seconds:4.0%} of a core in the server)"
    )
    return sample


def method(plan: Plan, latency_ms: int) -> str:
    objects = plan.copy_events * OBJECTS_PER_EVENT
    return (
        f"Interleaved runs, a new process and a new server each: {plan.cold_rounds} starts, {plan.loop_rounds} loops "
        f"of {plan.loop_events:,} events (boto3: {plan.slow_loop_events:,}), {plan.copy_rounds} × {objects:,} small "
        f"objects, {plan.large_rounds} × one object of {events.PART_COUNT:,} parts. Ratios are of medians. "
        "The loop's event is a batch of no messages, so that it is the loop that is measured; the first event is an "
        "s3:TestEvent in SNS in SQS, which is read and makes no S3 call. "
        f"The small objects come {OBJECTS_PER_EVENT} an event; s5cmd (`run`, 256 workers, its default) is told of the "
        "same ones by a file of `cp` lines. "
        f"The stub answers after {latency_ms} ms; log level WARN for all. "
        f"TLS, {DISTANCE_MS} ms away: one event of {DISTANT_OBJECTS:,} objects to a new process ({plan.distant_rounds} times), "
        "connections and handshakes included; S3Copier with COPY_CONCURRENCY=128, boto3 with its ten threads, s5cmd with 256 "
        "workers and its start. "
        "CPU is user + system, the median start’s taken off (s5cmd’s start: a run with nothing to copy). The parts are "
        "fanned out over messages of 100, which the stub delivers in batches of ten to the one process; their state is "
        "in MiniStack’s DynamoDB, whose answers are in the wall time. Memory is as it was after the copies; the floor’s, "
        "after the loop. Warm page cache throughout."
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench.sh", add_help=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--s3-latency", type=int, default=0, metavar="MS")
    parser.add_argument("--subjects", default=",".join([*SUBJECTS, *LOADS]))
    options = parser.parse_args()
    options.subjects = options.subjects.split(",")
    for name in options.subjects:
        if name not in (*SUBJECTS, *LOADS):
            parser.error(f"--subjects: no such subject: {name!r} (there are: {', '.join([*SUBJECTS, *LOADS])})")
    return options


def packaged_functions(measurement: Measurement, archives: list[Path]) -> list[Packaged]:
    found = []
    for archive in archives:
        if archive.stem not in MINIMAL:
            raise RunFailed(f"{archive.name} has no environment to start in: add one to scripts/bench/functions.py")
        show_progress(f"==> starts of {archive.stem}")
        # S3Copier is unpacked already, as a subject.
        function = packaged(archive.stem, archive, measurement.folder / "functions")
        starts = measurement.start_of(function)
        found.append(
            Packaged(
                name=archive.stem,
                start_ms=Figure.of(s.start_ms for s in starts),
                start_cpu_ms=Figure.of(s.cpu_seconds * 1e3 for s in starts),
                memory_bytes=Figure.of(s.memory.peak_bytes for s in starts if s.memory),
                bootstrap=(function.task_root / "bootstrap").stat().st_size,
                archive=archive.stat().st_size,
            )
        )
    return found


def main() -> int:
    options = arguments()
    # As an exception, so that every `with` on the way out ends its process and removes its files.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    plan = QUICK if options.quick else Plan()
    load_before = os.getloadavg()[0]
    if load_before > 0.5:
        show_progress(f"warning: the load average is {load_before:.2f}; on a busy machine trust the CPU figures only")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench.")))
        server = compile_c(sorted((HERE / "server").glob("*.c")), folder / "bench_server", "-lssl", "-lcrypto")
        makers: dict[str, Callable[[], Subject]] = {
            "floor": lambda: floor(folder),
            "s3copier": lambda: packaged(COPIER, options.zip, folder),
            "boto3": boto3,
        }
        subjects = [make() for key, make in makers.items() if key in options.subjects]
        names = [name for key, name in SUBJECTS.items() if key in options.subjects]
        measurement = Measurement(
            bench=Bench(server, folder / "subject.log", options.s3_latency),
            distant_bench=Bench(server, folder / "subject.log", DISTANCE_MS, Certificate.make(folder)),
            folder=folder,
            plan=plan,
            events=Events.write(folder),
            subjects=subjects,
            s5cmd=s5cmd() if "s5cmd" in options.subjects else None,
            runs={name: Runs() for name in names},
        )
        ours = next((s for s in subjects if s.name == COPIER), None)
        functions: list[Packaged] = []
        try:
            measurement.starts()
            if "functions" in options.subjects:
                others = sorted(
                    path for path in options.zip.parent.glob("*.zip") if path.stem != COPIER and "-" not in path.stem
                )
                functions = packaged_functions(measurement, ([options.zip] if ours else []) + others)
            measurement.loop()
            measurement.copies()
            if "distant" in options.subjects:
                measurement.distant()
            if ours and "large" in options.subjects:
                measurement.large(ours, stack.enter_context(state_tables()))
        except RunFailed as failure:
            show_progress(f"error: {failure}")
            return 2
        figures = {
            name: Figures.of(runs, measurement.events.loads(plan, is_slow=name == BOTO3))
            for name, runs in measurement.runs.items()
        }

    found = verdicts(figures, functions)
    text = markdown(
        figures, functions, found, machine(options.zip if ours else None, load_before), method(plan, options.s3_latency)
    )
    if options.output:
        options.output.write_text(text)
        show_progress(f"wrote {options.output}")
    else:
        print(text, end="")
    return 1 if options.check and not all(verdict.is_met for verdict in found) else 0


if __name__ == "__main__":
    sys.exit(main())
