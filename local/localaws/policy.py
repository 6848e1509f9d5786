"""Whether policies allow a request: actions, resources, principals and conditions, as IAM evaluates them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

A condition operator or key of a policy that this does not know is an error, not a guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote


class PolicyError(Exception):
    """A policy says something that this evaluation does not understand."""


@dataclass(frozen=True)
class Request:
    """Somebody calls an action on a resource. `principal` is "Service:sns.amazonaws.com" or "AWS:<ARN>"."""

    action: str
    resource: str
    principal: str = ""
    context: Mapping[str, str] = field(default_factory=dict)


def allows(policies: Iterable[Mapping[str, Any] | str], request: Request) -> bool:
    """Whether a statement allows the request and none denies it."""
    effects = {
        statement["Effect"]
        for policy in policies
        for statement in listed(_decoded(policy)["Statement"])
        if _applies(statement, request)
    }
    return "Allow" in effects and "Deny" not in effects


def role_policies(iam: Any, role: str) -> list[dict[str, Any]]:
    """The documents of a role's inline and attached policies."""
    inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
    found = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in inline]
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        policy = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]
        version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
        found.append(version["PolicyVersion"]["Document"])
    return [_decoded(document) for document in found]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _decoded(policy: Mapping[str, Any] | str) -> dict[str, Any]:
    return dict(json.loads(unquote(policy))) if isinstance(policy, str) else dict(policy)


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    return (
        _names_action(statement, request.action)
        and _names_resource(statement, request)
        and ("Principal" not in statement or _names_principal(statement["Principal"], request.principal))
        and all(
            _holds(operator, key, [_filled(str(each), request.context) for each in listed(wanted)], request.context)
            for operator, tests in statement.get("Condition", {}).items()
            for key, wanted in tests.items()
        )
    )


def _names_action(statement: Mapping[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        raise PolicyError("NotAction is not understood")
    return any(_like(action.lower(), each.lower()) for each in listed(statement["Action"]))


def _names_resource(statement: Mapping[str, Any], request: Request) -> bool:
    if "NotResource" in statement:
        return not any(_like(request.resource, each) for each in listed(statement["NotResource"]))
    patterns = [_filled(each, request.context) for each in listed(statement["Resource"])]
    return any(_like(request.resource, each) for each in patterns)


def _names_principal(named: Any, principal: str) -> bool:
    if named == "*":
        return True
    kind, _, value = principal.partition(":")
    for each in listed(named.get(kind, [])):
        # An account's root stands for everybody in it whom the account itself lets.
        account = re.fullmatch(r"arn:[\w-]+:iam::(\d{12}):root", str(each))
        if each in ("*", value) or (account and f"::{account[1]}:" in value):
            return True
    return False


def _holds(operator: str, key: str, wanted: list[str], context: Mapping[str, str]) -> bool:
    value = context.get(key)
    if operator == "Null":
        return (value is None) == (wanted == ["true"])
    # A key that the request has not makes a condition false.
    if value is None:
        return False
    match operator:
        case "StringEquals" | "Bool":
            return value in wanted
        case "StringLike" | "ArnLike" | "ArnEquals":
            return any(_like(value, each) for each in wanted)
        case _:
            raise PolicyError(f"the condition operator {operator} is not understood")


def _filled(pattern: str, context: Mapping[str, str]) -> str:
    """The pattern with its policy variables replaced; one that is not known matches nothing."""
    return re.sub(r"\$\{([\w:/-]+)\}", lambda match: context.get(match[1], "\0"), pattern)


def _like(value: str, pattern: str) -> bool:
    parts = ["." if each == "?" else ".*" if each == "*" else re.escape(each) for each in pattern]
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None
