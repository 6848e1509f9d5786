"""A shop's tables in the warehouse, and their comparison with the model."""

from __future__ import annotations

import os
import random
import unittest
import uuid
from collections import Counter

import shop
from shop import SOURCES, Change
from warehouse import Explained, File, Load, Plan, aws, execute, put, run, select

from localaws.testing.warehouse import redshift

SEED = int(os.environ.get("LOADER_SEED", str(random.randrange(1_000_000))))
STAGING = "select seq, order_id, line, customer_id, product_id, ordered_at, amount from staging.sales"
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


def tables() -> dict[str, set[tuple[object, ...]]]:
    found = {
        "staging": STAGING,
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


def files_of(changes: list[Change], chance: random.Random, pieces: int = 1) -> list[File]:
    """Each source's changes in so many files."""
    found = []
    for source in SOURCES:
        own = [change for change in changes if change.source == source]
        size = max(1, -(-len(own) // pieces))
        for start in range(0, len(own), size):
            part = own[start : start + size]
            file = shop.written(source, part, chance)
            found.append(put(f"{source}/{uuid.uuid4().hex}", file.content, len(part), file.columns, file.types))
    return found


class Compared(unittest.TestCase):
    maxDiff = 4000

    def assert_equals_the_model(self, changes: list[Change], *, remarks: bool = False) -> None:
        expected = shop.model(changes, remarks=remarks)
        for name, rows in tables().items():
            wanted: set[tuple[object, ...]] = getattr(expected, name)
            self.assertEqual(sorted(map(repr, rows - wanted)), [], f"{name} has more than the model")
            self.assertEqual(sorted(map(repr, wanted - rows)), [], f"{name} lacks what the model has")
