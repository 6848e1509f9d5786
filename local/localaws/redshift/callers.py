"""Who calls, and what they may: asked of the local AWS's IAM, so that a function's role is held to what it grants.

MiniStack does not tell whose a temporary key is. So whoever runs the local Redshift says which role functions have
(`function_role`), and every call with temporary credentials counts as that role's. Without it they are not restricted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from . import policies
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
    def __init__(self) -> None:
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
        role = aws.function_role if aws is not None else None
        if role is None or "x-amz-security-token" not in headers:
            return Caller(f"arn:aws:iam::{key}:root", key)
        # A function's session is named after it, so that all its invocations are one owner.
        account, name = role.split(":")[4], role.rpartition("/")[2]
        return Caller(f"arn:aws:sts::{account}:assumed-role/{name}/function", f"AROALOCAL:{name}")

    def require(self, caller: Caller, action: str, resource: str, aws: Aws | None, owner: str | None = None) -> None:
        source = caller.policy_source
        wanted = (caller.arn, action, resource, owner or "")
        if aws is None or source is None or wanted in self._allowed:
            return
        context = {"aws:userid": caller.user_id}
        if owner is not None:
            context[OWNER_KEY] = owner
        if not policies.allowed(aws.client("iam"), source, action, resource, context):
            raise access_denied(
                f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} because no "
                f"identity-based policy allows the {action} action"
            )
        self._allowed.add(wanted)
