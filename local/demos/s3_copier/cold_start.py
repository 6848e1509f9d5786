"""How long a packaged bootstrap takes from exec to its first request for work, against a Runtime API of our own.

MiniStack's REPORT lines carry no Init Duration, and a function cannot see its own exec, so the demo measures it here.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class ColdStartError(Exception):
    """The bootstrap never asked for work; the message says what it printed."""


class _RuntimeAPI(ThreadingHTTPServer):
    """Answers until the first /next, notes when that came, and keeps it waiting."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = threading.Event()
        self.asked_at = 0.0
        self.released = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: _RuntimeAPI
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith("/runtime/invocation/next"):
            self.server.asked_at = time.perf_counter()
            self.server.asked.set()
        self.server.released.wait()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        registering = self.path.endswith("/extension/register")
        self.send_response(200 if registering else 202)
        if registering:
            self.send_header("Lambda-Extension-Identifier", "00000000-0000-4000-8000-000000000000")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


def measure(package: Path, environment: Mapping[str, str], runs: int = 5) -> list[float]:
    """Seconds from starting the process to its first /next, for each of `runs` fresh processes."""
    with tempfile.TemporaryDirectory(prefix="cold-start-") as folder:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
        bootstrap = Path(folder) / "bootstrap"
        bootstrap.chmod(0o755)
        return [_one(bootstrap, environment) for _ in range(runs)]


def _one(bootstrap: Path, environment: Mapping[str, str], max_wait: float = 10) -> float:
    api = _RuntimeAPI()
    threading.Thread(target=api.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    started = time.perf_counter()
    process = subprocess.Popen(
        [bootstrap],
        cwd=bootstrap.parent,
        env={
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_port}",
            "LAMBDA_TASK_ROOT": str(bootstrap.parent),
            **environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = started + max_wait
        while not api.asked.wait(0.05) and process.poll() is None and time.perf_counter() < deadline:
            pass
        status = process.poll()
    finally:
        process.kill()
        printed = process.communicate()[0].decode(errors="replace")
        api.released.set()
        api.shutdown()
        api.server_close()
    if not api.asked.is_set():
        end = "kept silent" if status is None else f"ended with status {status}"
        raise ColdStartError(f"bootstrap {end} before it asked for work; it printed: {printed[-500:] or 'nothing'}")
    return api.asked_at - started
