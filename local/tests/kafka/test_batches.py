"""Lambda's event, and which records make one."""

from __future__ import annotations

import json
import unittest

from support import record

from localaws.kafka.batches import Batch, BatchFormer
from localaws.kafka.records import PAYLOAD_LIMIT, Cluster, Partition, Record


class EventTests(unittest.TestCase):
    def test_a_record_is_written_as_lambda_writes_it(self) -> None:
        partition = Partition("cdc.dbo-orders", 3)
        headers = [("traceparent", b"h\xc3l"), ("traceparent", None)]
        found = Record(partition, 15, 1_545_084_650_987, b"k", "é".encode(), headers)
        event = json.loads(Cluster("b-1:9098", "arn:aws:kafka:x").event(Batch([found])))
        self.assertEqual(
            event,
            {
                "eventSource": "aws:kafka",
                "eventSourceArn": "arn:aws:kafka:x",
                "bootstrapServers": "b-1:9098",
                "records": {
                    "cdc.dbo-orders-3": [
                        {
                            "topic": "cdc.dbo-orders",
                            "partition": 3,
                            "offset": 15,
                            "timestamp": 1_545_084_650_987,
                            "timestampType": "CREATE_TIME",
                            "key": "aw==",
                            "value": "w6k=",
                            "headers": [{"traceparent": [104, -61, 108]}, {"traceparent": []}],
                        }
                    ]
                },
            },
        )

    def test_a_tombstone_has_no_value_and_a_record_without_key_no_key(self) -> None:
        found = Record(Partition("t", 0), 1, 0, None, None)
        event = json.loads(Cluster("b:9092").event(Batch([found])))
        self.assertEqual(event["eventSource"], "SelfManagedKafka")
        self.assertNotIn("eventSourceArn", event)
        (written,) = event["records"]["t-0"]
        self.assertNotIn("key", written)
        self.assertIsNone(written["value"])

    def test_a_batch_of_two_partitions_keeps_the_order_of_each(self) -> None:
        batch = Batch([record(0), record(7, 1), record(1), record(9, 1)])
        self.assertEqual([each.offset for each in batch.records], [0, 1, 7, 9])
        self.assertEqual(sorted(batch.ends.values()), [2, 10])
        first, second = batch.halves()
        self.assertEqual([each.offset for each in first.records], [0, 1])
        self.assertEqual([each.offset for each in second.records], [7, 9])


class FormerTests(unittest.TestCase):
    def test_so_many_records_are_a_batch(self) -> None:
        former = BatchFormer(limit=2, window=300)
        former.add(record(0), 0)
        self.assertFalse(former.is_ready(299))
        former.add(record(1), 0)
        self.assertTrue(former.is_ready(0))
        self.assertFalse(former.takes(record(2)))
        self.assertEqual(len(former.take().records), 2)
        self.assertTrue(former.is_empty)

    def test_the_window_counts_from_the_first_record(self) -> None:
        former = BatchFormer(limit=100, window=5)
        self.assertFalse(former.is_ready(100))
        former.add(record(0), 100)
        former.add(record(1), 104)
        self.assertFalse(former.is_ready(104.9))
        self.assertTrue(former.is_ready(105))

    def test_no_event_is_larger_than_lambda_takes(self) -> None:
        former = BatchFormer(limit=10_000, window=300)
        offset = 0
        while former.takes(large := record(offset, value=b"x" * 300_000)):
            former.add(large, 0)
            offset += 1
        event = Cluster("b:9092", "arn:aws:kafka:x").event(former.take())
        self.assertLessEqual(len(event), PAYLOAD_LIMIT)
        self.assertGreater(len(event), PAYLOAD_LIMIT - 500_000)

    def test_a_record_of_more_than_that_fits_no_invocation(self) -> None:
        former = BatchFormer(limit=10, window=0)
        self.assertTrue(former.fits_alone(record(0, value=b"x" * 4_000_000)))
        self.assertFalse(former.fits_alone(record(0, value=b"x" * 4_800_000)))


if __name__ == "__main__":
    unittest.main()
