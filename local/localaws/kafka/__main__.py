"""A Kafka broker until Ctrl-C.

python -m localaws.kafka [TOPIC:PARTITIONS …]
"""

from __future__ import annotations

import contextlib
import signal
import sys

from .. import process
from .broker import Broker


def main(topics: list[str]) -> int:
    with Broker() as broker:
        for each in topics:
            name, _, partitions = each.partition(":")
            broker.create(name, int(partitions or "1"))
        print(broker.servers, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    process.end_by_exception()
    sys.exit(main(sys.argv[1:]))
