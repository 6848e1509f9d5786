"""The source database of a migration, as the pipelines' functions know it: its secret, and whom it is trusted by."""

from __future__ import annotations

import json

from localaws.deploy import configure
from localaws.ministack import LocalAWS
from localaws.postgres import Authority, Server


def put_secret(aws: LocalAWS, name: str, server: Server, database: str) -> None:
    secret = {
        "engine": "postgres",
        "host": server.host,
        "port": server.port,
        "username": server.user,
        "password": server.password,
        "dbname": database,
    }
    aws.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(secret))


def trust(aws: LocalAWS, authority: Authority, bucket: str, function: str) -> None:
    """The source's certificate is of an authority that only this machine knows: DMSCompletionHandler reads it from a bucket."""
    aws.client("s3").put_object(Bucket=bucket, Key="roots.pem", Body=authority.certificate.read_bytes())
    role = aws.client("lambda").get_function_configuration(FunctionName=function)["Role"]
    reading = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/roots.pem"}
    aws.client("iam").put_role_policy(
        RoleName=role.rpartition("/")[2],
        PolicyName="read-roots",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [reading]}),
    )
    configure(aws, function, DATABASE_ROOTS=f"s3://{bucket}/roots.pem")
