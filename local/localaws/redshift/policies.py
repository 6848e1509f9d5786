"""Whether a role's policies allow an action, asked of the local AWS's IAM.

MiniStack's simulation knows no condition keys, so conditions are settled here first: a statement whose conditions
hold is put to it without them, one whose conditions do not hold is left out.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from botocore.exceptions import ClientError


def allowed(iam: Any, role: str, action: str, resource: str, context: Mapping[str, str]) -> bool:
    documents = [_settled(document, context) for document in _documents(iam, role.rpartition("/")[2])]
    inputs = [json.dumps(document) for document in documents if document["Statement"]]
    if not inputs:
        return False
    answer = iam.simulate_custom_policy(PolicyInputList=inputs, ActionNames=[action], ResourceArns=[resource])
    return bool(answer["EvaluationResults"][0]["EvalDecision"] == "allowed")


def trusts(document: object, principal: str) -> bool:
    """Whether a role's trust policy names a principal."""
    policy = _decoded(document)
    for statement in listed(policy.get("Statement", [])):
        named = [name for each in statement.get("Principal", {}).values() for name in listed(each)]
        if statement.get("Effect") == "Allow" and principal in named:
            return True
    return False


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _documents(iam: Any, role: str) -> list[dict[str, Any]]:
    try:
        inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
        found = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in inline]
        for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
            policy = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]
            version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
            found.append(version["PolicyVersion"]["Document"])
    except ClientError:
        return []
    return [_decoded(document) for document in found]


def _decoded(document: object) -> dict[str, Any]:
    return dict(json.loads(unquote(document))) if isinstance(document, str) else dict(document)  # type: ignore[call-overload]


def _settled(document: dict[str, Any], context: Mapping[str, str]) -> dict[str, Any]:
    statements = []
    for statement in listed(document.get("Statement", [])):
        condition = statement.get("Condition")
        holds = condition is None or _holds(condition, context)
        # A condition nobody here understands (None) allows nothing, and denies all it might.
        if holds or (holds is None and statement.get("Effect") == "Deny"):
            statements.append({key: value for key, value in statement.items() if key != "Condition"})
    return {**document, "Statement": statements}


def _holds(condition: Mapping[str, Mapping[str, object]], context: Mapping[str, str]) -> bool | None:
    for operator, tests in condition.items():
        for key, wanted in tests.items():
            value = context.get(key)
            if value is None or operator not in ("StringEquals", "StringLike"):
                return None
            patterns = [_substituted(str(each), context) for each in listed(wanted)]
            if operator == "StringEquals" and value not in patterns:
                return False
            if operator == "StringLike" and not any(fnmatch.fnmatchcase(value, each) for each in patterns):
                return False
    return True


def _substituted(pattern: str, context: Mapping[str, str]) -> str:
    for key, value in context.items():
        pattern = pattern.replace("${" + key + "}", value)
    return pattern
