"""Random histories through the function itself, whatever comes between: columns that the plan does not know, texts that are
longer than their columns, files that cannot be loaded, keys that are written anew before or after their load, deliveries that
come again, and invocations that are killed. After each batch every table is what the whole log in order gives.

LOADER_HISTORIES says how many histories (200), LOADER_SEED which.
"""

from __future__ import annotations

import functools
import json
import os
import random
import sys
import unittest
import uuid
from collections import Counter
from collections.abc import Callable

import shop
from comparison import SEED, Compared
from function import Function, arrival, gzipped
from shop import SOURCES, Change, History
from warehouse import File, put, select

HISTORIES = int(os.environ.get("LOADER_HISTORIES", "200"))
# Histories that share a delivery, as the keys of a table share a file.
TOGETHER = 100
BATCHES = 5
PLAN = shop.PLAN.replace("schema: {new_columns: ignore}", "") + "\nwindow: {every: 1d, wait: 0s}\n"
# Writes files: their events, and the changes that are to be in the tables afterwards.
Writer = Callable[[], tuple[list[dict[str, object]], list[Change]]]
HEADER = ",".join(shop.COLUMNS["sales"]).encode() + b"\n"


class Deliveries:
    """Writes changes to files, and does to some of them what writers do."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.counts: Counter[str] = Counter()
        # Files that cannot be loaded, with what they should have been.
        self.bad: list[tuple[str, list[Change]]] = []
        # Files whose content is to be written anew after their load.
        self.later: list[tuple[str, str, list[Change]]] = []

    def written(self, key: str, source: str, changes: list[Change]) -> File:
        return put(key, shop.written(source, changes, self.chance, remarks=True).content)

    def files(self, changes: list[Change]) -> tuple[list[dict[str, object]], list[Change]]:
        """The events of a batch, and the changes that are to be in the tables after it."""
        found: list[File] = []
        loaded: list[Change] = []
        for source in SOURCES:
            own = [change for change in changes if change.source == source]
            size = max(1, -(-len(own) // 3))
            for start in range(0, len(own), size):
                part = own[start : start + size]
                key = f"{source}/{uuid.uuid4().hex}"
                match self.chance.choice(("plain", "plain", "anew before", "anew after", "bad")):
                    case "anew before":
                        self.counts["anew before"] += 1
                        # The event of the first content comes when the second is there already.
                        found.append(self.written(key, source, part[: len(part) // 2 + 1]))
                        found.append(self.written(key, source, part))
                        loaded += part
                    case "anew after":
                        self.counts["anew after"] += 1
                        kept = part[: len(part) // 2 + 1]
                        found.append(self.written(key, source, kept))
                        self.later.append((key, source, part))
                        loaded += kept
                    case "bad" if source == "sales":
                        self.counts["bad"] += 1
                        found.append(put(key, gzipped(HEADER + b"I,1,no number,1,,,,\n")))
                        self.bad.append((key, part))
                    case _:
                        found.append(self.written(key, source, part))
                        loaded += part
        for key, part in self.bad[:-1]:
            # Its writer mends it: the same key.
            found.append(self.written(key, "sales", part))
            loaded += part
        self.bad = self.bad[-1:]
        if found and self.chance.random() < 0.5:
            # Deliveries come again, and in any order.
            found += self.chance.sample(found, max(1, len(found) // 3))
            self.counts["again"] += 1
        self.chance.shuffle(found)
        half = len(found) // 2
        return [arrival(part) for part in (found[:half], found[half:]) if part], loaded

    def anew(self) -> tuple[list[dict[str, object]], list[Change]]:
        """What is written anew after its first content was loaded."""
        found = [self.written(key, source, part) for key, source, part in self.later]
        loaded = [change for _, _, part in self.later for change in part]
        self.later = []
        return [arrival(found)] if found else [], loaded


class Histories(Compared):
    def test_random_histories_with_what_comes_between_converge(self) -> None:
        outcomes: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        killed = 0
        for first in range(0, HISTORIES, TOGETHER):
            histories = [History(number, SEED) for number in range(first, min(first + TOGETHER, HISTORIES))]
            chance = random.Random(SEED + first)
            function = Function(PLAN)
            deliveries = [history.deliveries(BATCHES) for history in histories]
            made = Deliveries(chance)
            arrived: list[Change] = []
            for number in range(BATCHES + 1):
                batch = [change for each in deliveries if number < BATCHES for change in each[number]]
                writers: tuple[Writer, ...] = (functools.partial(made.files, batch), made.anew)
                for write in writers:
                    events, loaded = write()
                    for event in events:
                        killed += function.invoke_with_kills(event, chance)
                    function.settle(chance)
                    arrived += loaded
                    with self.subTest(seed=SEED, histories=first, batch=number):
                        self.assert_equals_the_model(arrived, remarks=True)
                        self.assert_remarks(arrived)
            outcomes += function.outcomes
            counts += made.counts
            counts["columns learned"] += select("select count(*) from loader.schema_changes")[0][0]
            # What could not be loaded is known by its outcome; nothing else may have one.
            self.assertLessEqual(
                function.outcomes.keys(), {"Loaded", "Duplicate", "PartlyLoaded", "Rejected"}, messages(function)
            )
        self.assertGreater(min(counts[each] for each in ("anew before", "anew after", "bad", "columns learned")), 0)
        print(
            f"{HISTORIES} histories through the function: {dict(outcomes)}, {dict(counts)}, {killed} invocations killed, "
            f"seed {SEED}",
            file=sys.stderr,
        )

    def assert_remarks(self, arrived: list[Change]) -> None:
        """The column that the files taught."""
        known = select(
            "select count(*) from information_schema.columns where table_schema = 'analytics' "
            "and table_name = 'dim_product' and column_name = 'remark'"
        )
        newest = shop.newest(arrived, "products", with_deletes=False)
        wanted = {(change["product_id"], change.remark) for change in newest.values()}
        if known[0][0]:
            found = set(select("select product_id, remark from analytics.dim_product where product_sk <> -1"))
            self.assertEqual(found, wanted)
        else:
            self.assertEqual({remark for _, remark in wanted} - {None}, set())


def messages(function: Function) -> str:
    return json.dumps([[load["table"], load["outcome"], load.get("message")] for load in function.loads], indent=1)


if __name__ == "__main__":
    unittest.main()
