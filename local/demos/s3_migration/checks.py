"""What must hold of the pipeline s3-migration."""

from __future__ import annotations

import csv
import io
import time
from urllib.parse import urlencode

from localaws.ministack import LocalAWS

from ..s3_copier.arrivals import Arrivals
from ..s3_copier.comparison import differences, keys_of
from ..terminal import say, step, table
from .scenario import CUSTOMERS, SOURCE, SOURCE_REGION, STACK, TARGET, Scenario, objects


class MigrationChecks:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, aws: LocalAWS) -> None:
        self.aws = aws
        self.failures: list[str] = []

    def run(self) -> bool:
        step(
            f"deploying functions/S3Copier/source-region.yaml in {SOURCE_REGION}, pipelines/s3-migration in {self.aws.region}"
        )
        scenario = Scenario.deploy(self.aws)
        say(
            f"s3://{SOURCE} ({SOURCE_REGION}) → SNS → SQS → Lambda {scenario.copier.outputs['FunctionName']} → s3://{TARGET}"
        )
        self.migrate()
        self.count()
        self.crawl()
        self.dead_letters(scenario)
        say("")
        for failure in self.failures:
            say(f"failed: {failure}")
        return not self.failures

    def migrate(self) -> None:
        items = objects()
        step(f"uploading {len(items)} objects, customers.csv first, and comparing each with its copy")
        s3, source = self.aws.client("s3"), self.aws.client("s3", SOURCE_REGION)
        with Arrivals(s3, TARGET) as arrivals:
            for item in items:
                tags = {"Tagging": urlencode(item.tags)} if item.tags else {}
                source.put_object(
                    Bucket=SOURCE, Key=item.key, Body=item.body, Metadata=dict(item.metadata), **tags, **item.headers
                )
            missing = arrivals.wait_for([item.key for item in items], max_wait=40)
        rows = []
        for item in items:
            found = ["not there"] if item.key in missing else differences(s3, SOURCE, TARGET, item)
            rows.append((item.key, str(len(item.body)), "; ".join(found) or "equal"))
            if found:
                self.failures.append(f"{item.key}: {found}")
        table(("key, in both buckets", "bytes", "bytes, metadata, headers and tags"), rows, right=frozenset({1}))
        strangers = keys_of(s3, TARGET) - {item.key for item in items}
        if strangers:
            self.failures.append(f"the target holds keys nobody uploaded: {sorted(strangers)}")

    def count(self) -> None:
        step("counting the rows of customers.csv in the target")
        body = self.aws.client("s3").get_object(Bucket=TARGET, Key="customers.csv")["Body"].read().decode()
        rows = list(csv.DictReader(io.StringIO(body)))
        say(f"{len(rows):,} rows of {CUSTOMERS:,}; columns {', '.join(rows[0]) if rows else '–'}")
        if len(rows) != CUSTOMERS:
            self.failures.append(f"customers.csv has {len(rows)} rows in the target, not {CUSTOMERS}")

    def crawl(self) -> None:
        step("the crawler, which S3Copier starts after a burst")
        glue = self.aws.client("glue")
        name = f"{STACK}-s3-copier-target"
        deadline = time.monotonic() + 20
        while not (crawler := glue.get_crawler(Name=name)["Crawler"]).get("LastCrawl") and crawler["State"] == "READY":
            if time.monotonic() > deadline:
                self.failures.append(f"the crawler {name} was not started")
                return
            time.sleep(0.2)
        say(f"{name}: {crawler['State']}, last crawl {crawler.get('LastCrawl', {}).get('Status', 'under way')}")
        say("not shown: the table it would make, and Athena's answer. MiniStack's crawlers look into no bucket")
        workgroup = self.aws.client("athena").get_work_group(WorkGroup=f"{STACK}-s3-copier-target")["WorkGroup"]
        say(f"Athena's workgroup {workgroup['Name']} and the database {crawler['DatabaseName']} are there")

    def dead_letters(self, scenario: Scenario) -> None:
        step("what was given up, and what did not reach the other region")
        copier, source = scenario.copier.outputs["DeadLetterQueueUrl"], scenario.source.outputs["UndeliveredQueueArn"]
        given_up = scenario.attribute(copier, "ApproximateNumberOfMessages")
        sqs = self.aws.client("sqs", SOURCE_REGION)
        url = sqs.get_queue_url(QueueName=source.rpartition(":")[2])["QueueUrl"]
        kept = scenario.attribute(url, "ApproximateNumberOfMessages")
        say(f"dead letters: {given_up}; kept beside the topic in {SOURCE_REGION}: {kept}")
        if (given_up, kept) != ("0", "0"):
            self.failures.append(f"{given_up} dead letters, {kept} undelivered")
