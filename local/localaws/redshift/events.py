"""`Redshift Data Statement Status Change`, handed to the targets of the rules that match, as EventBridge would.

MiniStack refuses PutEvents for sources of AWS's own (`aws.…`), as AWS does. So the rules are read from it, it is asked
whether each matches, and the targets are called through its own APIs: what the template deploys is what is tested.
https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html
"""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from .faults import Faults
from .statements import KEPT_SECONDS, Statement
from .storage import Aws

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """What became of one event at one target; for whoever asks the control endpoint."""

    statement: str
    state: str
    # A target's ARN; or why there was none.
    target: str
    error: str = ""


class Events:
    def __init__(self, faults: Faults) -> None:
        self.aws: Aws | None = None
        self._faults = faults
        self._lock = threading.Lock()
        self._deliveries: list[Delivery] = []

    def deliveries(self) -> list[dict[str, str]]:
        with self._lock:
            return [asdict(each) for each in self._deliveries]

    def ended(self, statement: Statement) -> None:
        """Called once a statement has ended. Delivery is on a thread of its own: nobody waits for an event."""
        if statement.with_event:
            threading.Thread(target=self._send, args=(statement,), daemon=True).start()

    def _send(self, statement: Statement) -> None:
        if self._faults.strike("lost-event", name=statement.name):
            self._note(statement, "lost on request")
            return
        late = self._faults.strike("late-event", name=statement.name)
        if late is not None:
            time.sleep(late.seconds)
        twice = self._faults.strike("duplicate-event", name=statement.name) is not None
        event = event_of(statement, self.aws)
        for _ in range(2 if twice else 1):
            self._deliver(statement, event)

    def _deliver(self, statement: Statement, event: dict[str, Any]) -> None:
        aws = self.aws
        if aws is None:
            self._note(statement, "no AWS to send it to")
            return
        try:
            targets = list(_targets(aws, event))
            if not targets:
                self._note(statement, "no rule matches")
        except Exception as error:
            log.exception("looking for the rules of an event")
            self._note(statement, "EventBridge", str(error))
            return
        for rule, target in targets:
            try:
                _call(aws, rule, target, event)
                self._note(statement, target["Arn"])
            except Exception as error:
                log.exception("delivering an event to %s", target["Arn"])
                self._note(statement, target["Arn"], str(error))

    def _note(self, statement: Statement, target: str, error: str = "") -> None:
        with self._lock:
            self._deliveries.append(Delivery(statement.id, statement.status.value, target, error))


def event_of(statement: Statement, aws: Aws | None) -> dict[str, Any]:
    region, account = (aws.region, aws.account) if aws else ("us-east-1", "123456789012")
    target = statement.target
    if target.cluster is not None:
        resource = f"arn:aws:redshift:{region}:{account}:cluster:{target.cluster}"
    else:
        resource = f"arn:aws:redshift-serverless:{region}:{account}:workgroup/{target.workgroup}"
    last = statement.parts[-1]
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Redshift Data Statement Status Change",
        "source": "aws.redshift-data",
        "account": account,
        "time": datetime.fromtimestamp(statement.updated, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [resource],
        "detail": {
            "principal": statement.owner,
            "statementName": statement.name,
            "statementId": statement.id,
            "redshiftQueryId": last.query_id or -1,
            "state": statement.status.value,
            "rows": last.rows if last.rows is not None else -1,
            "expireAt": int(statement.updated + KEPT_SECONDS),
        },
    }


def _targets(aws: Aws, event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    service = aws.client("events")
    for page in service.get_paginator("list_rules").paginate():
        for rule in page["Rules"]:
            pattern = rule.get("EventPattern")
            if rule.get("State") != "ENABLED" or not pattern:
                continue
            if service.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]:
                for target in service.list_targets_by_rule(Rule=rule["Name"])["Targets"]:
                    yield rule["Arn"], target


def _call(aws: Aws, rule: str, target: dict[str, Any], event: dict[str, Any]) -> None:
    if "InputTransformer" in target or "InputPath" in target:
        raise NotImplementedError("input transformation of a rule's target")
    payload = target.get("Input") or json.dumps(event)
    kind = target["Arn"].split(":")[2]
    if kind == "lambda":
        _require_permission(aws, rule, target["Arn"])
        aws.client("lambda").invoke(FunctionName=target["Arn"], InvocationType="Event", Payload=payload.encode())
    elif kind == "sqs":
        sqs = aws.client("sqs")
        url = sqs.get_queue_url(QueueName=target["Arn"].rpartition(":")[2])["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=payload)
    elif kind == "states":
        aws.client("stepfunctions").start_execution(stateMachineArn=target["Arn"], input=payload)
    else:
        raise NotImplementedError(f"targets of kind {kind}")


def _require_permission(aws: Aws, rule: str, function: str) -> None:
    """A function must let EventBridge invoke it for this rule (AWS::Lambda::Permission)."""
    policy = json.loads(aws.client("lambda").get_policy(FunctionName=function)["Policy"])
    for statement in policy["Statement"]:
        principal, condition = statement.get("Principal", {}), statement.get("Condition", {})
        sources = [
            value for test in condition.values() for key, value in test.items() if key.lower() == "aws:sourcearn"
        ]
        if principal.get("Service") == "events.amazonaws.com" and (not sources or rule in sources):
            return
    raise PermissionError(f"{function} does not let events.amazonaws.com invoke it for {rule}")
