"""Deploys a SAM template to the local AWS through CloudFormation: as it is, but for CodeUri and DefinitionUri, as `sam deploy`
does.

    python -m localaws.deploy [--template FILE] STACK [Parameter=Value …]

deploys to the local AWS that `python -m localaws.ministack start` left running.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from .ministack import ACCOUNT, ROOT, LocalAWS, load
from .template import Template

ARTIFACTS = "deployment-artifacts"
# What MiniStack 1.5.33 refuses of a template, by the words that show it in a resource: left out, and said so.
REFUSED = {
    "Type: AWS::CloudWatch::CompositeAlarm": "it has no composite alarms",
    "Type: AWS::Logs::QueryDefinition": "it has no saved queries",
    "      Metrics:\n": "its alarms know no metric math",
}
# The local AWS is plain HTTP on loopback: what refuses that would refuse everything.
TLS_ONLY = re.compile(r"^          - Sid: NothingUnencrypted\n(?:            .*\n)+", re.MULTILINE)

# It has no CodeDeploy: a new version takes over at once. SAM makes CodeDeploy's resources of this property.
ROLLOUT = re.compile(r"^      DeploymentPreference:\n(?:        .*\n)+", re.MULTILINE)
# What everything that invokes a function names.
ALIAS = "live"
# Its conditions know no Fn::Split: these are evaluated here.
SPLITTING = re.compile(r"^  (?P<name>\w+): .*!Split .*\n", re.MULTILINE)


class DeployError(Exception):
    """The stack was not created; the message lists which resource failed and why."""


@dataclass(frozen=True)
class Stack:
    name: str
    outputs: Mapping[str, str]


def deploy(
    aws: LocalAWS,
    stack: str,
    template: Path,
    parameters: Mapping[str, str],
    patience: float = 60,
    region: str | None = None,
) -> Stack:
    """Creates the stack, in the local AWS's own region or another, and returns its outputs."""
    formation = aws.client("cloudformation", region)
    # Names of what a stack creates begin with its parameter Name, so two stacks of one template need two.
    if re.search(r"^  Name:$", template.read_text(), re.MULTILINE):
        parameters = {"Name": stack, **parameters}
    try:
        formation.create_stack(
            StackName=stack,
            # Through S3, as `sam deploy` does: CloudFormation takes no more than 51,200 bytes in the call itself.
            TemplateURL=_uploaded(aws, template, Template(template, stack, parameters, ACCOUNT, region or aws.region)),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
    except ClientError as error:
        raise DeployError(f"CloudFormation refused {template.name}: {error}") from error
    deadline = time.monotonic() + patience
    while True:
        state = formation.describe_stacks(StackName=stack)["Stacks"][0]
        status: str = state["StackStatus"]
        if status == "CREATE_COMPLETE":
            _mend_mappings(aws)
            _mend_batch_permissions(aws)
            return Stack(stack, {output["OutputKey"]: output["OutputValue"] for output in state.get("Outputs", [])})
        if not status.endswith("IN_PROGRESS") or time.monotonic() > deadline:
            reason = state.get("StackStatusReason", "")
            raise DeployError(f"stack {stack} is {status} {reason}\n{_failures(formation, stack)}")
        time.sleep(0.1)


def _uploaded(aws: LocalAWS, template: Path, filled: Template) -> str:
    """The URL of the template, with every local CodeUri and DefinitionUri uploaded and replaced by where it went."""
    s3 = aws.client("s3")
    # us-east-1 is the one region that may not be named here.
    place = {} if aws.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=ARTIFACTS, **place)
    text = template.read_text()

    def upload(match: re.Match[str]) -> str:
        artifact = template.parent / match["path"]
        if not artifact.exists():
            raise DeployError(f"{artifact.resolve()} is missing; make it with scripts/package.sh {artifact.stem}")
        s3.upload_file(str(artifact), ARTIFACTS, artifact.name)
        return f"{match['indent']}{match['property']}: s3://{ARTIFACTS}/{artifact.name}"

    uris = r"^(?P<indent> *)(?P<property>CodeUri|DefinitionUri): (?P<path>\S+\.(?:zip|json))$"
    packaged = _without_refused(re.sub(uris, upload, text, flags=re.MULTILINE))
    packaged = SPLITTING.sub(
        lambda match: f"  {match['name']}: !Equals ['{str(filled.holds(match['name'])).lower()}', 'true']\n", packaged
    )
    s3.put_object(Bucket=ARTIFACTS, Key=template.name, Body=packaged.encode())
    return f"{aws.endpoint}/{ARTIFACTS}/{template.name}"


