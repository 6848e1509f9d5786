"""Who may do what: across regions and accounts, and the functions' roles held to resources and conditions."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import Any

from templates import FUNCTIONS, ROOT, SOURCE_REGION, UNDELIVERED

from localaws.arns import TemplateWithArns
from localaws.policy import PolicyError, Request, allows
from localaws.template import Template

SOURCE_ACCOUNT, TARGET_ACCOUNT, STRANGER = "123456789012", "210987654321", "999999999999"
COPIER = ROOT / "functions" / "S3Copier" / "template.yaml"
LOADER = ROOT / "functions" / "RedshiftLoader" / "template.yaml"
WORKGROUP = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/0a1b2c3d-0000-4000-8000-000000000001"
TLS = {"aws:SecureTransport": "true"}


class Stack(TemplateWithArns):
    """What a template makes in an account and a region."""

    def __init__(self, path: Path, account: str, region: str, **parameters: str) -> None:
        super().__init__(path, "stack", parameters, account, region)

    def properties(self, name: str) -> Any:
        return self.present()[name]["Properties"]


def copier(**parameters: str) -> dict[str, str]:
    return {"SourceBucketName": "example-source", "TargetBucketName": "example-target", **parameters}


class AcrossRegions(unittest.TestCase):
    def setUp(self) -> None:
        self.source = Stack(SOURCE_REGION, SOURCE_ACCOUNT, "eu-west-1", SourceBucketName="example-source")
        self.topic = self.source.arn("SourceTopic")
        self.undelivered = self.source.arn("UndeliveredQueue")
        given = copier(SourceTopicArn=self.topic, UndeliveredQueueArn=self.undelivered)
        self.target = Stack(COPIER, SOURCE_ACCOUNT, "us-east-1", **given)

    def sends(self, stack: Stack, queue: str, topic: str, **context: str) -> bool:
        request = Request(
            "sqs:SendMessage", queue, "Service:sns.amazonaws.com", {"aws:SourceArn": topic, **TLS, **context}
        )
        return allows(stack.policies("AWS::SQS::QueuePolicy"), request)

    def test_the_topic_sends_to_the_other_regions_queue(self) -> None:
        self.assertTrue(self.sends(self.target, self.target.arn("CopyQueue"), self.topic))

    def test_what_it_cannot_deliver_lands_in_the_queue_beside_it(self) -> None:
        subscription = self.target.properties("CopySubscription")
        self.assertEqual(subscription["Region"], "eu-west-1")
        self.assertEqual(subscription["RedrivePolicy"], {"deadLetterTargetArn": self.undelivered})
        # SNS takes a queue of the topic's region only.
        self.assertEqual(self.undelivered.split(":")[3], self.topic.split(":")[3])
        self.assertTrue(self.sends(self.source, self.undelivered, self.topic))

    def test_another_topic_sends_to_neither(self) -> None:
        other = self.topic + "-of-somebody-else"
        self.assertFalse(self.sends(self.source, self.undelivered, other))
        self.assertFalse(self.sends(self.target, self.target.arn("CopyQueue"), other))

    def test_nothing_is_sent_in_the_clear(self) -> None:
        clear = {"aws:SecureTransport": "false"}
        self.assertFalse(self.sends(self.source, self.undelivered, self.topic, **clear))
        self.assertFalse(self.sends(self.target, self.target.arn("CopyQueue"), self.topic, **clear))

    def test_a_bucket_of_that_name_in_another_account_does_not_notify(self) -> None:
        for account, expected in ((SOURCE_ACCOUNT, True), (STRANGER, False)):
            context = {"aws:SourceArn": "arn:aws:s3:::example-source", "aws:SourceAccount": account, **TLS}
            request = Request("sns:Publish", self.topic, "Service:s3.amazonaws.com", context)
            self.assertEqual(allows(self.source.policies("AWS::SNS::TopicPolicy"), request), expected, account)


class AcrossAccounts(unittest.TestCase):
    def setUp(self) -> None:
        given = {"SourceBucketName": "example-source", "CreateSourceBucket": "true", "TargetAccountId": TARGET_ACCOUNT}
        self.source = Stack(SOURCE_REGION, SOURCE_ACCOUNT, "eu-west-1", **given)
        self.topic = self.source.arn("SourceTopic")

    def test_the_target_account_subscribes_and_no_other(self) -> None:
        for account, expected in ((TARGET_ACCOUNT, True), (STRANGER, False)):
            request = Request("sns:Subscribe", self.topic, f"AWS:arn:aws:iam::{account}:role/deployer", TLS)
            self.assertEqual(allows(self.source.policies("AWS::SNS::TopicPolicy"), request), expected, account)

    def test_without_a_target_account_nobody_else_subscribes(self) -> None:
        alone = Stack(SOURCE_REGION, SOURCE_ACCOUNT, "eu-west-1", SourceBucketName="example-source")
        request = Request("sns:Subscribe", alone.arn("SourceTopic"), f"AWS:arn:aws:iam::{TARGET_ACCOUNT}:role/any", TLS)
        self.assertFalse(allows(alone.policies("AWS::SNS::TopicPolicy"), request))

    def test_the_target_account_reads_the_source_and_does_not_write_it(self) -> None:
        for action, account, expected in (
            ("s3:GetObject", TARGET_ACCOUNT, True),
            ("s3:GetObjectTagging", TARGET_ACCOUNT, True),
            ("s3:PutObject", TARGET_ACCOUNT, False),
            ("s3:DeleteObject", TARGET_ACCOUNT, False),
            ("s3:GetObject", STRANGER, False),
        ):
            principal = f"AWS:arn:aws:iam::{account}:role/example-copier"
            request = Request(action, "arn:aws:s3:::example-source/orders.csv", principal, TLS)
            found = allows(self.source.policies("AWS::S3::BucketPolicy"), request)
            self.assertEqual(found, expected, (action, account))

    def test_the_undelivered_are_kept_in_the_subscriptions_account(self) -> None:
        """SNS takes a dead-letter queue of the subscription's own account and region only."""
        self.assertNotIn("UndeliveredQueue", self.source.present())
        kept = Stack(UNDELIVERED, TARGET_ACCOUNT, "eu-west-1", SourceTopicArn=self.topic)
        request = Request(
            "sqs:SendMessage",
            kept.arn("UndeliveredQueue"),
            "Service:sns.amazonaws.com",
            {"aws:SourceArn": self.topic, **TLS},
        )
        self.assertTrue(allows(kept.policies("AWS::SQS::QueuePolicy"), request))

    def test_the_targets_queue_takes_from_the_other_accounts_topic(self) -> None:
        target = Stack(COPIER, TARGET_ACCOUNT, "us-east-1", **copier(SourceTopicArn=self.topic))
        request = Request(
            "sqs:SendMessage",
            target.arn("CopyQueue"),
            "Service:sns.amazonaws.com",
            {"aws:SourceArn": self.topic, **TLS},
        )
        self.assertTrue(allows(target.policies("AWS::SQS::QueuePolicy"), request))


