"""Stand-ins on loopback for what a packaged function talks to: an S3 that takes copies, a Runtime API, a name server."""

from __future__ import annotations

import http.server
import queue
import socket
import ssl
import struct
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

COPIED = b'<?xml version="1.0"?><CopyObjectResult><ETag>"etag"</ETag></CopyObjectResult>'


class _HTTPServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is gone was killed by the test; anything else is the test's own mistake, and is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Server:
    """An HTTP server in a thread, for a `with`."""

    def __init__(self, handler: type[http.server.BaseHTTPRequestHandler], tls: ssl.SSLContext | None = None) -> None:
        self.httpd = _HTTPServer(("127.0.0.1", 0), handler)
        if tls:
            self.httpd.socket = tls.wrap_socket(self.httpd.socket, server_side=True)
        self.port: int = self.httpd.server_address[1]

    def __enter__(self) -> _Server:
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.httpd.shutdown()
        self.httpd.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out in two writes: without this the second waits 40 ms for the first one's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        pass

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class CopyStore(_Server):
    """Has every source, and remembers what was copied where; a copy of a key with "hang" in it is never answered."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.copies: list[tuple[str, str]] = []
        store = self

        class Handler(_Handler):
            def do_HEAD(self) -> None:
                """Every source is there: S3Copier looks at that of a task of S3 Batch Operations, which names no ETag."""
                self.send_response(200)
                for name, value in {
                    "ETag": '"source"',
                    "Last-Modified": "Fri, 21 Nov 2026 00:00:00 GMT",
                    "Content-Length": "5",
                }.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_PUT(self) -> None:
                self.body()
                if "hang" in self.path:
                    threading.Event().wait(60)
                store.copies.append((self.headers["x-amz-copy-source"], self.path))
                self.answer(200, COPIED)

        super().__init__(Handler, tls)


@dataclass
class Invocation:
    event: bytes
    timeout_seconds: float = 60
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class RuntimeAPI(_Server):
    """Hands out events and collects what is answered: `answers` yields (path's end, body)."""

    def __init__(self, invocations: list[Invocation]) -> None:
        self.answers: queue.Queue[tuple[str, bytes]] = queue.Queue()
        waiting = list(invocations)
        api = self

        class Handler(_Handler):
            def do_GET(self) -> None:
                if not waiting:
                    threading.Event().wait(60)
                invocation = waiting.pop(0)
                deadline = int((time.time() + invocation.timeout_seconds) * 1000)
                headers = {
                    "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
                    "Lambda-Runtime-Deadline-Ms": str(deadline),
                }
                self.answer(200, invocation.event, headers)

            def do_POST(self) -> None:
                api.answers.put((self.path.rsplit("/", 1)[1], self.body()))
                self.answer(202)

        super().__init__(Handler)


class NameServer:
    """Answers every A question with 127.0.0.1, on port 53 of an address of its own in 127.0.0.0/8; or is silent."""

    ADDRESS = "127.0.0.99"

    def __init__(self, is_silent: bool = False) -> None:
        self.asked: list[str] = []
        self._is_silent = is_silent
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((self.ADDRESS, 53))
        # Closing a socket does not wake who waits on it: look now and then whether this is over.
        self._socket.settimeout(0.1)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> NameServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while not self._is_over.is_set():
            try:
                query, sender = self._socket.recvfrom(512)
            except TimeoutError:
                continue
            name, end = [], 12
            while query[end]:
                name.append(query[end + 1 : end + 1 + query[end]].decode())
                end += 1 + query[end]
            self.asked.append(".".join(name))
            if self._is_silent:
                continue
            question = query[12 : end + 5]
            is_a = struct.unpack("!H", query[end + 1 : end + 3])[0] == 1
            header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, int(is_a), 0, 0)
            record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + bytes([127, 0, 0, 1]) if is_a else b""
            self._socket.sendto(header + question + record, sender)


def sample(name: str) -> bytes:
    """One of the sample events of S3Copier."""
    return (ROOT / "events" / "S3Copier" / name).read_bytes()


ROOT = Path(__file__).resolve().parents[2]
