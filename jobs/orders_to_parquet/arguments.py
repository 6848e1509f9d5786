"""The arguments of orders_to_parquet, with the properties of its workflow run, which go before them:

orders_table         the DynamoDB table                                                  needed without an export
export_location      where an export put its data, ….../AWSDynamoDB/<export>/data/        optional
data_location        s3://bucket/prefix of the Parquet files                             needed
manifest_location    s3://bucket/prefix of the manifests                                 needed
scan_segments        parallel scans, 1 to 1000                                           8
max_rejected         items that may be unreadable before the job fails                   0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from curate.command_line import ArgumentError, under_properties
from curate.command_line import command_line as read_command_line
from curate.workflow_run import OF_THE_RUN

_SETTINGS = ("orders_table", "export_location", "data_location", "manifest_location", "scan_segments", "max_rejected")


@dataclass(frozen=True)
class Arguments:
    run_id: str
    data_location: str
    manifest_location: str
    orders_table: str = ""
    export_location: str = ""
    scan_segments: int = 8
    max_rejected: int = 0

    @property
    def data(self) -> str:
        return f"{self.data_location.rstrip('/')}/run={self.run_id}"

    @property
    def manifest(self) -> str:
        return f"{self.manifest_location.rstrip('/')}/{self.run_id}.manifest"

    @property
    def rejected(self) -> str:
        return f"{self.manifest_location.rstrip('/')}/{self.run_id}.rejected"


def command_line(argv: Sequence[str]) -> dict[str, str]:
    """What Glue passes, its own arguments left out."""
    return read_command_line(argv, (*_SETTINGS, "run_id", *OF_THE_RUN))


def arguments(given: Mapping[str, str], properties: Mapping[str, str]) -> Arguments:
    """The command line under the run's properties. Raises ArgumentError for what is missing or makes no sense."""
    values = under_properties(given, properties, _SETTINGS)
    run_id = given.get("WORKFLOW_RUN_ID") or given.get("run_id", "")
    if not run_id:
        raise ArgumentError("no WORKFLOW_RUN_ID: run the job in a workflow, or give it --run_id")
    for name in ("data_location", "manifest_location"):
        if not values.get(name):
            raise ArgumentError(f"no {name}: give it as --{name} or as a run property")
    if not values.get("orders_table") and not values.get("export_location"):
        raise ArgumentError("neither orders_table nor export_location: nothing to read")
    return Arguments(
        run_id=run_id,
        data_location=values["data_location"],
        manifest_location=values["manifest_location"],
        orders_table=values.get("orders_table", ""),
        export_location=values.get("export_location", ""),
        scan_segments=_number(values, "scan_segments", 8, 1, 1000),
        max_rejected=_number(values, "max_rejected", 0, 0, 1_000_000_000),
    )


def _number(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ArgumentError(f"{name} is {text!r}; it is a number from {least} to {most}")
    return int(text)
