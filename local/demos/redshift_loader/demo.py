"""RedshiftLoader end to end on the local AWS: the real template, the packaged zip, a local Redshift over PostgreSQL.

Run by scripts/demo.sh RedshiftLoader. A retail shop's files arrive by S3's own events: staging, a product dimension of type 1,
a customer dimension of type 2, sales as facts, daily sums. Then changes that are late, repeated, shuffled and deleted, an
invocation that is killed, six loaders at once, slow loads, a bad file and a failing check. After each step every table is
compared with a model that shares nothing with the function. Exits 0 only if all of it compared equal.
"""

from __future__ import annotations

import argparse
import shutil

from localaws import ministack, process
from localaws.deploy import DeployError
from localaws.ministack import ROOT, LocalAWS, LocalAWSError
from localaws.redshift import service
from localaws.redshift.service import Redshift, RedshiftError

from ..demonstration import arguments_of, exit_with
from ..terminal import say, step
from .checks import LoadChecks

LOG = ROOT / ".build" / "local" / "redshift-loader.log"


def main() -> int:
    arguments = _arguments()
    process.end_by_exception()
    redshift: Redshift | None = None
    aws: LocalAWS | None = None
    passed = False
    try:
        step("starting the local Redshift (its Data API over PostgreSQL) and the local AWS (MiniStack) on loopback")
        redshift = service.start()
        aws = ministack.start(extra_environment=redshift.environment)
        redshift.use(aws)
        say(f"{redshift.endpoint} and {aws.endpoint}")
        checks = LoadChecks(redshift, aws, arguments.template, arguments.rows, 60 if arguments.slow else 5)
        passed = checks.play()
        say("")
        for failure in checks.failures:
            say(f"failed: {failure}")
    except (LocalAWSError, RedshiftError, DeployError) as error:
        say(f"error: {error}")
    finally:
        with process.undisturbed():
            _end(redshift, aws, passed)
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


def _end(redshift: Redshift | None, aws: LocalAWS | None, passed: bool) -> None:
    logs = [each.log for each in (redshift, aws) if each is not None and each.log.exists()]
    if not passed:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with LOG.open("wb") as all_of_them:
            for log in logs:
                with log.open("rb") as one:
                    shutil.copyfileobj(one, all_of_them)
        say(f"\nThe logs of Redshift, MiniStack and the functions: {LOG}")
    if aws is not None:
        aws.stop()
    if redshift is not None:
        redshift.stop()


def _arguments() -> argparse.Namespace:
    parser = arguments_of("redshift_loader", "RedshiftLoader", __doc__)
    parser.add_argument("--slow", action="store_true", help="the slow loads take 60 s instead of 5 s")
    parser.add_argument("--rows", type=int, default=1_600_000, help="rows of the full load of sales (default 1600000)")
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
