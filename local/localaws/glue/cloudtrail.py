"""CloudTrail's records of calls to DynamoDB, as EventBridge delivers them. The local AWS has no trail that would write them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def call(
    name: str,
    table: str,
    request: Mapping[str, Any],
    *,
    account: str,
    region: str,
    read_only: bool = False,
    error: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """The event of one call. Data events carry the keys' values and the attributes' names, never an item."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    failure = {"errorCode": error[0], "errorMessage": error[1]} if error else {}
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.dynamodb",
        "account": account,
        "time": now,
        "region": region,
        "resources": [],
        "detail": {
            "eventVersion": "1.11",
            "userIdentity": {"type": "AssumedRole", "accountId": account},
            "eventTime": now,
            "eventSource": "dynamodb.amazonaws.com",
            "eventName": name,
            "awsRegion": region,
            "sourceIPAddress": "192.0.2.1",
            "userAgent": "example",
            **failure,
            "requestParameters": {"tableName": table, **request},
            "responseElements": None,
            "requestID": str(uuid.uuid4()),
            "eventID": str(uuid.uuid4()),
            "readOnly": read_only,
            "resources": [
                {
                    "accountId": account,
                    "type": "AWS::DynamoDB::Table",
                    # A caller may name a table by its ARN; the record's resources are ARNs in any case.
                    "ARN": table if table.startswith("arn:") else f"arn:aws:dynamodb:{region}:{account}:table/{table}",
                }
            ],
            "eventType": "AwsApiCall",
            "apiVersion": "2012-08-10",
            "managementEvent": False,
            "recipientAccountId": account,
            "eventCategory": "Data",
        },
    }


def put_item(table: str, item: Mapping[str, Any], key: str, **given: Any) -> dict[str, Any]:
    return call("PutItem", table, {"key": {key: "".join(item[key].values())}, "item": sorted(item)}, **given)
