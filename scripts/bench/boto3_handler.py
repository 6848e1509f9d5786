"""The copier a data team would write with boto3, and the Runtime API loop that runs it.

The loop does what awslambdaric's does (one keep-alive connection, JSON in, JSON out). The client and the thread pool
are made once, at init, as every guide advises; the copies of a batch run in parallel.
"""

import http.client
import json
import os
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config

WORKERS = 10
INVOCATION = "/2018-06-01/runtime/invocation"

s3 = boto3.client("s3", config=Config(max_pool_connections=WORKERS, s3={"addressing_style": "path"}))
pool = ThreadPoolExecutor(max_workers=WORKERS)
target_bucket = os.environ["TARGET_BUCKET"]


def copy_object(record: dict[str, Any]) -> None:
    """Copies the object that one S3 event record names."""
    source = record["s3"]
    key = unquote_plus(source["object"]["key"])
    copy_source = {"Bucket": source["bucket"]["name"], "Key": key}
    if "versionId" in source["object"]:
        copy_source["VersionId"] = source["object"]["versionId"]
    s3.copy_object(Bucket=target_bucket, Key=key, CopySource=copy_source)


def handle_message(message: dict[str, Any]) -> None:
    """Copies what one SQS message (SNS envelope, then S3 event) names; an s3:TestEvent names nothing."""
    notification = json.loads(json.loads(message["body"])["Message"])
    for record in notification.get("Records", []):
        copy_object(record)


def handler(event: dict[str, Any]) -> dict[str, Any]:
    """Answers the messages that failed, for SQS to deliver those and only those again."""
    attempts = [(message["messageId"], pool.submit(handle_message, message)) for message in event["Records"]]
    failures = []
    for message_id, attempt in attempts:
        if (error := attempt.exception()) is not None:
            print(f"{message_id}: {error!r}", flush=True)
            failures.append({"itemIdentifier": message_id})
    return {"batchItemFailures": failures}


def post(connection: http.client.HTTPConnection, path: str, body: dict[str, Any]) -> None:
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    connection.getresponse().read()


def serve() -> None:
    """Runs invocations until the runtime API goes away."""
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        connection.request("GET", f"{INVOCATION}/next")
        answer = connection.getresponse()
        event = json.loads(answer.read())
        request_id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            result = handler(event)
        except Exception as error:  # noqa: BLE001 - whatever the handler raises is the invocation's error
            traceback.print_exc()
            body = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": []}
            post(connection, f"{INVOCATION}/{request_id}/error", body)
        else:
            post(connection, f"{INVOCATION}/{request_id}/response", result)


if __name__ == "__main__":
    serve()
