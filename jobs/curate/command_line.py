"""A Glue job's arguments: what Glue passes, under the properties of the workflow run that the job is in."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence


class JobError(Exception):
    """The job cannot do what it was asked; the message says what to change."""


class ArgumentError(JobError):
    """The arguments make no run."""


def command_line(argv: Sequence[str], names: Iterable[str]) -> dict[str, str]:
    """The arguments of these names that have a value. Glue's own are left out.

    Not getResolvedOptions: it fails on every argument that is not there, and comes with Glue's image only.
    """
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    for name in names:
        parser.add_argument(f"--{name}")
    known, _ = parser.parse_known_args(list(argv))
    return {name: value for name, value in vars(known).items() if value}


def under_properties(given: Mapping[str, str], properties: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The arguments, with the run's properties of these names, which go before the job's own."""
    return {**given, **{name: properties[name] for name in names if properties.get(name)}}
