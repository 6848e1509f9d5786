"""The history does not depend on how changes arrive: random histories, in random batches and order, repeated, with loads that
die at any of their statements, give the tables that the whole log in order gives.

LOADER_HISTORIES says how many histories (200), LOADER_SEED which.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import unittest
import uuid
from collections import Counter

import shop
import warehouse
from shop import SOURCES, Change, History
from warehouse import Explained, File, Load, Plan, aws, execute, put, redshift, run, select

HISTORIES = int(os.environ.get("LOADER_HISTORIES", "200"))
SEED = int(os.environ.get("LOADER_SEED", str(random.randrange(1_000_000))))
# Histories that share a delivery, as the keys of a table share a file.
TOGETHER = 20
BATCHES = 8
SCHEMAS = "drop schema if exists staging, analytics, loader cascade"


class Shop:
    """A plan whose tables are made anew."""

    def __init__(self, text: str = shop.PLAN) -> None:
        aws()
        execute(SCHEMAS)
        self.plan = Plan(text)
        self._prepared: set[str] = set()
        self.outcomes: Counter[str] = Counter()
        self.statements = 0

    def explain(self, files: list[File], table: str | None = None) -> Explained:
        explained = self.plan.explain(files, table=table)
        key = ",".join(sorted(load.table for load in explained.loads))
        if key not in self._prepared:
            self.plan.prepare(explained)
            self._prepared.add(key)
        return explained

    def submit(self, load: Load, files: list[File]) -> str | None:
        """Runs a load; the step that failed."""
        self.plan.write_manifests(load, files)
        outcome = run(load.statements, expect=False)
        self.statements += len(load.statements)
        self.outcomes[outcome.failed or "loaded"] += 1
        return outcome.failed

    def load(self, files: list[File], chance: random.Random | None = None) -> None:
        """Loads files into their tables; with a chance, loads die at random statements and are tried again."""
        for load in self.explain(files).loads:
            if chance is not None:
                while chance.random() < 0.3:
                    victim = chance.choice(load.statements)
                    redshift().fault("fail", sql=victim.text, message="killed")
                    assert self.submit(load, files) == victim.step
            assert self.submit(load, files) is None, load.table
            if chance is not None and chance.random() < 0.2:
                # The answer was lost, and the load comes again.
                assert self.submit(load, files) == "none loaded before"

    def files(self, changes: list[Change], chance: random.Random, pieces: int = 1) -> list[File]:
        found = []
        for source in SOURCES:
            own = [change for change in changes if change.source == source]
            size = max(1, -(-len(own) // pieces))
            for start in range(0, len(own), size):
                part = own[start : start + size]
                content, columns = shop.written(source, part, chance)
                found.append(put(f"{source}/{uuid.uuid4().hex}", content, len(part), columns))
        return found


def tables() -> dict[str, set[tuple[object, ...]]]:
    found = {
        "staging": "select seq, order_id, line, customer_id, product_id, ordered_at, amount from staging.sales",
        "products": "select product_sk, seq, product_id, name, price from analytics.dim_product where product_sk <> -1",
        "customers": "select customer_sk, customer_id, name, city, valid_from, valid_to, is_current "
        "from analytics.dim_customer where customer_sk <> -1",
        "facts": "select customer_sk, product_sk, seq, order_id, line, customer_id, product_id, ordered_at, amount "
        "from analytics.fact_sales",
        "daily": "select sale_date, customer_sk, orders, revenue from analytics.daily_sales",
    }
    rows = {name: select(text) for name, text in found.items()}
    for name, each in rows.items():
        assert len(each) == len(set(each)), f"{name} has a row twice"
    return {name: set(each) for name, each in rows.items()}


class Convergence(unittest.TestCase):
    maxDiff = 4000

    def assert_equals_the_model(self, changes: list[Change]) -> None:
        expected = shop.model(changes)
        for name, rows in tables().items():
            wanted: set[tuple[object, ...]] = getattr(expected, name)
            self.assertEqual(sorted(map(repr, rows - wanted)), [], f"{name} has more than the model")
            self.assertEqual(sorted(map(repr, wanted - rows)), [], f"{name} lacks what the model has")

    def test_random_histories_converge(self) -> None:
        loads = 0
        totals: Counter[str] = Counter()
        statements = 0
        for first in range(0, HISTORIES, TOGETHER):
            histories = [History(number, SEED) for number in range(first, min(first + TOGETHER, HISTORIES))]
            chance = random.Random(SEED + first)
            made = Shop()
            deliveries = [history.deliveries(BATCHES) for history in histories]
            arrived: list[Change] = []
            for number in range(BATCHES):
                changes = [change for delivery in deliveries for change in delivery[number]]
                arrived += changes
                files = made.files(changes, chance, pieces=2)
                if files:
                    made.load(files, chance)
                    loads += 1
                # Days of different shops share a group: their sums are of all that arrived.
                with self.subTest(seed=SEED, histories=first, batch=number):
                    self.assert_equals_the_model(arrived)
            totals += made.outcomes
            statements += made.statements
        print(
            f"{HISTORIES} histories, {HISTORIES * BATCHES} batches, {loads} deliveries: {dict(totals)}, "
            f"{statements} statements, seed {SEED}",
            file=sys.stderr,
        )

    def test_two_orders_of_arrival_end_alike(self) -> None:
        history = History(1, SEED)
        ends = []
        for order in range(3):
            chance = random.Random(order)
            made = Shop()
            changes = list(history.changes)
            chance.shuffle(changes)
            for start in range(0, len(changes), 7):
                made.load(made.files(changes[start : start + 7], chance))
            ends.append(tables())
        self.assertEqual(ends[0], ends[1])
        self.assertEqual(ends[0], ends[2])
        self.assert_equals_the_model(history.changes)

    def test_six_loaders_at_once_load_each_file_once(self) -> None:
        """The fence alone, without a lease: whoever is second is refused, tries again, and finds the file loaded."""
        made = Shop()
        chance = random.Random(SEED)
        history = [change for number in range(6) for change in History(number, SEED).changes]
        batches = [made.files(history[start::12], chance) for start in range(12)]
        work = [(load, files) for files in batches for load in made.explain(files).loads]
        for load, files in work:
            made.plan.write_manifests(load, files)
        refused: Counter[str] = Counter()
        lock = threading.Lock()

        def loader(seed: int) -> None:
            own = list(work)
            random.Random(seed).shuffle(own)
            for load, _ in own:
                while True:
                    outcome = run(load.statements, expect=False)
                    with lock:
                        refused[_told(outcome)] += 1
                    if outcome.failed in (None, "none loaded before"):
                        break

        threads = [threading.Thread(target=loader, args=(seed,)) for seed in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(refused["loaded"], len(work))
        self.assertEqual(refused["none loaded before"], 5 * len(work))
        self.assertEqual(set(refused) - {"loaded", "none loaded before", "1023"}, set())
        self.assert_equals_the_model(history)
        print(f"six loaders, {len(work)} loads: {dict(refused)}", file=sys.stderr)


def _told(outcome: warehouse.Outcome) -> str:
    if outcome.is_loaded:
        return "loaded"
    return "1023" if "1023" in outcome.error else outcome.failed or ""


if __name__ == "__main__":
    unittest.main()
