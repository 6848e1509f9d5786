"""The Data API's errors, in the shape the service answers them."""

from __future__ import annotations


class ServiceError(Exception):
    """One modelled error: `{"__type": code, "Message": …}`."""

    status = 400

    def __init__(self, code: str, message: str, **fields: str) -> None:
        super().__init__(message)
        self.code = code
        self.body = {"__type": code, "Message": message, **fields}


class ServerError(ServiceError):
    status = 500


def validation(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)


def not_found(message: str, identifier: str) -> ServiceError:
    return ServiceError("ResourceNotFoundException", message, ResourceId=identifier)


def access_denied(message: str) -> ServiceError:
    return ServiceError("AccessDeniedException", message)
