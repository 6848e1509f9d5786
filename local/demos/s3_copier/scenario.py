"""What every scenario works with, and the questions they all ask of the target."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from localaws.ministack import LocalAWS
from localaws.s3_proxy.proxy import FaultProxy

from . import observer
from .comparison import keys_of
from .demo_objects import DemoObject

STACK = "demo"
SOURCE, TARGET = "example-source", "example-target"


@dataclass
class Scenario:
    """A deployed S3Copier, its buckets, and the proxy its requests to S3 go through (none with --keep)."""

    aws: LocalAWS
    path: observer.Path
    table: str
    proxy: FaultProxy | None
    source_region: str
    # What did not hold.
    failures: list[str] = field(default_factory=list)
    # Every key that may be in the target.
    expected: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # Past the proxy: what the scenarios ask must not be counted or refused.
        self.s3: Any = self.aws.client("s3")
        self.source_s3: Any = self.aws.client("s3", self.source_region)
        self.functions: Any = self.aws.client("lambda")

    def upload(self, item: DemoObject) -> None:
        self.source_s3.put_object(
            Bucket=SOURCE,
            Key=item.key,
            Body=item.body,
            Metadata=dict(item.metadata),
            **({"Tagging": urlencode(item.tags)} if item.tags else {}),
            **item.headers,
        )
        self.expected.add(item.key)

    def missing(self, keys: Collection[str], max_wait: float) -> set[str]:
        """The keys that are not in the target after `max_wait` seconds."""
        deadline = time.monotonic() + max_wait
        while True:
            missing = set(keys) - keys_of(self.s3, TARGET)
            if not missing or time.monotonic() > deadline:
                return missing
            time.sleep(0.05)

    def invoke(self, event: dict[str, Any]) -> Any:
        """The function's answer to an event it is given directly; a failure is noted, and answered by an empty one."""
        response = self.functions.invoke(FunctionName=self.path.function, Payload=json.dumps(event).encode())
        answer = json.loads(response["Payload"].read())
        if "FunctionError" in response:
            self.failures.append(f"the function failed on {str(event)[:80]}: {answer}")
            return {}
        return answer

    def open_uploads(self) -> list[str]:
        uploads = self.s3.list_multipart_uploads(Bucket=TARGET).get("Uploads", [])
        return [upload["Key"] for upload in uploads]
