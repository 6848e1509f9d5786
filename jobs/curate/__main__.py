"""The command line:

python -m curate --plan … --raw … --curated … --database …     runs the job, as Glue does
python -m curate validate FILE…                                every mistake of a plan; needs no Spark and no account
python -m curate dqdl FILE [TABLE…]                            the checks as rulesets of Glue Data Quality
python -m curate explain --plan … --raw … --curated … …        what the next run would load; needs no Spark
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arguments import Arguments, arguments, command_line
from .command_line import ArgumentError
from .due import DueTables, due_tables, event_ids
from .explain import explain
from .files.store import store_for
from .outcome import metrics
from .plan.document import PlanError
from .plan.model import Plan
from .plan.reader import read_plan
from .quality.dqdl import ruleset
from .workflow_run import workflow_run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class RunFailed(Exception):
    """Tables were not loaded; the message names them and says why."""


def main(argv: Sequence[str]) -> int:
    try:
        match list(argv):
            case ["validate", *files] if files:
                return _validate(files)
            case ["dqdl", file, *tables]:
                for table in _plan(file, "").tables:
                    if not tables or table.name in tables:
                        print(f"# {table.name}\n{ruleset(table)}")
                return 0
            case ["explain", *rest]:
                given = arguments(command_line(rest), {})
                print(explain(_plan(given.plan, given.raw), given))
                return 0
            case _:
                run(argv)
                return 0
    except (ArgumentError, PlanError, RunFailed) as error:
        print(error, file=sys.stderr)
        return 1


def run(
    argv: Sequence[str],
    opened: Callable[..., AbstractContextManager[SparkSession]] | None = None,
    emit: Callable[[str], None] = print,
) -> None:
    """Runs the job. Raises RunFailed, for Glue to mark the run as failed. `opened` gives another Spark session than one of
    the run's own, `emit` takes the metrics.
    """
    from .job import CurateJob, Places
    from .session import session, writer

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    command, properties = _given(argv)
    given = arguments(command, properties)
    plan = _plan(given.plan, given.raw)
    own = store_for(given.state)
    due = DueTables(own, given.state)
    tables = given.tables or due.begin(plan, _due(plan, given, properties))
    if not tables:
        logging.info("the run's files belong to no table of the plan %s", plan.name)
        return
    unknown = [each for each in given.tables if plan.table(each) is None]
    if unknown:
        raise ArgumentError(f"tables: {', '.join(unknown)}: no tables of the plan {plan.name}")
    with (opened or session)(plan.engine, given.curated, given.catalog) as spark:
        places = Places(store_for(given.raw), own, given.state)
        job = CurateJob(spark, plan, writer(spark, plan.engine, given, store_for(given.curated)), places)
        report = job.run(tables, given.run)
        due.end(report)
    for line in metrics(given.metrics_namespace, report.tables, datetime.now(UTC)):
        emit(line)
    for each in report.tables:
        logging.info("%s: %s, batch %d, %d files, rows %s", each.table, each.outcome, each.batch, each.files, each.rows)
    if not report.is_good:
        raise RunFailed(report.message())


def _due(plan: Plan, given: Arguments, properties: Mapping[str, str]) -> tuple[str, ...]:
    found = None if given.all_tables else due_tables(plan, given.raw, event_ids(properties, _dynamodb))
    return tuple(each.name for each in plan.tables) if found is None else found


def _dynamodb() -> Any:
    import boto3

    return boto3.client("dynamodb")


def _given(argv: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    given = command_line(argv)
    found = workflow_run(given)
    return given, found.properties() if found else {}


def _plan(place: str, raw: str) -> Plan:
    text = store_for(place).read(place)
    if text is None:
        raise ArgumentError(f"plan: there is no {place}")
    return read_plan(text, place, raw)


def _validate(files: Sequence[str]) -> int:
    wrong = 0
    for file in files:
        try:
            plan = read_plan(Path(file).read_text(encoding="utf-8"), file)
            print(f"{file}: {len(plan.tables)} tables, engine {plan.engine}")
        except PlanError as error:
            wrong += len(error.problems)
            print(error, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
