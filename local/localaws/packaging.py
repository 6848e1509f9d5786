"""A template as MiniStack takes it: what `sam deploy` uploads is uploaded, nested applications are nested stacks, and what
MiniStack refuses is left out, each with a line that says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from .ministack import ACCOUNT, LocalAWS
from .template import Template, read

ARTIFACTS = "deployment-artifacts"
# What MiniStack 1.5.33 refuses of a template, by the words that show it in a resource.
REFUSED = {
    "Type: AWS::CloudWatch::CompositeAlarm": "it has no composite alarms",
    "Type: AWS::Logs::QueryDefinition": "it has no saved queries",
    "Type: AWS::Athena::NamedQuery": "its Athena has no saved queries",
    "Type: AWS::Athena::PreparedStatement": "its Athena has no prepared statements in a template",
    "Type: AWS::Glue::Classifier": "its Glue has no classifiers",
    "Type: AWS::Glue::Workflow": "its Glue has no workflows in a template",
    "Type: AWS::CloudTrail::Trail": "its templates have no trails",
    "Type: AWS::DMS::": "it has no DMS",
    "Type: AWS::DataSync::": "it has no DataSync",
    "      Metrics:\n": "its alarms know no metric math",
    "      SelfManagedEventSource: ": "its event sources know no Kafka; localaws.kafka has one",
}
# The local AWS is plain HTTP on loopback: what refuses that would refuse everything.
TLS_ONLY = re.compile(r"^          - Sid: NothingUnencrypted\n(?:            .*\n)+", re.MULTILINE)
# It has no CodeDeploy: a new version takes over at once. SAM makes CodeDeploy's resources of this property.
ROLLOUT = re.compile(r"^      DeploymentPreference:\n(?:        .*\n)+", re.MULTILINE)
# Its conditions know no Fn::Split: these are evaluated here.
SPLITTING = re.compile(r"^  (?P<name>\w+): .*!Split .*\n", re.MULTILINE)
LOCAL_FILE = re.compile(
    r"^(?P<indent> *)(?P<property>CodeUri|DefinitionUri|ScriptLocation): (?P<path>\S+\.(?:zip|json|py))$", re.MULTILINE
)
RESOURCE = re.compile(r"(?ms)^  (?P<name>\w+):\n.*?(?=^  \w+:\n|\Z)")


class PackagingError(Exception):
    """Something that the template names is not there; the message says how to make it."""


def template_url(aws: LocalAWS, template: Path, filled: Template) -> str:
    """Where the packaged template is. Through S3, as `sam deploy` does: a call itself takes no more than 51,200 bytes."""
    s3 = aws.client("s3")
    # us-east-1 is the one region that may not be named here.
    place = {} if aws.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=ARTIFACTS, **place)
    return _put(aws, template.stem, _packaged(aws, template, filled), "yaml")


def _packaged(aws: LocalAWS, template: Path, filled: Template) -> str:
    text = LOCAL_FILE.sub(lambda match: _uploaded(aws, template, match), template.read_text())
    before, resources, after = re.split(r"(?ms)^Resources:\n(.*?)(?=^\S|\Z)", text, maxsplit=1)
    left_out: set[str] = set()
    kept = RESOURCE.sub(lambda match: _resource(aws, template, filled, match, left_out), resources)
    for name in left_out:
        # What refers to it goes by the name that it would have.
        would_be = str(filled.resolved({"Ref": name}))
        kept = re.sub(rf"!Ref {name}\b", f"'{would_be}'", kept)
        after = re.sub(
            rf"^  \w+:\n(?:    .*\n)*?    Value: !(?:Ref|GetAtt) {name}\b.*\n", "", after, flags=re.MULTILINE
        )
    return SPLITTING.sub(
        lambda match: f"  {match['name']}: !Equals ['{str(filled.holds(match['name'])).lower()}', 'true']\n",
        f"{before}Resources:\n{kept}{after}",
    )


def _resource(aws: LocalAWS, template: Path, filled: Template, match: re.Match[str], left_out: set[str]) -> str:
    name, text = match["name"], match[0]
    for words, reason in REFUSED.items():
        if words in text:
            left_out.add(name)
            if filled.has(name):
                print(f"left out, because MiniStack refuses it: {name} ({reason})")
            return ""
    text, rollouts = ROLLOUT.subn("", text)
    if rollouts:
        print(f"left out, because MiniStack refuses it: {name}'s DeploymentPreference (it has no CodeDeploy)")
    if "Type: AWS::Serverless::Application" in text:
        text = _nested(aws, template, filled, name, text)
    text = TLS_ONLY.sub("", text)
    # A policy of nothing else is no policy.
    return "" if text.rstrip().endswith("Statement:") else text


def _nested(aws: LocalAWS, template: Path, filled: Template, name: str, text: str) -> str:
    """The application as a nested stack. MiniStack transforms no template of SAM's but the outermost."""
    location = filled.sections["Resources"][name]["Properties"]["Location"]
    url = "unused"
    if filled.has(name):
        child = (template.parent / location).resolve()
        given = filled.resolved(filled.sections["Resources"][name]["Properties"]["Parameters"])
        values = {key: ",".join(value) if isinstance(value, list) else str(value) for key, value in given.items()}
        inner = Template(child, filled.stack, values, ACCOUNT, aws.region)
        url = _put(aws, name, json.dumps(transformed(_packaged(aws, child, inner), values, aws.region)), "json")
    text = text.replace("Type: AWS::Serverless::Application", "Type: AWS::CloudFormation::Stack")
    return text.replace(f"Location: {location}", f"TemplateURL: {url}")


def transformed(text: str, parameters: Mapping[str, str], region: str) -> dict[str, Any]:
    """What SAM makes of a template."""
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=region))
    answer: dict[str, Any] = translator.translate(sam_template=read(text), parameter_values=dict(parameters))
    return answer


def _uploaded(aws: LocalAWS, template: Path, match: re.Match[str]) -> str:
    artifact = template.parent / match["path"]
    if not artifact.exists():
        script = "lib/job_script.py" if artifact.suffix == ".py" else f"package.sh {artifact.stem}"
        raise PackagingError(f"{artifact.resolve()} is missing; make it with scripts/{script}")
    aws.client("s3").upload_file(str(artifact), ARTIFACTS, artifact.name)
    return f"{match['indent']}{match['property']}: s3://{ARTIFACTS}/{artifact.name}"


def _put(aws: LocalAWS, name: str, text: str, ending: str) -> str:
    key = f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{ending}"
    aws.client("s3").put_object(Bucket=ARTIFACTS, Key=key, Body=text.encode())
    return f"{aws.endpoint}/{ARTIFACTS}/{key}"


__all__ = ["ARTIFACTS", "REFUSED", "PackagingError", "template_url", "transformed"]
