"""The ASGI application: the Data API at /, and a control endpoint at /_local for whoever runs the local Redshift.

python -m localaws.redshift.server --port N        on 127.0.0.1, until it is told to end

GET    /_local/health                  when it answers, it is ready; names PostgreSQL's folder
PUT    /_local/aws                     {"endpoint": …, "region": …, "account": …, "default_role": …, "function_role": …}
PUT    /_local/settings                {"slices": 4, "manifest_of_nothing": true, "active_statements": 500, …}
POST   /_local/faults                  one fault (faults.py); GET shows those waiting, DELETE forgets them
    POST   /_local/release                 {"state": "PICKED"}: ends the delay of what is held in SUBMITTED or PICKED
POST   /_local/clock                   {"advance_seconds": n}: tokens and results age
GET    /_local/calls                   how often each operation was called
GET    /_local/active                  how many batches have not ended
GET    /_local/statements, /events     every batch's name, status and number of statements; what became of each event
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..postgres import PostgresError
from . import postgres
from .api import Api, Landscape, Limits
from .errors import ServerError, ServiceError
from .events import Events
from .executor import Executor, Warehouse
from .faults import Fault, Faults
from .statements import Clock, Statements, Status
from .storage import Aws

log = logging.getLogger("localaws.redshift")
CONTENT_TYPE = "application/x-amz-json-1.1"
PREFIX = "RedshiftData."
SLOTS = 8


class Service:
    """Everything a running local Redshift consists of, but for its HTTP server."""

    def __init__(self, database: postgres.Postgres) -> None:
        self.database = database
        self.faults = Faults()
        self.clock = Clock()
        self.limits = Limits()
        self.landscape = Landscape()
        self.events = Events(self.faults)
        self.warehouse = Warehouse(database.dsn, self.faults, Statements(self.clock))
        self.executor = Executor(self.warehouse, SLOTS, self.events.ended)
        self.api = Api(self.warehouse, self.executor, self.limits, self.landscape)

    def use(self, aws: Aws) -> None:
        self.warehouse.aws = self.events.aws = aws

    def set(self, settings: dict[str, Any]) -> None:
        """Raises ValueError for a setting there is not."""
        for name, value in settings.items():
            if name in ("slices", "manifest_of_nothing"):
                self.warehouse.conduct = replace(self.warehouse.conduct, **{name: value})
            elif name in ("active_statements", "rows_per_page"):
                setattr(self.limits, name, value)
            elif name == "workgroups":
                self.landscape.workgroups = dict(value)
            elif name == "clusters":
                self.landscape.clusters = set(value)
            else:
                raise ValueError(f"no setting is called {name!r}")


def application(service: Service) -> Starlette:
    async def data_api(request: Request) -> Response:
        body = await request.body()
        target = request.headers.get("x-amz-target", "")
        try:
            answer = await run_in_threadpool(_answer, service, target, body, dict(request.headers))
            return _json(200, answer)
        except ServiceError as error:
            return _json(error.status, error.body, error.code)
        except Exception:
            log.exception("%s", target)
            failure = ServerError("InternalServerException", "the local Redshift failed; its log says why")
            return _json(failure.status, failure.body, failure.code)

    async def control(request: Request) -> Response:
        try:
            return await run_in_threadpool(_control, service, request, await request.body())
        except (ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    # Its own budget of threads: a waiting call holds one for up to 30 seconds.
    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        import anyio.to_thread

        anyio.to_thread.current_default_thread_limiter().total_tokens = 200
        yield

    return Starlette(
        routes=[
            Route("/", data_api, methods=["POST"]),
            Route("/_local/{what}", control, methods=["GET", "PUT", "POST", "DELETE"]),
        ],
        lifespan=lifespan,
    )


def _answer(service: Service, target: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    if not target.startswith(PREFIX):
        raise ServiceError("UnknownOperationException", f"X-Amz-Target {target!r} is not of the Redshift Data API")
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise ServiceError("SerializationException", str(error)) from error
    if not isinstance(value, dict):
        raise ServiceError("SerializationException", "an object is expected")
    return service.api.call(target.removeprefix(PREFIX), value, headers)


def _json(status: int, body: dict[str, Any], code: str | None = None) -> Response:
    headers = {"x-amzn-requestid": f"{time.monotonic_ns():x}"}
    if code is not None:
        headers["x-amzn-errortype"] = code
    return Response(json.dumps(body), status, headers, CONTENT_TYPE)


def _control(service: Service, request: Request, body: bytes) -> Response:
    value = json.loads(body) if body else {}
    match request.method, request.path_params["what"]:
        case "GET", "health":
            database = service.database
            return JSONResponse({"ready": True, "folder": str(database.folder), "dsn": database.dsn()})
        case "PUT", "aws":
            service.use(Aws(**value))
        case "PUT", "settings":
            service.set(value)
        case "GET", "faults":
            return JSONResponse([asdict(fault) for fault in service.faults.waiting()])
        case "POST", "faults":
            service.faults.add(Fault.decoded(value))
        case "DELETE", "faults":
            service.faults.clear()
        case "POST", "release":
            service.warehouse.statements.release(Status(value["state"]))
        case "POST", "clock":
            service.clock.advance(float(value["advance_seconds"]))
        case "GET", "calls":
            return JSONResponse(service.api.calls)
        case "GET", "statements":
            known = service.warehouse.statements.all()
            return JSONResponse(
                [
                    {"id": each.id, "name": each.name, "status": each.status.value, "statements": len(each.parts)}
                    for each in known
                ]
            )
        case "GET", "active":
            return JSONResponse({"statements": service.warehouse.statements.active()})
        case "GET", "events":
            return JSONResponse(service.events.deliveries())
        case method, what:
            return JSONResponse({"error": f"{method} {what} is not understood"}, status_code=404)
    return JSONResponse({})


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m localaws.redshift.server",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    database: list[postgres.Postgres] = []

    def end(number: int, _: object) -> None:
        # Before uvicorn listens to signals, while PostgreSQL starts.
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        database.append(postgres.start())
        service = Service(database[0])
        server = uvicorn.Server(
            uvicorn.Config(
                application(service),
                host="127.0.0.1",
                port=arguments.port,
                log_level="warning",
                lifespan="on",
                timeout_graceful_shutdown=1,
            )
        )
        server.run()
        # Statements under way are interrupted; a thread that will not end does not keep the process.
        threading.Thread(target=service.executor.close, daemon=True).start()
    except PostgresError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        for each in database:
            each.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
