"""The DynamoDB that S3Copier keeps the state of large copies in: MiniStack's, a fresh table for every run.

It is an emulator in Python, so a copy's wall time has its answers in it; a range of parts takes a few, as on AWS.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from localaws import ministack as ministack
from subjects import Subject

from events import PART_BYTES

PARTS_PER_MESSAGE = 100


@dataclass
class StateTables:
    """Makes tables like the template's on one running local AWS."""

    aws: ministack.LocalAWS
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def subject(self, copier: Subject) -> Subject:
        """S3Copier with a table that knows nothing yet, and parts of the smallest size."""
        table = f"copies-{next(self._numbers)}"
        dynamodb: Any = self.aws.client("dynamodb")
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        settings = {
            **copier.settings,
            "STATE_TABLE": table,
            "AWS_ENDPOINT_URL_DYNAMODB": self.aws.endpoint,
            "MULTIPART_THRESHOLD": str(PART_BYTES),
            "PART_SIZE": str(PART_BYTES),
            "PARTS_PER_MESSAGE": str(PARTS_PER_MESSAGE),
        }
        return replace(copier, settings=settings)


@contextlib.contextmanager
def state_tables() -> Iterator[StateTables]:
    # Who signs is not checked: the subject has the same worthless credentials as everywhere.
    with ministack.running(extra_environment={"AUTH": "false"}) as aws:
        yield StateTables(aws)
