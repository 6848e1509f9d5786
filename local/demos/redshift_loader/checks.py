"""The steps of the RedshiftLoader demonstration. Each says what it does and records what did not hold."""

from __future__ import annotations

import gzip
import time
from collections import Counter
from pathlib import Path

import psycopg

from localaws.ministack import LocalAWS
from localaws.redshift.service import Redshift

from ..terminal import say, step, table
from . import model, shop
from .scenario import BATCH, BUCKET, FOLDER, Cost, Scenario
from .shop import TABLES, File
from .six_loaders import LOADERS, SixLoaders

# Comparing a larger shop takes longer than most steps do.
EVERY_STEP = 200_000
HEADER = ",".join(shop.COLUMNS["sales"]) + "\n"
# Deliveries after those that the shop's formula makes.
ALONE, GOOD, MENDED, WIDER, DOUBTFUL, CORRECTED = (shop.DELIVERIES + each for each in range(1, 7))
# Milliseconds that may be billed for a load that runs a minute, of all invocations that belong to it. Others share the machine,
# and only add to it: the best of a few loads counts.
BILLED_BUDGET, BUDGET_ATTEMPTS = 1000, 5


class LoadChecks(Scenario):
    def __init__(self, redshift: Redshift, aws: LocalAWS, template: Path, rows: int, slow_seconds: int) -> None:
        super().__init__(redshift, aws)
        self.template, self.rows, self.slow_seconds = template, rows, slow_seconds
        self.figures: list[tuple[str, int, int, Cost]] = []
        # By how much a smaller or larger shop changes what is waited for.
        self.patience = 120 + rows / 4000

    def play(self) -> bool:
        self.make()
        step(f"deploying {self.template.name} with CloudFormation; both roles are held to it")
        self.deploy(self.template)
        say(f"s3://{BUCKET}/{FOLDER} → EventBridge → SQS → Lambda {self.function} → Redshift Data API")
        if self.full_load():
            self.changes()
            self.killed_invocation()
            self.six_loaders()
            self.slow_load()
            self.load_alone()
            self.bad_file()
            self.new_column()
            self.failing_check()
            self.redelivered()
            self.told()
            self.show_figures()
        return not self.failures

    def make(self) -> None:
        step("making up a retail shop: a full load, and four deliveries of changes")
        sizes = shop.make(self.redshift.dsn, self.rows)
        say(", ".join(f"{count:,} changes of {source}" for source, count in sizes.items()))

    def full_load(self) -> bool:
        step("the full load: files in S3, their events, one window")
        if not self.load(0, "full load"):
            return False
        self.compare(0, always=True)
        return not self.failures

    def changes(self) -> None:
        step("changes: inserts, updates, deletes; some late, some before their predecessors, a third twice")
        self.load(1, "changes")
        self.compare(1, always=True)

    def load(self, delivery: int, name: str) -> bool:
        before = self.cost()
        files, rows = self.put_delivery(delivery)
        say(f"{files} files with {rows:,} rows")
        if not self.await_loaded(self.patience):
            return False
        self.figures.append((name, files, rows, self.cost().since(before)))
        return True

    def killed_invocation(self) -> None:
        step("the invocation is killed (SIGKILL) after Redshift took the batch and before the function heard so")
        calls = self.calls(BATCH)
        self.redshift.fault("lost-event", times=1)
        self.redshift.fault("slow-answer", operation=BATCH, seconds=8)
        before = self.cost()
        files, rows = self.put_delivery(2)
        # The window comes with a sweep, which is the invocation that dies.
        deadline = time.monotonic() + 60
        while self.calls(BATCH) == calls and time.monotonic() < deadline:
            self.let_windows_come()
            self.invoke({"sweep": True}, wait=False)
            self.eventually(lambda: self.calls(BATCH) > calls, 3)
        time.sleep(0.3)
        killed = self.kill_bootstraps()
        say(f"killed: process {', '.join(map(str, killed))}")
        self.expect(bool(killed), "no process of the function was found to be killed")
        self.redshift.control("DELETE", "faults")
        if self.await_loaded(self.patience):
            cost = self.cost().since(before)
            self.figures.append(("killed invocation", files, rows, cost))
            asked = self.calls(BATCH) - calls
            say(f"{asked} submissions made {cost.batches} batches: the repeated one had the same token")
            self.expect(asked > cost.batches, "the invocation was killed too late: nothing had to be submitted again")
            self.compare(2)

    def six_loaders(self) -> None:
        step("six loaders at once, with six state tables: what keeps them apart is in the warehouse alone")
        # Nobody but the six is to load them: the bucket keeps still.
        self.s3.put_bucket_notification_configuration(Bucket=BUCKET, NotificationConfiguration={})
        files = [self.put(file) for file in shop.files(self.redshift.dsn, 3, 3)]
        self.s3.put_bucket_notification_configuration(
            Bucket=BUCKET, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        loaders = SixLoaders(self)
        try:
            outcomes = loaders.run(files, self.patience)
        finally:
            loaders.close()
        self.failures += loaders.problems
        loads = len({name for names in TABLES.values() for name in names})
        say(f"{LOADERS} loaders of {loads} tables each: {dict(outcomes)}")
        wanted = Counter({"Loaded": loads, "Duplicate": (LOADERS - 1) * loads})
        self.expect(outcomes == wanted, f"six loaders: {dict(outcomes)}, not {dict(wanted)}")
        self.expect(self.ledger() == self.wanted, f"six loaders: the ledger has {self.ledger()}, not {self.wanted}")
        self.compare(3)

    def slow_load(self) -> None:
        step(f"each batch runs {self.slow_seconds} s longer: what is paid for")
        loads = sum(len(tables) for tables in TABLES.values())
        self.redshift.fault("delay", seconds=self.slow_seconds, sql="COPY", times=loads)
        before = self.cost()
        files, rows = self.put_delivery(4)
        if not self.await_loaded_as_scheduled(self.patience + 4 * (self.slow_seconds + 60)):
            return
        cost = self.cost().since(before)
        self.redshift.control("DELETE", "faults")
        self.figures.append(("slow load", files, rows, cost))
        say(
            f"{loads} loads in {cost.seconds:.0f} s; {cost.invocations} invocations, the queue's and the sweeps included, "
            f"were billed {cost.billed:.0f} ms: {cost.billed / loads:.0f} ms a load"
        )
        self.compare(4)

    def load_alone(self) -> None:
        step(
            f"one load by itself, which runs {self.slow_seconds} s longer: the file's event, its window, a sweep that finds it "
            "running, the statement's event"
        )
        totals = []
        for attempt in range(BUDGET_ATTEMPTS):
            product, seq = 10 * self.rows + attempt, "8" * 34 + str(attempt)
            values = ("U", "2026-03-01 09:00:00", seq, product, "alone", "tools", "1.00")
            shop.add(self.redshift.dsn, "products", ALONE, *values)
            content = shop.parquet_of("products", values)
            before = self.reports()
            self.redshift.fault("delay", seconds=self.slow_seconds, sql="COPY")
            start = time.monotonic()
            self.put(File("products", f"20261128-alone-{attempt}.parquet", content, 1))
            if not self.await_loaded_by_events(self.patience + self.slow_seconds):
                return
            billed = sorted((Counter(self.reports()) - Counter(before)).elements())
            totals.append(sum(billed))
            say(
                f"loaded {time.monotonic() - start:.0f} s after its file came; billed, by invocation: "
                f"{' + '.join(f'{each:.0f}' for each in billed)} = {totals[-1]:.0f} ms"
            )
            if totals[-1] <= BILLED_BUDGET:
                break
        self.expect(min(totals) <= BILLED_BUDGET, f"a load is billed {min(totals):.0f} ms, more than {BILLED_BUDGET}")
        self.compare(ALONE)

    def bad_file(self) -> None:
        step(
            "a good file and one with a broken line: the good one is loaded, the bad one quarantined with file and line"
        )
        order, seq = 10 * self.rows, "9" * 34
        good = ("U", f"{seq}0", order, 1, 1, 1, "2026-03-01 10:00:00", "paid", 1, "5.00")
        bad = ("U", f"{seq}1", order, 2, 1, 1, "2026-03-01 10:00:00", "paid", 1, "6.00")
        name, texts = "20261128-bad.csv.gz", [",".join(map(str, line)) for line in (good, bad)]
        shop.add(self.redshift.dsn, "sales", GOOD, *good)
        broken = texts[1].replace(",6.00", ",six")
        self.put(File("sales", name, gzip.compress(f"{HEADER}{texts[1]}\n{broken}\n".encode()), 2), wanted=False)
        self.put(File("sales", "20261128-good.csv.gz", gzip.compress(f"{HEADER}{texts[0]}\n".encode()), 1))
        refused = self.await_outcomes({"PartlyLoaded": 2})
        for load in refused:
            say(f"{load['table']}: {load['outcome']}: {str(load['message'])[:300]}")
            self.expect(name in str(load["message"]), f"the message does not name the file: {load['message']}")
        self.compare(GOOD)
        say("the writer writes the file anew; what was quarantined is given up")
        for load in refused:
            self.invoke({"cancel": load["id"]})
        shop.add(self.redshift.dsn, "sales", MENDED, *bad)
        self.put(File("sales", name, gzip.compress(f"{HEADER}{texts[1]}\n".encode()), 1))
        if self.await_loaded(60):
            self.compare(MENDED)

    def new_column(self) -> None:
        step("customers come with a column more, in another order: the dimension gets it, the history goes on")
        key = 100_000_000
        values = ("U", "2026-03-05 08:00:00", "8" * 35, key, "Newcomer", "Bern", "home")
        shop.add(self.redshift.dsn, "customers", WIDER, *values)
        content = shop.parquet_of("customers", values, loyalty=7)
        self.put(File("customers", "20261128-wider.parquet", content, 1))
        if self.await_loaded(60):
            self.compare(WIDER)
            query = f"select loyalty from analytics.dim_customer where customer_id = {key}"
            with psycopg.connect(self.redshift.dsn) as connection:
                found = connection.execute(query.encode()).fetchall()
            say(f"loyalty of the new customer: {found}")
            self.expect(found == [(7,)], f"the new column has {found}")

    def failing_check(self) -> None:
        step("rows that break a check of the plan (accepted_values): the fact table's load is held, staging has them")
        order, seq = 10 * self.rows + 1, "9" * 34
        line = ["I", f"{seq}1", order, 1, 2, 2, "2026-03-02 10:00:00", "lost", 1, "7.00"]
        shop.add(self.redshift.dsn, "sales", DOUBTFUL, *line)
        text = ",".join(map(str, line))
        self.put(File("sales", "20261128-doubt.csv.gz", gzip.compress(f"{HEADER}{text}\n".encode()), 1))
        self.wanted["analytics.fact_sales"] -= 1
        held = self.await_outcomes({"Held": 1})
        for load in held:
            say(f"{load['table']}: {load['outcome']} at {load['step']}: {load['message']}")
            self.expect(load["table"] == "analytics.fact_sales", f"{load['table']} is held")
        say("the source corrects the rows; the load that was held is given up")
        line[1], line[7] = f"{seq}2", "paid"
        shop.add(self.redshift.dsn, "sales", CORRECTED, *line)
        text = ",".join(map(str, line))
        self.put(File("sales", "20261128-corrected.csv.gz", gzip.compress(f"{HEADER}{text}\n".encode()), 1))
        for load in held:
            self.invoke({"cancel": load["id"]})
        if self.await_loaded(60):
            self.compare(CORRECTED, always=True)

    def redelivered(self) -> None:
        step("every file of the changes comes once more, by a command: nothing is loaded twice")
        answer = self.invoke({"load": {"folders": [{"uri": f"s3://{BUCKET}/{FOLDER}{source}/"} for source in TABLES]}})
        say(f"{answer.get('outcome')}: {answer.get('files')} files")
        # What the file that was held says is old by now: it is loaded, and changes nothing.
        self.wanted["analytics.fact_sales"] += 1
        if self.await_loaded(self.patience):
            self.compare(CORRECTED, always=True)

    def told(self) -> None:
        step("each load that is over was published: source aws-lambdas.redshift-loader")
        events = Counter((each["loadId"], each["outcome"]) for each in self.published())
        loads = {(str(load["id"]), str(load["outcome"])) for load in self.loads()}
        by_outcome = Counter(outcome for _, outcome in events)
        say(f"{sum(events.values())} events of {len(loads)} loads: {dict(by_outcome)}")
        missing = loads - events.keys()
        self.expect(not missing, f"no event told of {missing}")
        self.expect(
            {"Loaded", "PartlyLoaded", "Held", "Cancelled"} <= by_outcome.keys(), f"events tell of {dict(by_outcome)}"
        )

    def compare(self, arrived: int, always: bool = False) -> None:
        if self.rows > EVERY_STEP and not always:
            say(f"(compared with the others at the end; with --rows {EVERY_STEP} after each step)")
            return
        rows = []
        for each in model.compare(self.redshift.dsn, arrived):
            verdict = "equal" if each.is_equal else f"DIFFERS: {each.expected:,} expected, {each.unlike:,} unlike"
            rows.append((each.table, f"{each.rows:,}", verdict))
            self.expect(each.is_equal, f"after delivery {arrived}, {each.table}: {verdict}")
        table(("table", "rows", "with the model"), rows, right=frozenset({1}))

    def show_figures(self) -> None:
        step("what it took; invocations are those of the queue, of statement events and of the sweeps")
        rows = [
            (
                name, f"{files}", f"{count:,}", f"{cost.seconds:.1f}", f"{cost.invocations}", f"{cost.billed:.0f}",
                f"{cost.calls}", f"{cost.batches}", f"{cost.statements}",
            )
            for name, files, count, cost in self.figures
        ]  # fmt: skip
        heading = (
            "step",
            "files",
            "rows",
            "seconds",
            "invocations",
            "billed ms",
            "Data API calls",
            "batches",
            "statements",
        )
        table(heading, rows, right=frozenset(range(1, 9)))
