"""KafkaS3Sink behind the event source, with the broker and an S3 of MiniStack: every offset is in exactly one file that a link
names, whatever happens on the way.
"""

from __future__ import annotations

import tempfile
import unittest
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from sink import Sink, Zone, aws, offsets

from demos.shop.changes import ORDERS, Shop
from localaws.kafka.broker import Broker
from localaws.kafka.faults import Faults
from localaws.kafka.mapping import EventSourceMapping
from localaws.kafka.producer import dms
from localaws.kafka.producer.change import Change, Table
from localaws.kafka.producer.debezium import Debezium
from localaws.kafka.producer.writer import TopicWriter
from localaws.kafka.records import Partition, Record
from localaws.kafka.source import EventSource

PARTITIONS = 2
COLUMNS = {"amount": "decimal(12,2)", "ordered_at": "epoch_micros"}


def plan(topic: str, **more: Any) -> dict[str, Any]:
    settings = {"to": f"s3://BUCKET/{topic}/", "envelope": "debezium", "columns": COLUMNS, **more}
    return {"topics": {topic: settings}}


class SinkTestCase(unittest.TestCase):
    broker: Broker

    @classmethod
    def setUpClass(cls) -> None:
        cls.broker = cls.enterClassContext(Broker())

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def source(self, topic: str, sink: Sink, faults: Faults | None = None, **settings: Any) -> EventSource:
        mapping = EventSourceMapping(topic, window=0.0, reports_failures=True, **settings)
        return EventSource(
            mapping, self.broker.servers, PARTITIONS, sink, faults=faults, clients=lambda name: aws().client(name)
        )

    def writer(self, topic: str) -> TopicWriter:
        self.broker.create(topic, PARTITIONS)
        return TopicWriter(self.broker.servers, PARTITIONS)

    def assert_chained(self, zone: Zone, ends: dict[Partition, int]) -> None:
        """The links of each partition follow one another from 0 to its end."""
        for partition, end in ends.items():
            chain = zone.chain(partition.number)
            self.assertEqual([first for first, _ in chain], [0, *(last + 1 for _, last in chain[:-1])])
            self.assertEqual(chain[-1][1] + 1, end)


def orders(changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if change.table is ORDERS]


def current(zone: Zone, table: Table) -> dict[Any, dict[str, Any]]:
    """The newest change of each key, as a reader makes it out of the files: by `_seq`."""
    newest: dict[Any, dict[str, Any]] = {}
    for row in (row for table in zone.tables() for row in table.to_pylist()):
        key = row[table.key[0]]
        if key not in newest or newest[key]["_seq"] < row["_seq"]:
            newest[key] = row
    return {key: row for key, row in newest.items() if row["_op"] != "D"}


class ExactlyOnceTests(SinkTestCase):
    def test_every_offset_is_in_one_file_whatever_happens(self) -> None:
        topic = "cdc.dbo.orders"
        writer, shop = self.writer(topic), Shop(seed=15)
        tombstones: set[tuple[int, int]] = set()
        poison = set()
        sizes: Counter[int] = Counter()
        for number, change in enumerate(orders(shop.changes(180))):
            # A schema comes and goes: mixed producers.
            for key, value in Debezium(with_schema=number % 40 > 30).records(change):
                partition = change.table.key_of(change.after or change.before or {})["order_id"] % PARTITIONS
                if value is None:
                    tombstones.add((partition, sizes[partition]))
                writer.send(topic, key, value, partition=partition, timestamp=change.at)
                sizes[partition] += 1
            if number in (20, 71):
                writer.send(topic, b"poison", b"no JSON", partition=0)
                poison.add((0, sizes[0]))
                sizes[0] += 1
        ends = writer.flush()
        sink = Sink(plan(topic), self.folder, kills=0.15, seed=1)
        faults = Faults(lost_answers=0.2, zombies=0.2, rewinds=0.08, other_boundaries=True, seed=2)
        source = self.source(topic, sink, faults, batch_size=12)
        source.run(ends, patience=300)
        zone = sink.zone(topic)
        self.assert_chained(zone, ends)
        landed = Counter(zone.landed())
        self.assertEqual([each for each, count in landed.items() if count > 1], [])
        self.assertEqual(set(landed), offsets(ends) - tombstones - poison)
        self.assertEqual(sorted(zone.quarantined()), sorted(poison))
        self.assertGreater(source.invocations, len(zone.links), "no fault took effect")
        with self.subTest("DuckDB reads the same"):
            files = [str(path) for path in zone.save(self.folder)]
            found = duckdb.sql(
                "select _partition, _offset, count(*) from read_parquet($files, union_by_name = true) group by all",
                params={"files": files},
            ).fetchall()
            self.assertEqual({(number, offset): count for number, offset, count in found}, dict(landed))
        with self.subTest("the newest rows are the shop's"):
            rows = current(zone, ORDERS)
            self.assertEqual(set(rows), set(shop.rows["orders"]))
            for key, expected in shop.rows["orders"].items():
                for name, value in expected.items():
                    wanted = value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
                    self.assertEqual(rows[key][name], wanted, f"{key}.{name}")

    def test_offsets_that_never_came_are_gaps_of_a_link(self) -> None:
        topic = "cdc.dbo.gaps"
        writer = self.writer(topic)
        for number in range(120):
            writer.send(topic, None, b'{"id": 1}', partition=number % PARTITIONS)
        ends = writer.flush()
        faults = Faults(gaps=0.2, rewinds=0.1, other_boundaries=True, seed=4)
        sink = Sink(plan(topic, envelope="json", columns=None), self.folder)
        self.source(topic, sink, faults, batch_size=30).run(ends, patience=200)
        zone = sink.zone(topic)
        landed = Counter(zone.landed())
        self.assertEqual(max(landed.values()), 1)
        for partition in ends:
            records = [Record(partition, offset, 0, None, None) for offset in range(ends[partition])]
            gone = {each.offset for each in records if faults.is_gone(each)}
            last = max(offset for number, offset in landed if number == partition.number)
            self.assertEqual(zone.gaps(partition.number), {offset for offset in gone if offset < last})
            self.assertEqual(
                {offset for number, offset in landed if number == partition.number},
                set(range(ends[partition])) - gone,
            )


