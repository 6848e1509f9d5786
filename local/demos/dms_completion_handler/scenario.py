"""What stands before the first event comes: rows in the source, tasks that have loaded them, secrets, the deployed stack."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3

from localaws import postgres
from localaws.deploy import configure, deploy
from localaws.dms.mappings import identifier
from localaws.dms.server import LocalDMS
from localaws.ministack import ROOT, LocalAWS
from localaws.postgres import Server

from .. import shop
from ..terminal import say, step, table
from .checks import PREPARER
from .shop_migrations import (
    ALL,
    FILES,
    LATER,
    SETTINGS_FILE,
    STATE_MACHINE,
    UNREACHABLE,
    WHOLE,
    WRONG_PASSWORD,
    create_endpoint,
    create_files_endpoint,
    create_serverless,
    create_task,
    start_task,
    wait_until_stopped,
)

STACK, CRAWLERS = "demo", "example-*"
CONFIGURATION, RAW, MANIFESTS = "example-configuration", "example-raw", "example-manifests"
FILES_TASK = "arn:aws:datasync:us-east-1:123456789012:task/task-0123456789abcdef0"
WRONG = "not-the-password-4711"
# Quotes, the end of a statement, a dot, a wildcard, letters of four bytes, and the most a name may have: 63 bytes.
HOSTILE_NAMES = ('quo"te', "semi'; DROP TABLE x --", "a.b", "100%_[x]", "表 😀 Größe", "n" * 63)


class Scenario:
    """Everything the demonstration is about, made in the order of its methods."""

    def __init__(
        self,
        aws: LocalAWS,
        local: LocalDMS,
        authority: postgres.Authority,
        source: Server,
        target: Server,
        template: Path,
    ) -> None:
        self.aws, self.local, self.authority = aws, local, authority
        self.source, self.target, self.template = source, target, template
        self.dms: Any = _dms_client(local)
        self.tasks: dict[str, str] = {}
        self.rows: dict[str, int] = {}
        self.serverless = ""
        self.topic = ""

    def begin_loads(self) -> None:
        step("filling the source, and having DMS load the target")
        started = time.monotonic()
        self.rows = shop.fill(self.source, "shop")
        say(f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables, made in {time.monotonic() - started:.1f} s")
        ends = (
            create_endpoint(self.dms, "shop-source", "source", self.source, "shop"),
            create_endpoint(self.dms, "warehouse", "target", self.target, "warehouse"),
        )
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket=RAW)
        self.local.write_files_with(s3)
        settings = (ROOT / SETTINGS_FILE).read_text()
        self._hostile_tables()
        files = create_files_endpoint(self.dms, RAW, "landing")
        for migration in (*ALL, *LATER):
            target = files if migration is FILES else ends[1]
            arn = self.tasks[migration.name] = create_task(self.dms, migration, ends[0], target, settings)
            self.local.control.set_migration(arn, {"losses": migration.losses, "breaks": migration.breaks})
        # The others begin when it is their turn, or the sweeper would come first.
        for migration in ALL:
            start_task(self.dms, self.tasks[migration.name])
        self.serverless = create_serverless(self.dms, WHOLE, *ends)

    def await_loads(self) -> None:
        step("waiting for DMS")
        with ThreadPoolExecutor() as pool:
            ended = list(pool.map(lambda migration: wait_until_stopped(self.dms, self.tasks[migration.name]), ALL))
        rows = [
            (
                task["ReplicationTaskIdentifier"],
                f"{task['Status']}, {task.get('StopReason', '')}",
                str(task["ReplicationTaskStats"]["TablesLoaded"]),
                str(task["ReplicationTaskStats"]["TablesErrored"]),
            )
            for task in ended
        ]
        table(("task", "what DMS says of it", "loaded", "errored"), rows, right=frozenset({2, 3}))

    def run_later_loads(self) -> None:
        for migration in LATER:
            start_task(self.dms, self.tasks[migration.name])
        for migration in LATER:
            wait_until_stopped(self.dms, self.tasks[migration.name])

    def rotate_password(self, secret: str) -> None:
        """A new password, in the database and in the secret. The function still has the old one in its memory."""
        self.source.change_password()
        value = json.dumps(secret_of(self.source, "shop"))
        self.aws.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)

    def lose_file(self, table_name: str) -> None:
        key = f"landing/{shop.SCHEMA}/{table_name}/LOAD00000001.csv"
        self.aws.client("s3").delete_object(Bucket=RAW, Key=key)

    def deploy(self) -> dict[str, str]:
        step(f"storing the secrets, and deploying {self.template.name} with CloudFormation")
        source = secret_of(self.source, "shop")
        secrets = {
            "example-shop-source": source,
            "example-warehouse": secret_of(self.target, "warehouse"),
            WRONG_PASSWORD.secret: source | {"password": WRONG},
            # A port that nobody listens on.
            UNREACHABLE.secret: source | {"port": 1},
        }
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket=CONFIGURATION)
        s3.put_object(Bucket=CONFIGURATION, Key="roots.pem", Body=self.authority.certificate.read_bytes())
        s3.put_object(Bucket=CONFIGURATION, Key="migrations.json", Body=self._migrations().encode())
        s3.create_bucket(Bucket=MANIFESTS)
        self._create_crawlers()
        self._create_state_machine()
        self.topic = self.aws.client("sns").create_topic(Name="example-dms-events")["TopicArn"]
        parameters = {
            "Plan": f"s3://{CONFIGURATION}/migrations.json",
            "TaskArns": ",".join([*self.tasks.values(), self.serverless]),
            "EventTopicArn": self.topic,
            "DatabaseRootsS3Uri": f"s3://{CONFIGURATION}/roots.pem",
            "SecretArns": ",".join(self._store(*each) for each in secrets.items()),
            "RawBucketName": RAW,
            # MiniStack 1.5.33 takes the name of a crawler that is started for a table's, so both are named.
            "NextArns": ",".join(
                [
                    STATE_MACHINE,
                    *(f"arn:aws:glue:us-east-1:123456789012:{each}/{CRAWLERS}" for each in ("crawler", "table")),
                ]
            ),
            # A bucket that exists: the local AWS's S3 does not know the condition key s3:if-none-match, with which the
            # template's own bucket refuses what is not written once.
            "ManifestBucketName": MANIFESTS,
        }
        stack = deploy(self.aws, STACK, self.template, parameters)
        configure(self.aws, stack.outputs["FunctionName"], timeout=60)
        say(f"EventBridge → SQS → Lambda {stack.outputs['FunctionName']} → manifest, crawler, SNS")
        return dict(stack.outputs)

    def _migrations(self) -> str:
        warehouse = {"kind": "postgresql", "secret": "example-warehouse"}
        files = {"kind": "s3", "bucket": RAW, "prefix": "landing"}
        migrations: list[dict[str, Any]] = [
            {
                "name": each.name,
                "task": self.tasks[each.name],
                "source": {"kind": "postgresql", "secret": each.secret},
                "target": files if each is FILES else warehouse,
            }
            for each in (*ALL, *LATER)
        ]
        for made, each in zip(migrations, (*ALL, *LATER), strict=True):
            if each.crawled:
                made["next"] = [{"crawler": each.crawler}]
        migrations[0]["next"].append({"state_machine": STATE_MACHINE})
        # One table is compared by its keys too.
        migrations[0]["tables"] = {"shop.customers": {"checksum": True}}
        migrations.append({"name": "serverless", "task": self.serverless})
        migrations.append({"name": "files", "task": FILES_TASK})
        return json.dumps({"migrations": migrations}, separators=(",", ":"))

    def _hostile_tables(self) -> None:
        """Names that a careless query would stumble over, or obey."""
        statements = ["CREATE SCHEMA odd"]
        for name in HOSTILE_NAMES:
            table_name = f"odd.{identifier(name)}"
            statements.append(f"CREATE TABLE {table_name} (id int PRIMARY KEY)")
            statements.append(f"INSERT INTO {table_name} SELECT generate_series(1, 10)")
        statements.append(f"GRANT USAGE ON SCHEMA odd TO {self.source.user}")
        statements.append(f"GRANT SELECT ON ALL TABLES IN SCHEMA odd TO {self.source.user}")
        self.source.sql("shop", *statements)

    def _create_crawlers(self) -> None:
        glue = self.aws.client("glue")
        glue.create_database(DatabaseInput={"Name": "example_shop"})
        role = self._create_role("example-crawler", "glue.amazonaws.com")
        for migration in ALL:
            glue.create_crawler(
                Name=migration.crawler,
                Role=role,
                DatabaseName="example_shop",
                Targets={"S3Targets": [{"Path": f"s3://{RAW}/landing/"}]},
            )

    def _create_state_machine(self) -> None:
        definition = {"StartAt": "Done", "States": {"Done": {"Type": "Pass", "End": True}}}
        made = self.aws.client("stepfunctions").create_state_machine(
            name=STATE_MACHINE.rpartition(":")[2],
            definition=json.dumps(definition),
            roleArn=self._create_role("example-states", "states.amazonaws.com"),
        )
        assert made["stateMachineArn"] == STATE_MACHINE

    def _create_role(self, name: str, service: str) -> str:
        allowed = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        role = self.aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)
        arn: str = role["Role"]["Arn"]
        return arn

    def _store(self, name: str, value: dict[str, Any]) -> str:
        secrets = self.aws.client("secretsmanager")
        arn: str = secrets.create_secret(Name=name, SecretString=json.dumps(value))["ARN"]
        return arn


def secret_of(server: Server, database: str) -> dict[str, Any]:
    return {
        "engine": "postgres",
        "host": server.host,
        "port": server.port,
        "username": server.user,
        "password": server.password,
        "dbname": database,
    }


def _dms_client(local: LocalDMS) -> Any:
    return boto3.client(
        "dms",
        endpoint_url=local.endpoint,
        region_name=local.state.region,
        aws_access_key_id=PREPARER,
        aws_secret_access_key="example",
    )
