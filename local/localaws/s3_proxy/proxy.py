"""An S3 endpoint in front of the local AWS's, for the functions: it passes everything on, and misbehaves where it is told to.

It does what S3 does and MiniStack does not: answers 503 SlowDown above a rate, verifies the checksum of an object that was
copied in parts, tells the number of tags, judges the conditions of a copy, and refuses requests that are signed for another
region than the bucket's in each of S3's forms. And it can keep a request waiting while its sender dies.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .calls import Answer, Call, error_body
from .checksums import FullObjectChecksums
from .copies import Copies
from .regions import BucketRegions
from .tag_counts import TagCounts

SLOW_DOWN = Answer(
    503, [("Content-Type", "application/xml")], error_body("SlowDown", "Please reduce your request rate.")
)
# Of one connection and not of the message, and what is told again for the next hop.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


@dataclass
class Throttle:
    """Lets so many requests a second pass, as S3 does for a prefix; a short burst above it.

    And it refuses every so many requests in any case, so that a slow machine is throttled as well.
    """

    applies_to: Callable[[Call], bool]
    rate: float
    burst: float
    # 0: only what is above the rate.
    refuse_every: int = 0
    refused: int = 0
    first_refusal: float = 0.0
    # When each was let pass.
    passes: list[float] = field(default_factory=list)
    _tokens: float = field(init=False)
    _seen: int = 0
    _at: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._tokens = self.burst

    def lets_pass(self) -> bool:
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
            self._at = now
            self._seen += 1
            is_due = self.refuse_every > 0 and self._seen % self.refuse_every == 0
            if self._tokens < 1 or is_due:
                self.refused += 1
                self.first_refusal = self.first_refusal or now
                return False
            self._tokens -= 1
            self.passes.append(now)
            return True


@dataclass
class Hold:
    """Keeps the first request it applies to waiting; it is never passed on."""

    applies_to: Callable[[Call], bool]
    caught: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    call: Call | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def catches(self, call: Call) -> bool:
        with self._lock:
            if self.call is not None or not self.applies_to(call):
                return False
            self.call = call
        self.caught.set()
        return True


class FaultProxy(ThreadingHTTPServer):
    """Started before the local AWS, whose functions are told its address; `upstream` is set when the local AWS is there."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = 0
        self.checksums: FullObjectChecksums | None = None
        self.tag_counts: TagCounts | None = None
        self.copies: Copies | None = None
        self.regions: BucketRegions | None = None
        self.throttle: Throttle | None = None
        self.hold: Hold | None = None
        # Every call that was passed on: (method, path with its query).
        self.passed: Counter[tuple[str, str]] = Counter()
        # The headers of calls that are looked at afterwards, by the same.
        self.headers: dict[tuple[str, str], dict[str, str]] = {}
        self.lock = threading.Lock()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def stand_before(self, s3: Any, port: int) -> None:
        """Passes everything on to the local AWS on `port`, whose own S3 client `s3` is, and does S3's part as well."""
        self.upstream = port
        self.checksums = FullObjectChecksums(s3)
        self.tag_counts = TagCounts(s3)
        self.copies = Copies(s3)
        self.regions = BucketRegions(s3)

    def __enter__(self) -> FaultProxy:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.hold:
            self.hold.released.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is gone is what this is for; nothing to print."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultProxy
    protocol_version = "HTTP/1.1"
    # Head and body go out in two writes: without this the second waits 40 ms for the first one's acknowledgement.
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=60)

    def finish(self) -> None:
        self.upstream.close()
        super().finish()

    def handle_call(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = Call(self.command, self.path, dict(self.headers), self.client_address[1])
        proxy = self.server
        if proxy.hold and proxy.hold.catches(call):
            proxy.hold.released.wait(60)
            self.close_connection = True
            return
        if proxy.throttle and proxy.throttle.applies_to(call) and not proxy.throttle.lets_pass():
            self._send(SLOW_DOWN)
            return
        refusal = proxy.regions.refusal(call) if proxy.regions else None
        if refusal is None and proxy.checksums:
            refusal = proxy.checksums.refusal(call)
        if refusal:
            self._send(refusal)
            return
        with proxy.lock:
            proxy.passed[call.method, call.path] += 1
            proxy.headers[call.method, call.path] = call.headers
        if proxy.copies:
            self._send(proxy.copies.answer(call, lambda: self._passed_on(call, body)))
        else:
            self._send(self._passed_on(call, body))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_call

    def _passed_on(self, call: Call, body: bytes) -> Answer:
        proxy = self.server
        kept = {name: value for name, value in call.headers.items() if name.lower() not in HOP_BY_HOP}
        if proxy.checksums:
            kept = proxy.checksums.taken_off(call, kept, body)
        self.upstream.request(self.command, self.path, body, kept)
        response = self.upstream.getresponse()
        content = response.read()
        answer = Answer(response.status, response.getheaders(), content)
        if proxy.tag_counts:
            answer = proxy.tag_counts.answer(call, answer)
        return proxy.checksums.answer(call, answer) if proxy.checksums else answer

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        names = set()
        for name, value in answer.headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
                names.add(name.lower())
        if "content-length" not in names:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        pass
