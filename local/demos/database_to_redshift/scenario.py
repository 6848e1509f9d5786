"""The pipeline database-to-redshift on the local AWS: the source by its own sql/, DMS by what the template says."""

from __future__ import annotations

import json
import time
from typing import Any

import boto3
import psycopg

from localaws.deploy import Stack, deploy, nested
from localaws.dms.server import LocalDMS
from localaws.ministack import ACCOUNT, ROOT, LocalAWS
from localaws.postgres import Authority, Server
from localaws.redshift.service import WORKGROUP, Redshift
from localaws.template import Template

from ..dms_source import put_secret, trust
from ..redshift_loader.scenario import WORKGROUP_ID

STACK, PLANS, RAW, SECRET = "demo", "example-plans", "example-raw", "example-source"
DATABASE = "src_db"
PIPELINE = ROOT / "pipelines" / "database-to-redshift"
COLUMNS = "empid, name, age, gender, location, date, src_dts"


class Pipeline:
    """The deployed pipeline, its source and its warehouse."""

    def __init__(
        self, aws: LocalAWS, local: LocalDMS, authority: Authority, source: Server, redshift: Redshift
    ) -> None:
        self.aws, self.local, self.authority, self.source, self.redshift = aws, local, authority, source, redshift
        self.s3: Any = aws.client("s3")
        self.dms: Any = boto3.client(
            "dms",
            endpoint_url=local.endpoint,
            region_name=aws.region,
            aws_access_key_id="example",
            aws_secret_access_key="example",
        )
        self.template: Template
        self.loader: Stack
        self.handler: Stack
        self.replication = ""

    def make_source(self) -> None:
        """What sql/postgresql.sql says, behind the line that connects to the database it made."""
        text = (PIPELINE / "sql" / "postgresql.sql").read_text().partition("\\connect src_db\n")[2]
        self.source.sql(DATABASE, text, f"GRANT USAGE ON SCHEMA dbo TO {self.source.user}")
        self.source.sql(DATABASE, f"GRANT SELECT ON ALL TABLES IN SCHEMA dbo TO {self.source.user}")

    def deploy(self) -> None:
        self.s3.create_bucket(Bucket=PLANS)
        put_secret(self.aws, SECRET, self.source, DATABASE)
        parameters = {
            "SourceSecretName": SECRET,
            "SubnetIds": "subnet-11111111,subnet-22222222",
            "RawBucketName": RAW,
            "PlansS3Uri": f"s3://{PLANS}/",
            "WarehouseArn": f"arn:aws:redshift-serverless:{self.aws.region}:{ACCOUNT}:workgroup/{WORKGROUP_ID}",
            "Workgroup": WORKGROUP,
        }
        path = PIPELINE / "template.yaml"
        stack = deploy(self.aws, STACK, path, parameters)
        self.template = Template(path, STACK, {"Name": STACK, **parameters}, ACCOUNT, self.aws.region)
        self.loader = nested(self.aws, STACK, "RedshiftLoader")
        self.handler = nested(self.aws, STACK, "DMSCompletionHandler")
        self.redshift.use(self.aws, function_role=self.loader.outputs["RoleArn"])
        # The local AWS's S3 does not know the condition key s3:if-none-match, by which the bucket keeps manifests.
        self.s3.delete_bucket_policy(Bucket=stack.outputs["Manifests"])
        self.manifests = stack.outputs["Manifests"]
        self.crawler = stack.outputs.get("Crawler", f"{STACK}-raw")
        trust(self.aws, self.authority, PLANS, self.handler.outputs["FunctionName"])
        self._create_replication()
        self._put_plans()

    def _create_replication(self) -> None:
        """The local DMS is told what the template says of the endpoints and the replication."""
        resources = self.template.present()
        target = resources["DMSPipelineRawTarget"]["Properties"]["S3Settings"]
        kept = ("BucketName", "BucketFolder", "DataFormat", "IncludeOpForFullLoad", "ParquetTimestampInMillisecond")
        ends = [
            self.dms.create_endpoint(
                EndpointIdentifier="source",
                EndpointType="source",
                EngineName="postgres",
                ServerName=self.source.host,
                Port=self.source.port,
                DatabaseName=DATABASE,
                Username=self.source.user,
                Password=self.source.password,
                SslMode="require",
            ),
            self.dms.create_endpoint(
                EndpointIdentifier="raw",
                EndpointType="target",
                EngineName="s3",
                S3Settings={key: value for key, value in target.items() if key in kept},
            ),
        ]
        replication = resources["DMSPipelineReplicationConfig"]["Properties"]
        made = self.dms.create_replication_config(
            ReplicationConfigIdentifier=replication["ReplicationConfigIdentifier"],
            SourceEndpointArn=ends[0]["Endpoint"]["EndpointArn"],
            TargetEndpointArn=ends[1]["Endpoint"]["EndpointArn"],
            ComputeConfig={"MaxCapacityUnits": 1},
            ReplicationType=replication["ReplicationType"],
            TableMappings=replication["TableMappings"],
            ReplicationSettings=replication["ReplicationSettings"],
        )
        self.replication = made["ReplicationConfig"]["ReplicationConfigArn"]
        self.local.write_files_with(self.s3)

    def _put_plans(self) -> None:
        """The pipeline's own plans, with what the outputs say in the place of the examples."""
        text = (PIPELINE / "plans" / "migration.yaml").read_text()
        for example, ours in (
            ("arn:aws:dms:us-east-1:123456789012:replication-config:EXAMPLE", self.replication),
            (
                "arn:aws:lambda:us-east-1:123456789012:function:data-flow-RedshiftLoader:live",
                self.loader.outputs["FunctionArn"],
            ),
            ("data-flow-raw", self.crawler),
        ):
            assert example in text, example
            text = text.replace(example, ours)
        self.s3.put_object(Bucket=PLANS, Key="migration.yaml", Body=text.encode())
        self.s3.upload_file(str(PIPELINE / "plans" / "load.yaml"), PLANS, "load.yaml")

    def migrate(self, again: bool = False, patience: float = 90) -> str:
        """Starts the replication, waits for its end, and says how DMS calls it."""
        kind = "reload-target" if again else "start-replication"
        self.dms.start_replication(ReplicationConfigArn=self.replication, StartReplicationType=kind)
        deadline = time.monotonic() + patience
        filters = [{"Name": "replication-config-arn", "Values": [self.replication]}]
        while True:
            found: dict[str, Any] = self.dms.describe_replications(Filters=filters)["Replications"][0]
            if found["Status"] in ("stopped", "failed") or time.monotonic() > deadline:
                return f"{found['Status']}, {found.get('StopReason', '')}"
            time.sleep(0.2)

    def sweep(self) -> None:
        """What the schedules of both functions do once a minute."""
        for stack in (self.handler, self.loader):
            self.aws.client("lambda").invoke(
                FunctionName=stack.outputs["FunctionName"], Qualifier="live", Payload=b'{"sweep": true}'
            )
        time.sleep(1)

    # -- The three sides

    def in_source(self) -> list[tuple[str, ...]]:
        lines = self.source.sql(DATABASE, f"COPY (SELECT {COLUMNS} FROM dbo.raw_src ORDER BY 1) TO STDOUT")
        return [tuple(line.split("\t")) for line in lines.splitlines() if line]

    def in_redshift(self) -> list[tuple[str, ...]]:
        with psycopg.connect(self.redshift.dsn) as connection:
            exists = connection.execute("select to_regclass('public.raw_src')").fetchone()
            if exists is None or exists[0] is None:
                return []
            with connection.cursor().copy(f"copy (select {COLUMNS} from public.raw_src order by 1) to stdout") as copy:
                text = b"".join(bytes(chunk) for chunk in copy).decode()
        return [tuple(line.split("\t")) for line in text.splitlines()]

    def manifest(self) -> dict[str, Any]:
        """The newest one."""
        listed = self.s3.list_objects_v2(Bucket=self.manifests, Prefix="manifests/").get("Contents", [])
        if not listed:
            return {}
        newest = max(listed, key=lambda each: (each["LastModified"], len(each["Key"])))
        body = self.s3.get_object(Bucket=self.manifests, Key=newest["Key"])["Body"].read()
        return {"key": newest["Key"], "count": len(listed), **json.loads(body)}

    def crawls(self) -> bool:
        found = self.aws.client("glue").get_crawler(Name=self.crawler)["Crawler"]
        return found["State"] != "READY" or "LastCrawl" in found
