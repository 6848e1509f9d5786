"""The events the services put on the account's default bus when a state changes, in the shapes their guides give.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_EventBridge.html
The stop reason is only part of a text in it, never a member of its own.
"""

from __future__ import annotations

import time
import uuid
from enum import Enum
from typing import Any

from .migration import Kind, Migration
from .state import ACCOUNT, State

# (what happened, event id, end of the event type, message)
_HAPPENINGS = {
    "started": ("DMS-EVENT-0069", "STARTED", "{what} started, with flag = fresh start"),
    "stopped": ("DMS-EVENT-0079", "STOPPED", "{what} has stopped. {reason}."),
    "failed": ("DMS-EVENT-0078", "FAILED", "{what} has failed. {reason}. {failure}"),
}


def publish_change(state: State, migration: Migration, happening: str) -> None:
    identifier, suffix, message = _HAPPENINGS[happening]
    task = migration.kind is Kind.TASK
    detail = {
        "type": "REPLICATION_TASK" if task else "REPLICATION_CONFIG",
        "category": "Failure" if happening == "failed" else "StateChange",
        "eventType": f"{'REPLICATION_TASK' if task else 'REPLICATION'}_{suffix}",
        "eventId": identifier,
        "resourceLink": f"https://console.aws.amazon.com/dms/v2/home?region={state.region}",
        "detailMessage": message.format(
            what="Replication task" if task else "Replication",
            reason=migration.stop_reason or "",
            failure=migration.failure or "",
        ).strip(),
    }
    kind = "DMS Replication Task State Change" if task else "DMS Replication State Change"
    _publish(state, kind, "aws.dms", migration.arn, detail)


def publish_execution(state: State, arn: str, status: str) -> None:
    _publish(state, "DataSync Task Execution State Change", "aws.datasync", arn, {"State": status})


class SubscriptionForm(Enum):
    """The shapes in which an event subscription's SNS messages have been published."""

    # With the id under a name of its own.
    SOURCE_ID = "source-id"
    # The common one: the id stands only in the link, behind a line break and before a blank.
    LINK = "link"
    # The newer one, with the id and the time of the notification.
    NOTIFICATION_TIME = "notification-time"


def subscription_message(
    event: dict[str, Any], identifier: str, form: SubscriptionForm = SubscriptionForm.SOURCE_ID
) -> dict[str, str]:
    """The same news as an event subscription of older days sends it to an SNS topic: under other names, without the ARN,
    and with a blank behind the event's id. DMS writes ids in small letters, whatever the user wrote.
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html
    """
    task = event["detail"]["type"] == "REPLICATION_TASK"
    link = f"{event['detail']['resourceLink']}#taskDetails/{identifier}"
    message = {
        "Event Source": "replication-task" if task else "replication",
        "Event Time": event["time"].replace("T", " ").replace("Z", ".000"),
        "Identifier Link": link,
        "Event ID": f"http://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html#{event['detail']['eventId']} ",
        "Event Message": event["detail"]["detailMessage"],
    }
    match form:
        case SubscriptionForm.SOURCE_ID:
            return {**message, "SourceId": identifier}
        case SubscriptionForm.LINK:
            named = identifier.lower()
            link = f"{event['detail']['resourceLink']}#tasks:ids={named}\nSourceId: {named} "
            return {**message, "Identifier Link": link}
        case SubscriptionForm.NOTIFICATION_TIME:
            return {**message, "SourceId": identifier.lower(), "Notification time": message["Event Time"]}


def _publish(state: State, detail_type: str, source: str, resource: str, detail: dict[str, Any]) -> None:
    with state.lock:
        state.events.append(
            {
                "version": "0",
                "id": str(uuid.uuid4()),
                "detail-type": detail_type,
                "source": source,
                "account": ACCOUNT,
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "region": state.region,
                "resources": [resource],
                "detail": detail,
            }
        )
