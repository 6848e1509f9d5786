"""What the stand-ins rely on MiniStack for: a new version that changes it fails here, not in a demonstration."""

from __future__ import annotations

import unittest

from bench import HERE, ProxyCase
from botocore.exceptions import ClientError


class MiniStackTests(ProxyCase):
    def test_sqs_refuses_the_characters_that_xml_cannot_hold(self) -> None:
        sqs = self.aws.client("sqs", HERE)
        queue = sqs.create_queue(QueueName="characters")["QueueUrl"]
        for text in ("a\x03b", "a\ufffeb", "a\uffffb", "\x00"):
            with self.subTest(text=text), self.assertRaises(ClientError) as caught:
                sqs.send_message(QueueUrl=queue, MessageBody=text)
            self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidMessageContents")
        sqs.send_message(QueueUrl=queue, MessageBody="tab\tnewline\nemoji 🚀 ü \ufffd")

    def test_sqs_refuses_them_in_a_batch_message_by_message(self) -> None:
        sqs = self.aws.client("sqs", HERE)
        queue = sqs.create_queue(QueueName="batch")["QueueUrl"]
        entries = [{"Id": "bad", "MessageBody": "a\x03b"}, {"Id": "good", "MessageBody": "ab"}]
        try:
            answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        except ClientError as error:
            # AWS's own documentation leaves open whether one bad message spoils the call or itself alone.
            self.assertEqual(error.response["Error"]["Code"], "InvalidMessageContents")
        else:
            self.assertEqual([each["Id"] for each in answer["Failed"]], ["bad"])

    def test_a_bucket_event_names_the_buckets_region(self) -> None:
        s3, sqs = self.aws.client("s3", "eu-west-1"), self.aws.client("sqs", "eu-west-1")
        there = {"LocationConstraint": "eu-west-1"}
        s3.create_bucket(Bucket="example-events", CreateBucketConfiguration=there)
        queue = sqs.create_queue(QueueName="events")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = (
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},'
            f'"Action":"sqs:SendMessage","Resource":"{arn}"}}]}}'
        )
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        configuration = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
        s3.put_bucket_notification_configuration(Bucket="example-events", NotificationConfiguration=configuration)
        s3.put_object(Bucket="example-events", Key="a", Body=b"a")
        bodies: list[str] = []
        for _ in range(10):
            answer = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=2, MaxNumberOfMessages=10)
            bodies += [message["Body"] for message in answer.get("Messages", [])]
            if any('"Records"' in body for body in bodies):
                break
        self.assertTrue(any('"awsRegion": "eu-west-1"' in body or '"awsRegion":"eu-west-1"' in body for body in bodies))


if __name__ == "__main__":
    unittest.main()
