"""Glue job (Python shell): loads the orders' Parquet files into Redshift. Waiting costs 1/16 DPU. Python 3.9."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence

from curate.command_line import JobError
from curate.files.store import store_for
from curate.workflow_run import workflow_run

from .job import command_line, execute, load, run_properties, statements


def run(argv: Sequence[str]) -> None:
    import boto3

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    given = command_line(argv)
    workflow = workflow_run(given)
    plan = load(given, run_properties(workflow) if workflow else {})
    manifest = store_for(plan.manifest).read(plan.manifest)
    if manifest is None:
        raise JobError(f"there is no manifest {plan.manifest}: has its run been removed?")
    sqls = statements(plan, bool(json.loads(manifest)["entries"]))
    execute(boto3.client("redshift-data"), plan, sqls)
    logging.info("%s is in %s.%s", plan.manifest, plan.schema, plan.table)


if __name__ == "__main__":
    run(sys.argv[1:])
