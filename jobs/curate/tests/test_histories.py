"""Random change logs, in random batches, and a job that dies at every step: the table is the model's, and a file counts once.

LAKE_SEED repeats a history; LAKE_HISTORIES is how many there are.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import unittest
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from curate.outcome import Outcome
from curate.tests.bed import NOT_RUN, Lake, plain
from curate.tests.changes import PLAN, SCHEMA, Change, model

STEPS = ("listed", "quarantine", "list", "deleted keys", "audit", "commit", "state")
KEYS = 80


def history(random: random.Random) -> list[Change]:
    """A log of inserts, updates and deletes of every key, numbered as the source carried them out."""
    log: list[Change] = []
    living: set[int] = set()
    for seq in range(1, KEYS * 5):
        key = random.randrange(KEYS)
        if key in living and random.random() < 0.3:
            living.remove(key)
            log.append(Change("D", seq, key))
            continue
        op = "U" if key in living else "I"
        living.add(key)
        log.append(
            Change(
                op,
                seq,
                key,
                random.choice(["new", "paid", "ä€😀", "", None]),
                random.choice([None, Decimal(random.randrange(-(10**6), 10**6)) / 100]),
                date(1880, 1, 1) + timedelta(days=random.randrange(5) * 12_000),
                datetime(1850, 1, 1) + timedelta(microseconds=random.randrange(6 * 10**15)),
                random.choice([None, "n" * random.randrange(50)]),
            )
        )
    return log


def deliveries(random: random.Random, log: list[Change], count: int) -> list[list[list[Change]]]:
    """The log in files, and these in deliveries: mostly in order, some late, a part repeated, each file shuffled."""
    found: list[list[list[Change]]] = [[] for _ in range(count)]
    for each in range(count):
        found[each] = [[] for _ in range(random.randrange(1, 3))]
    for place, change in enumerate(log):
        due = place * count // len(log)
        late = min(count - 1, due + random.choice([0, 0, 0, 0, 1, 2]))
        random.choice(found[late]).append(change)
        if random.random() < 0.2:
            random.choice(found[random.randrange(late, count)]).append(change)
    for files in found:
        for file in files:
            random.shuffle(file)
    return found


class Histories(unittest.TestCase):
    def test_random_logs_in_random_batches_with_crashes(self) -> None:
        if NOT_RUN:
            print(NOT_RUN)
        first = int(os.environ.get("LAKE_SEED", random.SystemRandom().randrange(10**6)))
        for seed in range(first, first + int(os.environ.get("LAKE_HISTORIES", "1"))):
            with self.subTest(f"LAKE_SEED={seed}"):
                self.play(random.Random(seed))

    def play(self, random: random.Random) -> None:
        lake = Lake(PLAN)
        log = history(random)
        steps = random.sample(STEPS, len(STEPS))
        seen: list[Change] = []
        then: tuple[datetime, list[dict[str, Any]]] | None = None
        for step, files in zip(steps, deliveries(random, log, len(steps)), strict=True):
            for file in files:
                lake.put("orders", [each.row() for each in file], SCHEMA)
                seen += file
            died = self.die(lake, step)
            if random.random() < 0.3:
                # And once more, with files that came in between.
                lake.put("orders", [each.row() for each in random.sample(seen, 3)], SCHEMA)
                self.die(lake, "commit")
            if step in ("commit", "state") and died:
                # What is committed is there, whatever became of the job.
                self.assertEqual(lake.rows("orders"), sorted_rows(model(seen)), f"after a death at {step}")
            report = lake.run("orders")
            self.assertIn(report.tables[-1].outcome, (Outcome.LOADED, Outcome.UP_TO_DATE), report.message())
            self.assertEqual(lake.rows("orders"), sorted_rows(model(seen)), f"after a death at {step}")
            if then is None:
                then = lake.now(), sorted_rows(model(seen))
        assert then is not None
        instant, rows = then
        self.assertEqual(plain(lake.writer.as_of("orders", instant).collect()), rows)
        self.assert_files_once(lake)

    def die(self, lake: Lake, step: str) -> bool:
        """Runs the job and ends it behind the step, if it comes to that."""
        died: list[str] = []

        def after(done: str) -> None:
            if done == step:
                died.append(done)
                # No Exception: the job itself must not get to see it.
                raise Died

        with contextlib.suppress(Died):
            lake.run("orders", after=after)
        return bool(died)

    def assert_files_once(self, lake: Lake) -> None:
        state = json.loads((lake.state / "state" / "orders.json").read_text())
        files = sorted(str(each) for each in lake.raw.rglob("*.parquet"))
        self.assertEqual(sorted(state["files"]), files)
        self.assertEqual(lake.run("orders").tables[0].outcome, Outcome.UP_TO_DATE)
        mark = lake.writer.last_commit("orders")
        assert mark is not None
        self.assertLessEqual(mark.batch, state["batch"])


class Died(BaseException):
    """The machine is gone."""


def sorted_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(each) for each in row.values()])


if __name__ == "__main__":
    unittest.main()
