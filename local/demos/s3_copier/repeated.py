"""An object that was uploaded in parts, whose event comes three times: it is copied once.

Its copy has another ETag and another checksum than the object: the mark of its source shows that it is the same.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote_plus

from .. import function_log
from ..terminal import say
from .scenario import SOURCE, TARGET, Scenario

KEY = "parts/uploaded-in-parts.csv"
DELIVERIES = 3


def run(scenario: Scenario, max_wait: float = 30) -> None:
    uploaded = _upload(scenario)
    if scenario.missing([KEY], max_wait):
        scenario.failures.append(f"{KEY} did not arrive")
        return
    first = scenario.s3.head_object(Bucket=TARGET, Key=KEY, ChecksumMode="ENABLED")
    queue = scenario.aws.client("sqs")
    for _ in range(DELIVERIES - 1):
        queue.send_message(QueueUrl=scenario.path.queue_url, MessageBody=json.dumps(_event(scenario, uploaded)))
    outcomes = _outcomes(scenario, max_wait)
    last = scenario.s3.head_object(Bucket=TARGET, Key=KEY, ChecksumMode="ENABLED")
    say(f"source {uploaded['ETag']} with a composite CRC32; copy {last['ETag']} with one of the whole; {outcomes}")
    if sorted(outcomes) != ["AlreadyCurrent"] * (DELIVERIES - 1) + ["Copied"]:
        scenario.failures.append(f"{KEY}, delivered {DELIVERIES} times, had the outcomes {outcomes}")
    if (first["LastModified"], first["ETag"]) != (last["LastModified"], last["ETag"]):
        scenario.failures.append(f"{KEY} was copied again: {first['ETag']}, then {last['ETag']}")


def _upload(scenario: Scenario) -> dict[str, Any]:
    """In one part, as small as an ordinary object: boto3 gives it a checksum of its parts' checksums."""
    s3, which = scenario.source_s3, {"Bucket": SOURCE, "Key": KEY}
    upload = s3.create_multipart_upload(**which, ChecksumAlgorithm="CRC32", ContentType="text/csv")["UploadId"]
    part = s3.upload_part(**which, UploadId=upload, PartNumber=1, Body=b"order\n1\n", ChecksumAlgorithm="CRC32")
    made = [{"PartNumber": 1, "ETag": part["ETag"], "ChecksumCRC32": part["ChecksumCRC32"]}]
    s3.complete_multipart_upload(**which, UploadId=upload, MultipartUpload={"Parts": made})
    scenario.expected.add(KEY)
    return dict(s3.head_object(**which))


def _event(scenario: Scenario, uploaded: dict[str, Any]) -> dict[str, Any]:
    """The notification once more, as S3 may send it."""
    item = {
        "key": quote_plus(KEY, safe="/"),
        "size": uploaded["ContentLength"],
        "eTag": uploaded["ETag"].strip('"'),
        "sequencer": "0055AED6DCD90281E5",
    }
    if "VersionId" in uploaded:
        item["versionId"] = uploaded["VersionId"]
    record = {
        "eventVersion": "2.6",
        "eventSource": "aws:s3",
        "awsRegion": scenario.source_region,
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "eventName": "ObjectCreated:CompleteMultipartUpload",
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": SOURCE, "arn": f"arn:aws:s3:::{SOURCE}"}, "object": item},
    }
    return {"Records": [record]}


def _outcomes(scenario: Scenario, max_wait: float) -> list[str]:
    """What the function logged of each delivery."""
    deadline = time.monotonic() + max_wait
    while True:
        lines = function_log.structured(scenario.aws, scenario.path.log_group)
        found = [
            str(line["outcome"]) for line in lines if str(line.get("source", "")).endswith(KEY) and "outcome" in line
        ]
        if len(found) >= DELIVERIES or time.monotonic() > deadline:
            return found
        time.sleep(0.2)
