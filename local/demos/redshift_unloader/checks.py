"""The steps of the RedshiftUnloader demonstration. Each says what it does and records what did not hold."""

from __future__ import annotations

import json
import time
from pathlib import Path

from localaws.deploy import configure, deploy
from localaws.ministack import ACCOUNT, LocalAWS
from localaws.redshift.service import CLUSTER, WORKGROUP, Redshift

from ..terminal import say, step
from . import shop as shop
from .scenario import BATCH, BUCKET, EXPORTS, PLAN, PREFIX, STACK, WORKGROUP_ID, Dataset, Scenario, at
from .shop import SHOP

# Milliseconds; the budget of docs/performance.md for an unload of 60 s.
MOST_PAID_WAITING = 1000


class UnloadChecks(Scenario):
    def __init__(self, redshift: Redshift, aws: LocalAWS, template: Path, slow_seconds: int) -> None:
        super().__init__(redshift, aws)
        self.template, self.slow_seconds = template, slow_seconds

    def play(self) -> bool:
        self.load()
        self.deploy()
        if self.first_window():
            self.second_window()
            self.empty_window()
            self.duplicate_delivery()
            self.lost_events()
            self.killed_invocation()
            self.failed_export()
            self.slow_query()
            self.backfill()
            self.cluster()
        return not self.failures

    def load(self) -> None:
        step("loading a made-up shop into the warehouse")
        rows = shop.load(self.redshift.dsn)
        say(f"{rows:,} rows in {len(SHOP)} tables")
        self.expect(rows >= 1_000_000, f"only {rows} rows were made")

    def deploy(self) -> None:
        step(f"deploying {self.template.name} with CloudFormation, and putting the plan where PLAN_S3_URI says")
        self.s3.create_bucket(Bucket=BUCKET)
        self.put_plan("shop", PLAN)
        parameters = {
            **self.parameters(PREFIX),
            "Plan": "shop",
            "WarehouseArn": f"arn:aws:redshift-serverless:{self.aws.region}:{ACCOUNT}:workgroup/{WORKGROUP_ID}",
            "Workgroup": WORKGROUP,
            "Schedule": at(0),
        }
        self.use(deploy(self.aws, STACK, self.template, parameters))
        say(f"Scheduler → Lambda {self.function} → Redshift Data API → s3://{BUCKET}/{PREFIX}")

    def first_window(self) -> bool:
        step("waiting for the deployed schedule to fire (MiniStack looks every 10 s), and for the run to be published")
        datasets = self.await_datasets(EXPORTS, patience=60)
        if datasets is None:
            self.show_log()
            return False
        self.compare(datasets)
        orders = next(dataset for dataset in datasets if dataset.export == "orders")
        self.copy_back(orders)
        self.read_by_listing(orders)
        return not self.failures

    def copy_back(self, dataset: Dataset) -> None:
        step("Redshift's own COPY loads a dataset by its _SUCCESS.json as the manifest")
        role = self.stack.outputs["StorageRoleArn"]
        window = dataset.content["window"]
        first, second = (f"select * from {name}" for name in ("restored", "sales.orders where updated_at < :until"))
        described = self.run_statements(
            "create temp table restored (like sales.orders)",
            f"copy restored from 's3://{BUCKET}/{dataset.key}' iam_role '{role}' format as parquet manifest",
            f"select count(*) from (({first} except all {second}) union all ({second} except all {first})) as unlike",
            until=window["to"],
        )
        loaded = described["SubStatements"][1]["ResultRows"]
        unlike = self.first_value(described["SubStatements"][2]["Id"])
        say(f"{loaded:,} rows loaded, {unlike} of them unlike the table's")
        self.expect(loaded == dataset.content["rows"] and unlike == 0, f"COPY loaded {loaded} rows, {unlike} unlike")

    def read_by_listing(self, dataset: Dataset) -> None:
        step("Arrow reads the same dataset by listing its prefix, as Spark and Athena do")
        rows = self.rows_under(dataset.key.removesuffix("_SUCCESS.json"))
        say(f"{rows:,} rows under s3://{BUCKET}/{dataset.key.removesuffix('_SUCCESS.json')}")
        self.expect(rows == dataset.content["rows"], f"{rows} rows by listing, the dataset has another number")

    def empty_window(self) -> None:
        step("nothing has changed: datasets without rows are published, and COPY loads them")
        self.invoke(self.scheduled_event())
        datasets = self.await_datasets(EXPORTS, patience=40)
        if datasets is None:
            return
        self.expect(all(each.content["rows"] == 0 for each in datasets), "an empty window has rows")
        role = self.stack.outputs["StorageRoleArn"]
        for dataset in datasets:
            self.expect(len(dataset.content["entries"]) > 0, f"{dataset.key} names no file")
            if dataset.content["format"] == "parquet" and dataset.export == "orders":
                described = self.run_statements(
                    "create temp table nothing (like sales.orders)",
                    f"copy nothing from 's3://{BUCKET}/{dataset.key}' iam_role '{role}' format as parquet manifest",
                )
                loaded = described["SubStatements"][1]["ResultRows"]
                say(f"COPY of {dataset.key}: {loaded} rows")
                self.expect(loaded == 0, f"COPY of an empty dataset loaded {loaded} rows")

    def second_window(self) -> None:
        step("some rows later: a schedule fires again, and only what is new is unloaded")
        self.trade()
        self.schedule_once_more()
        datasets = self.await_datasets(EXPORTS, patience=40)
        if datasets is not None:
            self.compare(datasets)
            changed = sum(dataset.content["rows"] for dataset in datasets)
            self.expect(0 < changed < 100_000, f"{changed} rows in the second window")

    def duplicate_delivery(self) -> None:
        step("one delivery of the schedule comes three times at once, and each statement's event twice")
        self.trade()
        calls = self.calls(BATCH)
        self.redshift.fault("duplicate-event", times=EXPORTS)
        event = self.scheduled_event()
        for _ in range(3):
            self.invoke(event, wait=False)
        datasets = self.await_datasets(EXPORTS)
        if datasets is not None:
            self.settle()
            runs = {dataset.content["run"] for dataset in datasets}
            begun, asked = self.statements_of(runs), self.calls(BATCH) - calls
            say(f"{len(runs)} run; {asked} submissions made {begun} statements, {len(datasets)} datasets")
            self.expect(len(runs) == 1, f"three deliveries of one schedule made {len(runs)} runs")
            self.expect(begun == EXPORTS, f"{begun} statements ran for {EXPORTS} exports")
            self.compare(datasets)

    def lost_events(self) -> None:
        step("no statement's event arrives: the sweeper finishes the run (invoked here with its schedule's input)")
        self.trade()
        self.redshift.fault("lost-event", times=EXPORTS)
        self.invoke(self.scheduled_event())
        self.await_statements()
        self.expect(not self.new_datasets(), "a dataset was published although no event came and no sweeper")
        answer = self.invoke({"sweep": True})
        say(f"the sweeper's answer: {json.dumps(answer.get('sweep', answer))}")
        datasets = self.await_datasets(EXPORTS)
        if datasets is not None:
            self.compare(datasets)

    def killed_invocation(self) -> None:
        step("the invocation is killed (SIGKILL) after Redshift took a statement and before the function heard so")
        self.trade()
        calls = self.calls(BATCH)
        self.redshift.fault("lost-event", times=1)
        self.redshift.fault("slow-answer", operation=BATCH, seconds=8)
        event = self.scheduled_event()
        self.invoke(event, wait=False)
        if not self.eventually(lambda: self.calls(BATCH) > calls, 20):
            self.failures.append("killed invocation: it submitted nothing within 20 s")
            return
        time.sleep(0.5)
        killed = self.kill_bootstraps()
        say(f"killed: process {', '.join(map(str, killed))}")
        self.expect(bool(killed), "no process of the function was found to be killed")
        self.redshift.control("DELETE", "faults")
        # Lambda tries an asynchronous invocation again, MiniStack too; after that there is the sweeper.
        datasets = self.await_datasets(EXPORTS, patience=10, complain=False)
        if datasets is None:
            say(f"sweeping: {json.dumps(self.invoke({'sweep': True}))}")
            datasets = self.await_datasets(EXPORTS)
        if datasets is not None:
            runs = {dataset.content["run"] for dataset in datasets}
            begun, asked = self.statements_of(runs), self.calls(BATCH) - calls
            say(f"published by run {', '.join(sorted(runs))}; {asked} submissions made {begun} statements, none twice")
            self.expect((len(runs), begun) == (1, EXPORTS), f"killed invocation: {len(runs)} runs, {begun} statements")
            self.expect(asked > EXPORTS, "the invocation was killed too late: nothing had to be submitted again")
            self.compare(datasets)

    def failed_export(self) -> None:
        step("one export breaks off with half of its files in S3: the others are published, a retry runs only that one")
        self.trade()
        self.redshift.fault("fail-after-files", sql="order_lines")
        run = self.invoke(self.scheduled_event())["run"]["id"]
        datasets = self.await_datasets(EXPORTS - 1)
        self.settle()
        late = [dataset.key for dataset in self.new_datasets()]
        self.expect(not late, f"a dataset was published from half of its files: {late}")
        before = self.statements_of({run})
        self.invoke({"retry": run})
        retried = self.await_datasets(1)
        if datasets is not None and retried is not None:
            again = self.statements_of({run}) - before
            say(f"{again} statement for the retry of run {run}")
            self.expect(again == 1, f"the retry of one export ran {again} statements")
            self.compare([*datasets, *retried])

    def slow_query(self) -> None:
        step(f"each query takes {self.slow_seconds} s: what is paid for, beside the same run without a delay")
        self.trade()
        self.settle()
        before = len(self.reports())
        self.invoke(self.scheduled_event())
        if self.await_datasets(EXPORTS) is None:
            return
        self.settle()
        quick = sum(self.reports()[before:])
        self.trade()
        self.settle()
        before = len(self.reports())
        self.redshift.fault("delay", seconds=self.slow_seconds, times=EXPORTS)
        started = time.monotonic()
        self.invoke(self.scheduled_event())
        datasets = self.await_datasets(EXPORTS, patience=self.slow_seconds + 30)
        if datasets is None:
            return
        elapsed = time.monotonic() - started
        self.settle()
        billed = self.reports()[before:]
        times = ", ".join(f"{milliseconds:.0f}" for milliseconds in billed)
        statements = sum(int(dataset.content["statementMilliseconds"] or 0) for dataset in datasets)
        say(
            f"{EXPORTS} statements ran for {statements / 1000:.1f} s in all, published after {elapsed:.1f} s; "
            f"billed: {sum(billed):.0f} ms in {len(billed)} invocations ({times} ms)"
        )
        self.expect(bool(billed), "no REPORT line tells what was billed")
        waited = max(0, sum(billed) - quick)
        say(f"paid waiting: {waited:.0f} ms; the same run with quick queries is billed {quick:.0f} ms")
        self.expect(
            waited <= MOST_PAID_WAITING, f"{waited:.0f} ms of waiting are billed, and {MOST_PAID_WAITING} may be"
        )
        self.compare(datasets)

    def backfill(self) -> None:
        step("a backfill of three days, in order, two at a time")
        export = {"schema": "sales", "table": "orders", "to": "daily/${table}/dt=${window.from:yyyy-MM-dd}/"}
        self.put_plan("daily", {"window": {"every": "day"}, "exports": [{**export, "window_column": "created_at"}]})
        days = {"plan": "daily", "from": "2026-02-02T00:00:00Z", "to": "2026-02-05T00:00:00Z", "concurrency": 2}
        self.invoke({"backfill": days})
        datasets = self.await_datasets(3)
        if datasets is not None:
            folders = sorted(dataset.key.split("/")[-2] for dataset in datasets)
            say(", ".join(folders))
            self.expect(folders == ["dt=2026-02-02", "dt=2026-02-03", "dt=2026-02-04"], f"the backfill made {folders}")
            self.compare(datasets, "created_at")

    def cluster(self) -> None:
        step("the same template for a provisioned cluster, with a database user; by hand, and waiting for the answer")
        self.put_plan(
            "customers",
            {"exports": [{"schema": "sales", "table": "customers", "to": "${table}/${scheduled:yyyyMMddHHmmss}/"}]},
        )
        parameters = {
            **self.parameters("cluster/"),
            "WarehouseArn": f"arn:aws:redshift:{self.aws.region}:{ACCOUNT}:cluster:{CLUSTER}",
            "Login": "example",
        }
        self.use(deploy(self.aws, f"{STACK}-cluster", self.template, parameters))
        configure(self.aws, self.function, LONG_POLLING="true")
        run = self.invoke({"plan": "customers", "wait": True}).get("run", {})
        say(f"answered: {run.get('status')}, {[(each['name'], each['state']) for each in run.get('exports', [])]}")
        self.expect(run.get("status") == "succeeded", f"the run that was waited for is {run.get('status')}")
        datasets = self.await_datasets(1)
        if datasets is not None:
            self.compare(datasets)
