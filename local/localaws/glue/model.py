"""Glue's own description of its operations, as botocore carries it: what a request must hold, what an answer may."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.validate import ParamValidator

from .errors import GlueError


@lru_cache(maxsize=1)
def service_model() -> ServiceModel:
    try:
        return botocore.session.get_session().get_service_model("glue")
    except UnknownServiceError as error:  # pragma: no cover - a broken installation
        raise RuntimeError("this botocore has no model of Glue") from error


def check_request(operation: str, request: dict[str, Any]) -> None:
    """Refuses what Glue's front door refuses: missing, mistyped, too long or unknown members."""
    # Glue ignores members it does not know; here they are a misspelling that somebody should hear about.
    problems = _problems(request, _operation(operation).input_shape)
    if problems:
        raise GlueError("ValidationException", f"1 validation error detected: {problems}")


def check_answer(operation: str, answer: dict[str, Any]) -> None:
    """Raises when this server itself is about to say what Glue cannot say."""
    problems = _problems(_without_empty_lists(answer), _operation(operation).output_shape)
    if problems:
        raise GlueError("InternalFailure", f"the local Glue would answer {operation} wrongly: {problems}", status=500)


def has_operation(operation: str) -> bool:
    return operation in service_model().operation_names


def _operation(name: str) -> OperationModel:
    return service_model().operation_model(name)


def _problems(value: dict[str, Any], shape: Shape | None) -> str:
    if shape is None:
        return "there is nothing to say" if value else ""
    report = ParamValidator().validate(value, shape)
    return str(report.generate_report()) if report.has_errors() else ""


def _without_empty_lists(value: Any) -> Any:
    """The model gives many lists a least length that Glue's own answers do not keep to."""
    if isinstance(value, dict):
        return {name: _without_empty_lists(member) for name, member in value.items() if member != []}
    return [_without_empty_lists(item) for item in value] if isinstance(value, list) else value
