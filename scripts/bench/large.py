"""The DynamoDB that S3Copier keeps the state of large copies in: MiniStack's, a fresh table for every run.

It is an emulator in Python, so a copy's wall time has its answers in it; a range of parts takes a few, as on AWS.
"""

from __future__ import annotations

import contextlib
import itertools
import pathlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from localaws import ministack as ministack
from subjects import Subject

from events import PART_BYTES

PARTS_PER_MESSAGE = 100
PLAN = "large"


@dataclass
class StateTables:
    """Makes tables like the template's on one running local AWS."""

    aws: ministack.LocalAWS
    # The folder that holds plans/.
    task_root: pathlib.Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def subject(self, copier: Subject) -> Subject:
        """S3Copier with a table that knows nothing yet, and parts of the smallest size."""
        table = f"copies-{next(self._numbers)}"
        dynamodb: Any = self.aws.client("dynamodb")
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
                {"AttributeName": "open", "AttributeType": "S"},
                {"AttributeName": "due", "AttributeType": "N"},
            ],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "open-due",
                    "KeySchema": [
                        {"AttributeName": "open", "KeyType": "HASH"},
                        {"AttributeName": "due", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        settings = {
            **copier.settings,
            "STATE_TABLE": table,
            "AWS_ENDPOINT_URL_DYNAMODB": self.aws.endpoint,
            "PLAN": PLAN,
            "LAMBDA_TASK_ROOT": str(self.task_root),
        }
        return replace(copier, settings=settings)


@contextlib.contextmanager
def state_tables() -> Iterator[StateTables]:
    # Who signs is not checked: the subject has the same worthless credentials as everywhere.
    with ministack.running(extra_environment={"AUTH": "false"}) as aws, tempfile.TemporaryDirectory() as folder:
        task_root = pathlib.Path(folder)
        (task_root / "plans").mkdir()
        (task_root / "plans" / f"{PLAN}.yaml").write_text(
            f"multipart: {{threshold: {PART_BYTES} B, part_size: {PART_BYTES} B, parts_per_message: {PARTS_PER_MESSAGE}}}\n"
        )
        yield StateTables(aws, task_root)
