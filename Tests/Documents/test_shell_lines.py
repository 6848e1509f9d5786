"""Every command line that a document shows can be typed: the script, option, file, operation or variable it names exists.

Tests/Packaged/test_readme_lines.py runs those that need no account; the demonstrations run the scripts. What is left asks
AWS, GitHub or Terraform. Such a line is held here to what that tool would read: botocore's models for `aws`, SAM's own
commands for `sam`, the example's variables for `terraform`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tomllib
import unittest
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import botocore.session
import yaml
from botocore import xform_name

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
# A command among the words of a sentence or in a table's cell.
INLINE = re.compile(r"`((?:aws|sam|gh|terraform|python -m|scripts/\S+\.sh|[\w/.]*bootstrap)(?: [^`]*)?)`")
SUBSTITUTION = re.compile(r"\$\((.*?)\)\"?$", re.DOTALL)
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
# Commands of every machine; nothing of this project stands in their words.
SHELL = {".", "cd", "curl", "echo", "eval", "export", "sha256sum", "sleep", "unzip"}
# Taken by every `aws` command, or by the one that is no operation of a service.
AWS_OPTIONS = {"cli-binary-format", "cli-input-json", "output", "profile", "query", "region"}
AWS_S3 = {"cp", "ls", "mb", "mv", "rm", "sync"}
PLACEHOLDER = re.compile(r"…|<\w+>")


@dataclass(frozen=True)
class ShellLine:
    document: Path
    text: str
    words: tuple[str, ...]

    @property
    def options(self) -> set[str]:
        return {word.partition("=")[0] for word in self.words[1:] if re.match(r"--?[a-z]", word)}

    @property
    def is_whole(self) -> bool:
        """Not only a mention of a command, and nothing left out of it."""
        return bool(self.options) and not PLACEHOLDER.search(self.text)


def documents() -> list[Path]:
    names = (
        "*.md",
        "docs/*.md",
        "functions/*/*.md",
        "pipelines/**/*.md",
        "jobs/**/*.md",
        "local/*.md",
        "examples/**/*.md",
    )
    return sorted({path for name in names for path in ROOT.glob(name)})


def commands(text: str) -> Iterator[tuple[str, ...]]:
    lexer = shlex.shlex(text, posix=True, punctuation_chars="&|;()<>")
    lexer.commenters = "#"
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if not set(word) <= set("&|;()"):
            words.append(word)
            continue
        while words and ASSIGNMENT.match(words[0]):
            words.pop(0)
        if words:
            yield tuple(words)
        words = []


def shell_lines() -> Iterator[ShellLine]:
    for document in documents():
        text = document.read_text()
        lines = [
            line
            for block in BLOCK.findall(text)
            for line in re.sub(r"\\\n\s*", " ", block).splitlines()
            if line.strip()
        ]
        lines += [line for line in INLINE.findall(BLOCK.sub("", text)) if not line.endswith("/")]
        for line in lines:
            inner = SUBSTITUTION.search(line)
            for part in [line] if inner is None else [inner[1]]:
                for words in commands(part):
                    yield ShellLine(document.relative_to(ROOT), line, words)


@cache
def helps(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


class ShellLineTests(unittest.TestCase):
    session = botocore.session.Session()

    def test_every_command_of_every_document_can_be_typed(self) -> None:
        lines = list(shell_lines())
        self.assertGreater(len(lines), 60)
        for line in lines:
            with self.subTest(document=str(line.document), line=line.text):
                self.check(line)

    def check(self, line: ShellLine) -> None:
        program = line.words[0]
        for path in line.words:
            if re.match(r"(\.\./)?(events|functions|environments|pipelines|examples|scripts|jobs)/[\w./-]+$", path):
                self.assertTrue((ROOT / path.removeprefix("../")).exists(), f"there is no {path}")
        if program == "aws":
            self.check_aws(line)
        elif program == "sam":
            self.check_sam(line)
        elif program.startswith("scripts/"):
            self.check_script(line)
        elif program.endswith("bootstrap"):
            self.check_bootstrap(line)
        elif program == "terraform":
            self.check_terraform(line)
        elif program == "gh":
            self.check_release(line)
        elif program.endswith(("python", "python3")):
            if line.words[1] != "-m":
                self.assertTrue((ROOT / line.words[1]).is_file(), f"there is no {line.words[1]}")
                return
            module = line.words[2]
            # A job that is a package is run in its folder.
            is_job = (ROOT / "jobs" / module / "__main__.py").is_file()
            self.assertTrue(module == "venv" or is_job or find_spec(module), f"there is no module {module}")
        elif program.endswith("pip"):
            self.assertEqual(line.words[1], "install")
        else:
            self.assertIn(program, SHELL, "a command that this test does not know")

    def check_aws(self, line: ShellLine) -> None:
        service, operation, *rest = [*line.words[1:], "", ""]
        if service == "configure":
            return
        if service == "s3":
            self.assertIn(operation, AWS_S3)
            return
        name = {"s3api": "s3"}.get(service, service)
        self.assertIn(name, self.session.get_available_services())
        model = self.session.get_service_model(name)
        operations = {xform_name(each, "-"): each for each in model.operation_names}
        self.assertIn(operation, operations)
        shape = model.operation_model(operations[operation]).input_shape
        members = {xform_name(each, "-"): each for each in (shape.members if shape else {})}
        given = {option.removeprefix("--") for option in line.options}
        self.assertEqual(given - members.keys() - AWS_OPTIONS, set(), f"{operation} has no such parameter")
        if line.is_whole and shape is not None:
            required = {xform_name(each, "-") for each in shape.required_members}
            self.assertEqual(required - given, set(), f"{operation} cannot do without")
        for value in rest:
            if value.startswith("{") and not PLACEHOLDER.search(value):
                json.loads(value)

    def check_sam(self, line: ShellLine) -> None:
        sam = os.environ.get("SAM", "")
        self.assertTrue(sam, "SAM must name the sam command; scripts/test.sh sets it")
        command = [word for word in line.words[1:4] if re.fullmatch(r"[a-z]+", word)]
        if not command:
            return
        known = helps(sam, *command[: 2 if command[0] == "local" else 1], "--help")
        for option in line.options:
            self.assertRegex(known, rf"(?<![\w-]){re.escape(option)}(?![\w-])", f"sam {command} has no {option}")
        if command[:2] == ["local", "invoke"]:
            templates = [ROOT / "template.yaml", *ROOT.glob("functions/*/template.yaml")]
            self.assertTrue(any(f"\n  {line.words[3]}:\n" in path.read_text() for path in templates), line.words[3])

    def check_script(self, line: ShellLine) -> None:
        script, *arguments = line.words
        known = helps(script, "--help")
        own = arguments[:1] if script == "scripts/deploy.sh" else arguments
        for option in line.options & set(own):
            self.assertRegex(known, rf"(?<![\w-]){re.escape(option)}(?![\w-])", f"{script} has no {option}")
        names = [word for word in own if re.fullmatch(r"[A-Za-z][\w-]*", word)]
        functions = {path.parent.name for path in ROOT.glob("functions/*/README.md")}
        if script == "scripts/package.sh":
            names = [name for name in names if name not in {"arm64", "x86_64"}]
            # The function of "Add a function" is its reader's.
            self.assertLessEqual(set(names), functions | {"Greeter"})
        elif script == "scripts/demo.sh":
            known_demos = re.findall(r"^    \[([\w-]+)\]=", (ROOT / script).read_text(), re.MULTILINE)
            self.assertLessEqual(set(names), set(known_demos))
        elif script == "scripts/deploy.sh" and names:
            self.assertIn(names[0], tomllib.loads((ROOT / "samconfig.toml").read_text()))

    def check_bootstrap(self, line: ShellLine) -> None:
        runtime = (ROOT / "Sources/LambdaRuntime").rglob("*.swift")
        text = "".join(path.read_text() for path in runtime)
        for option in line.options:
            self.assertIn(f'"{option}"', text, f"a bootstrap has no {option}")

    def check_terraform(self, line: ShellLine) -> None:
        text = "".join(path.read_text() for path in (ROOT / "examples/terraform").glob("*.tf"))
        declared = set(re.findall(r'^variable "(\w+)"', text, re.MULTILINE))
        given = {
            word.partition("=")[0] for before, word in zip(line.words, line.words[1:], strict=False) if before == "-var"
        }
        self.assertEqual(given - declared, set(), "the example has no such variable")

    def check_release(self, line: ShellLine) -> None:
        workflow = yaml.safe_load((ROOT / ".github/workflows/release.yaml").read_text())
        steps = json.dumps(workflow)
        if "SHA256SUMS" in line.text:
            self.assertIn("SHA256SUMS", steps)


if __name__ == "__main__":
    unittest.main()
