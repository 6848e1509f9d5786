"""The local AWS: one MiniStack process on loopback, in its own folder and process group, so that nothing of it outlives it.

MiniStack runs the packaged bootstraps as its child processes. They inherit its environment; that is how a function
finds the local AWS through the standard AWS_ENDPOINT_URL, and how a service MiniStack lacks is added (`extra_environment`).

    python -m localaws.ministack start [--state FILE]     start one and leave it running
    python -m localaws.ministack stop [--state FILE]      stop it, and remove its folder
    python -m localaws.ministack env [--state FILE]       print what a shell needs to talk to it
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from . import process
from .process import StartError
from .running import RunningService

ROOT = Path(__file__).resolve().parents[2]
STATE_FILE = ROOT / ".build" / "local" / "ministack.json"
ACCOUNT = "123456789012"
# Not one: MiniStack checks who signs, not the signature.
SECRET = "local"


class LocalAWSError(Exception):
    """The local AWS could not be started; the message holds the end of its log."""


@dataclass(frozen=True)
class LocalAWS(RunningService):
    """A running MiniStack. Knows enough to be stopped by another process than the one that started it."""

    region: str

    @property
    def log(self) -> Path:
        return Path(self.folder) / "ministack.log"

    def credentials(self) -> dict[str, str]:
        """What a process needs in its environment to talk to the local AWS. MiniStack takes the account from the key id."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client of a service in `region`, by default in the one that MiniStack was started for."""
        # Explicit, so that the caller's own AWS profile and endpoints can neither leak in nor be reached by mistake.
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region or self.region,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET,
            config=Config(
                retries={"max_attempts": 2}, connect_timeout=5, read_timeout=60, s3={"addressing_style": "path"}
            ),
        )

    def stop(self) -> None:
        """Ends MiniStack and the functions it started, and removes their files."""
        with process.undisturbed():
            self.process.stop()
            shutil.rmtree(self.folder, ignore_errors=True)


def start(region: str = "us-east-1", extra_environment: Mapping[str, str] | None = None) -> LocalAWS:
    """Starts MiniStack on a free port and returns when it answers."""
    folder = Path(tempfile.mkdtemp(prefix="localaws-"))
    port = process.free_port()
    aws = LocalAWS(pid=0, started="", port=port, region=region, folder=str(folder))
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        # Neither MiniStack nor a function may find somebody's ~/.aws.
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": region,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # IAM is enforced: the function has its role's permissions and no others.
        "AUTH": "true",
        # Lambda sets these from the function's LoggingConfig; MiniStack does not.
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "INFO",
        **aws.credentials(),
        **(extra_environment or {}),
    }
    try:
        running = process.start(
            [sys.executable, "-m", "localaws.ministack_server"], environment=environment, folder=folder, log=aws.log
        )
        aws = replace(aws, pid=running.pid, started=running.started)
        process.wait_until(lambda: _answers(aws.endpoint), running, aws.log, f"MiniStack on {aws.endpoint}")
    except StartError as error:
        aws.stop()
        raise LocalAWSError(str(error)) from error
    except BaseException:
        aws.stop()
        raise
    return aws


@contextlib.contextmanager
def running(region: str = "us-east-1", extra_environment: Mapping[str, str] | None = None) -> Iterator[LocalAWS]:
    """A local AWS for the length of a `with` block, whatever ends it."""
    aws = start(region, extra_environment)
    try:
        yield aws
    finally:
        aws.stop()


def _answers(endpoint: str) -> bool:
    with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2) as answer:
        return bool(answer.status == 200)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m localaws.ministack", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["start", "stop", "env"])
    parser.add_argument("--state", type=Path, default=STATE_FILE, help="where the running local AWS is noted down")
    arguments = parser.parse_args()
    state: Path = arguments.state
    aws = LocalAWS.load(state)
    if arguments.command == "start":
        if aws and aws.is_running():
            print(f"already running on {aws.endpoint}", file=sys.stderr)
            return 1
        aws = start()
        aws.save(state)
        print(aws.endpoint)
    elif aws is None or not aws.is_running():
        if aws:
            aws.stop()
            state.unlink()
        print("no local AWS is running", file=sys.stderr)
        return 0 if arguments.command == "stop" else 1
    elif arguments.command == "env":
        for name, value in aws.credentials().items():
            print(f"export {name}={shlex.quote(value)}")
    else:
        aws.stop()
        state.unlink()
        print(f"stopped {aws.endpoint}")
    return 0


if __name__ == "__main__":
    process.end_by_exception()
    sys.exit(main())
