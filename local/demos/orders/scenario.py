"""The stack of the pipeline orders on the local AWS."""

from __future__ import annotations

from localaws.deploy import Stack, deploy, nested
from localaws.glue.from_template import create
from localaws.glue.server import GlueServer
from localaws.ministack import ACCOUNT, ROOT, LocalAWS
from localaws.redshift.service import WORKGROUP
from localaws.template import Template

from ..glue_workflow_starter.scenario import Chain
from ..redshift_unloader.scenario import WORKGROUP_ID, at

STACK, ORDERS, PLANS = "demo", "Orders", "example-plans"
PIPELINE = ROOT / "pipelines" / "orders"


class Orders(Chain):
    """The deployed pipeline: orders table, state machine, the three functions, data bucket."""

    def __init__(self, aws: LocalAWS, server: GlueServer, glue: object) -> None:
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=PLANS)
        # Two dumps of one day, each in a folder of its own.
        plan = (PIPELINE / "plans" / "unload-orders.yaml").read_text().replace("yyyy-MM-dd", "yyyy-MM-dd-HHmmss")
        s3.put_object(Bucket=PLANS, Key="unload-orders.yaml", Body=plan.encode())
        parameters = {
            "ScriptsBucket": "deployment-artifacts",
            "CreateTrail": "true",
            "Workgroup": WORKGROUP,
            "WorkgroupArn": f"arn:aws:redshift-serverless:{aws.region}:{ACCOUNT}:workgroup/{WORKGROUP_ID}",
            # Once, as soon as it is there; MiniStack looks at schedules every ten seconds.
            "UnloadSchedule": at(0),
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
        self.follow(aws, server, Stack(STACK, {**inner.outputs, **stack.outputs}), STACK, ORDERS)
