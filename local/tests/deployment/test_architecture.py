"""scripts/lib/architecture.py: a zip that is missing or of another architecture stops a deployment before it begins."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "lib" / "architecture.py"
TEMPLATE = """
Parameters:
  FunctionArchitecture:
    Type: String
    Default: x86_64
Resources:
  F:
    Properties:
      CodeUri: dist/Example.zip
"""


def elf(machine: int) -> bytes:
    return b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00" + machine.to_bytes(2, "little") + bytes(40)


class Architecture(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.folder / "template.yaml").write_text(TEMPLATE)
        (self.folder / "dist").mkdir()

    def package(self, machine: int) -> None:
        with zipfile.ZipFile(self.folder / "dist" / "Example.zip", "w") as archive:
            archive.writestr("bootstrap", elf(machine))

    def check(self, *arguments: str, config: str = "") -> tuple[int, str]:
        (self.folder / "samconfig.toml").write_text(config)
        command = [sys.executable, str(SCRIPT), "deployment", str(self.folder / "template.yaml")]
        command += [str(self.folder / "samconfig.toml"), "prod", "--", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_a_missing_zip_says_what_to_run(self) -> None:
        self.assertEqual(self.check(), (1, "error: not packaged yet; run: scripts/package.sh Example\n"))

    def test_the_elf_header_decides(self) -> None:
        for machine, arguments, config, passes in (
            (62, [], "", True),
            (183, [], "", False),
            (183, ["--parameter-overrides", "FunctionArchitecture=arm64"], "", True),
            (62, ["--parameter-overrides", "Name=x FunctionArchitecture=arm64"], "", False),
            (183, [], '[prod.deploy.parameters]\nparameter_overrides = ["FunctionArchitecture=arm64"]\n', True),
            (
                183,
                [],
                '[prod.deploy.parameters]\nparameter_overrides = "Name=\\"x\\" FunctionArchitecture=\\"arm64\\""\n',
                True,
            ),
            (183, [], '[dev.deploy.parameters]\nparameter_overrides = ["FunctionArchitecture=arm64"]\n', False),
        ):
            with self.subTest(machine=machine, arguments=arguments, config=config):
                self.package(machine)
                code, said = self.check(*arguments, config=config)
                self.assertEqual(code == 0, passes, said)
                if not passes:
                    self.assertIn("FunctionArchitecture", said)

    def test_what_is_no_executable_is_refused(self) -> None:
        with zipfile.ZipFile(self.folder / "dist" / "Example.zip", "w") as archive:
            archive.writestr("bootstrap", "#!/bin/sh\n")
        self.assertEqual(self.check(), (1, "error: the executable is not an ELF file\n"))


if __name__ == "__main__":
    unittest.main()
