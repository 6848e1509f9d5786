"""`Filters` of the Describe operations: names are checked, values of one filter are OR, filters are AND."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .errors import invalid_parameter

Item = TypeVar("Item")
_IDENTIFIER = re.compile(r"[A-Za-z](?:-?[A-Za-z0-9])*")


def apply_filters(
    items: Iterable[Item],
    filters: Sequence[Mapping[str, Any]] | None,
    readers: Mapping[str, Callable[[Item], Iterable[str]]],
) -> list[Item]:
    """`readers` says which names there are and what of an item a filter of that name looks at."""
    chosen = list(items)
    for each in filters or []:
        name, values = each["Name"], each["Values"]
        if name not in readers:
            raise invalid_parameter(f"Unrecognized filter name: {name}. Valid names: {', '.join(readers)}")
        if name.endswith("-id"):
            _check_identifiers(name, values)
        wanted = set(values)
        chosen = [item for item in chosen if wanted.intersection(readers[name](item))]
    return chosen


def _check_identifiers(name: str, values: Iterable[str]) -> None:
    # As the service does, e.g. when an ARN is given where an identifier belongs (aws/aws-sdk-go issue 3444).
    if not all(_IDENTIFIER.fullmatch(value) for value in values):
        raise invalid_parameter(
            f"The parameter Filter: {name} is not a valid identifier. Identifiers must begin with a letter; must "
            "contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
            "consecutive hyphens."
        )
