"""The same change logs by dbt's snapshots and by RedshiftLoader: how many as-of answers are wrong.

Histories (five) of 24 changes of three keys each, arriving in batches of one to six; dbt itself takes a snapshot, and a load
runs, after each batch. LOADER_DBT says how many histories, 0 leaves dbt out. The table is printed;
functions/RedshiftLoader/README.md shows it.
"""

from __future__ import annotations

import os
import random
import sys
import unittest
from datetime import datetime, timedelta
from typing import Any

from comparison import Shop, files_of
from dbt_project import CONFIGURATIONS, DbtProject
from shop import END, START, Change
from warehouse import select

HISTORIES, CHANGES, KEYS = int(os.environ.get("LOADER_DBT", "5")), 24, 3
SEED = 20_261_127
Answers = dict[tuple[int, datetime], tuple[Any, ...] | None]


class Log:
    """One history in the order in which it happened: a change an hour."""

    def __init__(self, number: int, with_deletes: bool) -> None:
        self.chance = random.Random(SEED + number)
        self.keys = [1000 * (number + 1) + key for key in range(KEYS)]
        self.changes: list[Change] = []
        for place in range(CHANGES):
            at = START + timedelta(hours=place)
            is_delete = with_deletes and self.chance.random() < 1 / 5
            state = (None, None) if is_delete else (self.chance.choice(("Ann", "Bo", "Cy")), f"city {place}")
            seq = f"{number:05d}{place:030d}"
            values = ("D" if is_delete else "U", at, seq, self.chance.choice(self.keys), *state)
            self.changes.append(Change("customers", values))

    def batches(self, shuffled: bool) -> list[list[Change]]:
        changes = list(self.changes)
        if shuffled:
            self.chance.shuffle(changes)
        found = []
        while changes:
            size = self.chance.randint(1, 6)
            found.append(changes[:size])
            changes = changes[size:]
        return found

    def questions(self) -> list[tuple[int, datetime]]:
        """Each key, in the middle of each hour."""
        moments = [START + timedelta(hours=place, minutes=30) for place in range(CHANGES)]
        return [(key, at) for key in self.keys for at in moments]

    def answers(self) -> Answers:
        """What the whole log says."""
        found: Answers = {}
        for key, at in self.questions():
            known = [each for each in self.changes if each["customer_id"] == key and each["changed_at"] <= at]
            is_there = bool(known) and not known[-1].is_delete
            found[key, at] = (known[-1]["name"], known[-1]["city"]) if is_there else None
        return found


LOGS = {
    "in order, no deletes": (False, False),
    "in order, deletes": (True, False),
    "arriving shuffled, no deletes": (False, True),
    "arriving shuffled, deletes": (True, True),
}


@unittest.skipIf(HISTORIES == 0, "LOADER_DBT=0: without dbt")
class DbtSnapshots(unittest.TestCase):
    def test_as_of_answers(self) -> None:
        logs = {name: [Log(number, deletes) for number in range(HISTORIES)] for name, (deletes, _) in LOGS.items()}
        deliveries = {name: [log.batches(LOGS[name][1]) for log in each] for name, each in logs.items()}
        tables = {name: [f"log_{kind}_{number}" for number in range(HISTORIES)] for kind, name in enumerate(LOGS)}
        project = DbtProject([table for each in tables.values() for table in each])
        self.addCleanup(project.close)
        for number in range(max(len(batches) for each in deliveries.values() for batches in each)):
            for name, each in deliveries.items():
                for table, batches in zip(tables[name], each, strict=True):
                    project.sources[table].arrive(batches[number] if number < len(batches) else [])
            project.run()
        lines = []
        for name, own in logs.items():
            ours = self.loaded(deliveries[name])
            with self.subTest(name):
                wrong, right, questions = graded(own, [ours] * HISTORIES)
                self.assertEqual((wrong, right), (0, HISTORIES))
                lines.append(f"{name:30} RedshiftLoader {wrong}/{questions}, {right} of {HISTORIES} histories right")
                for configuration in CONFIGURATIONS:
                    found = [project.rows(table, configuration) for table in tables[name]]
                    wrong, right, questions = graded(own, found)
                    # The comparison can fail: what is known of dbt shows here too.
                    self.assertGreater(wrong, 0)
                    told = f"dbt {configuration}: {wrong}/{questions} wrong = {wrong / questions:.0%}"
                    lines.append(f"{name:30} {told}, {right} of {HISTORIES} histories right")
        print("\n".join(["", *lines]), file=sys.stderr)

    def loaded(self, deliveries: list[list[list[Change]]]) -> list[tuple[Any, ...]]:
        """The dimension after every batch was loaded; histories share a load, as their keys share a file."""
        made = Shop()
        chance = random.Random(SEED)
        for number in range(max(map(len, deliveries))):
            changes = [change for batches in deliveries if number < len(batches) for change in batches[number]]
            made.load(files_of(changes, chance))
        rows = (
            "select customer_id, name, city, valid_from, valid_to from analytics.dim_customer where customer_sk <> -1"
        )
        return sorted(select(rows), key=repr)


def graded(logs: list[Log], histories: list[list[tuple[Any, ...]]]) -> tuple[int, int, int]:
    """Wrong answers, histories without one, and questions."""
    wrong = right = questions = 0
    for log, rows in zip(logs, histories, strict=True):
        true = log.answers()
        mistakes = sum(as_of(rows, *each) != true[each] for each in true)
        wrong, right, questions = wrong + mistakes, right + (mistakes == 0), questions + len(true)
    return wrong, right, questions


def as_of(rows: list[tuple[Any, ...]], key: int, at: datetime) -> tuple[Any, ...] | None:
    return next(((name, city) for who, name, city, begin, end in rows if who == key and begin <= at < end), None)


assert END > START

if __name__ == "__main__":
    unittest.main()
