"""A TLS server on a free port of 127.0.0.1 that reads one request a connection, writes the bytes it was given, and closes.

usage: tls_server.py FOLDER PARENT_PID ANSWER_AS_HEX

Writes its certificate to FOLDER/cert.pem, prints its process id and its port, and ends with the process PARENT_PID.
"""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path


def main(folder: str, parent: int, answer: bytes) -> None:
    certificate, key = f"{folder}/cert.pem", f"{folder}/key.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ),
            *("-keyout", key, "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    print(os.getpid(), listener.getsockname()[1], flush=True)

    def serve() -> None:
        while True:
            plain, _ = listener.accept()
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    while b"\r\n\r\n" not in connection.recv(65536):
                        pass
                    connection.sendall(answer)
                    connection.unwrap()
            except OSError:
                pass

    threading.Thread(target=serve, daemon=True).start()
    while Path(f"/proc/{parent}").exists():
        time.sleep(0.5)


main(sys.argv[1], int(sys.argv[2]), bytes.fromhex(sys.argv[3]))
