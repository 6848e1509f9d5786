"""A request to S3 and its answer, as the proxy sees them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    method: str
    # With its query, as it came.
    path: str
    headers: dict[str, str]
    # Where on this host it comes from.
    port: int

    def header(self, name: str) -> str | None:
        """By its name in small letters."""
        return next((value for header, value in self.headers.items() if header.lower() == name), None)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def error_body(code: str, message: str) -> bytes:
    """In S3's form."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message>'
        "<RequestId>LOCAL0PROXY0REQUEST</RequestId></Error>"
    ).encode()
