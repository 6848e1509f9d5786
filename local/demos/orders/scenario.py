"""The stack of the pipeline orders on the local AWS."""

from __future__ import annotations

import json

from localaws.deploy import Stack, deploy, nested
from localaws.glue.from_template import create
from localaws.glue.server import GlueServer
from localaws.ministack import ACCOUNT, ROOT, LocalAWS
from localaws.redshift.service import WORKGROUP
from localaws.template import Template

from ..glue_workflow_starter.scenario import Chain
from ..redshift_unloader.scenario import WORKGROUP_ID, at

STACK, ORDERS, PLANS = "demo", "Orders", "example-plans"
# Seconds until the scheduled dump. The local Redshift must know the function's role by then: statements belong to their caller.
DUMP_AFTER = 90
# Where the load job merges the orders to, and the role that its COPY reads with.
TABLE, COPY_ROLE = "sales.online_orders", "example-copy"
PIPELINE = ROOT / "pipelines" / "orders"


class Orders(Chain):
    """The deployed pipeline: orders table, state machine, the three functions, data bucket."""

    def __init__(self, aws: LocalAWS, server: GlueServer, glue: object) -> None:
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=PLANS)
        self._s3 = s3
        self._put_unload_plan("")
        parameters = {
            "ScriptsBucket": "deployment-artifacts",
            "CreateTrail": "true",
            "Workgroup": WORKGROUP,
            "WorkgroupArn": f"arn:aws:redshift-serverless:{aws.region}:{ACCOUNT}:workgroup/{WORKGROUP_ID}",
            # Once; MiniStack looks at schedules every ten seconds.
            "UnloadSchedule": at(DUMP_AFTER),
            "RedshiftTable": TABLE,
            "CopyRoleArn": self._copy_role(aws),
            "PlansS3Uri": f"s3://{PLANS}/",
            "LoadFiles": "true",
        }
        stack = deploy(aws, STACK, PIPELINE / "template.yaml", parameters)
        template = Template(PIPELINE / "template.yaml", STACK, {"Name": STACK, **parameters}, ACCOUNT, aws.region)
        self.made = create(glue, template)
        self.unloader = nested(aws, STACK, "RedshiftUnloader")
        inner = nested(aws, STACK, "GlueWorkflowStarter")
        self.loader = nested(aws, STACK, "RedshiftLoader")
        self.bucket = stack.outputs["DataBucket"]
        plan = (PIPELINE / "plans" / "load-orders.yaml").read_text().replace("example-orders-data", self.bucket)
        s3.put_object(Bucket=PLANS, Key="load-orders.yaml", Body=plan.encode())
        # What the parameter CopyRoleArn asks for.
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{self.bucket}/*"},
                {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{self.bucket}"},
            ],
        }
        aws.client("iam").put_role_policy(RoleName=COPY_ROLE, PolicyName="read", PolicyDocument=json.dumps(policy))
        self.follow(aws, server, Stack(STACK, {**inner.outputs, **stack.outputs}), STACK, ORDERS)

    def dump_online_orders(self) -> None:
        """The next dump has the table of the orders, too."""
        self._put_unload_plan(f"  - table: {TABLE.partition('.')[2]}\n")

    def _put_unload_plan(self, more: str) -> None:
        plan = (PIPELINE / "plans" / "unload-orders.yaml").read_text()
        # Two dumps of one day, each in a folder of its own.
        plan = plan.replace("yyyy-MM-dd", "yyyy-MM-dd-HHmmss").replace("retry:", f"{more}retry:")
        self._s3.put_object(Bucket=PLANS, Key="unload-orders.yaml", Body=plan.encode())

    def _copy_role(self, aws: LocalAWS) -> str:
        trust = {"Effect": "Allow", "Principal": {"Service": "redshift.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        role = aws.client("iam").create_role(RoleName=COPY_ROLE, AssumeRolePolicyDocument=document)["Role"]
        return str(role["Arn"])