class Roles(unittest.TestCase):
    def test_the_copier_reads_its_source_and_writes_its_target_only(self) -> None:
        role = Stack(COPIER, SOURCE_ACCOUNT, "us-east-1", **copier()).role("S3CopierRole")
        for action, resource, expected in (
            ("s3:GetObject", "arn:aws:s3:::example-source/a", True),
            ("s3:PutObject", "arn:aws:s3:::example-target/a", True),
            ("s3:PutObject", "arn:aws:s3:::example-source/a", False),
            ("s3:DeleteObject", "arn:aws:s3:::example-target/a", False),
            ("s3:GetObject", "arn:aws:s3:::example-other/a", False),
            ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{SOURCE_ACCOUNT}:example", False),
        ):
            self.assertEqual(allows(role, Request(action, resource)), expected, (action, resource))

    def test_the_loader_reads_its_files_and_writes_lists_of_them_only(self) -> None:
        given = {"WarehouseArn": WORKGROUP, "Workgroup": "example", "SourceBucketName": "example-landing"}
        given |= {
            "SourcePrefix": "dms/",
            "Plan": "s3://example-plans/retail.yaml",
            "ManifestBucketName": "example-lists",
        }
        stack = Stack(LOADER, SOURCE_ACCOUNT, "us-east-1", **given)
        for role, action, resource, expected in (
            ("Role", "s3:GetObject", "arn:aws:s3:::example-landing/dms/sales/1.csv", True),
            ("Role", "s3:GetObject", "arn:aws:s3:::example-landing/other/1.csv", False),
            ("Role", "s3:GetObject", "arn:aws:s3:::example-plans/retail.yaml", True),
            ("Role", "s3:PutObject", "arn:aws:s3:::example-landing/dms/sales/1.csv", False),
            ("Role", "s3:PutObject", "arn:aws:s3:::example-lists/redshift-loader/1.json", True),
            ("Role", "s3:PutObject", "arn:aws:s3:::example-lists/other/1.json", False),
            ("Role", "events:PutEvents", f"arn:aws:events:us-east-1:{SOURCE_ACCOUNT}:event-bus/default", False),
            ("StorageRole", "s3:GetObject", "arn:aws:s3:::example-landing/dms/sales/1.csv", True),
            ("StorageRole", "s3:GetObject", "arn:aws:s3:::example-landing/other/1.csv", False),
            ("StorageRole", "s3:GetObject", "arn:aws:s3:::example-lists/redshift-loader/1.json", True),
            ("StorageRole", "s3:PutObject", "arn:aws:s3:::example-landing/dms/sales/1.csv", False),
        ):
            found = allows(stack.role(f"RedshiftLoader{role}"), Request(action, resource))
            self.assertEqual(found, expected, (role, action, resource))

    def test_only_its_own_rules_send_to_the_loaders_queue(self) -> None:
        given = {"WarehouseArn": WORKGROUP, "SourceBucketName": "example-landing", "Plan": "retail"}
        stack = Stack(LOADER, SOURCE_ACCOUNT, "us-east-1", **given)
        files, statements = stack.arn("RedshiftLoaderFileEvents"), stack.arn("RedshiftLoaderStatementEvents")
        for queue, source, expected in (
            ("Queue", files, True),
            ("Queue", statements, False),
            ("DeadLetterQueue", files, True),
            ("DeadLetterQueue", statements, True),
            ("DeadLetterQueue", f"{files}-of-somebody-else", False),
        ):
            request = Request(
                "sqs:SendMessage",
                stack.arn(f"RedshiftLoader{queue}"),
                "Service:events.amazonaws.com",
                {"aws:SourceArn": source, **TLS},
            )
            found = allows(stack.policies("AWS::SQS::QueuePolicy"), request)
            self.assertEqual(found, expected, (queue, source))

    def test_keys_are_used_for_the_services_that_need_them(self) -> None:
        key = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
        role = Stack(COPIER, SOURCE_ACCOUNT, "us-east-1", **copier(KmsKeyArns=key)).role("S3CopierRole")
        for service, expected in (
            ("s3.eu-west-1", True),
            ("dynamodb.us-east-1", True),
            ("secretsmanager.us-east-1", False),
        ):
            request = Request("kms:Decrypt", key, context={"kms:ViaService": f"{service}.amazonaws.com"})
            self.assertEqual(allows(role, request), expected, service)

    def test_redshift_credentials_are_of_the_configured_cluster_user_and_database(self) -> None:
        path = ROOT / "functions" / "RedshiftUnloader" / "template.yaml"
        arn = f"arn:aws:redshift:us-east-1:{SOURCE_ACCOUNT}:"
        given = {"WarehouseArn": f"{arn}cluster:example", "TargetS3Uri": "s3://example-lake/", "Login": "dumper"}
        role = Stack(path, SOURCE_ACCOUNT, "us-east-1", **given).role("RedshiftUnloaderRole")
        for resource, expected in (
            (f"{arn}dbuser:example/dumper", True),
            (f"{arn}dbname:example/dev", True),
            (f"{arn}dbuser:example/admin", False),
            (f"{arn}dbname:example/other", False),
            (f"{arn}dbuser:another/dumper", False),
        ):
            self.assertEqual(allows(role, Request("redshift:GetClusterCredentials", resource)), expected, resource)

    def test_codedeploy_moves_its_functions_alias_only(self) -> None:
        for path in FUNCTIONS:
            name = path.parent.name
            needed = {
                key: "x"
                for key, each in Template(path, "stack", {}, "", "").sections["Parameters"].items()
                if "Default" not in each
            }
            if "WarehouseArn" in needed:
                needed["WarehouseArn"] = "arn:aws:redshift:us-east-1:123456789012:cluster:example"
            if "TargetS3Uri" in needed:
                needed["TargetS3Uri"] = "s3://x/"
            role = Stack(path, SOURCE_ACCOUNT, "us-east-1", **needed).role(f"{name}DeploymentRole")
            function = f"arn:aws:lambda:us-east-1:{SOURCE_ACCOUNT}:function:"
            self.assertTrue(allows(role, Request("lambda:UpdateAlias", f"{function}data-flow-{name}:live")), name)
            self.assertFalse(allows(role, Request("lambda:UpdateAlias", f"{function}another:live")), name)
            self.assertFalse(allows(role, Request("lambda:UpdateFunctionCode", f"{function}data-flow-{name}")), name)


