"""Event source mappings of a template."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from localaws.kafka.from_template import mappings
from localaws.kafka.mapping import MappingRefused
from localaws.template import Template

TEMPLATE = """
Parameters:
  Topic: {Type: String}
  ClusterArn: {Type: String, Default: ''}
Conditions:
  IsManaged: !Not [!Equals [!Ref ClusterArn, '']]
Resources:
  Function: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live}}
  Queue:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Function.Alias, EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:example'}
  Topics:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Function.Alias
      EventSourceArn: !If [IsManaged, !Ref ClusterArn, !Ref AWS::NoValue]
      Topics: [!Ref Topic]
      StartingPosition: TRIM_HORIZON
      BatchSize: 500
      ProvisionedPollerConfig: {MinimumPollers: 1}
      MaximumRetryAttempts: 3
"""


class FromTemplateTests(unittest.TestCase):
    def template(self, text: str, **parameters: str) -> Template:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        path = folder / "template.yaml"
        path.write_text(text)
        return Template(path, "example", parameters, "123456789012", "us-east-1")

    def test_the_mappings_of_kafka_are_found_among_the_others(self) -> None:
        ((function, mapping),) = mappings(self.template(TEMPLATE, Topic="web.clicks"))
        self.assertEqual(function, "example-function:live")
        self.assertEqual((mapping.topic, mapping.batch_size, mapping.max_retries), ("web.clicks", 500, 3))
        self.assertIsNone(mapping.arn)

    def test_a_cluster_of_msk_has_its_arn(self) -> None:
        arn = "arn:aws:kafka:us-east-1:123456789012:cluster/example/1"
        ((_, mapping),) = mappings(self.template(TEMPLATE, Topic="web.clicks", ClusterArn=arn))
        self.assertEqual(mapping.arn, arn)

    def test_the_event_sources_of_the_function_are_honoured(self) -> None:
        path = Path(__file__).resolve().parents[3] / "functions/KafkaS3Sink/template.yaml"
        given = {
            "ClusterArn": "arn:aws:kafka:us-east-1:123456789012:cluster/example/1",
            "Topics": "cdc.dbo.orders,web.clicks",
            "Plan": "example",
            "LandingBucketName": "example-landing",
            "WindowSeconds": "5",
        }
        found = mappings(Template(path, "example", given, "123456789012", "us-east-1"))
        self.assertEqual([mapping.topic for _, mapping in found], ["cdc.dbo.orders", "web.clicks"])
        for function, mapping in found:
            self.assertTrue(function.endswith(":live"))
            self.assertTrue(mapping.reports_failures and mapping.bisects)
            self.assertEqual((mapping.batch_size, mapping.window, mapping.retries), (10_000, 5, 10))
            self.assertEqual(mapping.destination, "arn:aws:s3:::example-landing")

    def test_a_setting_that_is_not_built_is_refused(self) -> None:
        text = TEMPLATE.replace("BatchSize: 500", "FilterCriteria: {Filters: []}")
        with self.assertRaisesRegex(MappingRefused, "FilterCriteria"):
            mappings(self.template(text, Topic="web.clicks"))


if __name__ == "__main__":
    unittest.main()