class ReplayTests(SinkTestCase):
    def test_what_lambda_gave_up_is_replayed_out_of_the_failure_destination(self) -> None:
        topic = "cdc.dbo.replayed"
        writer = self.writer(topic)
        for number in range(60):
            writer.send(topic, None, b"poison" if number == 21 else b'{"id": 1}', partition=number % PARTITIONS)
        ends = writer.flush()
        retrying = plan(topic, envelope="json", columns=None, on_bad_record="retry", format="jsonl.gz")
        sink = Sink(retrying, self.folder)
        destination = f"arn:aws:s3:::{sink.bucket}"
        source = self.source(topic, sink, batch_size=30, max_retries=1, destination=destination)
        source.run(ends, patience=200)
        (given_up,) = source.destination.sent
        # Behind what was given up: until then it is no gap, it may still come.
        for number in range(4):
            writer.send(topic, None, b'{"id": 1}', partition=number % PARTITIONS)
        ends = writer.flush()
        source.run(ends, patience=200)
        first = int(given_up["KafkaBatchInfo"]["recordsInfo"][f"{topic}-1"]["firstRecordOffset"])
        self.assertEqual(first, 10)
        (partition,) = [
            each for each in sink.command({"status": {"topic": topic, "links": 100}})["partitions"] if each["gaps"]
        ]
        self.assertEqual(partition["gaps"][0][0], 10)
        sink.deploy(plan(topic, envelope="json", columns=None, format="jsonl.gz"))
        answer = sink.command({"replay": f"s3://{sink.bucket}/aws/lambda/"})
        self.assertEqual(answer["outcome"], "Replayed")
        again = sink.command({"replay": f"s3://{sink.bucket}/aws/lambda/"})
        self.assertEqual([each["outcome"] for each in again["replayed"][0]["partitions"]], ["Duplicate"])
        zone = sink.zone(topic)
        landed = Counter(zone.landed())
        self.assertEqual(set(landed), offsets(ends) - {(1, 10)})
        self.assertEqual(max(landed.values()), 1)
        self.assertEqual(zone.quarantined(), [(1, 10)])
        for each in sink.command({"status": {"topic": topic, "links": 100}})["partitions"]:
            self.assertEqual(each["gaps"], [])


class DMSTests(SinkTestCase):
    def test_changes_of_dms_are_landed_with_their_operations(self) -> None:
        topic = "dms.orders"
        writer, shop = self.writer(topic), Shop(seed=8)
        writer.send(topic, *dms.control(ORDERS, 0), partition=0)
        changes = orders(shop.changes(60))
        for change in changes:
            for key, value in dms.records(change):
                writer.send(topic, key, value)
        ends = writer.flush()
        sink = Sink(plan(topic, envelope="dms", columns={"amount": "decimal(12,2)"}), self.folder)
        self.source(topic, sink, batch_size=50).run(ends, patience=120)
        zone = sink.zone(topic)
        self.assert_chained(zone, ends)
        rows = [row for table in zone.tables() for row in table.to_pylist()]
        self.assertEqual(len(rows), len(changes))
        self.assertEqual({row["_op"] for row in rows}, {"I", "U", "D"})
        # A key has one partition, and so the order of its offsets.
        self.assertEqual(set(current(zone, ORDERS)), set(shop.rows["orders"]))


if __name__ == "__main__":
    unittest.main()
