"""The events the subjects are given, in the shape S3 → SNS → SQS delivers them.

The server puts the event's number in place of each `{number}` (see server/runtime_api.h), so no two events name the
same object or message: a subject that remembers what it copied is not measured remembering.
"""

import json
from typing import Any
from urllib.parse import quote, unquote_plus

SOURCE_BUCKET = "example-source"
TARGET_BUCKET = "example-target"
TOPIC_ARN = f"arn:aws:sns:us-east-1:123456789012:{SOURCE_BUCKET}"
QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:copies"
TIME = "2026-01-15T09:30:10.123Z"

# One object as large as 10,000 parts of the smallest size make it.
PART_BYTES = 5 << 20
PART_COUNT = 10_000
OBJECT_BYTES = PART_COUNT * PART_BYTES
LARGE_KEY = "exports/large/orders.parquet"


def number_id(index: int) -> str:
    """A UUID that holds the event's number and the message's place in the batch."""
    return f"{{number}}-0000-4000-8000-{index:012d}"


def sqs_message(index: int, s3_event: dict[str, Any]) -> dict[str, Any]:
    notification = {
        "Type": "Notification",
        "MessageId": number_id(index),
        "TopicArn": TOPIC_ARN,
        "Subject": "Amazon S3 Notification",
        "Message": json.dumps(s3_event, separators=(",", ":")),
        "Timestamp": TIME,
        "SignatureVersion": "1",
        "Signature": "c2lnbmF0dXJl" * 28,
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
        "UnsubscribeURL": f"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={TOPIC_ARN}:0",
    }
    return {
        "messageId": number_id(index),
        "receiptHandle": "AQEBc2FtcGxlLXJlY2VpcHQtaGFuZGxl" * 10,
        "body": json.dumps(notification),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1768469410200",
            "SenderId": "AIDAIT2UOQQY3AUEKVGXU",
            "ApproximateFirstReceiveTimestamp": "1768469410210",
        },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE_ARN,
        "awsRegion": "us-east-1",
    }


def small_key(index: int, number: str = "{number}") -> str:
    return f"exports/2026 Q1/day={index}/part-{number}.csv.gz"


def object_created(key: str, size: int) -> dict[str, Any]:
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": TIME,
        "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": "AWS:AIDAIT2UOQQY3AUEKVGXU"},
        "requestParameters": {"sourceIPAddress": "203.0.113.7"},
        "responseElements": {"x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "copy",
            "bucket": {
                "name": SOURCE_BUCKET,
                "ownerIdentity": {"principalId": "A3NL1KOZZKExample"},
                "arn": f"arn:aws:s3:::{SOURCE_BUCKET}",
            },
            "object": {
                # Keys arrive form-encoded; the braces are the server's placeholder.
                "key": quote(key, safe="/{}").replace("%20", "+"),
                "size": size,
                "eTag": "9b2cf535f27731c974343645a3985328",
                "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                "sequencer": "0055AED6DCD90281E5",
            },
        },
    }
    return {"Records": [record]}


def test_event() -> dict[str, Any]:
    """What S3 sends when a notification is set up: to be acknowledged without a call to S3."""
    return {
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": TIME,
        "Bucket": SOURCE_BUCKET,
        "RequestId": "5582815E1AEA5ADF",
        "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
    }


def batch_of_one_test_event() -> str:
    return json.dumps({"Records": [sqs_message(0, test_event())]})


def batch_of_objects(count: int) -> str:
    small = [object_created(small_key(index), 1 << 20) for index in range(count)]
    return json.dumps({"Records": [sqs_message(index, event) for index, event in enumerate(small)]})


def batch_of_one_large_object() -> str:
    return json.dumps({"Records": [sqs_message(0, object_created(LARGE_KEY, OBJECT_BYTES))]})


def copy_command(number: int) -> str:
    """The line of an s5cmd batch file for the object that the `number`th record of the events names."""
    key = small_key(number % 10, f"{number // 10:08d}")
    return f'cp "s3://{SOURCE_BUCKET}/{key}" "s3://{TARGET_BUCKET}/{key}"\n'


def names_same_key(path: str, copy_source: str) -> bool:
    """Whether a CopyObject as the stub saw it reads the key it writes, between the two buckets of the events."""
    # s5cmd writes the space as a plus, which S3 takes; there is no plus in these keys.
    source = unquote_plus(copy_source.partition("?")[0]).removeprefix("/")
    target = unquote_plus(path.partition("?")[0]).removeprefix("/")
    return source.startswith(f"{SOURCE_BUCKET}/exports/2026 Q1/") and target == source.replace(
        SOURCE_BUCKET, TARGET_BUCKET, 1
    )
