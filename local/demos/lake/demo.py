"""The pipeline lake end to end on the local AWS: PostgreSQL, DMS's full load and changes, the functions' zips, the Glue job
`curate` on Spark with Iceberg, and a comparison of every curated table with its source by a reader that had no part in it.

Run by scripts/demo.sh lake. Exits 0 only if every run was started by its files' events, or by a full load that was proved, and
every table equals its source, now and as of an earlier instant. What MiniStack refuses of a template is printed, line by line.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import tempfile
from pathlib import Path

from localaws import ministack, postgres, process
from localaws.deploy import DeployError
from localaws.dms.server import LocalDMS
from localaws.glue.server import GlueServer
from localaws.ministack import ROOT, LocalAWSError
from localaws.postgres import PostgresError

from ..demonstration import exit_with, keep_logs
from ..terminal import say, step
from .checks import LakeChecks
from .job import CurateRuns
from .scenario import DATABASE, Lake

# More rows than these are loaded by a Spark that takes longer to begin and less for each row.
LARGE = 200_000
LOG = ROOT / ".build" / "local" / "lake.log"


def main() -> int:
    process.end_by_exception()
    # The job's own lines would stand between the demonstration's.
    logging.basicConfig(level=logging.CRITICAL)
    parser = argparse.ArgumentParser(prog="python -m demos.lake.demo", description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=40_000, help="rows of the full load; the CSV file has three quarters"
    )
    rows = parser.parse_args().rows
    passed = False
    with contextlib.ExitStack() as stack:
        step("starting the local AWS (MiniStack), DMS, Glue, PostgreSQL as the source, and Spark, on loopback")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lake-demo-", ignore_cleanup_errors=True)))
        try:
            dms = stack.enter_context(LocalDMS())
            glue = stack.enter_context(GlueServer(seconds=0.4))
            endpoints = {**dms.environment(), "AWS_ENDPOINT_URL_GLUE": glue.endpoint}
            aws = stack.enter_context(ministack.running(extra_environment=endpoints))
            stack.push(lambda *_: None if passed else keep_logs(LOG, aws.log))
            authority = stack.enter_context(postgres.authority())
            logical = {"wal_level": "logical", "max_wal_senders": "2", "max_replication_slots": "4"}
            source = stack.enter_context(postgres.running(authority, [DATABASE], logical))
            source.sql("postgres", f"ALTER ROLE {source.user} REPLICATION")
            runs = CurateRuns(folder, stack, rows > LARGE)
            say(f"{aws.endpoint}; DMS {dms.endpoint}; Glue {glue.endpoint}; source :{source.port}")
            # An order has two lines of parts and two thirds of one of services; the other tables have 2,733 rows.
            orders = max(1000, (rows - 2733) * 3 // 11)
            checks = LakeChecks(Lake(aws, dms, glue, source, authority), runs, stack)
            passed = checks.run(orders, rows * 3 // 4)
        except (LocalAWSError, PostgresError, DeployError) as error:
            say(f"error: {error}")
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


if __name__ == "__main__":
    exit_with(main)
