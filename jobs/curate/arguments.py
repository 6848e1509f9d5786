"""The job's arguments, as Glue passes them, under the properties of its workflow run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .command_line import ArgumentError, under_properties
from .command_line import command_line as read_command_line
from .workflow_run import OF_THE_RUN

# Each may also be a property of the workflow's run, which goes before the job's own.
_HELP = {
    "plan": "the plan file: s3://… or a path",
    "raw": "what ${raw} in the plan stands for: s3://bucket",
    "curated": "where the tables are: s3://bucket/folder",
    "state": "where the job keeps its documents; <curated>/_curate when missing",
    "database": "the tables' database in the Glue Data Catalog",
    "tables": "names of tables, separated by commas, or *; when missing those of the run's files, or all",
    "catalog": "glue (when missing), or files: no catalog, for a machine without Glue",
    "metrics_namespace": "of the metrics in the job's log; DataMovers/Curate when missing",
}
_OF_THE_JOB = (*OF_THE_RUN, "JOB_RUN_ID")


@dataclass(frozen=True)
class Arguments:
    plan: str
    raw: str
    curated: str
    state: str
    database: str
    tables: tuple[str, ...] = ()
    # Asked for by *: whatever files the run was started for.
    all_tables: bool = False
    catalog: str = "glue"
    metrics_namespace: str = "DataMovers/Curate"
    run: str = ""


def command_line(argv: Sequence[str]) -> dict[str, str]:
    """What Glue passes, its own arguments left out."""
    return read_command_line(argv, (*_HELP, *_OF_THE_JOB))


def arguments(given: Mapping[str, str], properties: Mapping[str, str]) -> Arguments:
    """The command line under the run's properties. Raises ArgumentError."""
    values = under_properties(given, properties, _HELP)
    missing = [name for name in ("plan", "raw", "curated", "database") if not values.get(name)]
    if missing:
        lines = "; ".join(f"--{name}: {_HELP[name]}" for name in missing)
        raise ArgumentError(f"missing arguments, also as properties of the run: {lines}")
    catalog = values.get("catalog", "glue")
    if catalog not in ("glue", "files"):
        raise ArgumentError(f"catalog is {catalog!r}; it is glue or files")
    curated = values["curated"].rstrip("/")
    tables = tuple(each.strip() for each in values.get("tables", "").split(",") if each.strip())
    return Arguments(
        plan=values["plan"],
        raw=values["raw"].rstrip("/"),
        curated=curated,
        state=values.get("state", f"{curated}/_curate").rstrip("/"),
        database=values["database"],
        tables=() if "*" in tables else tables,
        all_tables="*" in tables,
        catalog=catalog,
        metrics_namespace=values.get("metrics_namespace", "DataMovers/Curate"),
        run=values.get("JOB_RUN_ID", ""),
    )
