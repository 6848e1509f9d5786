"""PostgreSQL servers of Debian's `postgresql` package, for the length of a test: in a temporary folder, on a free port of
loopback, with TLS by a certificate authority of their own and SCRAM passwords. Nothing of them outlives their `with`.

    with postgres.authority() as ca, postgres.running(ca, databases=["shop"]) as server:
        server.sql("shop", "CREATE TABLE …")            # over the socket in the folder, as superuser
        server.port, server.user, server.password, ca.certificate
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import process
from .process import Process, Steps

# Faster, and honest all the same: nobody reads these files after a crash.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # With these two, rows copied into a table of the same transaction are not written to the WAL at all.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
    "ssl": "on",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "password_encryption": "scram-sha-256",
    "log_line_prefix": "%m [%p] %u@%d ",
}
_SUPERUSER = "postgres"
# Connections are cut, and nobody waits for them.
FAST_SHUTDOWN: Steps = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


class PostgresError(Exception):
    """A server could not be started, or a statement failed; the message says what the program said."""


@dataclass(frozen=True)
class Authority:
    """A certificate authority that lives as long as its folder."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.crt"

    def issue(self, folder: Path) -> None:
        """Writes server.key and server.crt, good for 127.0.0.1 and localhost, into the folder."""
        request, extensions = folder / "server.csr", folder / "server.ext"
        extensions.write_text("subjectAltName = IP:127.0.0.1, DNS:localhost\n")
        _openssl("req", "-new", *_KEY, "-keyout", folder / "server.key", "-subj", "/CN=localhost", "-out", request)
        _openssl(
            *("x509", "-req", "-days", "2", "-CAcreateserial", "-in", request, "-extfile", extensions),
            *("-CA", self.certificate, "-CAkey", self.folder / "ca.key", "-out", folder / "server.crt"),
        )
        (folder / "server.key").chmod(0o600)


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@contextlib.contextmanager
def authority() -> Iterator[Authority]:
    with tempfile.TemporaryDirectory(prefix="example-ca-") as name:
        folder = Path(name)
        _openssl(
            *("req", "-x509", "-days", "2", *_KEY, "-subj", "/CN=Example Local CA"),
            *("-keyout", folder / "ca.key", "-out", folder / "ca.crt"),
        )
        yield Authority(folder)


@dataclass
class Server:
    """A running server. `user` may do everything in its databases and nothing to the server."""

    port: int
    folder: Path
    process: Process = field(repr=False)
    user: str = "example_loader"
    password: str = field(repr=False, default="")
    host: str = "127.0.0.1"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def sql(self, database: str, *statements: str, file: Path | None = None) -> str:
        """Runs statements, or a file of them, in one transaction as superuser; what they printed comes back."""
        commands = [f"--command={statement}" for statement in statements]
        if file:
            commands.append(f"--file={file}")
        return _psql(self.folder, self.port, database, commands)

    def environment(self, database: str, authority: Authority) -> dict[str, str]:
        """libpq's variables for the loader's user, with the server's certificate checked."""
        return {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGDATABASE": database,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGSSLMODE": "verify-full",
            "PGSSLROOTCERT": str(authority.certificate),
        }

    def change_password(self) -> str:
        """Gives the user a new password, as a rotation does. Returns it."""
        self.password = secrets.token_urlsafe(18)
        self.sql("postgres", f"ALTER ROLE {self.user} PASSWORD '{self.password}'")
        return self.password

    def stop(self) -> None:
        self.process.stop(FAST_SHUTDOWN, group=False)


