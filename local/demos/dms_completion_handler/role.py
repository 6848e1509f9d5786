"""What a deployed function's role allows, by its own policies."""

from __future__ import annotations

import json
from typing import Any

from localaws.ministack import LocalAWS


def granted_actions(aws: LocalAWS, function: str) -> set[str]:
    iam: Any = aws.client("iam")
    arn: str = aws.client("lambda").get_function_configuration(FunctionName=function)["Role"]
    role = arn.rpartition("/")[2]
    granted: set[str] = set()
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        document = json.loads(document) if isinstance(document, str) else document
        for statement in document["Statement"]:
            actions = statement["Action"]
            granted.update([actions] if isinstance(actions, str) else actions)
    return granted
