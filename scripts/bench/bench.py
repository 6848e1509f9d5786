"""Drives the benchmark; scripts/bench.sh is its front door and says what it does."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import events
from budgets import verdicts
from figures import Figures, Runs, Sizes
from measure import Bench, Load, RunFailed, Sample
from report import machine, markdown, show_progress
from subjects import COPIER, HERE, Subject, boto3, compile_c, copier, floor

OBJECTS_PER_EVENT = 10


@dataclass(frozen=True)
class Plan:
    """How often and how long; the slow_ counts are boto3's."""

    cold_rounds: int = 30
    loop_rounds: int = 5
    loop_events: int = 20_000
    slow_loop_events: int = 5_000
    copy_rounds: int = 3
    copy_events: int = 1_000
    slow_copy_events: int = 1_000


QUICK = Plan(cold_rounds=9, loop_rounds=2, loop_events=5_000, slow_loop_events=500, copy_rounds=1, slow_copy_events=200)


@dataclass(frozen=True)
class Loads:
    """What a subject is put through."""

    plan: Plan
    empty_batch: Path
    test_event: Path
    objects: Path

    def cold(self, _: Subject) -> Load:
        return Load(self.test_event, 1)

    def loop(self, subject: Subject) -> Load:
        return Load(self.empty_batch, self.plan.slow_loop_events if subject.is_slow else self.plan.loop_events)

    def copy(self, subject: Subject) -> Load:
        copies = self.plan.slow_copy_events if subject.is_slow else self.plan.copy_events
        return Load(self.objects, copies, OBJECTS_PER_EVENT)


def rotated(subjects: list[Subject], by: int) -> list[Subject]:
    """Round-robin, and each round begins with another subject: none always runs right after the same neighbour."""
    by %= len(subjects)
    return subjects[by:] + subjects[:by]


def measure(bench: Bench, subjects: list[Subject], loads: Loads, plan: Plan) -> dict[str, Runs]:
    runs = {subject.name: Runs() for subject in subjects}

    show_progress(f"==> cold starts: {plan.cold_rounds} rounds")
    for subject in subjects:
        bench.run(subject, loads.cold(subject))  # Not counted: it reads the files from disk for those that are.
    for turn in range(plan.cold_rounds):
        for subject in rotated(subjects, turn):
            runs[subject.name].cold.append(bench.run(subject, loads.cold(subject)))

    def rounds(what: str, count: int, load: Callable[[Subject], Load], keep: Callable[[Runs], list[Sample]]) -> None:
        for turn in range(count):
            show_progress(f"==> {what}: round {turn + 1} of {count}")
            for subject in rotated([s for s in subjects if load(s).objects == 0 or s.copies], turn):
                sample = bench.run(subject, load(subject))
                keep(runs[subject.name]).append(sample)
                show_progress(
                    f"    {subject.name:9} {load(subject).events:6} events in {sample.loop_seconds:6.2f} s "
                    f"({sample.server_cpu_seconds / sample.loop_seconds:4.0%} of a core in the server)"
                )

    rounds("events through the loop", plan.loop_rounds, loads.loop, lambda r: r.loop)
    if any(subject.copies for subject in subjects):
        rounds(f"copies, {OBJECTS_PER_EVENT} an event", plan.copy_rounds, loads.copy, lambda r: r.copy)
    return runs


def method(plan: Plan, s3_latency_ms: int) -> str:
    return (
        f"Interleaved runs, a new process and a new server each: {plan.cold_rounds} starts, {plan.loop_rounds} loops "
        f"of {plan.loop_events:,} events, and {plan.copy_rounds} × {plan.copy_events:,} events of {OBJECTS_PER_EVENT} "
        f"objects (boto3: {plan.slow_loop_events:,} and {plan.slow_copy_events:,} events). Ratios are of medians. "
        "The loop's event is a batch of no messages, so that it is the loop that is measured; the first event is an "
        "s3:TestEvent in SNS in SQS, which is read and makes no S3 call; "
        f"the S3 stub answers after {s3_latency_ms} ms; log level WARN for all. "
        "CPU is user + system, the median start’s taken off. Memory is as it was after the copies; "
        "the floor’s, after the loop. Warm page cache throughout. s5cmd is not measured."
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench.sh", add_help=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--s3-latency", type=int, default=0, metavar="MS")
    parser.add_argument("--subjects", default="floor,s3copier,boto3")
    options = parser.parse_args()
    options.subjects = options.subjects.split(",")
    for name in options.subjects:
        if name not in ("floor", "s3copier", "boto3"):
            parser.error(f"--subjects: no such subject: {name!r} (there are: floor, s3copier, boto3)")
    return options


def main() -> int:
    options = arguments()
    # As an exception, so that every `with` on the way out ends its process and removes its files.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    plan = QUICK if options.quick else Plan()
    load_before = os.getloadavg()[0]
    if load_before > 0.5:
        show_progress(f"warning: the load average is {load_before:.2f}; on a busy machine trust the CPU figures only")
    with tempfile.TemporaryDirectory(prefix="bench.") as name:
        folder = Path(name)
        server = compile_c(sorted((HERE / "server").glob("*.c")), folder / "bench_server")
        makers: dict[str, Callable[[], Subject]] = {
            "floor": lambda: floor(folder),
            "s3copier": lambda: copier(options.zip, folder),
            "boto3": boto3,
        }
        subjects = [make() for key, make in makers.items() if key in options.subjects]
        loads = Loads(plan, folder / "empty.json", folder / "test-event.json", folder / "objects.json")
        loads.empty_batch.write_text('{"Records":[]}')
        loads.test_event.write_text(events.batch_of_one_test_event())
        loads.objects.write_text(events.batch_of_objects(OBJECTS_PER_EVENT))
        bench = Bench(server, folder / "subject.log", options.s3_latency)
        try:
            runs = measure(bench, subjects, loads, plan)
        except RunFailed as failure:
            show_progress(f"error: {failure}")
            return 2
        figures = {s.name: Figures.of(runs[s.name], loads.loop(s), loads.copy(s)) for s in subjects}
        ours = next((s for s in subjects if s.name == COPIER), None)
        sizes = Sizes((ours.task_root / "bootstrap").stat().st_size, options.zip.stat().st_size) if ours else None

    found = verdicts(figures, sizes)
    text = markdown(
        figures, found, sizes, machine(options.zip if ours else None, load_before), method(plan, options.s3_latency)
    )
    if options.output:
        options.output.write_text(text)
        show_progress(f"wrote {options.output}")
    else:
        print(text, end="")
    return 1 if options.check and not all(verdict.is_met for verdict in found) else 0


if __name__ == "__main__":
    sys.exit(main())
