"""Events go through the local AWS's rules; callers are who their keys say, and may what their roles grant."""

from __future__ import annotations

import io
import json
import time
import unittest
import uuid
import zipfile
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from localaws.ministack import ACCOUNT
from localaws.testing.warehouse import REGION, TARGET, aws, redshift, run


class EventTest(unittest.TestCase):
    """A rule by the beginning of statement names, with a queue as its target."""

    def setUp(self) -> None:
        self.name = f"events-{uuid.uuid4().hex[:8]}"
        self.sqs: Any = aws().client("sqs")
        self.queue = self.sqs.create_queue(QueueName=self.name)["QueueUrl"]
        events = aws().client("events")
        pattern = {
            "source": ["aws.redshift-data"],
            "detail-type": ["Redshift Data Statement Status Change"],
            "detail": {"statementName": [{"prefix": f"{self.name}/"}]},
        }
        events.put_rule(Name=self.name, EventPattern=json.dumps(pattern), State="ENABLED")
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}"
        events.put_targets(Rule=self.name, Targets=[{"Id": "1", "Arn": arn}])
        self.addCleanup(redshift().control, "DELETE", "faults")

    def fates(self, statement: str, count: int) -> list[dict[str, str]]:
        """What became of a statement's events, once there are so many of them."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = [each for each in redshift().control("GET", "events") if each["statement"] == statement]
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"fewer than {count} events of {statement}: {found}")

    def received(self) -> list[dict[str, Any]]:
        found = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(message["Body"]) for message in messages]
        return found

    def run_named(self, expect: str = "FINISHED", text: str = "select 1", **more: Any) -> dict[str, Any]:
        return run(text, expect=expect, StatementName=f"{self.name}/x", **{"WithEvent": True, **more})


class Delivery(EventTest):
    def test_the_event_has_the_services_shape(self) -> None:
        described = self.run_named()
        self.fates(described["Id"], 1)
        (event,) = self.received()
        self.assertEqual(
            (event["source"], event["detail-type"], event["account"], event["region"]),
            ("aws.redshift-data", "Redshift Data Statement Status Change", ACCOUNT, REGION),
        )
        detail = event["detail"]
        self.assertEqual(
            (detail["statementId"], detail["statementName"], detail["state"], detail["rows"]),
            (described["Id"], f"{self.name}/x", "FINISHED", 1),
        )
        self.assertNotIn("error", detail)

    def test_failed_statements_and_whole_batches_have_one_too(self) -> None:
        described = self.run_named("FAILED", "select nonsense")
        self.fates(described["Id"], 1)
        begun = (
            redshift()
            .client(REGION)
            .batch_execute_statement(
                Sqls=["select 1", "select 2"], StatementName=f"{self.name}/b", WithEvent=True, **TARGET
            )
        )
        self.fates(begun["Id"], 1)
        states = {event["detail"]["statementId"]: event["detail"]["state"] for event in self.received()}
        self.assertEqual(states, {described["Id"]: "FAILED", begun["Id"]: "FINISHED"})

    def test_no_event_unless_asked_and_none_for_other_names(self) -> None:
        silent = self.run_named(WithEvent=False)
        other = run("select 1", StatementName="somebody-else", WithEvent=True)
        self.assertEqual(self.fates(other["Id"], 1)[0]["target"], "no rule matches")
        self.assertEqual(
            [each for each in redshift().control("GET", "events") if each["statement"] == silent["Id"]], []
        )
        self.assertEqual(self.received(), [])

    def test_a_function_must_let_eventbridge_invoke_it(self) -> None:
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("bootstrap", "#!/bin/sh\n")
        functions = aws().client("lambda")
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        role = aws().client("iam").create_role(RoleName=self.name, AssumeRolePolicyDocument=_policy(trust))["Role"]
        arn = functions.create_function(
            FunctionName=self.name,
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role=role["Arn"],
            Code={"ZipFile": code.getvalue()},
        )["FunctionArn"]
        aws().client("events").put_targets(Rule=self.name, Targets=[{"Id": "function", "Arn": arn}])
        rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{self.name}"
        for source in (None, rule + "-of-others", rule):
            with self.subTest(source):
                if source is not None:
                    functions.add_permission(
                        FunctionName=self.name,
                        StatementId=source.rpartition("/")[2],
                        Action="lambda:InvokeFunction",
                        Principal="events.amazonaws.com",
                        SourceArn=source,
                    )
                fates = {each["target"]: each["error"] for each in self.fates(self.run_named()["Id"], 2)}
                self.assertEqual(fates[arn] == "", source == rule, fates)

    def test_lost_and_duplicate_events(self) -> None:
        redshift().fault("lost-event", name=self.name)
        redshift().fault("duplicate-event", name=self.name)
        lost = self.run_named()
        self.assertEqual(self.fates(lost["Id"], 1)[0]["target"], "lost on request")
        twice = self.run_named()
        self.fates(twice["Id"], 2)
        events = self.received()
        self.assertEqual([event["detail"]["statementId"] for event in events], [twice["Id"]] * 2)
        self.assertEqual(events[0]["id"], events[1]["id"], "it is one event, delivered twice")


class Permissions(unittest.TestCase):
    """A role that may run statements on the workgroup, and ask about its own."""

    def setUp(self) -> None:
        aws()
        iam = aws().client("iam")
        self.role = f"caller-{uuid.uuid4().hex[:8]}"
        trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
        iam.create_role(RoleName=self.role, AssumeRolePolicyDocument=_policy(trust))
        workgroup = f"arn:aws:redshift-serverless:{REGION}:{ACCOUNT}:workgroup/0a1b2c3d-0000-4000-8000-000000000001"
        run_ = {
            "Effect": "Allow",
            "Action": ["redshift-data:ExecuteStatement", "redshift-serverless:GetCredentials"],
            "Resource": workgroup,
        }
        ask = {
            "Effect": "Allow",
            "Action": "redshift-data:DescribeStatement",
            "Resource": "*",
            "Condition": {"StringEquals": {"redshift-data:statement-owner-iam-userid": "${aws:userid}"}},
        }
        iam.put_role_policy(RoleName=self.role, PolicyName="p", PolicyDocument=_policy(run_, ask))
        arn = f"arn:aws:iam::{ACCOUNT}:role/{self.role}"
        redshift().use(aws(), function_role=arn)
        self.addCleanup(redshift().use, aws())
        held = aws().client("sts").assume_role(RoleArn=arn, RoleSessionName="function")["Credentials"]
        self.client = boto3.client(
            "redshift-data",
            endpoint_url=redshift().endpoint,
            region_name=REGION,
            aws_access_key_id=held["AccessKeyId"],
            aws_secret_access_key=held["SecretAccessKey"],
            aws_session_token=held["SessionToken"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    def test_a_role_may_what_it_grants(self) -> None:
        begun = self.client.execute_statement(Sql="select 1", WaitTimeSeconds=10, **TARGET)
        self.assertEqual(self.client.describe_statement(Id=begun["Id"])["Status"], "FINISHED")
        for call in (
            lambda: self.client.batch_execute_statement(Sqls=["select 1"], **TARGET),
            lambda: self.client.cancel_statement(Id=begun["Id"]),
            lambda: self.client.list_statements(),
        ):
            self.assert_denied(call)

    def test_somebody_elses_statement_is_not_described(self) -> None:
        begun = run("select 1")
        self.assert_denied(lambda: self.client.describe_statement(Id=begun["Id"]))

    def assert_denied(self, call: Any) -> None:
        with self.assertRaises(ClientError) as refused:
            call()
        self.assertEqual(refused.exception.response["Error"]["Code"], "AccessDeniedException")

    def test_requests_signed_for_another_service_or_region_are_refused(self) -> None:
        for change in ({"region": "eu-west-1"},):
            with self.subTest(change), self.assertRaises(ClientError) as refused:
                redshift().client(**change).execute_statement(Sql="select 1", **TARGET)
            self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidSignatureException")


def _policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


if __name__ == "__main__":
    unittest.main()
