"""Deploys a SAM template to the local AWS through CloudFormation: as it is, but for CodeUri and DefinitionUri, as `sam deploy`
does.

    python -m localaws.deploy [--template FILE] STACK [Parameter=Value …]

deploys to the local AWS that `python -m localaws.ministack start` left running.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from .ministack import ACCOUNT, ROOT, STATE_FILE, LocalAWS
from .packaging import PackagingError, template_url
from .policy import listed
from .template import Template

# What everything that invokes a function names.
ALIAS = "live"


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
        url = template_url(aws, template, Template(template, stack, parameters, ACCOUNT, region or aws.region))
    except PackagingError as error:
        raise DeployError(str(error)) from error
    before = _roles(aws)
    try:
        formation.create_stack(
            StackName=stack,
            TemplateURL=url,
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
            _mend_permissions(aws, _roles(aws) - before)
            return Stack(stack, {output["OutputKey"]: output["OutputValue"] for output in state.get("Outputs", [])})
        if not status.endswith("IN_PROGRESS") or time.monotonic() > deadline:
            reason = state.get("StackStatusReason", "")
            raise DeployError(f"stack {stack} is {status} {reason}\n{_failures(formation, stack)}")
        time.sleep(0.1)


def nested(aws: LocalAWS, stack: str, application: str) -> Stack:
    """The stack of an application within a stack."""
    formation = aws.client("cloudformation")
    (found,) = formation.describe_stack_resources(StackName=stack, LogicalResourceId=application)["StackResources"]
    (inner,) = formation.describe_stacks(StackName=found["PhysicalResourceId"])["Stacks"]
    return Stack(inner["StackName"], {each["OutputKey"]: each["OutputValue"] for each in inner.get("Outputs", [])})


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


def _roles(aws: LocalAWS) -> set[str]:
    return {each["RoleName"] for each in aws.client("iam").list_roles()["Roles"]}


def _mend_permissions(aws: LocalAWS, roles: set[str]) -> None:
    """MiniStack 1.5.33 wants a permission for SendMessageBatch by that name, where to IAM it is sqs:SendMessage
    (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html), and takes the crawler that is
    started for a table of its name.
    """
    iam = aws.client("iam")
    for name in roles:
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            mended = [
                *(
                    {**statement, "Sid": "Batch", "Action": "sqs:SendMessageBatch"}
                    for statement in document["Statement"]
                    if "sqs:SendMessage" in listed(statement["Action"])
                ),
                *(
                    {
                        **statement,
                        "Sid": "Crawler",
                        "Action": "glue:StartCrawler",
                        "Resource": [each.replace(":crawler/", ":table/") for each in listed(statement["Resource"])],
                    }
                    for statement in document["Statement"]
                    if "glue:StartCrawler" in listed(statement["Action"])
                ),
            ]
            if mended:
                text = json.dumps({"Version": document["Version"], "Statement": mended})
                iam.put_role_policy(RoleName=name, PolicyName=f"{policy}-ministack", PolicyDocument=text)


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
    aws = LocalAWS.load(STATE_FILE)
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
