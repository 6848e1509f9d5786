"""From samples to figures: medians, and the spread they came from."""

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
    def of(cls, values: list[float]) -> "Figure | None":
        return cls(median(values), min(values), max(values)) if values else None


@dataclass
class Runs:
    """Every run of one subject."""

    cold: list[Sample] = field(default_factory=list)
    loop: list[Sample] = field(default_factory=list)
    copy: list[Sample] = field(default_factory=list)


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
    # After the copies, where there were any: that is the function at work.
    peak_bytes: Figure | None = None
    anonymous_bytes: Figure | None = None

    @classmethod
    def of(cls, runs: Runs, loop: Load, copy: Load) -> "Figures":
        # A run's CPU includes the start, which boto3 would spread over its events and objects. It is paid once.
        start_cpu = median(sample.cpu_seconds for sample in runs.cold) if runs.cold else 0.0
        objects = copy.events * copy.objects
        worked = runs.copy or runs.loop
        return cls(
            start_ms=Figure.of([s.start_ms for s in runs.cold]),
            first_answer_ms=Figure.of([s.first_answer_ms for s in runs.cold]),
            start_cpu_ms=Figure.of([s.cpu_seconds * 1e3 for s in runs.cold]),
            events_per_second=Figure.of([loop.events / s.loop_seconds for s in runs.loop]),
            cpu_us_per_event=Figure.of([(s.cpu_seconds - start_cpu) / loop.events * 1e6 for s in runs.loop]),
            cpu_us_per_object=Figure.of([(s.cpu_seconds - start_cpu) / objects * 1e6 for s in runs.copy]),
            wall_us_per_object=Figure.of([s.loop_seconds / objects * 1e6 for s in runs.copy]),
            requests_per_object=Figure.of([s.s3_requests / s.s3_copies for s in runs.copy]),
            peak_bytes=Figure.of([s.memory.peak_bytes for s in worked]),
            anonymous_bytes=Figure.of([s.memory.anonymous_bytes for s in worked]),
        )


@dataclass(frozen=True)
class Sizes:
    """Bytes of what is deployed."""

    bootstrap: int
    archive: int
