"""The bed and the local Redshift together, each told of the other. What scripts/local.sh runs.

python -m local.services start | status | env | stop
"""

from __future__ import annotations

import argparse
import shlex
import sys

from . import bed as beds
from .bed import STATE_FILE as BED_STATE
from .bed import Bed, BedError
from .redshift import service
from .redshift.service import STATE_FILE as REDSHIFT_STATE
from .redshift.service import Redshift, RedshiftError


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m local.services", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("start", "status", "env", "stop"))
    command = parser.parse_args().command
    bed, redshift = _running()
    if command == "start":
        return _start(bed, redshift)
    if command == "stop":
        return _stop()
    if command == "env":
        if bed is None or redshift is None:
            print("not running; start with: scripts/local.sh start", file=sys.stderr)
            return 1
        _print_environment(bed, redshift)
        return 0
    print(f"MiniStack:      {bed.endpoint}, log {bed.log}" if bed else "MiniStack:      not running")
    print(f"local Redshift: {redshift.endpoint}, log {redshift.log}" if redshift else "local Redshift: not running")
    if redshift is not None:
        print(f"PostgreSQL:     psql {shlex.quote(redshift.dsn)}")
    return 0 if bed and redshift else 1


def _running() -> tuple[Bed | None, Redshift | None]:
    bed, redshift = beds.load(), service.load()
    return (
        bed if bed is not None and bed.is_running() else None,
        redshift if redshift is not None and redshift.is_running() else None,
    )


def _start(bed: Bed | None, redshift: Redshift | None) -> int:
    if bed is not None or redshift is not None:
        print("already running; see scripts/local.sh status", file=sys.stderr)
        return 1
    try:
        redshift = service.start()
        service.save(redshift)
        bed = beds.start(extra_environment=redshift.environment)
        beds.save(bed)
        redshift.use(bed)
    except (BedError, RedshiftError) as error:
        print(f"error: {error}", file=sys.stderr)
        _stop()
        return 1
    except BaseException:
        _stop()
        raise
    _print_environment(bed, redshift)
    return 0


def _stop() -> int:
    stopped = []
    for name, state, found in (
        ("MiniStack", BED_STATE, beds.load()),
        ("local Redshift", REDSHIFT_STATE, service.load()),
    ):
        if found is None:
            continue
        if found.is_running():
            stopped.append(name)
        found.stop()
        state.unlink(missing_ok=True)
    print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
    return 0


def _print_environment(bed: Bed, redshift: Redshift) -> None:
    for name, value in {**bed.credentials(), **redshift.environment}.items():
        print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    beds.end_by_exception()
    sys.exit(main())
