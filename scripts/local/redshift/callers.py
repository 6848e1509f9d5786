"""Who calls, and what they may: asked of the bed's STS and IAM, so that a function's role is held to what it grants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from .errors import ServiceError, access_denied
from .storage import Aws

_CREDENTIAL = re.compile(r"Credential=([^/,]+)/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")
OWNER_KEY = "redshift-data:statement-owner-iam-userid"


@dataclass(frozen=True)
class Caller:
    arn: str
    user_id: str

    @property
    def policy_source(self) -> str | None:
        """The role whose policies hold; None for whoever has no policies of their own (the account itself)."""
        match = re.fullmatch(r"arn:([a-z-]+):sts::(\d{12}):assumed-role/([^/]+)/.+", self.arn)
        return f"arn:{match[1]}:iam::{match[2]}:role/{match[3]}" if match else None


class Callers:
    """Remembers who holds an access key: it does not change hands."""

    def __init__(self) -> None:
        self._known: dict[str, Caller] = {}
        self._allowed: set[tuple[str, str, str, str]] = set()

    def identify(self, headers: Mapping[str, str], aws: Aws | None) -> Caller:
        authorization = headers.get("authorization", "")
        match = _CREDENTIAL.search(authorization)
        if match is None:
            raise ServiceError("MissingAuthenticationTokenException", "Request is missing Authentication Token")
        key, region, service = match.groups()
        if service != "redshift-data" or (aws is not None and region != aws.region):
            raise ServiceError(
                "InvalidSignatureException",
                f"Credential should be scoped to a valid region and to service redshift-data, not {region}/{service}.",
            )
        if aws is None:
            return Caller(f"arn:aws:iam::{key}:root", key)
        if key not in self._known:
            self._known[key] = _resolved(key, headers.get("x-amz-security-token"), aws)
        return self._known[key]

    def require(self, caller: Caller, action: str, resource: str, aws: Aws | None, owner: str | None = None) -> None:
        source = caller.policy_source
        wanted = (caller.arn, action, resource, owner or "")
        if aws is None or source is None or wanted in self._allowed:
            return
        context: list[dict[str, Any]] = [_context("aws:userid", caller.user_id)]
        if owner is not None:
            context.append(_context(OWNER_KEY, owner))
        answer = aws.client("iam").simulate_principal_policy(
            PolicySourceArn=source, ActionNames=[action], ResourceArns=[resource], ContextEntries=context
        )
        if answer["EvaluationResults"][0]["EvalDecision"] != "allowed":
            raise access_denied(
                f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} because no "
                f"identity-based policy allows the {action} action"
            )
        self._allowed.add(wanted)


def _resolved(key: str, token: str | None, aws: Aws) -> Caller:
    sts = boto3.client(
        "sts",
        endpoint_url=aws.endpoint,
        region_name=aws.region,
        aws_access_key_id=key,
        # MiniStack checks who signs, not the signature.
        aws_secret_access_key="local",
        aws_session_token=token,
        config=Config(retries={"max_attempts": 2}),
    )
    try:
        answer = sts.get_caller_identity()
    except ClientError as error:
        raise ServiceError("UnrecognizedClientException", "The security token included in the request is invalid.") from error
    return Caller(answer["Arn"], answer["UserId"])


def _context(key: str, value: str) -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
