"""The roles of GlueWorkflowStarter and of the pipeline "orders": what each may do, and nothing by accident."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import Any

from localaws.glue.from_template import Template

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "functions" / "GlueWorkflowStarter" / "README.md").read_text()
FUNCTION = ROOT / "functions" / "GlueWorkflowStarter" / "template.yaml"
PIPELINE = ROOT / "pipelines" / "orders" / "template.yaml"
WORKGROUP = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/00000000-0000-0000-0000-000000000000"
# What has no resource to name: the service authorization reference lists none for them.
WITHOUT_RESOURCE = {
    "states:SendTaskSuccess",
    "states:SendTaskFailure",
    "states:SendTaskHeartbeat",
    "dynamodb:ListStreams",
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
    "cloudwatch:PutMetricData",
    "cloudwatch:DescribeAlarms",
    "redshift-data:DescribeStatement",
    "redshift-data:CancelStatement",
}


def statements(path: Path, **parameters: str) -> list[dict[str, Any]]:
    template = Template(path, "demo", {"Name": "demo", **parameters}, "123456789012", "us-east-1")
    return [
        statement
        for role in template.resources("AWS::IAM::Role")
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


EVERYTHING = [
    *statements(PIPELINE, Workgroup="example-wg", WorkgroupArn=WORKGROUP, ScriptsBucket="example-scripts"),
    *statements(FUNCTION, WorkflowName="demo-orders", SourceTableName="Orders"),
    *statements(
        FUNCTION,
        WorkflowName="demo-orders",
        SourceStreamArn="arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000",
    ),
]


class Roles(unittest.TestCase):
    def test_they_were_read(self) -> None:
        self.assertGreater(len(EVERYTHING), 30)

    def test_no_action_is_a_wildcard(self) -> None:
        for statement in EVERYTHING:
            for action in listed(statement["Action"]):
                self.assertNotIn("*", action)

    def test_all_resources_are_named_but_where_there_are_none(self) -> None:
        for statement in EVERYTHING:
            if "*" in listed(statement["Resource"]):
                with self.subTest(statement["Action"]):
                    self.assertLessEqual(set(listed(statement["Action"])), WITHOUT_RESOURCE)


if __name__ == "__main__":
    unittest.main()
