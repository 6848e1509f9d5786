"""Measures KafkaS3Sink: 6 MB events of Debezium to Parquet, beside boto3 and pyarrow. Rows a CPU second, and peak memory.

usage: kafka.py BOOTSTRAP [EVENTS]        in the Python environment `local`

BOOTSTRAP is the executable of dist/KafkaS3Sink.zip. Both processes are warm: the first event is not counted. CPU is that of the
process, of the kernel and of user space; the Runtime API and S3 are answered by this process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from demos.shop.changes import ORDERS, Shop
from localaws.kafka.batches import Batch, BatchFormer
from localaws.kafka.producer.debezium import Debezium
from localaws.kafka.records import Cluster, Partition, Record

PLAN = (
    '{"topics": {"cdc.dbo.orders": {"to": "s3://example-landing/", "envelope": "debezium",'
    ' "columns": {"amount": "decimal(12,2)", "ordered_at": "epoch_micros"}}}}'
)
PARTITION = Partition("cdc.dbo.orders", 0)


@dataclass(frozen=True)
class Figure:
    rows: int
    seconds: float
    peak: int

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def events(count: int) -> tuple[list[bytes], int]:
    """Events of nearly 6 MB, their offsets one behind the other, and the rows of one."""
    former = BatchFormer(limit=10_000, window=300)
    changes = (change for change in Shop(seed=1).changes(1_000_000) if change.table is ORDERS)
    found: list[Record] = []
    for change in changes:
        key, value = Debezium(tombstones=False).records(change)[0]
        record = Record(PARTITION, len(found), change.at, key, value)
        if not former.takes(record):
            break
        former.add(record, 0)
        found.append(record)
    cluster = Cluster("b-1.example.com:9098", "arn:aws:kafka:us-east-1:123456789012:cluster/example/1")
    batches = []
    for number in range(count):
        moved = [
            Record(PARTITION, number * len(found) + each.offset, each.timestamp, each.key, each.value) for each in found
        ]
        batches.append(cluster.event(Batch(moved)))
    return batches, len(found)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A process that is killed at the end closes its connections."""


class Runtime(BaseHTTPRequestHandler):
    """The Runtime API and S3 in one: each event once, then silence."""

    protocol_version = "HTTP/1.1"
    pending: list[bytes]
    taken = 0
    answered: threading.Semaphore
    proceed: threading.Semaphore
    failure = ""

    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if "/invocation/next" not in self.path:
            self.reply(200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
            return
        Runtime.proceed.acquire()
        if Runtime.taken == len(Runtime.pending):
            threading.Event().wait(60)
            return
        event = Runtime.pending[Runtime.taken]
        Runtime.taken += 1
        headers = {"Lambda_Runtime_Aws_Request_Id": f"r{Runtime.taken}", "Lambda_Runtime_Deadline_Ms": "9999999999999"}
        self.reply(200, event, Content_Type="application/json", **headers)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.reply(200, ETag='"e"')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if "/error" in self.path or b'"offset"' in body:
            Runtime.failure = body.decode()[:500]
        self.reply(202)
        if "/invocation/" in self.path or "/init/error" in self.path:
            Runtime.answered.release()


def measure(command: list[str], batches: list[bytes], rows: int, environment: dict[str, str]) -> Figure:
    """The CPU of all events but the first, and the most memory of all."""
    Runtime.pending, Runtime.taken, Runtime.failure = batches, 0, ""
    Runtime.answered, Runtime.proceed = threading.Semaphore(0), threading.Semaphore(1)
    server = Server(("127.0.0.1", 0), Runtime)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    process = subprocess.Popen(
        command,
        env={
            "PATH": os.environ.get("PATH", ""),
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
            "AWS_LAMBDA_LOG_LEVEL": "ERROR",
            **environment,
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        begun = 0.0
        for number in range(len(batches)):
            if not Runtime.answered.acquire(timeout=60) or Runtime.failure:
                raise SystemExit(f"{command[0]} did not land event {number}: {Runtime.failure or 'no answer in 60 s'}")
            if number == 0:
                begun = cpu(process.pid)
            if number < len(batches) - 1:
                Runtime.proceed.release()
        return Figure(rows * (len(batches) - 1), cpu(process.pid) - begun, peak(process.pid))
    finally:
        process.kill()
        process.wait()
        server.shutdown()
        server.server_close()


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> int:
    """Bytes."""
    (line,) = [each for each in Path(f"/proc/{pid}/status").read_text().splitlines() if each.startswith("VmHWM")]
    return int(line.split()[1]) * 1_024


def main() -> int:
    bootstrap = Path(sys.argv[1]).resolve()
    batches, rows = events(int(sys.argv[2]) if len(sys.argv) > 2 else 21)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plans").mkdir()
        (Path(folder) / "plans/bench.json").write_text(PLAN)
        ours = measure([str(bootstrap)], batches, rows, {"PLAN": "bench", "LAMBDA_TASK_ROOT": folder})
        theirs = measure([sys.executable, str(Path(__file__).with_name("kafka_boto3.py"))], batches, rows, {})
    print(
        f"Events of {len(batches[0]) / 1e6:.2f} MB, {rows:,} rows each, {len(batches) - 1} of them after a first one.\n"
    )
    print("| | rows a CPU second | CPU ms an event | peak memory, MB |\n|---|---:|---:|---:|")
    for name, each in (("KafkaS3Sink", ours), ("boto3 and pyarrow", theirs)):
        milliseconds = each.seconds * 1_000 / (len(batches) - 1)
        print(f"| {name} | {each.rate:,.0f} | {milliseconds:,.0f} | {each.peak / 1e6:.1f} |")
    print(f"\n{ours.rate / theirs.rate:.1f} times the rows a CPU second; budget: at least 10 times, at most 96 MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
