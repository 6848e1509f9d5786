"""The bed: one MiniStack process on loopback, in its own folder and process group, so that nothing of it outlives it.

MiniStack runs the packaged bootstraps as its child processes. They inherit its environment; that is how a function
finds the bed through the standard AWS_ENDPOINT_URL, and how a service MiniStack lacks is added (`extra_environment`).

    python -m local.bed start [--state FILE]     start one and leave it running
    python -m local.bed stop [--state FILE]      stop it, and remove its folder
    python -m local.bed env [--state FILE]       print what a shell needs to talk to it
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[2]
STATE_FILE = ROOT / ".build" / "local" / "bed.json"
ACCOUNT = "123456789012"
# Not one: MiniStack checks who signs, not the signature.
SECRET = "local"


class BedError(Exception):
    """The bed could not be started; the message holds the end of its log."""


@dataclass(frozen=True)
class Bed:
    """A running MiniStack. Knows enough to be stopped by another process than the one that started it."""

    pid: int
    started: str
    port: int
    region: str
    folder: str

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return Path(self.folder) / "ministack.log"

    def credentials(self) -> dict[str, str]:
        """What a process needs in its environment to talk to the bed. MiniStack takes the account from the key id."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def client(self, service: str) -> Any:
        # Explicit, so that the caller's own AWS profile and endpoints can neither leak in nor be reached by mistake.
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET,
            config=Config(
                retries={"max_attempts": 2}, connect_timeout=5, read_timeout=60, s3={"addressing_style": "path"}
            ),
        )

    def is_running(self) -> bool:
        return start_time(self.pid) == self.started

    def stop(self) -> None:
        """Ends MiniStack and the functions it started, and removes their files."""
        with undisturbed():
            if self.is_running():
                for number, patience in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 5.0)):
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(self.pid, number)
                    if group_ends(self.pid, patience):
                        break
            shutil.rmtree(self.folder, ignore_errors=True)


def start(region: str = "us-east-1", extra_environment: Mapping[str, str] | None = None) -> Bed:
    """Starts MiniStack on a free port and returns when it answers."""
    folder = Path(tempfile.mkdtemp(prefix="bed-"))
    port = free_port()
    bed = Bed(pid=0, started="", port=port, region=region, folder=str(folder))
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
        **bed.credentials(),
        **(extra_environment or {}),
    }
    with bed.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C reaches whoever started the bed, and it then stops the whole group.
            start_new_session=True,
        )
    bed = Bed(pid=process.pid, started=start_time(process.pid), port=port, region=region, folder=str(folder))
    try:
        _wait_until_healthy(bed, process)
    except BaseException:
        bed.stop()
        raise
    return bed


@contextlib.contextmanager
def running(region: str = "us-east-1", extra_environment: Mapping[str, str] | None = None) -> Iterator[Bed]:
    """A bed for the length of a `with` block, whatever ends it."""
    bed = start(region, extra_environment)
    try:
        yield bed
    finally:
        bed.stop()


def end_by_exception() -> None:
    """Makes signals that would end Python on the spot unwind it instead, so that it cleans up."""

    def unwind(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, unwind)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Holds back Ctrl-C and its kind for the length of a `with` block: impatience must not leave a bed behind."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def save(bed: Bed, state: Path = STATE_FILE) -> None:
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text(json.dumps(asdict(bed)))


def load(state: Path = STATE_FILE) -> Bed | None:
    return Bed(**json.loads(state.read_text())) if state.exists() else None


def _wait_until_healthy(bed: Bed, process: subprocess.Popen[bytes], patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise BedError(f"MiniStack ended with status {process.returncode}:\n{tail(bed.log)}")
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{bed.endpoint}/_ministack/health", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise BedError(f"MiniStack did not answer on {bed.endpoint} within {patience:.0f} s:\n{tail(bed.log)}")


def tail(path: Path, lines: int = 15) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_time(pid: int) -> str:
    """When a process started, in clock ticks: with the pid it names one process for good. Empty if there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def group_ends(group: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(group, os.WNOHANG)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m local.bed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["start", "stop", "env"])
    parser.add_argument("--state", type=Path, default=STATE_FILE, help="where the running bed is noted down")
    arguments = parser.parse_args()
    state: Path = arguments.state
    bed = load(state)
    if arguments.command == "start":
        if bed and bed.is_running():
            print(f"already running on {bed.endpoint}", file=sys.stderr)
            return 1
        bed = start()
        save(bed, state)
        print(bed.endpoint)
    elif bed is None or not bed.is_running():
        if bed:
            bed.stop()
            state.unlink()
        print("no bed is running", file=sys.stderr)
        return 0 if arguments.command == "stop" else 1
    elif arguments.command == "env":
        for name, value in bed.credentials().items():
            print(f"export {name}={shlex.quote(value)}")
    else:
        bed.stop()
        state.unlink()
        print(f"stopped {bed.endpoint}")
    return 0


if __name__ == "__main__":
    end_by_exception()
    sys.exit(main())
