"""A template whose references are ARNs as AWS gives them, for judging its policies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .template import Template

# What !Ref or !GetAtt X.Arn of a type is, with the region, the account and the logical id filled in.
_ARNS = {
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{name}",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::Serverless::Function": "arn:aws:lambda:{region}:{account}:function:{name}",
    "AWS::Serverless::StateMachine": "arn:aws:states:{region}:{account}:stateMachine:{name}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{name}:*",
    "AWS::Events::Rule": "arn:aws:events:{region}:{account}:rule/{name}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{name}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::{account}:policy/{stack}/{name}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{name}",
    "AWS::Kinesis::Stream": "arn:aws:kinesis:{region}:{account}:stream/{name}",
}
# The types whose !Ref is the ARN.
_BY_REFERENCE = {"AWS::SNS::Topic", "AWS::Serverless::StateMachine", "AWS::IAM::ManagedPolicy"}


class TemplateWithArns(Template):
    def __init__(self, path: Path, stack: str, parameters: Mapping[str, str], account: str, region: str) -> None:
        super().__init__(path, stack, parameters, account, region)
        self._place = {"region": region, "account": account, "stack": stack}
        self._functions = {**self._functions, "Fn::GetAtt": self._attribute}

    def arn(self, name: str) -> str:
        """The ARN of a resource, by its logical id."""
        resource = self.sections["Resources"][name]
        if resource["Type"] == "AWS::S3::Bucket":
            given = resource["Properties"].get("BucketName")
            return f"arn:aws:s3:::{self.resolved(given) if given else name.lower()}"
        return _ARNS[resource["Type"]].format(name=name, **self._place)

    def policies(self, kind: str) -> list[Any]:
        """The documents of the policies of a type, such as AWS::SQS::QueuePolicy."""
        return [each["PolicyDocument"] for each in self.resources(kind)]

    def role(self, name: str) -> list[Any]:
        """The documents of a role's policies: its own, and the managed ones of the template."""
        present = self.present()
        properties = present[name]["Properties"]
        managed = [each.rpartition("/")[2] for each in properties.get("ManagedPolicyArns", [])]
        named = [present[each]["Properties"] for each in managed if each in present]
        return [each["PolicyDocument"] for each in (*properties["Policies"], *named)]

    def _reference(self, name: str) -> Any:
        resource = self.sections["Resources"].get(name)
        if resource and resource["Type"] in _BY_REFERENCE:
            return self.arn(name)
        if resource and resource["Type"] == "AWS::S3::Bucket":
            return self.arn(name).rpartition(":")[2]
        if name.endswith(".Alias"):
            return f"{self.arn(name.removesuffix('.Alias'))}:live"
        return super()._reference(name)

    def _attribute(self, of: str) -> str:
        name, _, attribute = of.partition(".")
        if attribute == "Outputs.FunctionArn":
            return "arn:aws:lambda:{region}:{account}:function:{name}".format(name=name, **self._place)
        return self.arn(name) if attribute == "Arn" and name in self.sections["Resources"] else of
