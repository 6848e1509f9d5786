"""What the services answer instead of a result."""

from __future__ import annotations


class ServiceError(Exception):
    """An error as the JSON 1.1 protocol carries it: a code, a text and an HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    def body(self) -> dict[str, str]:
        # IAM's refusal spells it Message, the services' own faults message: clients must read both.
        spelling = "Message" if self.code == "AccessDeniedException" else "message"
        return {"__type": self.code, spelling: self.message}


def invalid_parameter(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message)


def not_found(message: str) -> ServiceError:
    return ServiceError("ResourceNotFoundFault", message)


def invalid_state(message: str) -> ServiceError:
    return ServiceError("InvalidResourceStateFault", message)
