"""Every output that is a command runs when it is pasted, and takes nothing away from others.

The commands are run by bash with an `aws` that answers what the test says and writes down what it was asked; each call is held
to botocore's model of the operation.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import yaml
from botocore import xform_name

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted([ROOT / "template.yaml", *ROOT.glob("functions/*/*.yaml"), *ROOT.glob("pipelines/*/template.yaml")])
VARIABLE = re.compile(r"\$\{(!?)([^}]+)\}")
COMMAND = re.compile(r"\baws [a-z0-9-]+ [a-z-]+")
# What a user fills in by hand, each with a description that says so.
FILLED_IN = {"StartBackfill": "OBJECTS.csv"}

AWS = f"""#!{sys.executable}
import json, os, sys

with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
answer = json.loads(os.environ["ANSWERS"]).get(sys.argv[2], {{}})
if "--query" in sys.argv:
    import jmespath

    answer = jmespath.search(sys.argv[sys.argv.index("--query") + 1], answer)
elif answer == {{}}:
    sys.exit(0)
if isinstance(answer, list):
    print("\\t".join(str(each) for each in answer))
else:
    print(answer if isinstance(answer, str) else json.dumps(answer))
"""
# Options of every command, and those that the AWS CLI adds to an operation.
CLI_OPTIONS = {"cli-binary-format", "output", "query", "region"}


class _Loader(yaml.CSafeLoader):
    """Reads !Sub "x" as {"Sub": "x"}."""


def _short_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {tag: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {tag: loader.construct_sequence(node, deep=True)}
    return {tag: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)


def filled(text: str, own: dict[str, Any]) -> Iterator[str]:
    """The text with each variable replaced: by an example, or by each of the texts that a !Sub of its own gives it."""
    values = {name: list(commands(value)) or [""] for name, value in own.items()}
    for choice in range(max([len(each) for each in values.values()] or [1])):

        def value(match: re.Match[str], choice: int = choice) -> str:
            escaped, name = match.groups()
            if escaped:
                return f"${{{name}}}"
            if name in values:
                return values[name][choice % len(values[name])]
            return {
                "AWS::Region": "eu-west-1",
                "AWS::AccountId": "123456789012",
                "AWS::Partition": "aws",
            }.get(
                name, f"arn:aws:iam::123456789012:role/{name}" if name.endswith(".Arn") else f"example-{name.lower()}"
            )

        yield VARIABLE.sub(value, text)


def commands(value: Any) -> Iterator[str]:
    """Every text that an output's value can become."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and "Sub" in value:
        sub = value["Sub"]
        yield from filled(*((sub, {}) if isinstance(sub, str) else sub))
    elif isinstance(value, dict) and "If" in value:
        for each in value["If"][1:]:
            yield from commands(each)


def outputs() -> Iterator[tuple[Path, str, str]]:
    for path in TEMPLATES:
        content = yaml.load(path.read_text(), _Loader)  # a SafeLoader
        for name, output in content.get("Outputs", {}).items():
            for text in commands(output["Value"]):
                if COMMAND.search(text):
                    yield path.relative_to(ROOT), name, text


class Call:
    def __init__(self, service: str, operation: str, *rest: str) -> None:
        self.service, self.operation = service, operation
        self.options: dict[str, list[str]] = {}
        words: list[str] = []
        for word in rest:
            if word.startswith("--"):
                words = self.options.setdefault(word[2:], [])
            else:
                words.append(word)


@cache
def model(service: str, operation: str) -> tuple[Any, set[str]]:
    found = botocore.session.Session().get_service_model({"s3api": "s3"}.get(service, service))
    names = {xform_name(each, "-"): each for each in found.operation_names}
    described = found.operation_model(names[operation])
    return described, {xform_name(each, "-") for each in described.input_shape.members}


class OutputCommandTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        aws = self.folder / "aws"
        aws.write_text(AWS)
        aws.chmod(0o755)

    def run_command(
        self, text: str, answers: dict[str, Any] | None = None, **variables: str
    ) -> tuple[subprocess.CompletedProcess[str], list[Call]]:
        calls = self.folder / "calls"
        calls.write_text("")
        done = subprocess.run(
            ["bash", "-c", text],
            env={
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "CALLS": str(calls),
                "ANSWERS": json.dumps(answers or {}),
                "TRAIL": "example-trail",
                **variables,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        found = [Call(*json.loads(line)) for line in calls.read_text().splitlines()]
        for call in found:
            self.check_model(call)
        return done, found

    def check_model(self, call: Call) -> None:
        """The operation exists and has these parameters, none that it needs is missing, and what looks like JSON is JSON."""
        if (call.service, call.operation) == ("logs", "tail"):
            return
        operation, members = model(call.service, call.operation)
        self.assertLessEqual(call.options.keys() - CLI_OPTIONS, members | {"confirmation-required"}, call.operation)
        # The AWS CLI makes the tokens itself; invoke's outfile is a word without an option.
        needed = {xform_name(each, "-") for each in operation.input_shape.required_members} - {"client-request-token"}
        self.assertLessEqual(needed, call.options.keys(), call.operation)
        for option, words in call.options.items():
            if option != "query" and words and words[0].startswith(("{", "[")):
                json.loads(words[0])

    def output(self, template: str, name: str, word: str = "") -> str:
        found = [text for path, output, text in outputs() if (str(path), output) == (template, name) and word in text]
        self.assertNotEqual(found, [])
        return found[0]

    def test_each_runs_as_it_stands(self) -> None:
        found = list(outputs())
        self.assertGreater(len(found), 15)
        for path, name, text in found:
            with self.subTest(template=str(path), output=name, command=text):
                done, calls = self.run_command(text)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(calls or "aws logs tail" in text)
                self.assertNotRegex(text, r"<[a-z ]+>|YOUR-")
                for word in re.findall(r"\b[A-Z]{4,}\b(?:\.csv)?", re.sub(r"\$\{?\w+|SUCCEEDED|TRAIL", "", text)):
                    self.assertTrue(word == FILLED_IN.get(name) or name in FILLED_IN, word)

    def test_a_bucket_that_notifies_others_keeps_them(self) -> None:
        for template in ("functions/S3Copier/template.yaml", "functions/S3Copier/source-region.yaml"):
            text = self.output(template, "ConnectSourceBucket")
            for others, writes in (
                ({}, True),
                ({"TopicConfigurations": [{"Id": "copy-objects"}]}, True),
                ({"TopicConfigurations": [{"Id": "copy-objects"}, {"Id": "theirs"}]}, False),
                ({"QueueConfigurations": [{"Id": "theirs"}]}, False),
                ({"LambdaFunctionConfigurations": [{"Id": "theirs"}]}, False),
                ({"EventBridgeConfiguration": {}}, False),
            ):
                with self.subTest(template=template, others=others):
                    self.check(text, {"get-bucket-notification-configuration": others}, writes)

    def test_a_bucket_that_notifies_others_keeps_them_when_it_is_told_of_eventbridge(self) -> None:
        text = self.output("functions/RedshiftLoader/template.yaml", "ConnectSourceBucket")
        for others, writes in (
            ({}, True),
            ({"EventBridgeConfiguration": {}}, True),
            ({"TopicConfigurations": [{"Id": "theirs"}]}, False),
        ):
            with self.subTest(others=others):
                self.check(text, {"get-bucket-notification-configuration": others}, writes)

    def test_a_trail_keeps_its_selectors(self) -> None:
        text = self.output("functions/GlueWorkflowStarter/template.yaml", "AddDataEvents")
        for selectors, writes in (
            (
                {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]},
                True,
            ),
            ({"EventSelectors": [{"DataResources": [{"Type": "AWS::S3::Object"}]}]}, False),
            ({"AdvancedEventSelectors": [{"Name": "theirs"}]}, False),
        ):
            with self.subTest(selectors=selectors):
                self.check(text, {"get-event-selectors": selectors}, writes)
        done, calls = self.run_command(text, TRAIL="")
        self.assertIn("TRAIL: is to be the name of your trail", done.stderr)
        self.assertEqual(calls, [])

    def test_a_namespace_keeps_its_roles(self) -> None:
        for function in ("RedshiftLoader", "RedshiftUnloader"):
            text = self.output(f"functions/{function}/template.yaml", "AttachRole", "redshift-serverless")
            theirs = "arn:aws:iam::123456789012:role/theirs"
            other = "arn:aws:iam::123456789012:role/other"
            answers = {
                "get-workgroup": {"workgroup": {"namespaceName": "example"}},
                "get-namespace": {
                    "namespace": {
                        "iamRoles": [f"IamRole(applyStatus=in-sync, iamRoleArn={role})" for role in (theirs, other)]
                    }
                },
            }
            _, calls = self.run_command(text, answers)
            update = calls[-1]
            self.assertEqual((update.service, update.operation), ("redshift-serverless", "update-namespace"))
            self.assertEqual(update.options["namespace-name"], ["example"])
            self.assertEqual(update.options["iam-roles"][1:], [theirs, other])
            self.assertIn(function, update.options["iam-roles"][0])

    def check(self, text: str, answers: dict[str, Any], writes: bool) -> None:
        done, calls = self.run_command(text, answers)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(any(call.operation.startswith("put-") for call in calls), writes)
        self.assertEqual(done.stderr == "", writes, done.stderr)


if __name__ == "__main__":
    unittest.main()
