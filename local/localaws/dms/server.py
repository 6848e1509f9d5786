"""The HTTP side: JSON 1.1 for both services on one port of loopback, and the control endpoint.

with LocalDMS() as local:
    boto3.client("dms", endpoint_url=local.endpoint, …)
"""

from __future__ import annotations

import json
import re
import socket
import threading
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .control import Control
from .datasync import DataSync
from .endpoints import Endpoints
from .errors import ServiceError
from .faults import ERRORS, Fault
from .full_load import FullLoads
from .model import service_model
from .replications import Replications
from .state import Call, State
from .table_statistics import TableStatistics
from .tasks import Tasks

Operation = Callable[[dict[str, Any], Fault | None], dict[str, Any]]


class LocalDMS:
    """Both services. Use it as a context manager, or call start and stop."""

    def __init__(self, region: str = "us-east-1") -> None:
        self.state = State(region)
        self._models = {name: service_model(name) for name in ("dms", "datasync")}
        self._loads = FullLoads(self.state)
        datasync = DataSync(self.state)
        self.control = Control(
            self.state, datasync, self._models["dms"], self._models["datasync"], self._loads.captures
        )
        self._operations = _operations(self.state, self._loads, datasync)
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def operations(self) -> set[str]:
        """What both services serve."""
        return set(self._operations)

    def environment(self) -> dict[str, str]:
        """What makes an AWS SDK, and a function, ask here: the standard variables, named after the service ids."""
        return {
            "AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE": self.endpoint,
            "AWS_ENDPOINT_URL_DATASYNC": self.endpoint,
        }

    def start(self) -> LocalDMS:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.join()
        self._loads.captures.close()

    def write_files_with(self, s3: Any) -> None:
        """Gives loads into S3 the client they write with; until then such a load only runs."""
        self._loads.s3 = s3

    def join(self) -> None:
        """Waits for the full loads under way."""
        self._loads.join()

    def __enter__(self) -> LocalDMS:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def serve(self, target: str, body: bytes, caller: str = "") -> tuple[dict[str, Any], Fault | None]:
        """The answer to one request, and what is to be done to it on its way."""
        prefix, _, operation = target.partition(".")
        service = next((name for name, model in self._models.items() if model.target_prefix == prefix), None)
        if service is None:
            raise ServiceError("UnknownOperationException", f"no service has the target {target!r}")
        model = self._models[service]
        model.operation(operation)
        try:
            parameters = json.loads(body or b"{}")
        except ValueError as error:
            raise ServiceError("SerializationException", "the request is not JSON") from error
        if not isinstance(parameters, dict):
            raise ServiceError("SerializationException", "the request is not a JSON object")
        with self.state.lock:
            self.state.calls.append(Call(service, operation, _without_secrets(parameters), caller))
        fault = self.state.faults.take(operation)
        if fault and fault.kind in ERRORS:
            raise ERRORS[fault.kind]
        if operation not in self._operations:
            raise ServiceError("UnknownOperationException", f"the local {service} has no {operation}")
        model.check_input(operation, parameters)
        with self.state.lock:
            answer = self._operations[operation](parameters, fault)
        # Unless somebody asked for members that no model has.
        if not any(migration.odd for migration in self.state.migrations.values()):
            model.check_output(operation, answer)
        return answer, fault


def _operations(state: State, loads: FullLoads, datasync: DataSync) -> dict[str, Operation]:
    tasks, replications = Tasks(state, loads), Replications(state, loads)
    endpoints, tables = Endpoints(state), TableStatistics(state)

    def plain(operation: Callable[[dict[str, Any]], dict[str, Any]]) -> Operation:
        return lambda parameters, _: operation(parameters)

    return {
        "CreateEndpoint": plain(endpoints.create),
        "DescribeEndpoints": plain(endpoints.describe),
        "CreateReplicationTask": plain(tasks.create),
        "StartReplicationTask": plain(tasks.start),
        "StopReplicationTask": plain(tasks.stop),
        "DeleteReplicationTask": plain(tasks.delete),
        "DescribeReplicationTasks": tasks.describe,
        "DescribeTableStatistics": tables.of_task,
        "CreateReplicationConfig": plain(replications.create),
        "StartReplication": plain(replications.start),
        "StopReplication": plain(replications.stop),
        "DescribeReplications": replications.describe,
        "DescribeReplicationConfigs": replications.describe_configs,
        "DescribeReplicationTableStatistics": tables.of_replication,
        "DescribeTaskExecution": datasync.describe,
        "ListTaskExecutions": datasync.list,
    }


def _without_secrets(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: "…" if name == "Password" else value for name, value in parameters.items()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, local: LocalDMS) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.local = local


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._control("GET", {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/_control/"):
            try:
                self._control("POST", json.loads(body or b"{}"))
            except ValueError as error:
                self._send(400, json.dumps({"error": str(error)}).encode())
            return
        try:
            caller = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
            target = self.headers.get("X-Amz-Target", "")
            answer, fault = self.server.local.serve(target, body, caller[1] if caller else "")
        except ServiceError as error:
            self._send(error.status, json.dumps(error.body()).encode())
            return
        self._send_answer(json.dumps(answer).encode(), fault.kind if fault else "")

    def _send_answer(self, text: bytes, fault: str) -> None:
        if fault == "drop":
            # Done, and nobody is told: the client cannot know.
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        shown = {
            "not-json": b"<html><body>An error page of something in between</body></html>",
            "truncated": text[: len(text) // 2],
            "empty-body": b"",
        }
        self._send(200, shown.get(fault, text))

    def _control(self, method: str, body: Any) -> None:
        try:
            if not isinstance(body, dict):
                raise ValueError("the body is not a JSON object")
            answer = self.server.local.control.answer(method, self.path, body)
        except KeyError as error:
            self._send(404, json.dumps({"error": f"there is no {error}"}).encode())
        except (ValueError, TypeError) as error:
            self._send(400, json.dumps({"error": str(error)}).encode())
        else:
            self._send(200, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