def _without_refused(template: str) -> str:
    """The template without the resources that MiniStack refuses, each of which is printed, and without refusing HTTP."""

    def kept(match: re.Match[str]) -> str:
        reasons = [reason for words, reason in REFUSED.items() if words in match[0]]
        if reasons:
            print(f"left out, because MiniStack refuses it: {match['name']} ({reasons[0]})")
            return ""
        text, rollouts = ROLLOUT.subn("", match[0])
        if rollouts:
            print(
                f"left out, because MiniStack refuses it: {match['name']}'s DeploymentPreference (it has no CodeDeploy)"
            )
        text = TLS_ONLY.sub("", text)
        # A policy of nothing else is no policy.
        return "" if text.rstrip().endswith("Statement:") else text

    before, resources, after = re.split(r"(?ms)^Resources:\n(.*?)(?=^\S|\Z)", template, maxsplit=1)
    return f"{before}Resources:\n" + re.sub(r"(?ms)^  (?P<name>\w+):\n.*?(?=^  \w+:\n|\Z)", kept, resources) + after


def configure(aws: LocalAWS, function: str, timeout: int | None = None, **settings: str) -> None:
    """Changes a deployed function, as its operator could: for a demonstration that cannot wait for production's limits."""
    service = aws.client("lambda")
    known = service.get_function_configuration(FunctionName=function)
    service.update_function_configuration(
        FunctionName=function,
        Timeout=timeout or known["Timeout"],
        Environment={"Variables": {**known["Environment"]["Variables"], **settings}},
    )
    version = service.publish_version(FunctionName=function)["Version"]
    service.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)


def _mend_mappings(aws: LocalAWS) -> None:
    """MiniStack 1.5.33 keeps a MaximumConcurrency that came from a template parameter as text, and its poller then
    fails on comparing it. Told the same number again through the Lambda API, it works.
    """
    service = aws.client("lambda")
    for mapping in service.list_event_source_mappings()["EventSourceMappings"]:
        limit = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        if limit is not None:
            service.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": int(limit)})


def _mend_batch_permissions(aws: LocalAWS) -> None:
    """MiniStack 1.5.33 wants a permission for SendMessageBatch by that name. To IAM it is sqs:SendMessage, and there is no
    other (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html).
    """
    iam = aws.client("iam")
    for role in iam.list_roles()["Roles"]:
        name = role["RoleName"]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            sending = [
                {**statement, "Sid": "Batch", "Action": "sqs:SendMessageBatch"}
                for statement in document["Statement"]
                if "sqs:SendMessage" in [*statement["Action"], statement["Action"]]
            ]
            if sending:
                mended = {"Version": document["Version"], "Statement": sending}
                iam.put_role_policy(RoleName=name, PolicyName=f"{policy}-batch", PolicyDocument=json.dumps(mended))


def _failures(formation: Any, stack: str) -> str:
    events = formation.describe_stack_events(StackName=stack)["StackEvents"]
    lines = [
        f"  {event['LogicalResourceId']} {event['ResourceStatus']}: {event.get('ResourceStatusReason', 'no reason')}"
        for event in reversed(events)
        if "FAILED" in event["ResourceStatus"]
    ]
    return "\n".join(lines) or "  no event says why"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m localaws.deploy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stack")
    parser.add_argument("--template", type=Path, default=ROOT / "functions/S3Copier/template.yaml")
    parser.add_argument("parameters", nargs="*", metavar="Parameter=Value")
    arguments = parser.parse_args()
    aws = load()
    if aws is None or not aws.is_running():
        print("no local AWS is running; start one with: python -m localaws.ministack start", file=sys.stderr)
        return 1
    parameters = dict(pair.split("=", 1) for pair in arguments.parameters)
    try:
        stack = deploy(aws, arguments.stack, arguments.template, parameters)
    except DeployError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for name, value in stack.outputs.items():
        print(f"{name}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
