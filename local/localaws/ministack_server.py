"""MiniStack, with what its state machines lack: calls of DMS, which go to the local DMS where one runs.

python -m localaws.ministack_server, with AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE in the environment, as for the functions.
"""

from __future__ import annotations

import asyncio
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from ministack import app
from ministack.services import stepfunctions

DMS = os.environ.get("AWS_ENDPOINT_URL_DATABASE_MIGRATION_SERVICE", "")
Answer = tuple[int, dict[str, str], bytes]


def add_dms(endpoint: str) -> None:
    """Makes arn:aws:states:::aws-sdk:databasemigration:… a task that calls the endpoint."""

    async def handle(method: str, path: str, headers: Mapping[str, str], body: Any, query: Any) -> Answer:
        return await asyncio.to_thread(_asked, endpoint, headers, body)

    app.SERVICE_HANDLERS["dms"] = handle
    stepfunctions._AWS_SDK_SERVICE_MAP["databasemigration"] = {
        "target_prefix": "AmazonDMSv20160101",
        "protocol": "json",
        "service_key": "dms",
    }
    stepfunctions._AWS_SDK_ERROR_PREFIX["databasemigration"] = "DatabaseMigration"


def _asked(endpoint: str, headers: Mapping[str, str], body: Any) -> Answer:
    data = body if isinstance(body, bytes) else str(body).encode()
    kept = {
        "X-Amz-Target": headers["x-amz-target"],
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": headers["authorization"],
    }
    request = urllib.request.Request(endpoint, data=data, headers=kept, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, {}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {}, error.read()


if __name__ == "__main__":
    if DMS:
        add_dms(DMS)
    app.main()
