"""The event source against a real broker: every record comes at least once, in its partition's order, whatever the faults."""

from __future__ import annotations

import json
import unittest
from typing import Any

from support import CRASH, DONE, BrokerTestCase, Function, decoded, failures

from localaws.kafka.faults import Faults
from localaws.kafka.mapping import EventSourceMapping
from localaws.kafka.producer.writer import TopicWriter
from localaws.kafka.records import Partition
from localaws.kafka.retries import Answer
from localaws.kafka.source import EventSource, NotDrained


class DeliveryTests(BrokerTestCase):
    def test_records_come_once_in_batches_of_the_size_asked_for(self) -> None:
        topic, function = self.topic(), Function()
        ends = self.written(topic, 50)
        self.source(topic, function, batch_size=10).run(ends)
        self.assertEqual(function.offsets(), {f"{topic}-0": list(range(25)), f"{topic}-1": list(range(25))})
        for event in function.events:
            self.assertLessEqual(sum(len(each) for each in event["records"].values()), 10)

    def test_keys_values_headers_and_tombstones_come_through_the_broker(self) -> None:
        topic, function = self.topic(1), Function()
        writer = TopicWriter(self.broker.servers, 1)
        writer.send(topic, b"\x00\xff", b"value", timestamp=1_764_000_000_123, headers=[("a", b"\xff"), ("a", b"1")])
        writer.send(topic, b"key", None)
        writer.send(topic, None, b"")
        self.source(topic, function, 1).run(writer.flush())
        records = [each for event in function.events for each in event["records"][f"{topic}-0"]]
        self.assertEqual([decoded(each, "key") for each in records], [b"\x00\xff", b"key", None])
        self.assertEqual([decoded(each, "value") for each in records], [b"value", None, b""])
        self.assertEqual(records[0]["timestamp"], 1_764_000_000_123)
        self.assertEqual(records[0]["headers"], [{"a": [-1]}, {"a": [49]}])

    def test_a_partial_answer_brings_back_what_failed_and_nothing_before(self) -> None:
        topic = self.topic(1)

        def answers(event: dict[str, Any]) -> Answer:
            offsets = [each["offset"] for each in event["records"][f"{topic}-0"]]
            return failures((f"{topic}-0", 7)) if 7 in offsets and offsets[0] < 7 else DONE

        function = Function(answers)
        self.source(topic, function, 1, batch_size=100).run(self.written(topic, 10, 1))
        self.assertEqual(function.counted()[(f"{topic}-0", 6)], 1)
        self.assertEqual(function.counted()[(f"{topic}-0", 7)], 2)
        self.assertEqual(set(function.offsets()[f"{topic}-0"]), set(range(10)))

    def test_a_poison_record_is_found_by_halves_and_given_up_alone(self) -> None:
        topic = self.topic(1)

        def answers(event: dict[str, Any]) -> Answer:
            return CRASH if any(each["offset"] == 6 for each in event["records"][f"{topic}-0"]) else DONE

        function = Function(answers)
        source = self.source(topic, function, 1, batch_size=16, bisects=True, max_retries=2)
        source.run(self.written(topic, 16, 1))
        (given_up,) = source.destination.sent
        self.assertEqual(given_up["requestContext"]["condition"], "RetryAttemptsExhausted")
        self.assertEqual(
            given_up["KafkaBatchInfo"]["recordsInfo"][f"{topic}-0"]["firstRecordOffset"],
            given_up["KafkaBatchInfo"]["recordsInfo"][f"{topic}-0"]["lastRecordOffset"],
        )
        self.assertEqual(given_up["KafkaBatchInfo"]["recordsInfo"][f"{topic}-0"]["firstRecordOffset"], "6")

    def test_without_a_destination_a_poison_record_stops_its_partition_for_ever(self) -> None:
        topic, function = self.topic(1), Function(lambda _: CRASH)
        with self.assertRaises(NotDrained):
            self.source(topic, function, 1).run(self.written(topic, 3, 1), patience=1)
        self.assertGreater(len(function.events), 2)

    def test_records_of_more_than_their_age_come_to_no_invocation(self) -> None:
        topic, function = self.topic(1), Function()
        mapping = EventSourceMapping(topic, window=0, max_age=60)
        ends = self.written(topic, 3, 1)
        source = EventSource(mapping, self.broker.servers, 1, function, clock=lambda: 4_000_000_000)
        source.run(ends)
        self.assertEqual(function.events, [])
        conditions = {each["requestContext"]["condition"] for each in source.destination.sent}
        self.assertEqual(conditions, {"RecordAgeExceeded"})


