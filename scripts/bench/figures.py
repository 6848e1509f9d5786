"""From samples to figures: medians, and the spread they came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from measure import Load, Sample


@dataclass(frozen=True)
class Figure:
    """The median of several runs, with the least and the most."""

    value: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float | None]) -> "Figure | None":
        known = [value for value in values if value is not None]
        return cls(median(known), min(known), max(known)) if known else None


@dataclass
class Runs:
    """Every run of one subject."""

    cold: list[Sample] = field(default_factory=list)
    loop: list[Sample] = field(default_factory=list)
    # One event of ten objects.
    few: list[Sample] = field(default_factory=list)
    copy: list[Sample] = field(default_factory=list)
    large: list[Sample] = field(default_factory=list)
    # One event, a store far away.
    distant: list[Sample] = field(default_factory=list)


@dataclass(frozen=True)
class Loads:
    """What one subject was put through."""

    loop: Load
    copy: Load
    large: Load
    distant: Load


@dataclass(frozen=True)
class Figures:
    """What one subject reached; None where it was not measured. Milliseconds, microseconds and bytes, as named."""

    start_ms: Figure | None = None
    first_answer_ms: Figure | None = None
    start_cpu_ms: Figure | None = None
    events_per_second: Figure | None = None
    cpu_us_per_event: Figure | None = None
    cpu_us_per_object: Figure | None = None
    wall_us_per_object: Figure | None = None
    requests_per_object: Figure | None = None
    parts_per_second: Figure | None = None
    cpu_us_per_part: Figure | None = None
    requests_per_part: Figure | None = None
    few_peak_bytes: Figure | None = None
    # After the copies, where there were any: that is the function at work.
    peak_bytes: Figure | None = None
    anonymous_bytes: Figure | None = None
    large_peak_bytes: Figure | None = None
    distant_per_second: Figure | None = None
    distant_peak_bytes: Figure | None = None

    @classmethod
    def of(cls, runs: Runs, loads: Loads) -> "Figures":
        # A run's CPU includes the start, which boto3 would spread over its events and objects. It is paid once.
        start_cpu = median(sample.cpu_seconds for sample in runs.cold) if runs.cold else 0.0
        objects = loads.copy.events * loads.copy.objects
        parts = loads.large.parts
        worked = runs.copy or runs.loop

        def cpu_us(samples: list[Sample], count: int) -> Figure | None:
            return Figure.of((s.cpu_seconds - start_cpu) / count * 1e6 for s in samples)

        def memory(samples: list[Sample]) -> list[int]:
            return [s.memory.peak_bytes for s in samples if s.memory]

        return cls(
            start_ms=Figure.of(s.start_ms for s in runs.cold),
            first_answer_ms=Figure.of(s.first_answer_ms for s in runs.cold),
            start_cpu_ms=Figure.of(s.cpu_seconds * 1e3 for s in runs.cold),
            events_per_second=Figure.of(loads.loop.events / s.loop_seconds for s in runs.loop),
            cpu_us_per_event=cpu_us(runs.loop, loads.loop.events),
            cpu_us_per_object=cpu_us(runs.copy, objects),
            wall_us_per_object=Figure.of(s.loop_seconds / objects * 1e6 for s in runs.copy),
            requests_per_object=Figure.of(s.s3_requests / s.s3_copies for s in runs.copy),
            parts_per_second=Figure.of(parts / s.loop_seconds for s in runs.large),
            cpu_us_per_part=cpu_us(runs.large, parts),
            requests_per_part=Figure.of(s.s3_requests / parts for s in runs.large),
            few_peak_bytes=Figure.of(memory(runs.few)),
            peak_bytes=Figure.of(memory(worked)),
            anonymous_bytes=Figure.of(s.memory.anonymous_bytes for s in worked if s.memory),
            large_peak_bytes=Figure.of(memory(runs.large)),
            distant_per_second=Figure.of(loads.distant.objects / s.loop_seconds for s in runs.distant),
            distant_peak_bytes=Figure.of(memory(runs.distant)),
        )


@dataclass(frozen=True)
class Packaged:
    """A function's zip: its start, and the bytes of what is deployed."""

    name: str
    start_ms: Figure | None
    start_cpu_ms: Figure | None
    memory_bytes: Figure | None
    bootstrap: int
    archive: int
