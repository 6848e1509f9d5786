"""The pipeline s3-migration end to end on the local AWS: the source's region, the target's, the copies compared.

Run by scripts/demo.sh s3-migration. Exits 0 only if every object is in the target and equal, the crawler was started, and
nothing is in a dead-letter queue. What MiniStack refuses of a template is printed, line by line.
"""

from __future__ import annotations

import contextlib

from localaws import ministack, process
from localaws.deploy import DeployError
from localaws.ministack import ROOT, LocalAWSError

from ..demonstration import exit_with, keep_logs
from ..terminal import say, step
from .checks import MigrationChecks

LOG = ROOT / ".build" / "local" / "s3-migration.log"


def main() -> int:
    process.end_by_exception()
    passed = False
    step("starting the local AWS (MiniStack) on loopback")
    try:
        aws = ministack.start()
    except LocalAWSError as error:
        say(f"error: the local AWS did not start: {error}")
        return 1
    try:
        say(aws.endpoint)
        with contextlib.suppress(KeyboardInterrupt):
            passed = MigrationChecks(aws).run()
    except DeployError as error:
        say(f"error: deployment failed: {error}")
    finally:
        with process.undisturbed():
            if not passed:
                keep_logs(LOG, aws.log)
            aws.stop()
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


if __name__ == "__main__":
    exit_with(main)