class FaultTests(BrokerTestCase):
    def test_whatever_happens_each_record_comes_at_least_once(self) -> None:
        for seed, faults in enumerate(
            (
                {"lost_answers": 0.4},
                {"zombies": 0.4},
                {"rewinds": 0.2},
                {"lost_answers": 0.2, "zombies": 0.2, "rewinds": 0.1},
            )
        ):
            with self.subTest(faults=faults):
                topic, function = self.topic(), Function()
                ends = self.written(topic, 40)
                order = Faults(**faults, other_boundaries=True, seed=seed)
                self.source(topic, function, faults=order, batch_size=12).run(ends)
                counted = function.counted()
                self.assertEqual(set(counted), {(f"{topic}-{n}", offset) for n in (0, 1) for offset in range(20)})
                self.assertGreater(max(counted.values()), 1)

    def test_a_gone_record_never_comes_and_the_topic_is_read_to_its_end(self) -> None:
        topic, function = self.topic(1), Function()
        ends = self.written(topic, 200, 1)
        source = self.source(topic, function, 1, faults=Faults(gaps=0.2, rewinds=0.2, seed=3), batch_size=10)
        source.run(ends)
        came = set(function.offsets()[f"{topic}-0"])
        self.assertLess(len(came), 190)
        self.assertGreater(len(came), 130)
        self.assertEqual(source.positions, {Partition(topic, 0): 200})

    def test_the_same_seed_has_the_same_faults(self) -> None:
        one, other = Faults(lost_answers=0.5, seed=7), Faults(lost_answers=0.5, seed=7)
        self.assertEqual([one.next() for _ in range(20)], [other.next() for _ in range(20)])


class Destination:
    """What the services were asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, service: str) -> Destination:
        return self

    def put_object(self, **asked: Any) -> None:
        self.calls.append(("s3", asked))

    def get_queue_url(self, QueueName: str) -> dict[str, str]:
        return {"QueueUrl": f"http://queue/{QueueName}"}

    def send_message(self, **asked: Any) -> None:
        self.calls.append(("sqs", asked))


class DestinationTests(BrokerTestCase):
    def given_up(self, destination: str) -> tuple[str, dict[str, Any]]:
        topic, services = self.topic(1), Destination()
        mapping = EventSourceMapping(topic, window=0.2, max_retries=1, destination=destination)
        ends = self.written(topic, 3, 1)
        function = Function(lambda _: CRASH)
        EventSource(mapping, self.broker.servers, 1, function, clients=services).run(ends)
        return services.calls[0]

    def test_a_bucket_gets_the_whole_event_as_text(self) -> None:
        service, asked = self.given_up("arn:aws:s3:::example-failures")
        self.assertEqual((service, asked["Bucket"]), ("s3", "example-failures"))
        self.assertTrue(asked["Key"].startswith("aws/lambda/"))
        record = json.loads(asked["Body"])
        event = json.loads(record["payload"])
        (records,) = event["records"].values()
        self.assertEqual(record["KafkaBatchInfo"]["batchSize"], len(records))
        self.assertEqual(record["requestContext"]["approximateInvokeCount"], 2)
        self.assertEqual(record["responseContext"]["functionError"], "Unhandled")

    def test_a_queue_gets_only_where_the_records_are(self) -> None:
        service, asked = self.given_up("arn:aws:sqs:us-east-1:123456789012:example-failures")
        self.assertEqual((service, asked["QueueUrl"]), ("sqs", "http://queue/example-failures"))
        record = json.loads(asked["MessageBody"])
        self.assertNotIn("payload", record)
        (information,) = record["KafkaBatchInfo"]["recordsInfo"].values()
        self.assertEqual(information["firstRecordOffset"], "0")


if __name__ == "__main__":
    unittest.main()
