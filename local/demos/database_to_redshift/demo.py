"""The pipeline database-to-redshift end to end on the local AWS: PostgreSQL → DMS → S3 → DMSCompletionHandler →
RedshiftLoader → Redshift.

Run by scripts/demo.sh database-to-redshift. Exits 0 only if the five employees are equal in the source, the files and the
warehouse, a load with a row too few is not loaded, and the next one replaces the first. What MiniStack refuses of a template is
printed, line by line.
"""

from __future__ import annotations

import contextlib
import shutil

from localaws import ministack, postgres, process
from localaws.deploy import DeployError
from localaws.dms.server import LocalDMS
from localaws.ministack import ROOT, LocalAWS, LocalAWSError
from localaws.postgres import PostgresError
from localaws.redshift import service
from localaws.redshift.service import RedshiftError

from ..demonstration import exit_with
from ..terminal import say, step
from .checks import PipelineChecks
from .scenario import DATABASE, Pipeline

LOG = ROOT / ".build" / "local" / "database-to-redshift.log"


def main() -> int:
    process.end_by_exception()
    passed = False
    with contextlib.ExitStack() as stack:
        try:
            step("starting the local AWS (MiniStack), DMS, Redshift and a PostgreSQL server as the source, on loopback")
            local = stack.enter_context(LocalDMS())
            redshift = stack.enter_context(service.running())
            aws = stack.enter_context(
                ministack.running(extra_environment={**local.environment(), **redshift.environment})
            )
            stack.push(lambda *_: None if passed else _keep_log(aws))
            redshift.use(aws)
            authority = stack.enter_context(postgres.authority())
            source = stack.enter_context(postgres.running(authority, [DATABASE]))
            say(f"{aws.endpoint}; DMS {local.endpoint}; Redshift {redshift.endpoint}; source :{source.port}")
            passed = PipelineChecks(Pipeline(aws, local, authority, source, redshift)).run()
        except (LocalAWSError, PostgresError, RedshiftError, DeployError) as error:
            say(f"error: {error}")
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


def _keep_log(aws: LocalAWS) -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(aws.log, LOG)
    say(f"\nThe log of MiniStack and of the functions: {LOG}")


if __name__ == "__main__":
    exit_with(main)
