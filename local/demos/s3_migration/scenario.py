"""The two stacks of the pipeline s3-migration on the local AWS, and what goes into the source bucket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from localaws.deploy import Stack, deploy, nested
from localaws.ministack import ROOT, LocalAWS

from ..s3_copier.demo_objects import DemoObject, demo_objects

STACK, SOURCE, TARGET, PLANS = "s3-to-s3", "example-source", "example-target", "example-plans"
SOURCE_REGION = "us-west-1"
PIPELINE = ROOT / "pipelines" / "s3-migration"
CUSTOMERS = 1_149


def objects() -> list[DemoObject]:
    """customers.csv, and the keys and attributes that copiers are known to spoil."""
    lines = ["customer_id,name,city"] + [
        f'{n},"Customer {n}, ""the {n}th""",Town {n % 37}' for n in range(1, CUSTOMERS + 1)
    ]
    customers = DemoObject(
        "customers.csv", ("\n".join(lines) + "\n").encode(), headers={"ContentType": "text/csv"}, tags={"team": "sales"}
    )
    return [customers, *demo_objects()]


@dataclass
class Scenario:
    aws: LocalAWS
    source: Stack
    pipeline: Stack
    copier: Stack

    @staticmethod
    def deploy(aws: LocalAWS) -> Scenario:
        source = deploy(
            aws,
            STACK,
            ROOT / "functions" / "S3Copier" / "source-region.yaml",
            {"SourceBucketName": SOURCE, "CreateSourceBucket": "true"},
            region=SOURCE_REGION,
        )
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=PLANS)
        plan = (PIPELINE / "plans" / "migration.yaml").read_text()
        # So that nobody has to wait for a minute.
        s3.put_object(Bucket=PLANS, Key="migration.yaml", Body=plan.replace("wait: 60s", "wait: 1s").encode())
        parameters = {
            "SourceBucketName": SOURCE,
            "TargetBucketName": TARGET,
            "CreateBuckets": "target",
            "SourceTopicArn": source.outputs["TopicArn"],
            "UndeliveredQueueArn": source.outputs["UndeliveredQueueArn"],
            "Plan": f"s3://{PLANS}/migration.yaml",
        }
        pipeline = deploy(aws, STACK, PIPELINE / "template.yaml", parameters)
        scenario = Scenario(aws, source, pipeline, nested(aws, STACK, "S3Copier"))
        scenario.subscribe()
        return scenario

    def subscribe(self) -> None:
        """Does again what the template's subscription asks for: MiniStack 1.5.33 ignores its property Region."""
        queue = self.attribute(self.copier.outputs["QueueUrl"], "QueueArn")
        sns = self.aws.client("sns", SOURCE_REGION)
        sns.subscribe(TopicArn=self.source.outputs["TopicArn"], Protocol="sqs", Endpoint=queue)

    def attribute(self, queue_url: str, name: str) -> str:
        region = SOURCE_REGION if "UndeliveredQueue" in queue_url else None
        sqs: Any = self.aws.client("sqs", region)
        return str(sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=[name])["Attributes"][name])
