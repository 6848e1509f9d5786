"""The local Redshift as processes: started on a free port, found again by another process, stopped with all it made.

    python -m localaws.redshift.service start [--state FILE]    start one and leave it running
    python -m localaws.redshift.service stop [--state FILE]
    python -m localaws.redshift.service status [--state FILE]

The local AWS's functions reach it through AWS_ENDPOINT_URL_REDSHIFT_DATA, so it starts before the local AWS and is then told
where the local AWS is.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from .. import process
from ..ministack import ACCOUNT, ROOT, SECRET, LocalAWS
from ..process import StartError
from ..running import RunningService

STATE_FILE = ROOT / ".build" / "local" / "redshift.json"
WORKGROUP = "example-workgroup"
CLUSTER = "example-cluster"


class RedshiftError(Exception):
    """The local Redshift could not be started, or refused an instruction."""


@dataclass(frozen=True)
class Redshift(RunningService):
    """A running local Redshift. Knows enough to be stopped by another process than the one that started it."""

    # How to reach the PostgreSQL behind it, to load data; nothing of the suite does.
    dsn: str = ""
    database_folder: str = ""

    @property
    def log(self) -> Path:
        return Path(self.folder) / "redshift.log"

    @property
    def environment(self) -> dict[str, str]:
        """What the local AWS is started with, so that its functions find this."""
        return {"AWS_ENDPOINT_URL_REDSHIFT_DATA": self.endpoint}

    def client(self, region: str = "us-east-1", **config: Any) -> Any:
        return boto3.client(
            "redshift-data",
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET,
            config=Config(**{"retries": {"total_max_attempts": 1}, "read_timeout": 60, **config}),
        )

    def use(self, aws: LocalAWS, default_role: str | None = None, function_role: str | None = None) -> None:
        """Tells it where S3, IAM, EventBridge and the functions are, and which roles' policies hold."""
        self.control(
            "PUT",
            "aws",
            {
                "endpoint": aws.endpoint,
                "region": aws.region,
                "account": ACCOUNT,
                "default_role": default_role,
                "function_role": function_role,
            },
        )

    def fault(self, kind: str, **fields: Any) -> None:
        self.control("POST", "faults", {"kind": kind, **fields})

    def control(self, method: str, what: str, value: object = None) -> Any:
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"{self.endpoint}/_local/{what}", data=body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RedshiftError(f"{method} {what}: {error.read().decode(errors='replace')}") from error

    def stop(self) -> None:
        with process.undisturbed():
            # To the server alone first: it stops PostgreSQL in its own way.
            self.process.stop(((signal.SIGTERM, 8.0), (signal.SIGKILL, 5.0)), group=False)
            self._end_orphan()
            for folder in (self.folder, self.database_folder):
                if folder:
                    shutil.rmtree(folder, ignore_errors=True)

    def _answers(self) -> bool:
        with contextlib.suppress(RedshiftError):
            self.control("GET", "health")
            return True
        return False

    def _end_orphan(self) -> None:
        """PostgreSQL outlives a server that was killed. Its pid is believed only if that process has its folder."""
        if not self.database_folder:
            return
        with contextlib.suppress(OSError, ValueError):
            pid = int((Path(self.database_folder) / "data" / "postmaster.pid").read_text().split()[0])
            if self.database_folder.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGQUIT)


def start() -> Redshift:
    """Starts PostgreSQL and the server, and returns when they answer."""
    folder = Path(tempfile.mkdtemp(prefix="redshift-"))
    port = process.free_port()
    log = folder / "redshift.log"
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT / "local"),
        "PYTHONDONTWRITEBYTECODE": "1",
        # pyarrow's threads would only take turns with PostgreSQL's on a small machine.
        "OMP_NUM_THREADS": "1",
    }
    starting = Redshift(pid=0, started="", port=port, folder=str(folder))
    try:
        command = [sys.executable, "-m", "localaws.redshift.server", "--port", str(port)]
        running = process.start(command, environment=environment, folder=folder, log=log)
        starting = replace(starting, pid=running.pid, started=running.started)
        process.wait_until(starting._answers, running, log, f"the local Redshift on {starting.endpoint}")
        health = starting.control("GET", "health")
    except StartError as error:
        starting.stop()
        raise RedshiftError(str(error)) from error
    except BaseException:
        starting.stop()
        raise
    return replace(starting, dsn=health["dsn"], database_folder=health["folder"])


@contextlib.contextmanager
def running() -> Iterator[Redshift]:
    """A local Redshift for the length of a `with` block, whatever ends it."""
    redshift = start()
    try:
        yield redshift
    finally:
        redshift.stop()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m localaws.redshift.service",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("start", "stop", "status"))
    parser.add_argument("--state", type=Path, default=STATE_FILE)
    arguments = parser.parse_args()
    state: Path = arguments.state
    found = Redshift.load(state)
    alive = found is not None and found.is_running()
    if arguments.command == "start":
        if found is not None and alive:
            print(f"already running on {found.endpoint}", file=sys.stderr)
            return 1
        found = start()
        found.save(state)
        print(found.endpoint)
    elif arguments.command == "status":
        print(f"running on {found.endpoint}, PostgreSQL: {found.dsn}" if found and alive else "not running")
        return 0 if alive else 1
    else:
        if found is not None:
            found.stop()
            state.unlink()
        print(f"stopped {found.endpoint}" if found and alive else "no local Redshift is running")
    return 0


if __name__ == "__main__":
    process.end_by_exception()
    sys.exit(main())
