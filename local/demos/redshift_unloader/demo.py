"""RedshiftUnloader end to end on the local AWS: the real template, the packaged zip, a local Redshift over PostgreSQL.

Run by scripts/demo.sh RedshiftUnloader. A shop of a million rows is unloaded by the deployed schedule; what arrived
is read by pyarrow and compared, through checksums of every value, with what PostgreSQL holds. Then a second window, a
delivery that comes three times, events that are lost, an invocation that is killed, and a query that takes long.
Exits 0 only if all of it compared equal.
"""

from __future__ import annotations

import argparse

from localaws import ministack, process
from localaws.deploy import DeployError
from localaws.ministack import ROOT, LocalAWS, LocalAWSError
from localaws.redshift import service
from localaws.redshift.service import Redshift, RedshiftError

from ..demonstration import arguments_of, exit_with, keep_logs
from ..terminal import say, step
from .checks import UnloadChecks

LOG = ROOT / ".build" / "local" / "redshift-unloader.log"


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
        checks = UnloadChecks(redshift, aws, arguments.template, 60 if arguments.slow else 5)
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
    if not passed:
        keep_logs(LOG, *(each.log for each in (redshift, aws) if each is not None))
    if aws is not None:
        aws.stop()
    if redshift is not None:
        redshift.stop()


def _arguments() -> argparse.Namespace:
    parser = arguments_of("redshift_unloader", "RedshiftUnloader", __doc__)
    parser.add_argument("--slow", action="store_true", help="the slow query takes 60 s instead of 5 s")
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