class Evaluation(unittest.TestCase):
    """The evaluation itself, by IAM's rules."""

    def test_a_denial_wins(self) -> None:
        allow = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        deny = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::a/*"}
        policy = {"Statement": [allow, deny]}
        self.assertFalse(allows([policy], Request("s3:PutObject", "arn:aws:s3:::a/b")))
        self.assertTrue(allows([policy], Request("s3:GetObject", "arn:aws:s3:::a/b")))

    def test_an_absent_key_makes_a_condition_false(self) -> None:
        statement = {"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": {"StringEquals": {"aws:k": "v"}}}
        self.assertFalse(allows([{"Statement": statement}], Request("a:B", "*")))

    def test_an_unknown_operator_is_an_error(self) -> None:
        statement = {"Effect": "Allow", "Action": "a:B", "Resource": "*", "Condition": {"DateLessThan": {"aws:k": "v"}}}
        with self.assertRaises(PolicyError):
            allows([{"Statement": statement}], Request("a:B", "*", context={"aws:k": "v"}))

    def test_variables_are_filled_in(self) -> None:
        statement = {"Effect": "Allow", "Action": "a:B", "Resource": "arn:x/${aws:userid}"}
        request = Request("a:B", "arn:x/me", context={"aws:userid": "me"})
        self.assertTrue(allows([{"Statement": statement}], request))
        self.assertFalse(allows([{"Statement": statement}], Request("a:B", "arn:x/me")))


if __name__ == "__main__":
    unittest.main()
