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
from collections import Counter

import warehouse
from comparison import SEED, Compared, Shop, files_of, tables
from shop import Change, History
from warehouse import run

HISTORIES = int(os.environ.get("LOADER_HISTORIES", "200"))
# Histories that share a delivery, as the keys of a table share a file.
TOGETHER = 20
BATCHES = 8


class Convergence(Compared):
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
                files = files_of(changes, chance, pieces=2)
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
                made.load(files_of(changes[start : start + 7], chance))
            ends.append(tables())
        self.assertEqual(ends[0], ends[1])
        self.assertEqual(ends[0], ends[2])
        self.assert_equals_the_model(history.changes)

    def test_six_loaders_at_once_load_each_file_once(self) -> None:
        """The fence alone, without a lease: whoever is second is refused, tries again, and finds the file loaded."""
        made = Shop()
        chance = random.Random(SEED)
        history = [change for number in range(6) for change in History(number, SEED).changes]
        batches = [files_of(history[start::12], chance) for start in range(12)]
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
