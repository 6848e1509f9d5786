"""Every template on the local AWS, in every one of its cases; and what a changed setting does to the alias."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import time
import unittest
import urllib.request
from pathlib import Path
from typing import Any, ClassVar

from cases import CASES
from deployments import copy

from localaws import ministack
from localaws.deploy import deploy, nested
from localaws.ministack import ACCOUNT, LocalAWS
from localaws.packaging import REFUSED
from localaws.template import Template


class Deployment(unittest.TestCase):
    folder: ClassVar[Path]
    aws: LocalAWS

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = copy()

    @classmethod
    def tearDownClass(cls) -> None:
        shutil.rmtree(cls.folder)

    def setUp(self) -> None:
        self.aws = self.enterContext(ministack.running())
        self.aws.client("s3").create_bucket(Bucket="example-backfills")

    def deployed(self, template: str, parameters: dict[str, str], stack: str = "demo") -> dict[str, str]:
        """The outputs. The lines about what MiniStack refuses are kept out of the tests' own."""
        with contextlib.redirect_stdout(io.StringIO()) as said:
            outputs = deploy(self.aws, stack, self.folder / template, parameters).outputs
        self.said = said.getvalue()
        return dict(outputs)

    def made(self, stack: str = "demo") -> set[str]:
        found = self.aws.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        return {each["LogicalResourceId"] for each in found}


class EveryTemplate(Deployment):
    def test_it_is_deployed_in_every_case(self) -> None:
        for template, cases in CASES.items():
            for number, parameters in enumerate(cases):
                with self.subTest(template, case=number):
                    outputs = self.deployed(template, parameters, stack=f"case-{number}")
                    self.assertTrue(outputs)
                    filled = Template(self.folder / template, f"case-{number}", parameters, ACCOUNT, "us-east-1")
                    refused = {line.split(": ")[1].split(" ")[0] for line in self.said.splitlines()}
                    # Policies of nothing but a refusal of HTTP are left out: the local AWS has nothing else.
                    policies = ("TopicPolicy", "QueuePolicy", "BucketPolicy", "DeadLetterPolicy")
                    wanted = {name for name in filled.present() if not name.endswith(policies)} - refused
                    self.assertLessEqual(wanted, self.made(f"case-{number}"))
                    self.aws.client("cloudformation").delete_stack(StackName=f"case-{number}")
                    self.forget()

    def forget(self) -> None:
        """What is retained would stand in the next case's way."""
        reset = urllib.request.Request(f"{self.aws.endpoint}/_ministack/reset", method="POST")
        urllib.request.urlopen(reset, timeout=30).close()
        self.aws.client("s3").create_bucket(Bucket="example-backfills")

    def test_what_is_left_out_is_of_the_types_that_are_named(self) -> None:
        self.deployed("functions/S3Copier/template.yaml", CASES["functions/S3Copier/template.yaml"][0])
        lines = self.said.splitlines()
        self.assertTrue(lines)
        reasons = {*REFUSED.values(), "it has no CodeDeploy"}
        for line in lines:
            self.assertIn(line.rpartition("(")[2].rstrip(")"), reasons)


class Again(Deployment):
    """Two stacks of one account, and a stack that was deleted and is deployed again."""

    def test_stacks_of_two_names_stand_side_by_side_and_a_deleted_one_comes_back(self) -> None:
        for template in [each for each in CASES if each.startswith("functions/") and each.endswith("/template.yaml")]:
            with self.subTest(template):
                self.check(template, CASES[template][0], template.split("/")[1].lower())

    def check(self, template: str, parameters: dict[str, str], name: str) -> None:
        first = self.deployed(template, parameters, stack=f"{name}-one")
        self.deployed(template, parameters, stack=f"{name}-two")
        self.delete(f"{name}-one")
        table = first.get("TableName") or first.get("StateTable")
        if table is None:
            self.deployed(template, parameters, stack=f"{name}-one")
            return
        before = self.tables()
        self.assertIn(table, before, "the state table went with its stack")
        # With the table that the first stack left, and none of its own.
        taken = self.deployed(template, {**parameters, "StateTableName": table}, stack=f"{name}-one")
        self.assertEqual(taken.get("TableName") or taken.get("StateTable"), table)
        self.assertEqual(self.tables(), before)

    def delete(self, stack: str) -> None:
        self.aws.client("cloudformation").delete_stack(StackName=stack)

    def tables(self) -> set[str]:
        return set(self.aws.client("dynamodb").list_tables()["TableNames"])


class Versions(Deployment):
    def test_a_changed_setting_reaches_the_alias(self) -> None:
        template, parameters = "functions/S3Copier/template.yaml", {"CreateBuckets": "both"}
        parameters |= CASES[template][0]
        self.deployed(template, parameters)
        first = self.invoked("demo-S3Copier:live")
        self.update({**parameters, "Name": "demo", "Plan": "orders"})
        second = self.invoked("demo-S3Copier:live")
        self.assertEqual((first["plan"], second["plan"]), ("", "orders"))
        self.assertNotEqual(first["version"], second["version"])

    def test_the_queue_feeds_the_alias(self) -> None:
        template = "functions/S3Copier/template.yaml"
        self.deployed(template, {**CASES[template][0], "CreateBuckets": "both"})
        (mapping,) = self.aws.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        self.assertTrue(mapping["FunctionArn"].endswith(":function:demo-S3Copier:live"))

    def test_a_nested_stack_tells_its_outputs(self) -> None:
        self.deployed("pipelines/s3-migration/template.yaml", CASES["pipelines/s3-migration/template.yaml"][0])
        self.assertEqual(nested(self.aws, "demo", "S3Copier").outputs["FunctionName"], "demo-S3Copier")

    def invoked(self, function: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.load(self.aws.client("lambda").invoke(FunctionName=function)["Payload"])
        return answer

    def update(self, parameters: dict[str, str]) -> None:
        formation = self.aws.client("cloudformation")
        formation.update_stack(
            StackName="demo",
            UsePreviousTemplate=True,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        deadline = time.monotonic() + 60
        while formation.describe_stacks(StackName="demo")["Stacks"][0]["StackStatus"] != "UPDATE_COMPLETE":
            self.assertLess(time.monotonic(), deadline, "the stack was not updated")


if __name__ == "__main__":
    unittest.main()
