"""The HTTP face: AWS JSON 1.1 on `/`, and what tests and demos ask of it on `/_control/…`.

POST /_control/outcomes  {"node": "load", "outcomes": [{"state": "FAILED", "seconds": 0.1, "error": "…"}]}
POST /_control/break     {"workflow": "orders", "message": "…"}             its next run ends in status ERROR
POST /_control/faults    {"operation": "StartWorkflowRun", "kind": "throttle", "count": 2}
POST /_control/events    {"lose": 1, "repeat": 1}
POST /_control/clock     {"advance": 60}                                    only with a clock moved by hand
GET  /_control/calls     {"StartWorkflowRun": 3, …}
GET  /_control/events    what was emitted, lost ones too
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import faults, model
from .clock import Clock, HandClock, WallClock
from .errors import GlueError
from .events import Delivery, Event
from .faults import Faults
from .script import Outcome, Script
from .service import Glue

TARGET = "AWSGlue."


class GlueServer:
    """Serves on a free port of 127.0.0.1 from `with` to its end."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seconds: float = 1.0,
        sink: Callable[[Event], None] | None = None,
        account: str = "123456789012",
        region: str = "us-east-1",
    ) -> None:
        self.clock: Clock = clock or WallClock()
        self.delivery = Delivery(sink)
        self.glue = Glue(self.clock, Script(seconds), self.delivery, account, region)
        self.faults = Faults()
        self.calls: Counter[str] = Counter()
        self._http = _HTTP(self)
        self._ending = False
        self._threads = [
            threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True),
            threading.Thread(target=self._tick, daemon=True),
        ]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> GlueServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self.glue.changed:
            self._ending = True
            self.glue.changed.notify_all()
        self._http.shutdown()
        self._http.server_close()
        for thread in self._threads:
            thread.join(timeout=10)
        self.delivery.close()

    def control(self, what: str, order: dict[str, Any]) -> dict[str, Any]:
        """Does what is asked on /_control/. ValueError or KeyError: it was not understood."""
        with self.glue.changed:
            if what == "outcomes":
                node, outcomes = order["node"], [Outcome.read(each) for each in order["outcomes"]]
                self.glue.definitions.check_outcomes(node, {outcome.state for outcome in outcomes})
                self.glue.script.add(node, outcomes)
            elif what == "break":
                self.glue.script.break_run(order["workflow"], order["message"])
            elif what == "faults":
                if not model.has_operation(order["operation"]):
                    raise ValueError(f"Glue has no operation {order['operation']}")
                self.faults.order(order["operation"], order["kind"], int(order.get("count", 1)))
            elif what == "events":
                self.delivery.disturb(int(order.get("lose", 0)), int(order.get("repeat", 0)))
            elif what == "clock":
                if not isinstance(self.clock, HandClock):
                    raise ValueError("this server goes by the machine's clock")
                self.clock.advance(float(order["advance"]))
                self.glue.catch_up()
            else:
                raise ValueError(f"there is nothing to control at {what}")
            return {}

    def look(self, what: str) -> Any:
        with self.glue.changed:
            if what == "calls":
                return dict(self.calls)
            if what == "events":
                return list(self.delivery.emitted)
            raise ValueError(f"there is nothing to see at {what}")

    def answer(self, operation: str, body: bytes) -> dict[str, Any] | None:
        """A call's answer; None when the connection is to be closed instead. Raises GlueError."""
        if not model.has_operation(operation) or operation not in self.glue.operations:
            raise GlueError("UnknownOperationException", f"the local Glue has no {operation}")
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            raise GlueError("SerializationException", "the body is not JSON") from None
        if not isinstance(request, dict):
            raise GlueError("SerializationException", "the body is not an object")
        with self.glue.changed:
            self.calls[operation] += 1
            fault = self.faults.take(operation)
        if fault in faults.BEFORE:
            raise faults.BEFORE[fault]
        model.check_request(operation, request)
        answer = self.glue.call(operation, request)
        model.check_answer(operation, answer)
        if fault in faults.AFTER:
            raise faults.AFTER[fault]
        return None if fault == faults.LOSE_ANSWER else answer

    def _tick(self) -> None:
        """Lets nodes end, and their events go out, when nobody calls."""
        with self.glue.changed:
            while not self._ending:
                self.glue.catch_up()
                change = self.glue.next_change()
                by_hand = isinstance(self.clock, HandClock)
                ahead = None if change is None or by_hand else max(0.001, change - self.clock.now())
                self.glue.changed.wait(ahead)


class _HTTP(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, owner: GlueServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _HTTP
    protocol_version = "HTTP/1.1"
    # A small answer in two segments would wait for the peer's delayed acknowledgement.
    wbufsize = 65536
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._controlled(lambda what: self.server.owner.look(what))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/_control/"):
            self._controlled(lambda what: self.server.owner.control(what, json.loads(body)))
            return
        target = self.headers.get("X-Amz-Target", "")
        try:
            if not target.startswith(TARGET):
                raise GlueError("UnknownOperationException", f"this is Glue; the call is for {target or 'nobody'}")
            if "Credential=" not in self.headers.get("Authorization", ""):
                raise GlueError("MissingAuthenticationTokenException", "Missing Authentication Token")
            answer = self.server.owner.answer(target.removeprefix(TARGET), body)
        except GlueError as error:
            self._send(error.status, {"__type": error.code, "Message": error.message})
            return
        if answer is None:
            self.close_connection = True
            return
        self._send(200, answer)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _controlled(self, handle: Callable[[str], Any]) -> None:
        try:
            self._send(200, handle(self.path.removeprefix("/_control/")))
        except (ValueError, KeyError, TypeError) as error:
            self._send(400, {"message": f"{type(error).__name__}: {error}"})

    def _send(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        self.end_headers()
        self.wfile.write(body)
