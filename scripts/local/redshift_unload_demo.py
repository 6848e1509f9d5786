"""RedshiftUnloader end to end on the bed: the real template, the packaged zip, a local Redshift over PostgreSQL.

Run by scripts/demo.sh RedshiftUnloader. A shop of a million rows is unloaded by the deployed schedule; what arrived
is read by pyarrow and compared, through checksums of every value, with what PostgreSQL holds. Then a second window, a
delivery that comes three times, events that are lost, an invocation that is killed, and a query that takes long.
Exits 0 only if all of it compared equal.
"""

from __future__ import annotations

import argparse
import shutil

from . import bed as beds
from .bed import ROOT, Bed, BedError
from .demonstration import arguments_of, exit_with
from .deploy import DeployError
from .redshift import service
from .redshift.service import Redshift, RedshiftError
from .redshift_unload_scenes import Scenes
from .terminal import say, step

LOG = ROOT / ".build" / "local" / "redshift-demo.log"


def main() -> int:
    arguments = _arguments()
    beds.end_by_exception()
    redshift: Redshift | None = None
    bed: Bed | None = None
    passed = False
    try:
        step("starting the local Redshift (its Data API over PostgreSQL) and the local AWS (MiniStack) on loopback")
        redshift = service.start()
        bed = beds.start(extra_environment=redshift.environment)
        redshift.use(bed)
        say(f"{redshift.endpoint} and {bed.endpoint}")
        scenes = Scenes(redshift, bed, arguments.template, 60 if arguments.slow else 5)
        passed = scenes.play()
        say("")
        for failure in scenes.failures:
            say(f"failed: {failure}")
    except (BedError, RedshiftError, DeployError) as error:
        say(f"error: {error}")
    finally:
        with beds.undisturbed():
            _end(redshift, bed, passed)
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


def _end(redshift: Redshift | None, bed: Bed | None, passed: bool) -> None:
    logs = [each.log for each in (redshift, bed) if each is not None and each.log.exists()]
    if not passed:
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with LOG.open("wb") as all_of_them:
            for log in logs:
                with log.open("rb") as one:
                    shutil.copyfileobj(one, all_of_them)
        say(f"\nThe logs of Redshift, MiniStack and the functions: {LOG}")
    if bed is not None:
        bed.stop()
    if redshift is not None:
        redshift.stop()


def _arguments() -> argparse.Namespace:
    parser = arguments_of("redshift_unload_demo", __doc__)
    parser.add_argument("--slow", action="store_true", help="the slow query takes 60 s instead of 5 s")
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
