"""KafkaS3Sink itself, a process for each event, and its landing zone on the local AWS."""

from __future__ import annotations

import functools
import gzip
import io
import json
import os
import random
import subprocess
import tempfile
import unittest
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as arrow
from pyarrow import parquet

from localaws import ministack
from localaws.kafka.records import Partition
from localaws.kafka.retries import Answer
from localaws.ministack import LocalAWS

ROOT = Path(__file__).resolve().parents[3]


def bootstrap() -> Path:
    """The function as `swift build` makes it; SINK_BOOTSTRAP names another one."""
    return Path(os.environ.get("SINK_BOOTSTRAP", ROOT / ".build" / "debug" / "KafkaS3Sink"))


@functools.cache
def aws() -> LocalAWS:
    found = ministack.start()
    unittest.addModuleCleanup(stop)
    return found


def stop() -> None:
    aws().stop()
    aws.cache_clear()


class Sink:
    """The function with a bucket of its own. `kills` is the probability that an invocation dies on its way."""

    def __init__(self, plan: dict[str, Any], folder: Path, kills: float = 0, seed: int = 0) -> None:
        self.bucket = f"landing-{uuid.uuid4().hex[:12]}"
        self.s3 = aws().client("s3")
        self.s3.create_bucket(Bucket=self.bucket)
        self._folder = folder
        self._kills = kills
        self._random = random.Random(seed)
        self.log = ""
        self.killed = 0
        self.deploy(plan)

    def deploy(self, plan: dict[str, Any]) -> None:
        plans = self._folder / "plans"
        plans.mkdir(exist_ok=True)
        (plans / "test.json").write_text(json.dumps(plan).replace("BUCKET", self.bucket))

    def __call__(self, event: bytes) -> Answer:
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".json") as file:
            file.write(event)
            file.flush()
            process = subprocess.Popen(
                [bootstrap(), "--event", file.name],
                env={**aws().credentials(), "LAMBDA_TASK_ROOT": str(self._folder), "PLAN": "test"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            patience = self._random.uniform(0.01, 0.4) if self._random.random() < self._kills else 60
            try:
                answer, log = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                self.killed += 1
                return Answer(b"", "Unhandled")
        self.log += log
        return Answer(answer.encode(), None if process.returncode == 0 else "Unhandled")

    def command(self, event: dict[str, Any]) -> Any:
        answer = self(json.dumps(event).encode())
        if answer.error:
            raise AssertionError(f"{event}: {answer.payload.decode()}\n{self.log[-2000:]}")
        return json.loads(answer.payload)

    def objects(self, prefix: str) -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [each["Key"] for page in pages for each in page.get("Contents", [])]

    def bytes(self, key: str) -> bytes:
        return bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def zone(self, topic: str) -> Zone:
        return Zone(self, topic)


@dataclass
class Zone:
    """What a reader of the landing zone finds: the links, and the files that they name."""

    sink: Sink
    topic: str
    links: list[dict[str, Any]] = field(init=False)
    fills: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.links, self.fills = (
            sorted(
                (json.loads(self.sink.bytes(key)) for key in self.sink.objects(f"{self.topic}/{folder}/")),
                key=lambda link: (link["partition"], link["start"]),
            )
            for folder in ("_commits", "_fills")
        )

    def chain(self, number: int) -> list[tuple[int, int]]:
        return [(each["start"], each["end"]) for each in self.links if each["partition"] == number]

    def urls(self) -> list[str]:
        return [file["url"] for link in (*self.links, *self.fills) for file in link["files"]]

    def quarantined(self) -> list[tuple[int, int]]:
        return [(link["partition"], offset) for link in (*self.links, *self.fills) for offset in link["quarantined"]]

    def gaps(self, number: int) -> set[int]:
        return {
            offset
            for link in self.links
            if link["partition"] == number
            for first, last in link["gaps"]
            for offset in range(first, last + 1)
        }

    def tables(self) -> list[arrow.Table]:
        """Each file that a link names, read by pyarrow."""
        found = []
        for url in self.urls():
            content = self.sink.bytes(url.removeprefix(f"s3://{self.sink.bucket}/"))
            if url.endswith(".jsonl.gz"):
                lines = gzip.decompress(content).splitlines()
                found.append(arrow.Table.from_pylist([json.loads(line) for line in lines]))
            else:
                found.append(parquet.read_table(io.BytesIO(content)))
        return found

    def save(self, folder: Path) -> list[Path]:
        """The files that links name, on disk, for readers without S3."""
        paths = []
        for number, url in enumerate(self.urls()):
            path = folder / f"{number}.parquet"
            path.write_bytes(self.sink.bytes(url.removeprefix(f"s3://{self.sink.bucket}/")))
            paths.append(path)
        return paths

    def landed(self) -> list[tuple[int, int]]:
        """Partition and offset of every row of every file that counts."""
        return [
            (number, offset)
            for table in self.tables()
            for number, offset in zip(
                table.column("_partition").to_pylist(), table.column("_offset").to_pylist(), strict=True
            )
        ]


def offsets(ends: dict[Partition, int]) -> set[tuple[int, int]]:
    return {(partition.number, offset) for partition, end in ends.items() for offset in range(end)}
