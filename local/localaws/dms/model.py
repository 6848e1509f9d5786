"""The services' own models, as botocore carries them: what is asked and what is answered must both fit.

A real service ignores a member it does not know. This one refuses it, because here it can only be a client's misspelling.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import botocore.session
from botocore.model import OperationModel, Shape
from botocore.validate import ParamValidator

from .errors import ServiceError


class ServiceModel:
    """One service: its target prefix and its operations."""

    def __init__(self, name: str) -> None:
        self._model = botocore.session.get_session().get_service_model(name)
        self._validator = ParamValidator()
        self.target_prefix: str = self._model.metadata["targetPrefix"]

    def operation(self, name: str) -> OperationModel:
        if name not in self._model.operation_names:
            raise ServiceError("UnknownOperationException", f"{name} is not an operation of this service")
        return self._model.operation_model(name)

    def check_input(self, operation: str, parameters: Mapping[str, Any]) -> None:
        shape = self.operation(operation).input_shape
        if report := self._report(parameters, shape):
            raise ServiceError("ValidationException", report)

    def check_output(self, operation: str, answer: Mapping[str, Any]) -> None:
        """Raises AssertionError: an answer that the model does not know is a mistake of this server."""
        report = self._report(answer, self.operation(operation).output_shape)
        assert not report, f"{operation} answers what its model does not have: {report}"

    def check_part(self, operation: str, path: str, value: Mapping[str, Any]) -> None:
        """Holds part of an answer to the model: names and types. `path` leads to its structure, as `Tables.Statistics`.

        Raises ValueError, which says what does not fit. A member that is None stands for one that is left out.
        """
        shape = self.part(operation, path)
        if unknown := value.keys() - shape.members.keys():
            raise ValueError(f"{shape.name} has no {sorted(unknown)}")
        given = {name: member for name, member in value.items() if member is not None}
        required = [name for name in shape.required_members if name not in given]
        report = self._validator.validate(_with_times(given, shape), shape).generate_report()
        # A part may be set without what is set elsewhere.
        lines = [line for line in report.splitlines() if not any(f'"{name}"' in line for name in required)]
        if lines:
            raise ValueError(f"{shape.name}: {'; '.join(lines)}")

    def part(self, operation: str, path: str) -> Any:
        """The structure in an operation's answer that a path leads to, through lists; the whole answer for an empty one."""
        shape: Any = self.operation(operation).output_shape
        for name in filter(None, path.split(".")):
            shape = shape.members[name]
            if shape.type_name == "list":
                shape = shape.member
        return shape

    def _report(self, value: Mapping[str, Any], shape: Shape | None) -> str:
        if shape is None:
            return ""
        return str(self._validator.validate(_with_times(value, shape), shape).generate_report())


@functools.cache
def service_model(name: str) -> ServiceModel:
    """Read once: DMS's is large."""
    return ServiceModel(name)


def _with_times(value: Any, shape: Shape) -> Any:
    """botocore's validator wants dates where the wire has seconds."""
    if shape.type_name == "timestamp" and isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if shape.type_name == "structure" and isinstance(value, Mapping):
        return {
            name: _with_times(member, shape.members[name]) if name in shape.members else member
            for name, member in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_with_times(member, shape.member) for member in value]
    return value
