"""The budgets of docs/architecture.md, and whether this run meets them."""

from collections.abc import Mapping
from dataclasses import dataclass

from figures import Figure, Figures, Sizes
from subjects import BOTO3, COPIER, FLOOR

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


def verdicts(figures: Mapping[str, Figures], sizes: Sizes | None) -> list[Verdict]:
    floor, ours, boto3 = (figures.get(name, Figures()) for name in (FLOOR, COPIER, BOTO3))
    return [
        at_most("exec → first `/next`", ratio(ours.start_ms, floor.start_ms), 4, "× the C floor"),
        at_least("exec → first `/next`", ratio(boto3.start_ms, ours.start_ms), 50, "× faster than boto3"),
        at_least(
            "events a second, one process", ratio(ours.events_per_second, floor.events_per_second), 0.4, "× the C floor"
        ),
        at_most("stripped bootstrap", sizes.bootstrap / MB if sizes else None, 22, " MB"),
        at_most("zip", sizes.archive / MB if sizes else None, 9, " MB"),
        at_most("peak memory after 1,000 events of ten copies", value(ours.peak_bytes, MB), 24, " MB"),
        at_most("anonymous memory after the same", value(ours.anonymous_bytes, MB), 4, " MB"),
        at_most("requests per copied object", value(ours.requests_per_object), 1, ""),
        at_most("CPU per copied object", ratio(ours.cpu_us_per_object, boto3.cpu_us_per_object), 0.1, "× boto3’s"),
    ]
