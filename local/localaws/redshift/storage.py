"""The local AWS's S3 as Redshift reaches it: with the role a statement names, and that role's permissions only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from . import policies
from .reader import Location
from .types import DatabaseError


@dataclass
class Aws:
    """Where the other services are. MiniStack takes the account from the key id."""

    endpoint: str
    region: str = "us-east-1"
    account: str = "123456789012"
    # What `IAM_ROLE default` means; none unless it is set, as in a new warehouse.
    default_role: str | None = None
    # The role whose policies calls with temporary credentials are held to (callers.py).
    function_role: str | None = None
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                endpoint_url=self.endpoint,
                region_name=self.region,
                aws_access_key_id=self.account,
                aws_secret_access_key="local",
                config=Config(retries={"max_attempts": 2}, s3={"addressing_style": "path"}, max_pool_connections=20),
            )
        return self._clients[service]


@dataclass(frozen=True)
class Stored:
    bucket: str
    key: str
    size: int
    etag: str = ""

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


class Storage:
    """S3 for the length of one statement. Errors are Redshift's: `S3ServiceException:…`."""

    def __init__(self, aws: Aws | None, roles: Sequence[str], warehouse: str) -> None:
        if aws is None:
            raise DatabaseError("the local Redshift has not been told where S3 is; see its control endpoint")
        self._aws = aws
        self._s3 = aws.client("s3")
        self._chain = tuple(roles) or ((aws.default_role,) if aws.default_role else ())
        if not self._chain:
            raise DatabaseError("No default IAM role is set. Set a default IAM role for the warehouse.")
        self._allowed: set[tuple[str, str]] = set()
        self._assume(warehouse)

    def list(self, place: Location) -> list[Stored]:
        self._require("s3:ListBucket", place.bucket, place.prefix)
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=place.bucket, Prefix=place.prefix)
        with _as_redshift():
            return [
                Stored(place.bucket, entry["Key"], entry["Size"], entry["ETag"].strip('"'))
                for page in pages
                for entry in page.get("Contents", [])
            ]

    def size(self, bucket: str, key: str) -> int | None:
        """None if there is no such object."""
        self._require("s3:GetObject", bucket, key)
        try:
            return int(self._s3.head_object(Bucket=bucket, Key=key)["ContentLength"])
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise _refusal(error) from error

    def open(self, bucket: str, key: str) -> Any:
        self._require("s3:GetObject", bucket, key)
        with _as_redshift():
            return self._s3.get_object(Bucket=bucket, Key=key)["Body"]

    def upload(self, file: Path, bucket: str, key: str, encryption: Mapping[str, str]) -> None:
        self._require("s3:PutObject", bucket, key)
        with _as_redshift():
            self._s3.upload_file(str(file), bucket, key, ExtraArgs=dict(encryption))

    def put(self, body: bytes, bucket: str, key: str, encryption: Mapping[str, str]) -> None:
        self._require("s3:PutObject", bucket, key)
        with _as_redshift():
            self._s3.put_object(Bucket=bucket, Key=key, Body=body, **encryption)

    def delete(self, stored: Stored) -> None:
        self._require("s3:DeleteObject", stored.bucket, stored.key)
        with _as_redshift():
            self._s3.delete_object(Bucket=stored.bucket, Key=stored.key)

    def _assume(self, warehouse: str) -> None:
        """The first role of the chain must trust Redshift, each further one the one before."""
        trusted = "redshift.amazonaws.com"
        for arn in self._chain:
            try:
                role = self._aws.client("iam").get_role(RoleName=arn.rpartition("/")[2])["Role"]
            except ClientError:
                role = None
            if role is None or role["Arn"] != arn or not policies.trusts(role["AssumeRolePolicyDocument"], trusted):
                raise DatabaseError(f"User {warehouse} is not authorized to assume IAM Role {arn}")
            trusted = arn

    def _require(self, action: str, bucket: str, key: str) -> None:
        """Asks the local AWS's IAM, once per folder: policies speak of prefixes."""
        folder = key.rpartition("/")[0]
        if (action, folder) in self._allowed:
            return
        of_bucket = action == "s3:ListBucket"
        arn = f"arn:aws:s3:::{bucket}" if of_bucket else f"arn:aws:s3:::{bucket}/{key}"
        context = {"s3:prefix": key} if of_bucket else {}
        if not policies.allowed(self._aws.client("iam"), self._chain[-1], action, arn, context):
            raise DatabaseError(
                f"S3ServiceException:User: {self._chain[-1]} is not authorized to perform: {action} on resource: "
                f'"{arn}",Status 403,Error AccessDenied,CanRetry 1'
            )
        self._allowed.add((action, folder))


@contextlib.contextmanager
def _as_redshift() -> Iterator[None]:
    """Turns what S3 answers into what Redshift tells of it."""
    try:
        yield
    except ClientError as error:
        raise _refusal(error) from error


def _refusal(error: ClientError) -> DatabaseError:
    answer = error.response
    code = answer.get("Error", {}).get("Code", "Unknown")
    message = answer.get("Error", {}).get("Message", "")
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return DatabaseError(f"S3ServiceException:{message},Status {status},Error {code},CanRetry 1")


def chunks(body: Any, size: int = 1 << 20) -> Iterator[bytes]:
    while chunk := body.read(size):
        yield chunk
