"""The errors Glue answers with."""

from __future__ import annotations


class GlueError(Exception):
    """An answer other than 200. `code` is the error's name on the wire."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def not_found(what: str, name: str) -> GlueError:
    return GlueError("EntityNotFoundException", f"Entity not found: {what} {name}")


def exists(what: str, name: str) -> GlueError:
    return GlueError("AlreadyExistsException", f"{what} {name} already exists")


def invalid(message: str) -> GlueError:
    return GlueError("InvalidInputException", message)
