"""The chain around GlueWorkflowStarter on the local AWS, as the template deploys it, with a local Glue at its end."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from localaws.deploy import Stack, deploy
from localaws.glue import cloudtrail
from localaws.glue.from_template import Template, create
from localaws.glue.server import GlueServer
from localaws.ministack import ACCOUNT, ROOT, LocalAWS

from ..glue_events import GlueEvents
from .executions import Executions

# How long a node runs that no step speaks of.
NODE_SECONDS = 0.4
WORKFLOW = "demo-orders"
PARAMETERS = {
    "WorkflowName": WORKFLOW,
    # So that nobody has to watch a clock; the template's default collects events for 30 seconds.
    "WindowSeconds": "0",
}


def create_workflow(glue: Any, region: str) -> dict[str, list[str]]:
    """Makes the workflow of the pipeline "orders" in the local Glue. Returns the names of its parts by kind."""
    whole = {
        "Name": "demo",
        "Workgroup": "example-workgroup",
        "WorkgroupArn": f"arn:aws:redshift-serverless:{region}:{ACCOUNT}:workgroup/0a1b2c3d-0000-4000-8000-000000000001",
        "ScriptsBucket": "example-scripts",
    }
    return create(glue, Template(ROOT / "pipelines/orders/template.yaml", "demo", whole, ACCOUNT, region))


def create_orders(aws: LocalAWS, name: str) -> str:
    """Makes an orders table as the pipeline "orders" has it. Returns its stream's ARN."""
    made = aws.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "order_id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "order_id", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    return str(made["TableDescription"]["LatestStreamArn"])


class Chain:
    """One deployed stack: its orders table, state machine and function, and the events between them and Glue."""

    def __init__(
        self, aws: LocalAWS, server: GlueServer, template: Path, name: str, orders: str, source: str, resumes: bool
    ) -> None:
        stream = create_orders(aws, orders)
        chosen = {
            **({"SourceTableName": orders} if source == "CloudTrail" else {"SourceStreamArn": stream}),
            "ResumeFailedNodes": "true" if resumes else "false",
        }
        self.follow(aws, server, deploy(aws, name, template, {**PARAMETERS, **chosen}), name, orders)

    def follow(self, aws: LocalAWS, server: GlueServer, stack: Stack, name: str, orders: str) -> None:
        """Finds the parts of a deployed stack, and delivers Glue's events to it."""
        self.stack = stack
        self.orders = orders
        self.machine = self.stack.outputs["StateMachineArn"]
        self.function = self.stack.outputs["FunctionArn"]
        self.log_group = "/aws/lambda/" + self.function.split(":")[6]
        self.executions = Executions(aws.client("stepfunctions"), self.machine)
        self._aws = aws
        self._lambda = aws.client("lambda")
        self._sqs = aws.client("sqs")
        self._events = aws.client("events")
        self._glue_events = GlueEvents(aws, self.function)
        self._mailbox = self._subscribe(f"{name}-mailbox")
        server.delivery.listen(self._glue_events.deliver)

    def put_order(self, order: str) -> dict[str, Any]:
        """Puts an order into the table. Returns the event that CloudTrail would make of the call."""
        item = {
            "order_id": {"S": order},
            "amount": {"N": "12.50"},
            "ordered_at": {"S": "2026-11-21T04:00:00Z"},
        }
        self._aws.client("dynamodb").put_item(TableName=self.orders, Item=item)
        return cloudtrail.put_item(self.orders, item, "order_id", account=ACCOUNT, region=self._aws.region)

    def starts_for(self, event: dict[str, Any]) -> bool:
        """Returns True when the deployed rule lets the event through."""
        rule = self.stack.outputs["WriteRuleName"]
        return self._glue_events.matches(self._events.describe_rule(Name=rule)["EventPattern"], event)

    def sweep(self) -> tuple[bool, str]:
        """Ahead of the schedule, which is once a minute. Returns whether it worked, and its answer."""
        answer = self._lambda.invoke(FunctionName=self.function, Payload=b'{"sweep": true}')
        return "FunctionError" not in answer, answer["Payload"].read().decode()

    def failure_message(self, max_wait: float = 10) -> str:
        """The first message of the failure topic; empty when none came."""
        deadline = time.monotonic() + max_wait
        while time.monotonic() < deadline:
            for message in self._sqs.receive_message(QueueUrl=self._mailbox, WaitTimeSeconds=1).get("Messages", []):
                return str(json.loads(message["Body"])["Message"])
        return ""

    def _subscribe(self, queue: str) -> str:
        topic = self.stack.outputs["FailureTopicArn"]
        arn = f"arn:aws:sqs:{self._aws.region}:{ACCOUNT}:{queue}"
        sends = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [sends]})
        url = str(self._sqs.create_queue(QueueName=queue, Attributes={"Policy": policy})["QueueUrl"])
        self._aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return url
