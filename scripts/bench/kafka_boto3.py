"""What KafkaS3Sink is measured against: a function of one's own with boto3 and pyarrow, without links. It polls the Runtime
API as Lambda's own Python runtime does.
"""

from __future__ import annotations

import base64
import io
import json
import os
import urllib.request
from typing import Any

import boto3
import pyarrow as arrow
from pyarrow import parquet

S3 = boto3.client("s3")


def handler(event: dict[str, Any]) -> dict[str, Any]:
    for name, records in event["records"].items():
        rows = []
        for record in records:
            change = json.loads(base64.b64decode(record["value"]))
            row = change["after"] or change["before"]
            source = change["source"]
            rows.append(
                {
                    "_topic": record["topic"],
                    "_partition": record["partition"],
                    "_offset": record["offset"],
                    "_timestamp": record["timestamp"],
                    "_key": base64.b64decode(record["key"]).decode(),
                    "_op": change["op"],
                    "_seq": f"{source['commit_lsn']}/{source['change_lsn']}/{source['event_serial_no']}",
                    **row,
                }
            )
        file = io.BytesIO()
        parquet.write_table(arrow.Table.from_pylist(rows), file, compression="gzip")
        key = f"{name}/{records[0]['offset']:020}-{records[-1]['offset']:020}.parquet"
        S3.put_object(Bucket="example-landing", Key=key, Body=file.getvalue())
    return {"batchItemFailures": []}


def main() -> None:
    api = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
    while True:
        with urllib.request.urlopen(f"{api}/next") as answer:
            name = answer.headers["Lambda-Runtime-Aws-Request-Id"]
            event = json.load(answer)
        body = json.dumps(handler(event)).encode()
        urllib.request.urlopen(urllib.request.Request(f"{api}/{name}/response", body)).close()


if __name__ == "__main__":
    main()
