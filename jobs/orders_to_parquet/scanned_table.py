"""As much of DynamoDB as a parallel scan needs: Scan by segments, an item a page."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = 1


class ScannedTable:
    """Serves the items of each segment on 127.0.0.1 for the length of a `with` block, and notes who asked for which."""

    def __init__(self, table: str, items: list[tuple[int, dict[str, Any]]]) -> None:
        self.segments: set[tuple[int, int]] = set()
        self._table = table
        self._items = items
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> ScannedTable:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(timeout=10)

    def scan(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if request["TableName"] != self._table:
            return 400, {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "no table"}
        segment, total = request["Segment"], request["TotalSegments"]
        self.segments.add((segment, total))
        items = [item for own, item in self._items if own == segment]
        keys = [item["order_id"] for item in items]
        start = keys.index(request["ExclusiveStartKey"]["order_id"]) + 1 if "ExclusiveStartKey" in request else 0
        page = items[start : start + PAGE]
        more = {"LastEvaluatedKey": {"order_id": page[-1]["order_id"]}} if page else {}
        return 200, {"Items": page, "Count": len(page), "ScannedCount": len(page), **more}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        table = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = table.scan(request)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
