"""Pages of a list, as the Describe operations cut them: MaxRecords within bounds, an opaque Marker when there is more."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .errors import invalid_parameter

Item = TypeVar("Item")


@dataclass(frozen=True)
class Limits:
    """Bounds of MaxRecords. The services' documents give them: 20 to 100, for table statistics 20 to 500."""

    least: int = 20
    most: int = 100
    default: int = 100


TASKS = Limits()
TABLES = Limits(most=500)


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: Sequence[Item]
    marker: str | None

    def answer(self, name: str, shown: Sequence[Any]) -> dict[str, Any]:
        return {name: list(shown), **({"Marker": self.marker} if self.marker else {})}


def page_of(
    items: Sequence[Item], parameters: Mapping[str, Any], limits: Limits, at_most: int | None = None
) -> Page[Item]:
    """The page that MaxRecords and Marker ask for. `at_most` makes it shorter, as a service may at any time."""
    size = parameters.get("MaxRecords", limits.default)
    if not limits.least <= size <= limits.most:
        raise invalid_parameter(
            f"Invalid value {size} for MaxRecords. Must be between {limits.least} and {limits.most}"
        )
    start = _position(parameters.get("Marker"))
    end = start + (size if at_most is None else min(size, at_most))
    return Page(items[start:end], _marker(end) if end < len(items) else None)


def _marker(position: int) -> str:
    # Opaque, so that no client comes to count on a number.
    return base64.b64encode(f"position:{position}".encode()).decode()


def _position(marker: str | None) -> int:
    if not marker:
        return 0
    try:
        word, _, number = base64.b64decode(marker, validate=True).decode().partition(":")
        if word != "position":
            raise ValueError
        return int(number)
    except (binascii.Error, ValueError) as error:
        raise invalid_parameter("Invalid pagination token received as part of request") from error
