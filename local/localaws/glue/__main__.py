"""python -m localaws.glue: a local Glue until Ctrl-C; prints its endpoint."""

from __future__ import annotations

import argparse
import threading

from ..process import end_by_exception
from .server import GlueServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m localaws.glue", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a node runs that no script speaks of")
    arguments = parser.parse_args()
    end_by_exception()
    with GlueServer(seconds=arguments.seconds) as server:
        print(f"export AWS_ENDPOINT_URL_GLUE={server.endpoint}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
