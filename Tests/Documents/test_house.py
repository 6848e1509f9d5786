"""The source stands as docs/architecture.md says: the same rooms in every function, one type a file, every named file there."""

from __future__ import annotations

import re
import unittest
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"Settings", "Input", "Plan", "Execute", "State", "Outcome", "Sweep"}
# CONTRIBUTING.md speaks of 50 to 300 lines; a table of cases may pass that a little.
MOST_LINES = 320
MODIFIERS = r"(?:@\w+(?:\([^)]*\))?\s+|public |package |internal |final |indirect |nonisolated )*"
TYPE = re.compile(rf"^{MODIFIERS}(?:struct|enum|class|actor|protocol) (\w+)", re.MULTILINE)
# The subject of a sentence is lost behind these: "What becomes of …", "Whether …".
QUESTIONS = re.compile(r"^(?:What|Whether|How|Who|Whose|Where|Why|When|Which)\b")
DOCUMENTATION = re.compile(r"(?:^ *///.*\n)+", re.MULTILINE)
# Pure is what neither waits nor calls.
WAITS = re.compile(r"\bawait\b|\basync\b")
NAMED = re.compile(
    r"`((?:Sources|Tests|functions|jobs|pipelines|events|local|scripts|docs|examples|environments)/[^`<*…{]*)`"
)


@cache
def swift_of(folder: str) -> list[tuple[str, str]]:
    return [(str(path.relative_to(ROOT)), path.read_text()) for path in sorted((ROOT / folder).rglob("*.swift"))]


def swift(*folders: str) -> list[tuple[str, str]]:
    """Each Swift file below the folders: its path and its text."""
    return [file for folder in folders for file in swift_of(folder)]


class HouseTests(unittest.TestCase):
    def test_a_top_level_type_stands_in_a_file_of_its_own_name(self) -> None:
        seen = 0
        for path, text in swift("Sources", "functions"):
            own = Path(path).stem.split("+")[0]
            names = TYPE.findall(text)
            seen += len(names)
            self.assertEqual([name for name in names if name != own], [], path)
        self.assertGreater(seen, 800)

    def test_a_file_is_short_enough_to_be_read_at_once(self) -> None:
        long = {path: text.count("\n") for path, text in swift("Sources", "functions", "Tests")}
        self.assertEqual({path: lines for path, lines in long.items() if lines > MOST_LINES}, {})

    def test_every_function_has_the_same_rooms(self) -> None:
        functions = [path for path in sorted((ROOT / "functions").iterdir()) if path.is_dir()]
        self.assertTrue(functions)
        for function in functions:
            with self.subTest(function.name):
                rooms = {path.parent.relative_to(function).parts[:1] for path in function.rglob("*.swift")}
                self.assertEqual({room for (room,) in rooms - {()}}, ROOMS)
                beside = {path.name for path in function.glob("*.swift")}
                self.assertEqual(beside, {f"{function.name}.swift", "Explain.swift"})
                for entry in (f"{function.name}Request.swift", f"{function.name}Request+JSON.swift"):
                    self.assertTrue((function / "Input" / entry).is_file(), entry)

    def test_what_is_decided_neither_waits_nor_calls(self) -> None:
        for path, text in swift("functions"):
            if "/Plan/" not in path:
                continue
            code = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//"))
            self.assertIsNone(WAITS.search(code), path)

    def test_no_function_imports_another(self) -> None:
        names = {path.name for path in (ROOT / "functions").iterdir()}
        for path, text in swift("Sources", "functions"):
            self.assertEqual(set(re.findall(r"^\s*(?:\w+ )?import (\w+)", text, re.MULTILINE)) & names, set(), path)

    def test_no_documentation_begins_with_a_question(self) -> None:
        read = 0
        for path, text in swift("Sources", "functions", "Tests"):
            for comment in DOCUMENTATION.findall(text):
                first = comment.lstrip().removeprefix("///").strip()
                read += 1
                self.assertIsNone(QUESTIONS.match(first), f"{path}: {first}")
        self.assertGreater(read, 3_000)

    def test_the_libraries_import_one_way(self) -> None:
        for path, text in swift("Sources", "functions"):
            imports = set(re.findall(r"^\s*(?:@\w+ )?(?:\w+ )?import (\w+)", text, re.MULTILINE))
            self.assertEqual(imports & {"Foundation", "FoundationEssentials"}, set(), path)
            if path.startswith("Sources/LambdaRuntime/"):
                self.assertEqual({name for name in imports if name.startswith("AWS")}, set(), path)
            if path.startswith("Sources/LambdaEvents/"):
                self.assertLessEqual(imports, {"JSON", "FormEncoding", "TextSearch", "Base64Coding", "UTCTime"}, path)

    def test_every_file_that_the_architecture_tells_an_event_by_exists(self) -> None:
        lines = (ROOT / "docs/architecture.md").read_text().split("\n")
        start = next(number for number, line in enumerate(lines) if line.startswith("| | "))
        functions = [cell.split(":")[0].strip() for cell in lines[start].strip("| ").split("|")]
        self.assertEqual(set(functions), {path.name for path in (ROOT / "functions").iterdir()})
        named = 0
        for row in lines[start + 2 : lines.index("", start)]:
            for function, cell in zip(functions, row.strip("| ").split("|")[1:], strict=True):
                for name in re.findall(r"`([\w/+]+(?:\.swift|/))`", cell):
                    self.assertTrue((ROOT / "functions" / function / name).exists(), f"{function}/{name}")
                    named += 1
        self.assertGreater(named, 80)

    def test_every_place_and_type_that_the_architecture_names_exists(self) -> None:
        text = (ROOT / "docs/architecture.md").read_text()
        for name in NAMED.findall(text):
            self.assertTrue((ROOT / name).exists(), name)
        words = {
            word for _, source in swift("Sources", "functions", "Tests") for word in re.findall(r"\b[A-Z]\w+", source)
        }
        for name in re.findall(r"`([A-Z][a-z]\w*[a-z])`", text):
            self.assertTrue(name in words or any((ROOT / "functions").rglob(name)), name)

    def test_every_folder_has_its_line_in_the_architecture(self) -> None:
        text = (ROOT / "docs/architecture.md").read_text()
        for folder in sorted(path for path in (ROOT / "Sources").iterdir() if path.is_dir()):
            client = folder.name.startswith("AWS") and folder.name not in {"AWSClient", "AWSSigning"}
            self.assertTrue(client or f"`{folder.name}`" in text, folder.name)
        for folder in sorted(path for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"):
            if folder.name not in {"dist", "__pycache__"}:
                self.assertTrue(f"`{folder.name}/" in text, folder.name)


if __name__ == "__main__":
    unittest.main()
