"""What must hold of the pipeline orders."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg
from pyarrow import compute, parquet

from localaws.deploy import Stack
from localaws.glue.server import GlueServer
from localaws.ministack import LocalAWS
from localaws.redshift.service import WORKGROUP, Redshift

from ..glue_workflow_starter.observer import show
from ..redshift_unloader import shop
from ..terminal import say, step, table
from .jobs import OrderJobs
from .scenario import COPY_ROLE, ORDERS, PIPELINE, STACK, TABLE, Orders

# Each table of the plan, and the column that is summed up on both sides.
KEYS = {"orders": "order_id", "order_lines": "line_id", "customers": "customer_id"}
ONLINE = {TABLE.partition(".")[2]: "item_count"}


class OrdersChecks:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, aws: LocalAWS, server: GlueServer, redshift: Redshift) -> None:
        self.aws, self.server, self.redshift = aws, server, redshift
        self.jobs: OrderJobs
        self.glue = replace(aws, port=int(server.endpoint.rpartition(":")[2])).client("glue")
        self.failures: list[str] = []
        # Datasets that were compared.
        self.seen: set[str] = set()

    def run(self) -> bool:
        step("loading a made-up shop into the warehouse")
        say(f"{shop.load(self.redshift.dsn):,} rows in {len(KEYS)} tables")
        step("deploying pipelines/orders whole")
        orders = Orders(self.aws, self.server, self.glue)
        self.redshift.use(self.aws, function_role=orders.unloader.outputs["RoleArn"])
        environment = {
            **self.aws.credentials(),
            **self.redshift.environment,
            "AWS_ENDPOINT_URL_GLUE": self.server.endpoint,
        }
        self.jobs = OrderJobs(environment, self.glue, self.aws.client("s3"), orders.bucket)
        self.jobs.run_in(self.server, STACK)
        for kind, names in orders.made.items():
            say(f"in the local Glue, {kind}: {', '.join(names)}")
        self.one_order(orders)
        step("the schedule's dump of the warehouse, compared with it")
        self.dump(orders, KEYS)
        orders.dump_online_orders()
        self.load_files(orders)
        self.copy_job(orders)
        say("")
        for failure in self.failures:
            say(f"failed: {failure}")
        return not self.failures

    def one_order(self, orders: Orders) -> None:
        step(f"an item is put into {ORDERS}; its CloudTrail record starts an execution")
        say("(injected with StartExecution: the local AWS has no trail)")
        event = orders.put_order("o-1")
        if not orders.starts_for(event):
            self.failures.append("the deployed rule does not let the record of the PutItem through")
        # The pipeline collects events for half a minute before a run starts for them; the sweep, once a minute, starts it.
        (end,) = orders.executions.ends([orders.executions.start(event)], max_wait=700)
        if end.status != "SUCCEEDED":
            self.failures.append(f"the execution is {end.status} {end.error}: {end.cause[:300]}")
            return
        show(end.output)
        states = [node.get("state") for node in end.output.get("nodes", [])]
        if states != ["SUCCEEDED"] * 3:
            self.failures.append(f"the nodes are {states}, not three that succeeded")
            say(self.jobs.log[-4000:])
            return
        found = self.online_orders()
        say(f"{TABLE} in Redshift, by the code of both jobs: {found}")
        if found != [("o-1", Decimal("12.50"))]:
            self.failures.append(f"the item is not in {TABLE}: {found}")

    def online_orders(self) -> list[tuple[Any, ...]]:
        query = f"select order_id, amount from {TABLE} order by 1"
        with psycopg.connect(self.redshift.dsn) as connection:
            return connection.execute(query.encode()).fetchall()

    def load_files(self, orders: Orders) -> None:
        step("a file of orders comes to incoming/: it is in Redshift, and its rows are in the next dump")
        # From here on the loader's role is held to its template, too.
        self.redshift.use(self.aws, function_role=orders.loader.outputs["RoleArn"])
        heading = "order_id,customer_id,status,amount,paid,ordered_on,created_at,updated_at\n"
        made = "2026-11-01,2026-11-01 08:00:00,2099-01-01 08:00:00\n"
        keys = (7, 900_000_001, 900_000_002)
        body = heading + "".join(f"{key},1,loaded,9.50,true,{made}" for key in keys)
        key = "incoming/orders/20261128.csv"
        self.aws.client("s3").put_object(Bucket=orders.bucket, Key=key, Body=body.encode())
        query = f"select count(*), sum(amount) from sales.orders where status = 'loaded' and order_id in {keys}"
        deadline = time.monotonic() + 300
        with psycopg.connect(self.redshift.dsn, autocommit=True) as connection:
            while (found := connection.execute(query.encode()).fetchone()) != (3, Decimal("28.50")):
                if time.monotonic() > deadline:
                    self.failures.append(f"of the file's three orders the warehouse has {found}")
                    return
                # What the schedule does once a minute.
                self.invoke(orders.loader, {"sweep": True})
                time.sleep(2)
        say(f"s3://{orders.bucket}/{key}: {len(keys)} orders, two of them new, are in sales.orders")
        self.redshift.use(self.aws, function_role=orders.unloader.outputs["RoleArn"])
        self.invoke(orders.unloader, {"plan": "unload-orders"})
        dumped = self.dump(orders, KEYS | ONLINE)
        if dumped.get("orders", (0, 0))[0] != shop.ORDERS + 2:
            self.failures.append(f"the next dump has {dumped.get('orders')} orders, not {shop.ORDERS + 2}")
        if dumped.get(next(iter(ONLINE)), (0, 0))[0] != 1:
            self.failures.append(f"the item that was put into {ORDERS} is not in the next dump: {dumped}")

    def copy_job(self, orders: Orders) -> None:
        step("the alternative: a COPY JOB, as the README writes it, loads a file by itself")
        statement = copy_job_of_the_readme().replace("example-orders-data", orders.bucket)
        folder, table = "incoming-by-job/", "sales.orders_by_job"
        statement = statement.replace("incoming/orders/", folder).replace("sales.orders", table)
        client = self.redshift.client()
        s3 = self.aws.client("s3")

        def run(text: str) -> list[Any]:
            """As an administrator, in a statement of its own: a COPY JOB is made in no transaction."""
            begun = client.execute_statement(Sql=text, WaitTimeSeconds=30, WorkgroupName=WORKGROUP, Database="dev")
            described = client.describe_statement(Id=begun["Id"])
            if described["Status"] != "FINISHED":
                self.failures.append(f"{text}: {described.get('Error')}")
            return list(client.get_statement_result(Id=begun["Id"])["Records"]) if described["HasResultSet"] else []

        run(f"CREATE TABLE {table} (order_id bigint, customer_id bigint, status varchar(16), amount decimal(12,2))")
        run(statement)
        lines = "order_id,customer_id,status,amount\n1,1,job,2.50\n2,1,job,3.50\n"
        s3.put_object(Bucket=orders.bucket, Key=f"{folder}20261128.csv", Body=lines.encode())
        detail = run("SELECT file_name, status FROM sys_copy_job_detail")
        with psycopg.connect(self.redshift.dsn) as connection:
            found = connection.execute(f"select count(*), sum(amount) from {table}".encode()).fetchone()
        say(f"{statement.splitlines()[-1]} {len(detail)} file, rows and sum of amounts: {found}")
        if found != (2, Decimal("6.00")):
            self.failures.append(f"the COPY JOB loaded {found}")

    def invoke(self, stack: Stack, event: dict[str, object]) -> None:
        name = stack.outputs["FunctionName"]
        self.aws.client("lambda").invoke(FunctionName=name, Qualifier="live", Payload=json.dumps(event).encode())

    def dump(self, orders: Orders, keys: Mapping[str, str]) -> dict[str, tuple[int, int]]:
        """Rows and sums of the datasets that are new, by export."""
        deadline = time.monotonic() + 300
        while len(manifests := self.manifests(orders.bucket)) < len(keys):
            if time.monotonic() > deadline:
                self.failures.append(f"{len(manifests)} of {len(keys)} datasets are in s3://{orders.bucket}/redshift/")
                return {}
            time.sleep(0.5)
        self.seen |= manifests.keys()
        dumped = {}
        rows = []
        with psycopg.connect(self.redshift.dsn) as connection:
            for key, manifest in manifests.items():
                name = str(manifest["export"])
                column = keys[name]
                found = dumped[name] = self.dumped(manifest, column)
                query = f"select count(*), coalesce(sum({column}), 0)::bigint from sales.{name}"
                counted = connection.execute(query.encode()).fetchone()
                rows.append(
                    (key.removesuffix("/_SUCCESS.json"), f"{found[0]:,}", "equal" if found == counted else "DIFFERS")
                )
                if found != counted:
                    self.failures.append(f"{name}: {counted} in the warehouse, {found} in S3")
        table(("dataset", "rows", "rows and sum of keys"), rows, right=frozenset({1}))
        return dumped

    def manifests(self, bucket: str) -> dict[str, Any]:
        s3 = self.aws.client("s3")
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="redshift/")
        keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        return {
            key: json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
            for key in keys
            if key.endswith("/_SUCCESS.json") and key not in self.seen
        }

    def dumped(self, manifest: dict[str, Any], column: str) -> tuple[int, int]:
        """The number of rows in a dataset's files, and the sum of a column."""
        count = total = 0
        for entry in manifest["entries"]:
            bucket, _, key = str(entry["url"]).removeprefix("s3://").partition("/")
            body = self.aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
            values = parquet.read_table(io.BytesIO(body), columns=[column])[column]
            count += len(values)
            total += compute.sum(values).as_py() or 0
        return count, total


def copy_job_of_the_readme() -> str:
    """The statement that the pipeline's README shows, with a role that the demonstration has."""
    text = (PIPELINE / "README.md").read_text()
    statement = text.partition("```sql\n")[2].partition(";\n```")[0]
    return statement.replace("role/example-copy", f"role/{COPY_ROLE}")
