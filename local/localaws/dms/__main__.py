"""Serves until it is ended:  python -m localaws.dms  prints the variables that lead an AWS SDK here."""

from __future__ import annotations

import signal

from .server import LocalDMS


def main() -> None:
    with LocalDMS() as local:
        for name, value in local.environment().items():
            print(f"export {name}={value}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    # Blocked before a thread exists, so that sigwait and not some handler gets them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