@contextlib.contextmanager
def running(
    authority: Authority, databases: Sequence[str], settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server for the length of a `with` block, whatever ends it."""
    account = account_to_run_as()
    folder = Path(tempfile.mkdtemp(prefix="postgres-", dir=reachable_folder()))
    server = None
    try:
        authority.issue(folder)
        if account:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, account, account)
        initialize(folder, account, f"--username={_SUPERUSER}", "--auth=reject")
        # The folder is its owner's alone, so whoever reaches the socket in it may be superuser.
        (folder / "data" / "pg_hba.conf").write_text(
            f"local   all {_SUPERUSER} trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        )
        for name in ("server.crt", "server.key"):
            (folder / name).rename(folder / "data" / name)
        server = _start(folder, account, {**_SETTINGS, **(settings or {})})
        _create(server, databases)
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, account: str | None, settings: Mapping[str, str]) -> Server:
    for _ in range(5):
        port = process.free_port()
        running = serve(folder, account, settings, port)
        server = Server(port, folder, running, password=secrets.token_urlsafe(18))
        try:
            if _answers(server):
                return server
        except BaseException:
            server.stop()
            raise
        # Ended at once: somebody else may have taken the port.
    raise PostgresError(f"PostgreSQL did not start:\n{process.tail(server.log)}")


def _answers(server: Server, patience: float = 60) -> bool:
    """Whether it takes connections; False when it has ended instead."""
    deadline = time.monotonic() + patience
    while server.process.is_running:
        with contextlib.suppress(PostgresError):
            server.sql("postgres", "SELECT 1")
            return True
        if time.monotonic() > deadline:
            raise PostgresError(f"PostgreSQL did not answer within {patience:.0f} s; its log is {server.log}")
        time.sleep(0.05)
    return False


def _create(server: Server, databases: Sequence[str]) -> None:
    server.sql("postgres", f"CREATE ROLE {server.user} LOGIN PASSWORD '{server.password}'")
    for database in databases:
        # CREATE DATABASE refuses to run in a transaction, so each is a call of its own.
        _psql(
            server.folder,
            server.port,
            "postgres",
            [f"--command=CREATE DATABASE {database} OWNER {server.user}"],
            transaction=False,
        )


def _psql(folder: Path, port: int, database: str, commands: Sequence[str], transaction: bool = True) -> str:
    done = subprocess.run(
        [
            *("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"),
            *(["--single-transaction"] if transaction else []),
            *(f"--host={folder}", f"--port={port}", f"--username={_SUPERUSER}", f"--dbname={database}", *commands),
        ],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=_environment() | {"PGCLIENTENCODING": "UTF8"},
    )
    if done.returncode:
        raise PostgresError(done.stderr.decode(errors="replace").strip())
    return done.stdout.decode()


def initialize(folder: Path, account: str | None, *options: str) -> None:
    """Makes a database cluster in `folder`/data, owned by the user `account` where root asks."""
    done = subprocess.run(
        [
            *(program("initdb"), "--no-sync", "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8"),
            *(*options, f"--pgdata={folder / 'data'}"),
        ],
        capture_output=True,
        cwd=folder,
        env=_environment(),
        user=account,
        group=account,
        extra_groups=[] if account else None,
    )
    if done.returncode:
        raise PostgresError(f"initdb failed: {done.stderr.decode(errors='replace').strip()}")


def serve(folder: Path, account: str | None, settings: Mapping[str, str], port: int = 5432) -> Process:
    """Starts a server on `folder`/data whose socket is in `folder`; its log is `folder`/server.log."""
    return process.start(
        [
            *(program("postgres"), "-D", str(folder / "data"), "-p", str(port)),
            *(f"--unix_socket_directories={folder}", *(f"--{name}={value}" for name, value in settings.items())),
        ],
        environment=_environment(),
        folder=folder,
        log=folder / "server.log",
        account=account,
    )


def account_to_run_as() -> str | None:
    """The user that root lends the server to, because PostgreSQL refuses root; None for everybody else.

    Debian's package makes the user postgres.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise PostgresError("neither a user postgres nor a user nobody exists, and PostgreSQL refuses to run as root")


def reachable_folder() -> str:
    """Where to put the data. TMPDIR may lie within a folder that only root may enter."""
    chosen = Path(tempfile.gettempdir()).resolve()
    if os.geteuid() != 0 or all(each.stat().st_mode & 0o001 for each in (chosen, *chosen.parents)):
        return str(chosen)
    return "/tmp"


def program(name: str) -> str:
    """Debian keeps the server's programs off PATH, a folder for each version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise PostgresError(f"no {name} on this machine; install it with: apt-get install postgresql")
    return found


def _environment() -> dict[str, str]:
    # Not the caller's: a PGHOST in it would lead elsewhere.
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise PostgresError(f"openssl {arguments[0]} failed: {done.stderr.decode(errors='replace').strip()}")
