"""KafkaTopics itself, a process for each event, against a real broker and against librdkafka's mock cluster."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import unittest
import uuid
from pathlib import Path
from typing import Any

from confluent_kafka import Producer
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its types leave out what it imports itself
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
)
from support import BrokerTestCase

ROOT = Path(__file__).resolve().parents[3]


def bootstrap() -> Path:
    """The function as `swift build` makes it; TOPICS_BOOTSTRAP names another one."""
    return Path(os.environ.get("TOPICS_BOOTSTRAP", ROOT / ".build" / "debug" / "KafkaTopics"))


class Topics:
    """The function with a plan of its own."""

    def __init__(self, servers: str, folder: Path) -> None:
        self.servers = servers
        self.log = ""
        self._folder = folder

    def __call__(self, event: dict[str, Any], topics: dict[str, Any]) -> dict[str, Any]:
        plans = self._folder / "plans"
        plans.mkdir(exist_ok=True)
        (plans / "test.json").write_text(json.dumps({"topics": topics}))
        file = self._folder / "event.json"
        file.write_text(json.dumps(event))
        done = subprocess.run(
            [bootstrap(), "--event", file],
            env={
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "LAMBDA_TASK_ROOT": str(self._folder),
                "PLAN": "test",
                "KAFKA_BOOTSTRAP_SERVERS": self.servers,
                "KAFKA_AUTHENTICATION": "NONE",
                "KAFKA_TLS": "false",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.log += done.stderr
        if done.returncode:
            raise AssertionError(f"{event}: {done.stdout}\n{done.stderr[-2000:]}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def wanted(partitions: int = 2, replication: int = 1, **configs: Any) -> dict[str, Any]:
    named = {name.replace("_", "."): value for name, value in configs.items()}
    return {"partitions": partitions, "replication": replication, **({"configs": named} if named else {})}


class RealBrokerTests(BrokerTestCase):
    def setUp(self) -> None:
        self.topics = Topics(self.broker.servers, Path(self.enterContext(tempfile.TemporaryDirectory())))
        self.admin = AdminClient({"bootstrap.servers": self.broker.servers, "log_level": 0})
        self.name = f"cdc.dbo.orders-{uuid.uuid4().hex[:8]}"

    def configs(self) -> dict[str, str]:
        resource = ConfigResource(ConfigResource.Type.TOPIC, self.name)
        (future,) = self.admin.describe_configs([resource]).values()
        return {name: entry.value for name, entry in future.result(timeout=20).items()}

    def test_a_plan_is_shown_then_applied_and_then_there_is_nothing_left_to_do(self) -> None:
        plan = {self.name: wanted(3, retention_ms="7d", cleanup_policy="delete")}
        shown = self.topics({"plan": True}, plan)
        self.assertEqual(shown["outcome"], "Changes")
        self.assertEqual(
            shown["topics"][0]["changes"],
            ["create with 3 partitions, replication 1, cleanup.policy=delete, retention.ms=604800000"],
        )
        self.assertNotIn(self.name, self.admin.list_topics(timeout=20).topics, "a plan creates nothing")
        applied = self.topics({"apply": True}, plan)
        self.assertEqual(applied["outcome"], "Applied", applied)
        found = self.admin.list_topics(timeout=20).topics[self.name]
        self.assertEqual(len(found.partitions), 3)
        self.assertEqual(self.configs(), {"retention.ms": "604800000", "cleanup.policy": "delete"})
        again = self.topics({"apply": True}, plan)
        self.assertEqual((again["outcome"], again["same"], again["topics"]), ("InSync", 1, []))
        self.assertEqual(self.topics({"drift": True}, plan)["outcome"], "InSync")

    def test_a_config_that_somebody_changed_is_drift_and_is_set_again(self) -> None:
        plan = {self.name: wanted(1, retention_ms=1000)}
        self.topics({"apply": True}, plan)
        change = ConfigEntry("retention.ms", "5", incremental_operation=AlterConfigOpType.SET)
        other = ConfigEntry("segment.ms", "9", incremental_operation=AlterConfigOpType.SET)
        resource = ConfigResource(ConfigResource.Type.TOPIC, self.name, incremental_configs=[change, other])
        for future in self.admin.incremental_alter_configs([resource]).values():
            future.result(timeout=20)
        drifted = self.topics({"drift": True}, plan)
        self.assertEqual(drifted["outcome"], "Drift")
        self.assertEqual(drifted["topics"][0]["changes"], ["retention.ms 5 -> 1000"])
        self.assertEqual(self.topics({"apply": True}, plan)["outcome"], "Applied")
        self.assertEqual(self.configs(), {"retention.ms": "1000", "segment.ms": "9"}, "the other one is left")

    def test_what_is_never_done_is_refused_and_the_rest_is_done(self) -> None:
        self.broker.create(self.name, 3)
        other = f"{self.name}-new"
        plan = {self.name: wanted(2), other: wanted(1), f"{self.name}-copies": wanted(1, replication=3)}
        answer = self.topics({"apply": True}, plan)
        self.assertEqual(answer["outcome"], "Refused", answer)
        refused = {each["topic"]: each["refused"] for each in answer["topics"]}
        self.assertIn("Kafka cannot shrink a topic", refused[self.name][0])
        self.assertIn("the cluster has 1 brokers", refused[f"{self.name}-copies"][0])
        topics = self.admin.list_topics(timeout=20).topics
        self.assertEqual(len(topics[self.name].partitions), 3)
        self.assertIn(other, topics)
        self.assertNotIn(f"{self.name}-copies", topics)

    def test_a_topic_that_no_plan_has_is_named_and_left(self) -> None:
        self.broker.create(self.name)
        answer = self.topics({"plan": True}, {f"{self.name}-other": wanted()})
        self.assertIn(self.name, answer["unmanaged"])
        self.topics({"apply": True}, {f"{self.name}-other": wanted()})
        self.assertIn(self.name, self.admin.list_topics(timeout=20).topics)

    def test_some_topics_of_a_plan_are_applied_alone(self) -> None:
        plan = {self.name: wanted(1), f"{self.name}-later": wanted(1)}
        self.topics({"apply": True, "topics": [self.name]}, plan)
        topics = self.admin.list_topics(timeout=20).topics
        self.assertIn(self.name, topics)
        self.assertNotIn(f"{self.name}-later", topics)

    def test_a_request_that_the_broker_does_not_know_fails_its_topic_alone(self) -> None:
        # Tansu has no CreatePartitions.
        self.broker.create(self.name, 1)
        plan = {self.name: wanted(2), f"{self.name}-new": wanted(1)}
        answer = self.topics({"apply": True}, plan)
        self.assertEqual(answer["outcome"], "Failed")
        (failed,) = answer["topics"]
        self.assertEqual(failed["topic"], self.name)
        self.assertIn("has no CreatePartitions", failed["errors"][0])
        self.assertIn(f"{self.name}-new", self.admin.list_topics(timeout=20).topics)


class MockClusterTests(unittest.TestCase):
    """librdkafka's own cluster of three brokers. It creates no topics, but for a client that writes or lets it."""

    def setUp(self) -> None:
        self.cluster = Producer({"test.mock.num.brokers": 3, "bootstrap.servers": "", "log_level": 0})
        brokers = self.cluster.list_topics(timeout=20).brokers.values()
        servers = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
        self.topics = Topics(servers, Path(self.enterContext(tempfile.TemporaryDirectory())))

    def test_asking_for_a_topic_does_not_create_it(self) -> None:
        for _ in range(2):
            answer = self.topics({"plan": True}, {"orders": wanted(4, replication=3)})
            self.assertEqual(answer["outcome"], "Changes")
            self.assertEqual(answer["topics"][0]["changes"], ["create with 4 partitions, replication 3"])

    def test_a_cluster_that_cannot_create_topics_says_so(self) -> None:
        answer = self.topics({"apply": True}, {"orders": wanted()})
        self.assertEqual(answer["outcome"], "Failed")
        self.assertIn("has no CreateTopics", answer["topics"][0]["errors"][0])


if __name__ == "__main__":
    unittest.main()
