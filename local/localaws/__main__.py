"""The local AWS and the local Redshift together, each told of the other. What scripts/local.sh runs.

python -m localaws start | status | env | stop
"""

from __future__ import annotations

import argparse
import shlex
import sys

from . import ministack, process
from .ministack import STATE_FILE as AWS_STATE
from .ministack import LocalAWS, LocalAWSError
from .redshift import service
from .redshift.service import STATE_FILE as REDSHIFT_STATE
from .redshift.service import Redshift, RedshiftError


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m localaws", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("start", "status", "env", "stop"))
    command = parser.parse_args().command
    aws, redshift = _running()
    if command == "start":
        return _start(aws, redshift)
    if command == "stop":
        return _stop()
    if command == "env":
        if aws is None or redshift is None:
            print("not running; start with: scripts/local.sh start", file=sys.stderr)
            return 1
        _print_environment(aws, redshift)
        return 0
    print(f"MiniStack:      {aws.endpoint}, log {aws.log}" if aws else "MiniStack:      not running")
    print(f"local Redshift: {redshift.endpoint}, log {redshift.log}" if redshift else "local Redshift: not running")
    if redshift is not None:
        print(f"PostgreSQL:     psql {shlex.quote(redshift.dsn)}")
    return 0 if aws and redshift else 1


def _running() -> tuple[LocalAWS | None, Redshift | None]:
    aws, redshift = LocalAWS.load(AWS_STATE), Redshift.load(REDSHIFT_STATE)
    return (
        aws if aws is not None and aws.is_running() else None,
        redshift if redshift is not None and redshift.is_running() else None,
    )


def _start(aws: LocalAWS | None, redshift: Redshift | None) -> int:
    if aws is not None or redshift is not None:
        print("already running; see scripts/local.sh status", file=sys.stderr)
        return 1
    try:
        redshift = service.start()
        redshift.save(REDSHIFT_STATE)
        aws = ministack.start(extra_environment=redshift.environment)
        aws.save(AWS_STATE)
        redshift.use(aws)
    except (LocalAWSError, RedshiftError) as error:
        print(f"error: {error}", file=sys.stderr)
        _stop()
        return 1
    except BaseException:
        _stop()
        raise
    _print_environment(aws, redshift)
    return 0


def _stop() -> int:
    stopped = []
    for name, state, found in (
        ("MiniStack", AWS_STATE, LocalAWS.load(AWS_STATE)),
        ("local Redshift", REDSHIFT_STATE, Redshift.load(REDSHIFT_STATE)),
    ):
        if found is None:
            continue
        if found.is_running():
            stopped.append(name)
        found.stop()
        state.unlink(missing_ok=True)
    print(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
    return 0


def _print_environment(aws: LocalAWS, redshift: Redshift) -> None:
    for name, value in {**aws.credentials(), **redshift.environment}.items():
        print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    process.end_by_exception()
    sys.exit(main())
