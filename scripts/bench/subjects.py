"""What is measured: how each subject is started, and the environment Lambda would give it."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from events import TARGET_BUCKET

HERE = Path(__file__).parent
FLOOR, COPIER, BOTO3 = "C floor", "S3Copier", "boto3"
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


def compile_c(sources: list[Path], output: Path, *flags: str) -> Path:
    subprocess.run(["gcc", *C_FLAGS, *flags, "-o", str(output), *map(str, sources)], check=True)
    return output


def floor(folder: Path) -> Subject:
    return Subject(FLOOR, [str(compile_c([HERE / "floor.c"], folder / "floor", "-static"))], folder, copies=False)


def copier(archive: Path, folder: Path) -> Subject:
    task_root = folder / COPIER
    with zipfile.ZipFile(archive) as contents:
        contents.extractall(task_root)
    bootstrap = task_root / "bootstrap"
    bootstrap.chmod(0o755)
    return Subject(COPIER, [str(bootstrap)], task_root, copies=True)


def boto3() -> Subject:
    return Subject(BOTO3, [sys.executable, str(HERE / "boto3_handler.py")], HERE, copies=True, is_slow=True)


def environment(subject: Subject, runtime_port: int, s3_port: int) -> dict[str, str]:
    """Lambda's variables and nothing of this shell's, so that nobody's AWS profile is measured or reached."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
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
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{s3_port}",
        "TARGET_BUCKET": TARGET_BUCKET,
    }


@dataclass(frozen=True)
class Memory:
    peak_bytes: int
    anonymous_bytes: int


class Process:
    """A running subject. Leaving the `with` block kills it, by its id, and collects what CPU it used."""

    def __init__(self, subject: Subject, variables: dict[str, str], log: Path) -> None:
        to_log = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        files = [
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), to_log, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ]
        program, arguments = subject.command[0], subject.command
        self.cpu_seconds = 0.0
        self.started_ns = time.monotonic_ns()
        self.pid = os.posix_spawn(program, arguments, variables, file_actions=files)
        self.exited = os.pidfd_open(self.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        _, _, usage = os.wait4(self.pid, 0)
        os.close(self.exited)
        self.cpu_seconds = usage.ru_utime + usage.ru_stime

    def memory(self) -> Memory:
        fields = dict(line.split(":", 1) for line in Path(f"/proc/{self.pid}/status").read_text().splitlines())
        return Memory(*(int(fields[name].split()[0]) * 1024 for name in ("VmHWM", "RssAnon")))
