"""One local Redshift and one local AWS for all tests of a process: started by the first test that needs them."""

from __future__ import annotations

import atexit
import functools
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

import psycopg

from localaws import ministack
from localaws.ministack import ACCOUNT, LocalAWS
from localaws.redshift import service
from localaws.redshift.service import CLUSTER, WORKGROUP, Redshift

REGION = "us-east-1"
BUCKET = "example-unloads"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/example-redshift"
TARGET = {"WorkgroupName": WORKGROUP, "Database": "dev"}
ON_CLUSTER = {"ClusterIdentifier": CLUSTER, "Database": "dev", "DbUser": "example"}
ENDED = ("FINISHED", "FAILED", "ABORTED")


@functools.cache
def redshift() -> Redshift:
    started = service.start()
    atexit.register(started.stop)
    return started


@functools.cache
def started() -> LocalAWS:
    """The local AWS that the local Redshift reads and writes, with nothing in it."""
    started = ministack.start(REGION, redshift().environment)
    atexit.register(started.stop)
    redshift().use(started)
    return started


@functools.cache
def aws() -> LocalAWS:
    """The local AWS, with a bucket and the role that Redshift writes there with."""
    started().client("s3").create_bucket(Bucket=BUCKET)
    make_role("example-redshift", BUCKET)
    return started()


def make_role(
    name: str,
    bucket: str,
    prefix: str = "",
    trusted: str = "redshift.amazonaws.com",
    actions: Sequence[str] = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"),
) -> str:
    """Creates a role that may carry out the actions on the bucket's objects below the prefix, and list the bucket."""
    iam = started().client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(trust))["Role"]
    objects = {
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": f"arn:aws:s3:::{bucket}/{prefix}*",
    }
    listing = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"}
    iam.put_role_policy(RoleName=name, PolicyName="s3", PolicyDocument=_policy(objects, listing))
    return str(role["Arn"])


def _policy(*statements: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def prefix() -> str:
    return f"{uuid.uuid4().hex[:12]}/"


def run(*texts: str, expect: str = "FINISHED", **more: Any) -> dict[str, Any]:
    """Runs one statement, or several as a batch, to its end. The description, with its id."""
    client = redshift().client(REGION)
    if len(texts) == 1:
        begun = client.execute_statement(Sql=texts[0], WaitTimeSeconds=30, **{**TARGET, **more})
    else:
        begun = client.batch_execute_statement(Sqls=list(texts), WaitTimeSeconds=30, **{**TARGET, **more})
    described = client.describe_statement(Id=begun["Id"])
    if described["Status"] != expect:
        raise AssertionError(f"{described['Status']}, expected {expect}: {described.get('Error')}\n{texts}")
    return dict(described)


def await_status(identifier: str, status: str, client: Any = None) -> None:
    client = client or redshift().client(REGION)
    deadline = time.monotonic() + 60
    while (found := client.describe_statement(Id=identifier)["Status"]) != status:
        if found in ENDED or time.monotonic() > deadline:
            raise AssertionError(f"{found} is not going to be {status}")


def rows(identifier: str) -> list[list[object]]:
    records = redshift().client(REGION).get_statement_result(Id=identifier)["Records"]
    return [[None if field.get("isNull") else next(iter(field.values())) for field in record] for record in records]


def select(text: str) -> list[list[object]]:
    return rows(run(text)["Id"])


def load(text: str) -> None:
    """Prepares data directly in PostgreSQL."""
    with psycopg.connect(redshift().dsn, autocommit=True) as connection:
        connection.execute(text)


def keys(under: str) -> dict[str, int]:
    pages = aws().client("s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=under)
    return {entry["Key"].removeprefix(under): entry["Size"] for page in pages for entry in page.get("Contents", [])}


def body(key: str) -> bytes:
    return bytes(aws().client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read())
