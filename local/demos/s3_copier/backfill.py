"""Objects that were there before the notifications: copied as S3 Batch Operations has them copied.

MiniStack has no Batch Operations. Their part is played here: the event they invoke a function with, and the answer they
expect of it.
"""

from __future__ import annotations

import base64
import json
import shlex
from typing import Any
from urllib.parse import quote

from localaws.ministack import LocalAWS

from ..terminal import say
from .comparison import differences
from .demo_objects import DemoObject
from .scenario import SOURCE, TARGET, Scenario


def old_objects() -> list[DemoObject]:
    return [
        DemoObject(
            "old/2019/orders.csv", b"order,amount\n1,2.50\n", metadata={"origin": "erp"}, tags={"team": "sales"}
        ),
        DemoObject("old/with space & ünïcödé+plus.txt", b"a key that batch events encode\n"),
        DemoObject("old/a//b", b"a key with an empty folder\n"),
    ]


def fill(aws: LocalAWS, region: str, objects: list[DemoObject]) -> None:
    """The source bucket as it is found: versioned, with objects, and without a notification."""
    s3 = aws.client("s3", region)
    # us-east-1 is the one region that may not be named here.
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=SOURCE, **place)
    s3.put_bucket_versioning(Bucket=SOURCE, VersioningConfiguration={"Status": "Enabled"})
    for item in objects:
        s3.put_object(Bucket=SOURCE, Key=item.key, Body=item.body, Metadata=dict(item.metadata))
        tags = [{"Key": key, "Value": value} for key, value in item.tags.items()]
        if tags:
            s3.put_object_tagging(Bucket=SOURCE, Key=item.key, Tagging={"TagSet": tags})


def connect(scenario: Scenario, command: str) -> None:
    """Runs what the output ConnectSourceBucket names, but through boto3."""
    words = shlex.split(command)
    configuration = json.loads(words[words.index("--notification-configuration") + 1])
    scenario.source_s3.put_bucket_notification_configuration(Bucket=SOURCE, NotificationConfiguration=configuration)


def run(scenario: Scenario, objects: list[DemoObject]) -> None:
    scenario.expected |= {item.key for item in objects}
    first = _job(scenario, objects, "2.0")
    again = _job(scenario, objects, "1.0")
    for item in objects:
        found = differences(scenario.s3, SOURCE, TARGET, item)
        say(f"{item.key}: {first.get(item.key)}, then {again.get(item.key)}; {'DIFFERS' if found else 'equal'}")
        scenario.failures += [f"{item.key}: {difference}" for difference in found]
        if first.get(item.key) != "Succeeded (Copied)":
            scenario.failures.append(f"the first batch job answered {first.get(item.key)} for {item.key}")
        # Without the proxy MiniStack ignores If-None-Match on copies, so the copy is made twice; it is the same.
        right = (
            {"Succeeded (AlreadyCurrent)"} if scenario.proxy else {"Succeeded (AlreadyCurrent)", "Succeeded (Copied)"}
        )
        if again.get(item.key) not in right:
            scenario.failures.append(f"the second batch job answered {again.get(item.key)} for {item.key}")


def _job(scenario: Scenario, objects: list[DemoObject], schema: str) -> dict[str, str]:
    """What the function answers for each key."""
    keys = {f"task{number}": item.key for number, item in enumerate(objects)}
    bucket: dict[str, Any] = {"s3Bucket": SOURCE} if schema == "2.0" else {"s3BucketArn": f"arn:aws:s3:::{SOURCE}"}
    event = {
        "invocationSchemaVersion": schema,
        "invocationId": base64.b64encode(schema.encode() * 8).decode(),
        "job": {"id": "f3cc4f60-61f6-4a2b-8a21-d07600c373ce"},
        "tasks": [{"taskId": task, "s3Key": quote(key), "s3VersionId": None, **bucket} for task, key in keys.items()],
    }
    answer = scenario.invoke(event)
    if answer.get("invocationSchemaVersion") != schema or answer.get("invocationId") != event["invocationId"]:
        scenario.failures.append(f"the batch answer is not the event's: {str(answer)[:200]}")
    results = {keys[result["taskId"]]: result for result in answer.get("results", [])}
    return {
        key: f"{result['resultCode']} ({str(result['resultString']).partition(':')[0]})"
        for key, result in results.items()
    }
