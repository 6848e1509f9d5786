"""CreateEndpoint and DescribeEndpoints: where a migration reads and writes."""

from __future__ import annotations

from typing import Any

from .errors import ServiceError, not_found
from .filters import apply_filters
from .paging import TASKS, page_of
from .state import Endpoint, State

_SHOWN = ("ServerName", "Port", "DatabaseName", "Username", "SslMode", "S3Settings", "PostgreSQLSettings")


class Endpoints:
    def __init__(self, state: State) -> None:
        self._state = state

    def create(self, parameters: dict[str, Any]) -> dict[str, Any]:
        identifier = parameters["EndpointIdentifier"]
        if any(each.identifier == identifier for each in self._state.endpoints.values()):
            raise ServiceError("ResourceAlreadyExistsFault", f"Endpoint {identifier} already exists")
        endpoint = Endpoint(
            arn=self._state.arn("endpoint"),
            identifier=identifier,
            endpoint_type=parameters["EndpointType"],
            engine=parameters["EngineName"],
            values={name: parameters[name] for name in _SHOWN if name in parameters},
            password=parameters.get("Password", ""),
        )
        self._state.endpoints[endpoint.arn] = endpoint
        return {"Endpoint": _shown(endpoint)}

    def describe(self, parameters: dict[str, Any]) -> dict[str, Any]:
        readers = {
            "endpoint-arn": lambda each: [each.arn],
            "endpoint-type": lambda each: [each.endpoint_type],
            "endpoint-id": lambda each: [each.identifier],
            "engine-name": lambda each: [each.engine],
        }
        found = apply_filters(self._state.endpoints.values(), parameters.get("Filters"), readers)
        if not found and parameters.get("Filters"):
            raise not_found("No Endpoints found matching provided filters")
        page = page_of(found, parameters, TASKS)
        return page.answer("Endpoints", [_shown(each) for each in page.items])


def _shown(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "EndpointIdentifier": endpoint.identifier,
        "EndpointType": endpoint.endpoint_type.upper(),
        "EngineName": endpoint.engine,
        "Status": "active",
        "EndpointArn": endpoint.arn,
        **endpoint.values,
    }
