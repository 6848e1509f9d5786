"""The zip in a chroot that holds nothing but what it brings, /dev, /proc, and the name server's address.

What would not work there: a shared library or an NSS module that was left out, a root certificate that is not found, a
name that does not resolve.
"""

from __future__ import annotations

import json
import os
import shutil
import ssl
import stat
import subprocess
import tempfile
import time
import unittest
import zipfile
from pathlib import Path

from .servers import ROOT, CopyStore, Invocation, NameServer, RuntimeAPI, sample

HOST = "s3.packaged-test.example"
# Beside each lies the same zip with its architecture in its name.
FUNCTIONS = sorted(path.stem for path in (ROOT / "dist").glob("*.zip") if "-" not in path.stem)


def openssl(*arguments: str) -> str:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout.strip()


class Chroot:
    """An unpacked zip with a /dev and a /proc, taken apart again at the end of a `with`."""

    def __init__(self, function: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="chroot."))
        with zipfile.ZipFile(ROOT / "dist" / f"{function}.zip") as archive:
            for entry in archive.infolist():
                path = Path(archive.extract(entry, self.folder))
                path.chmod(entry.external_attr >> 16)
        for name, minor in (("null", 3), ("urandom", 9)):
            (self.folder / "dev").mkdir(exist_ok=True)
            os.mknod(self.folder / "dev" / name, stat.S_IFCHR | 0o666, os.makedev(1, minor))
        (self.folder / "etc").mkdir()
        (self.folder / "etc" / "resolv.conf").write_text(f"nameserver {NameServer.ADDRESS}\n")
        # As on a host with systemd: modules a static executable must not load.
        (self.folder / "etc" / "nsswitch.conf").write_text(
            "hosts: mymachines resolve myhostname sss dns\npasswd: sss\n"
        )
        (self.folder / "proc").mkdir()
        subprocess.run(["mount", "-t", "proc", "proc", self.folder / "proc"], check=True)

    def __enter__(self) -> Chroot:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", self.folder / "proc"], check=True)
        shutil.rmtree(self.folder)

    def start(self, arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
        def enter() -> None:
            os.chroot(self.folder)
            os.chdir("/")

        return subprocess.Popen(
            ["/bootstrap", *arguments],
            env=environment,
            preexec_fn=enter,  # noqa: PLW1509 - nothing runs beside it yet
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


class ChrootTests(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="certificates."))
        self.addCleanup(shutil.rmtree, self.folder)

    def certificate(self) -> tuple[ssl.SSLContext, Path]:
        """A server's TLS for HOST, and the root that signed it."""
        key, root, request, leaf = (str(self.folder / name) for name in ("key", "root.pem", "request", "leaf.pem"))
        openssl(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            root,
            "-subj",
            "/CN=test root",
            "-days",
            "2",
        )
        openssl("req", "-new", "-key", key, "-out", request, "-subj", f"/CN={HOST}")
        (self.folder / "ext").write_text(f"subjectAltName=DNS:{HOST}\n")
        openssl("x509", "-req", "-in", request, "-CA", root, "-CAkey", key, "-set_serial", "2", "-days", "2",
                "-extfile", str(self.folder / "ext"), "-out", leaf)  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(leaf, key)
        return context, Path(root)

    def environment(self, api: RuntimeAPI, store: CopyStore) -> dict[str, str]:
        return {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.port}",
            "AWS_ENDPOINT_URL_S3": f"https://{HOST}:{store.port}",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_MAX_ATTEMPTS": "1",
            "TARGET_BUCKET": "example-target",
            "LAMBDA_TASK_ROOT": "/",
        }

    def test_every_function_starts(self) -> None:
        self.assertTrue(FUNCTIONS, "dist/ holds no zip; run scripts/package.sh")
        for function in FUNCTIONS:
            with self.subTest(function), Chroot(function) as chroot:
                process = chroot.start(["--help"], {})
                output, _ = process.communicate(timeout=20)
                self.assertEqual(process.returncode, 0, output)
                self.assertIn(function, output)

    def test_a_plan_reads_its_time_zone_from_the_zip(self) -> None:
        """Clocks in Berlin went back on 2026-10-25: its day has 25 hours. The chroot has no zoneinfo but the zip's."""
        export = {"schema": "s", "table": "t", "window_column": "at", "to": "x/${window.from:yyyy-MM-dd}/"}
        window = {"every": "day", "timezone": "Europe/Berlin"}
        event = {
            "plan": {"name": "zone", "window": window, "exports": [export]},
            "scheduledTime": "2026-10-26T02:00:00Z",
        }
        with Chroot("RedshiftUnloader") as chroot:
            (chroot.folder / "event.json").write_text(json.dumps(event))
            settings = {"UNLOAD_S3_URI": "s3://example-lake/", "UNLOAD_ROLE": "default", "LAMBDA_TASK_ROOT": "/"}
            warehouse = {"REDSHIFT_WORKGROUP": "example", "REDSHIFT_DATABASE": "dev"}
            process = chroot.start(["--explain", "/event.json"], settings | warehouse)
            output, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0, output)
        self.assertIn("2026-10-24T22:00:00.000Z up to 2026-10-25T23:00:00.000Z", output)
        self.assertIn("s3://example-lake/x/2026-10-25/", output)

    def copy_one(self, trusts_root: bool) -> tuple[bytes, list[tuple[str, str]], list[str], str]:
        context, root = self.certificate()
        with (
            Chroot("S3Copier") as chroot,
            CopyStore(context) as store,
            NameServer() as names,
            RuntimeAPI([Invocation(sample("sqs-direct-object-created.json"))]) as api,
        ):
            assert isinstance(store, CopyStore) and isinstance(api, RuntimeAPI)
            if trusts_root:
                subject_hash = openssl("x509", "-in", str(root), "-noout", "-subject_hash")
                shutil.copy(root, chroot.folder / "certs" / f"{subject_hash}.0")
            process = chroot.start([], self.environment(api, store))
            try:
                _, answer = api.answers.get(timeout=20)
            finally:
                process.kill()
                output, _ = process.communicate()
            return answer, store.copies, names.asked, output

    def test_copies_through_tls_and_dns(self) -> None:
        answer, copies, asked, output = self.copy_one(trusts_root=True)
        self.assertEqual(answer, b'{"batchItemFailures":[]}', output)
        self.assertEqual([target for _, target in copies], ["/example-target/reports/2026/11/orders.csv"])
        self.assertIn(HOST, asked)

    def test_a_silent_name_server_does_not_hold_up_the_answer(self) -> None:
        # The resolver gives up after ten seconds; the invocation has three.
        event = Invocation(sample("sqs-direct-object-created.json"), timeout_seconds=3)
        with (
            Chroot("S3Copier") as chroot,
            CopyStore() as store,
            NameServer(is_silent=True) as names,
            RuntimeAPI([event]) as api,
        ):
            assert isinstance(store, CopyStore) and isinstance(api, RuntimeAPI)
            started = time.monotonic()
            process = chroot.start([], self.environment(api, store))
            try:
                _, answer = api.answers.get(timeout=20)
                elapsed = time.monotonic() - started
            finally:
                process.kill()
                output, _ = process.communicate()
        self.assertLess(elapsed, 3, output)
        self.assertIn(b'"itemIdentifier"', answer)
        self.assertIn(HOST, names.asked)

    def test_refuses_a_server_no_root_vouches_for(self) -> None:
        answer, copies, _, output = self.copy_one(trusts_root=False)
        self.assertIn(b'"itemIdentifier"', answer)
        self.assertEqual(copies, [])
        self.assertIn("certificate", output)
