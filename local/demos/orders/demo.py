"""The pipeline orders end to end on the local AWS: an order starts the Glue workflow, whose jobs bring it into Redshift;
Redshift's tables are dumped to S3, and a file of orders is loaded.

Run by scripts/demo.sh orders. Exits 0 only if the execution ended with its workflow run's three nodes, the order is in Redshift
and in the next dump, and every table of the dump has the rows and the sum of its keys that the warehouse has. What MiniStack
refuses of a template is printed, line by line.
"""

from __future__ import annotations

from localaws import ministack, process
from localaws.deploy import DeployError
from localaws.glue.server import GlueServer
from localaws.ministack import ROOT, LocalAWS, LocalAWSError
from localaws.redshift import service
from localaws.redshift.service import Redshift, RedshiftError

from ..demonstration import exit_with, keep_logs
from ..glue_workflow_starter.scenario import NODE_SECONDS
from ..terminal import say, step
from .checks import OrdersChecks

LOG = ROOT / ".build" / "local" / "orders.log"


def main() -> int:
    process.end_by_exception()
    redshift: Redshift | None = None
    aws: LocalAWS | None = None
    passed = False
    with GlueServer(seconds=NODE_SECONDS) as glue:
        step("starting a local Glue, a local Redshift (its Data API over PostgreSQL) and the local AWS (MiniStack)")
        try:
            redshift = service.start()
            aws = ministack.start(extra_environment={**redshift.environment, "AWS_ENDPOINT_URL_GLUE": glue.endpoint})
            redshift.use(aws)
            say(f"{aws.endpoint}, Glue on {glue.endpoint}, Redshift on {redshift.endpoint}")
            passed = OrdersChecks(aws, glue, redshift).run()
        except (LocalAWSError, RedshiftError, DeployError) as error:
            say(f"error: {error}")
        finally:
            with process.undisturbed():
                _end(aws, redshift, passed)
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


def _end(aws: LocalAWS | None, redshift: Redshift | None, passed: bool) -> None:
    if aws is not None:
        if not passed:
            keep_logs(LOG, aws.log)
        aws.stop()
    if redshift is not None:
        redshift.stop()


if __name__ == "__main__":
    exit_with(main)
