"""DMSCompletionHandler end to end on the bed: the real template and the packaged zip; DMS copies real rows from one
PostgreSQL database to another, and what arrived is counted.

Run by scripts/demo.sh, which explains the options. Exits 0 only if the load that succeeded was proved and followed, the two
that only look finished were held and named, and neither a duplicate nor an early nor a late event did any harm.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from . import bed as beds
from . import postgres, shop
from .bed import ROOT, Bed, BedError
from .deploy import DeployError, deploy
from .dms.bus import ServiceEventBus
from .dms.completion_checks import CompletionChecks
from .dms.server import LocalDMS
from .dms.shop_migrations import ALL, EARLY, SETTINGS_FILE, SHORT, SUSPENDED, WHOLE
from .dms.shop_migrations import create_endpoint, create_task, wait_until_stopped
from .dms.witness import Witness
from .postgres import PostgresError, Server
from .terminal import say, step, table

STACK, CRAWLER, CONFIGURATION = "demo", "example-shop-raw", "example-configuration"
LOG = ROOT / ".build" / "local" / "dms-demo-bed.log"


def main() -> int:
    arguments = _arguments()
    beds.end_by_exception()
    passed = False
    with contextlib.ExitStack() as stack:
        try:
            step("starting the local AWS (MiniStack), DMS and DataSync, and two PostgreSQL servers, on loopback")
            local = stack.enter_context(LocalDMS())
            # DEBUG: that an event was a duplicate is not worth a line to anybody else.
            environment = {**local.environment(), "AWS_LAMBDA_LOG_LEVEL": "DEBUG"}
            bed = stack.enter_context(beds.running(extra_environment=environment))
            stack.push(lambda *_: None if passed else _keep_log(bed))
            authority = stack.enter_context(postgres.authority())
            source = stack.enter_context(postgres.running(authority, ["shop"]))
            target = stack.enter_context(postgres.running(authority, ["warehouse"]))
            say(f"{bed.endpoint}; DMS {local.endpoint}; source :{source.port}, target :{target.port}, TLS and SCRAM")
            passed = Demo(bed, local, authority, source, target, arguments.template).run()
        except (BedError, PostgresError, DeployError) as error:
            say(f"error: {error}")
    say("\nEverything held that was checked." if passed else "\nFAILED")
    return 0 if passed else 1


class Demo:
    """One run; each step says what it does and records what did not hold."""

    def __init__(
        self, bed: Bed, local: LocalDMS, authority: postgres.Authority, source: Server, target: Server, template: Path
    ) -> None:
        self.bed, self.local, self.authority = bed, local, authority
        self.source, self.target, self.template = source, target, template
        self.dms: Any = _dms_client(local)
        self.tasks: dict[str, str] = {}
        self.rows: dict[str, int] = {}

    def run(self) -> bool:
        self.begin_loads()
        stack = self.deploy()
        self.await_loads()
        witness = Witness(
            self.bed,
            bucket=stack["DMSCompletionHandlerManifests"],
            topic=stack["DMSCompletionHandlerTopicArn"],
            log_group=stack["DMSCompletionHandlerLogGroupName"],
            crawler=CRAWLER,
        )
        checks = CompletionChecks(witness, self.local, ServiceEventBus(self.bed), self.tasks, self.rows)
        step("the whole shop: stopped with FULL_LOAD_ONLY_FINISHED, and every row is there")
        checks.passes(WHOLE)
        step("tables of the workshop: FULL_LOAD_ONLY_FINISHED as well, but one table is suspended")
        checks.holds(SUSPENDED, "shop.service_parts", ["Table error"])
        step("the orders: every table completed, says DMS, but three rows are not in the target")
        counted = self.rows["sales_order"]
        checks.holds(SHORT, "shop.sales_order", [str(counted), str(counted - 3)])
        step("an event that comes before DMS shows the stop; the sweeper then finds it")
        checks.early(EARLY, stack["DMSCompletionHandlerQueueUrl"], stack["DMSCompletionHandlerFunctionName"])
        step("the shop's event a second time, and once more when the task runs again")
        checks.duplicate(WHOLE)
        checks.late(WHOLE)
        step("what counting took, and what the function asked DMS for")
        checks.timing(WHOLE)
        checks.permissions(f"{STACK}-DMSCompletionHandler")
        say("")
        for failure in checks.failures:
            say(f"failed: {failure}")
        return not checks.failures

    def begin_loads(self) -> None:
        step("filling the source, and having DMS load the target")
        started = time.monotonic()
        self.rows = shop.fill(self.source, "shop")
        say(f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables, made in {time.monotonic() - started:.1f} s")
        ends = (
            create_endpoint(self.dms, "shop-source", "source", self.source, "shop"),
            create_endpoint(self.dms, "warehouse", "target", self.target, "warehouse"),
        )
        settings = (ROOT / SETTINGS_FILE).read_text()
        for migration in ALL:
            arn = self.tasks[migration.name] = create_task(self.dms, migration, *ends, settings)
            self.local.control.set_migration(arn, {"losses": migration.losses, "breaks": migration.breaks})
            self.dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="start-replication")

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

    def deploy(self) -> dict[str, str]:
        step(f"storing the secrets, and deploying {self.template.name} with CloudFormation")
        secrets = {
            "example-shop-source": self._secret(self.source, "shop"),
            "example-warehouse": self._secret(self.target, "warehouse"),
        }
        s3 = self.bed.client("s3")
        s3.create_bucket(Bucket=CONFIGURATION)
        s3.put_object(Bucket=CONFIGURATION, Key="roots.pem", Body=self.authority.certificate.read_bytes())
        self._create_crawler()
        parameters = {
            "DeployS3Copier": "false",
            "DeployDMSCompletionHandler": "true",
            "DMSCompletionHandlerMigrations": self._migrations(),
            "DMSCompletionHandlerResourceArns": ",".join(self.tasks.values()),
            "DMSCompletionHandlerDatabaseRoots": f"s3://{CONFIGURATION}/roots.pem",
            "DMSCompletionHandlerSecretArns": ",".join(self._store(name, value) for name, value in secrets.items()),
            "DMSCompletionHandlerCrawlerName": CRAWLER,
            "DMSCompletionHandlerExtraPolicyArn": self._let_through(),
            "DMSCompletionHandlerTimeout": "60",
            # The bed's S3 does not know the condition key s3:if-none-match, and would refuse every manifest.
            "DMSCompletionHandlerWriteOnce": "false",
        }
        stack = deploy(self.bed, STACK, self.template, parameters)
        say(f"EventBridge → SQS → Lambda {stack.outputs['DMSCompletionHandlerFunctionName']} → manifest, crawler, SNS")
        return dict(stack.outputs)

    def _migrations(self) -> str:
        sides = {
            "source": {"kind": "postgresql", "secret": "example-shop-source"},
            "target": {"kind": "postgresql", "secret": "example-warehouse"},
        }
        migrations = [{"name": name, "task": arn, **sides} for name, arn in self.tasks.items()]
        # Only the first is followed by something, and one of its tables is compared by its keys too.
        migrations[0] |= {"next": {"crawler": CRAWLER}, "tables": {"shop.customers": {"compare": "exact", "checksum": True}}}
        return json.dumps(migrations, separators=(",", ":"))

    def _create_crawler(self) -> None:
        glue = self.bed.client("glue")
        glue.create_database(DatabaseInput={"Name": "example_shop"})
        allowed = {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}
        role = self.bed.client("iam").create_role(
            RoleName="example-crawler",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
        )
        glue.create_crawler(
            Name=CRAWLER,
            Role=role["Role"]["Arn"],
            DatabaseName="example_shop",
            Targets={"S3Targets": [{"Path": "s3://example-raw/shop/"}]},
        )

    def _let_through(self) -> str:
        """MiniStack 1.5.33 takes the name of a crawler that is started for a table's, and the role's statement on the
        crawler does not match. This policy names what it asks for; the role's own statement stays as it is.
        """
        statement = {
            "Effect": "Allow",
            "Action": ["glue:StartCrawler", "glue:GetCrawler"],
            "Resource": f"arn:aws:glue:us-east-1:123456789012:table/{CRAWLER}",
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = self.bed.client("iam").create_policy(PolicyName="example-crawler-as-table", PolicyDocument=policy)
        arn: str = made["Policy"]["Arn"]
        return arn

    def _store(self, name: str, value: str) -> str:
        arn: str = self.bed.client("secretsmanager").create_secret(Name=name, SecretString=value)["ARN"]
        return arn

    @staticmethod
    def _secret(server: Server, database: str) -> str:
        return json.dumps(
            {
                "engine": "postgres",
                "host": server.host,
                "port": server.port,
                "username": server.user,
                "password": server.password,
                "dbname": database,
            }
        )


def _dms_client(local: LocalDMS) -> Any:
    import boto3

    return boto3.client(
        "dms",
        endpoint_url=local.endpoint,
        region_name=local.state.region,
        aws_access_key_id="example",
        aws_secret_access_key="example",
    )


def _keep_log(bed: Bed) -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(bed.log, LOG)
    say(f"\nThe log of MiniStack and of the functions: {LOG}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.dms_completion_demo", description=__doc__)
    parser.add_argument(
        "--template", type=Path, default=ROOT / "template.yaml", help="dist/*.zip is looked for beside it"
    )
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # As a shell expects of what Ctrl-C ended; everything is cleaned up by now.
        sys.exit(130)
