"""A packaged function under AWS's own Runtime API emulator (RIE), which comes inside the aws-sam-cli wheel."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

from .servers import ROOT

EMULATOR = os.environ.get("RUNTIME_EMULATOR", "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class EmulatorCase(unittest.TestCase):
    """One function, started at most once a test."""

    TIMEOUT_SECONDS = 3

    def setUp(self) -> None:
        self.assertTrue(EMULATOR, "RUNTIME_EMULATOR must name aws-lambda-rie-x86_64; scripts/test.sh sets it")

    def unpack(self, function: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="emulator."))
        self.addCleanup(shutil.rmtree, self.folder)
        archive = ROOT / "dist" / f"{function}.zip"
        self.assertTrue(archive.is_file(), f"{archive} is missing; run scripts/package.sh {function}")
        with zipfile.ZipFile(archive) as content:
            content.extractall(self.folder)
        (self.folder / "bootstrap").chmod(0o755)

    def start(self, **settings: str) -> None:
        self.port = free_port()
        self.log = (self.folder / "log").open("w+")
        self.addCleanup(self.log.close)
        process = subprocess.Popen(
            [
                EMULATOR,
                "--runtime-interface-emulator-address",
                f"127.0.0.1:{self.port}",
                "--runtime-api-address",
                f"127.0.0.1:{free_port()}",
                "./bootstrap",
            ],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self.TIMEOUT_SECONDS),
                "AWS_LAMBDA_LOG_FORMAT": "JSON",
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                **settings,
            },
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

        def stop() -> None:
            # The emulator has started the bootstrap in its session.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

        self.addCleanup(stop)

    def invoke(self, event: bytes, headers: dict[str, str] | None = None) -> dict[str, object]:
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        for attempt in range(100):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, event, headers or {}), timeout=20) as answer:
                    body: dict[str, object] = json.loads(answer.read())
                    return body
            except urllib.error.HTTPError as error:
                # An init error: the emulator answers 502 with the report as its body.
                with error:
                    report: dict[str, object] = json.loads(error.read())
                return report
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionRefusedError) or attempt == 99:
                    raise
                time.sleep(0.05)
        raise AssertionError("the emulator did not start")

    def output(self) -> str:
        self.log.flush()
        return (self.folder / "log").read_text()
