"""The budgets of docs/architecture.md, and whether this run meets them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from figures import Figure, Figures, Packaged
from subjects import BOTO3, COPIER, FLOOR, S5CMD

MB = 1_000_000


@dataclass(frozen=True)
class Verdict:
    what: str
    budget: str
    measured: str
    # None: something it takes was not measured.
    is_met: bool | None

    @property
    def word(self) -> str:
        return {True: "meets", False: "**misses**", None: "not measured"}[self.is_met]


def ratio(of: Figure | None, to: Figure | None) -> float | None:
    return of.value / to.value if of and to else None


def at_most(what: str, measured: float | None, limit: float, unit: str) -> Verdict:
    budget = f"≤ {limit:g}{unit}"
    if measured is None:
        return Verdict(what, budget, "–", None)
    return Verdict(what, budget, f"{measured:.3g}{unit}", measured <= limit)


def at_least(what: str, measured: float | None, limit: float, unit: str) -> Verdict:
    budget = f"≥ {limit:g}{unit}"
    if measured is None:
        return Verdict(what, budget, "–", None)
    return Verdict(what, budget, f"{measured:.3g}{unit}", measured >= limit)


def value(figure: Figure | None, unit: int = 1) -> float | None:
    return figure.value / unit if figure else None


def verdicts(figures: Mapping[str, Figures], functions: Sequence[Packaged]) -> list[Verdict]:
    floor, ours, boto3, s5cmd = (figures.get(name, Figures()) for name in (FLOOR, COPIER, BOTO3, S5CMD))
    found = []
    for function in functions:
        start = f"{function.name}: exec → first `/next`"
        found += [
            at_most(start, ratio(function.start_ms, floor.start_ms), 4, "× the C floor"),
            at_least(start, ratio(boto3.start_ms, function.start_ms), 50, "× faster than boto3"),
            at_most(f"{function.name}: stripped bootstrap", function.bootstrap / MB, 25, " MB"),
            at_most(f"{function.name}: zip", function.archive / MB, 10, " MB"),
        ]
    if not functions:
        found.append(at_most("exec → first `/next`, every function", None, 4, "× the C floor"))
    return [
        *found,
        at_least(
            "events a second, one process", ratio(ours.events_per_second, floor.events_per_second), 0.4, "× the C floor"
        ),
        at_most("requests per copied object", value(ours.requests_per_object), 1, ""),
        at_most("CPU per copied object", ratio(ours.cpu_us_per_object, boto3.cpu_us_per_object), 0.1, "× boto3’s"),
        at_most("CPU per copied object", ratio(ours.cpu_us_per_object, s5cmd.cpu_us_per_object), 0.125, "× s5cmd’s"),
        at_most("peak memory after 10,000 objects", value(ours.peak_bytes, MB), 24, " MB"),
        at_most("anonymous memory after the same", value(ours.anonymous_bytes, MB), 4, " MB"),
        at_most(
            "peak memory after 10,000 objects", ratio(ours.peak_bytes, ours.few_peak_bytes), 1.1, "× that after 10"
        ),
        at_most("peak memory after 10,000 parts", value(ours.large_peak_bytes, MB), 24, " MB"),
        at_most("S3 requests per part", value(ours.requests_per_part), 1.02, ""),
        at_least(
            "objects a second, TLS, 60 ms away",
            ratio(ours.distant_per_second, boto3.distant_per_second),
            3,
            "× boto3’s",
        ),
        at_least(
            "objects a second, TLS, 60 ms away",
            ratio(ours.distant_per_second, s5cmd.distant_per_second),
            1,
            "× s5cmd’s",
        ),
        at_most("peak memory, TLS, 60 ms away", value(ours.distant_peak_bytes, MB), 48, " MB"),
    ]
