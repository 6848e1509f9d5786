"""The lines of the READMEs and of `--help` that need neither an account nor Docker run as they are pasted."""

from __future__ import annotations

import re
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from .servers import ROOT

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# A function's own executable, asked for what needs no call of AWS.
RUNS = re.compile(r"bootstrap\b.*(--help|--validate|--explain)")
# Lines that say that they ask AWS, or need a tool that is not there.
NEEDS_MORE = ("asks", "needs Docker")


class READMELines(unittest.TestCase):
    def documents(self) -> list[Path]:
        return [ROOT / "README.md", *sorted((ROOT / "functions").glob("*/README.md"))]

    def test_lines_that_need_no_account_run_as_pasted(self) -> None:
        ran = 0
        for document in self.documents():
            for block in BLOCK.findall(document.read_text()):
                lines = [line for line in re.sub(r"\\\n\s*", " ", block).splitlines() if line.strip()]
                unzips = [
                    line.partition("&&")[2]
                    for line in lines
                    if line.startswith("scripts/package.sh") and "unzip" in line
                ]
                wanted = [
                    line
                    for line in lines
                    if RUNS.search(line) and not any(word in line.partition("#")[2] for word in NEEDS_MORE)
                ]
                if not unzips or not wanted:
                    continue
                archive = re.search(r"dist/(\w+)\.zip", unzips[0])
                if archive is None or not (ROOT / archive[0]).exists():
                    continue  # The function of "Add a function", which nobody packaged.
                for line in wanted:
                    with self.subTest(document=str(document.relative_to(ROOT)), line=line):
                        done = self.pasted(f"{unzips[0].strip()} >/dev/null\n{line}")
                        self.assertEqual(done.returncode, 0, done.stderr)
                        self.assertTrue(done.stdout.strip())
                        ran += 1
        self.assertGreater(ran, 3)

    def test_the_function_of_add_a_function_is_the_one_that_is_built_and_it_answers(self) -> None:
        readme = (ROOT / "README.md").read_text()
        section = readme.partition("## Add a function")[2]
        source = re.search(r"^```swift\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        self.assertEqual(source and source[1], (ROOT / "Tests/GreeterExample/Greeter.swift").read_text())
        line = re.search(r"^echo .* \| (\S+bootstrap) --event - *# (.*)$", section, re.MULTILINE)
        assert line is not None
        built = ROOT / ".build/debug/GreeterExample"
        done = self.pasted(line[0].replace(line[1], str(built)))
        self.assertEqual((done.returncode, done.stdout.strip()), (0, line[2]), done.stderr)

    def test_the_example_of_help_names_files_that_are_there_and_is_understood(self) -> None:
        for archive in sorted((ROOT / "dist").glob("*.zip")):
            function = archive.stem
            if not (ROOT / "functions" / function).is_dir():
                continue
            with self.subTest(function):
                unzip = f'd=$(mktemp -d) && trap \'rm -rf "$d"\' EXIT && unzip -qo dist/{function}.zip -d "$d"'
                said = self.pasted(f'{unzip} && "$d/bootstrap" --help').stdout
                examples = re.findall(r"^  (.*bootstrap --.*)$", said.partition("example")[2], re.MULTILINE)
                self.assertTrue(examples, said)
                for example in examples:
                    for path in re.findall(r"(?:events|functions)/\S+", example):
                        self.assertTrue((ROOT / path).exists(), f"{function}: {path}")
                    option = re.search(r"(--\w+)", example)
                    self.assertIn(option[1] if option else "", said.partition("example")[0])

    def pasted(self, text: str) -> subprocess.CompletedProcess[str]:
        # As of somebody who has no account.
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.enterContext(tempfile.TemporaryDirectory())}
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


class PipelinePlans(unittest.TestCase):
    """The plan of each pipeline is one that the packaged function takes."""

    FUNCTIONS: ClassVar = {
        "s3-migration": "S3Copier",
        "orders": "RedshiftUnloader",
        "database-to-redshift": "DMSCompletionHandler",
        "lake": "DMSCompletionHandler",
    }

    def test_each_is_valid(self) -> None:
        # lake.yaml is the plan of a Glue job, whose tests read it.
        found = sorted(each for each in (ROOT / "pipelines").glob("*/plans/*.yaml") if each.name != "lake.yaml")
        self.assertGreater(len(found), 2)
        for plan in found:
            function = "RedshiftLoader" if plan.stem.startswith("load") else self.FUNCTIONS[plan.parent.parent.name]
            with self.subTest(str(plan.relative_to(ROOT))):
                unzip = 'd=$(mktemp -d) && trap \'rm -rf "$d"\' EXIT && unzip -qo "$1" -d "$d"'
                validate = f'{unzip} && "$d/bootstrap" --validate "$2"'
                archive = ROOT / "dist" / f"{function}.zip"
                done = subprocess.run(
                    ["bash", "-euc", validate, "validate", str(archive), str(plan)],
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=60,
                )
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
