"""LogEvent as a document: nothing in it may name what is not there, and the handbook must know all that can happen."""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
FUNCTION = ROOT / "functions" / "GlueWorkflowStarter"
TEXT = (FUNCTION / "LogEvent.asl.json").read_text()
STATES: dict[str, Any] = json.loads(TEXT)["States"]
TEMPLATE = (FUNCTION / "template.yaml").read_text()
HANDBOOK = (ROOT / "docs" / "operations.md").read_text()
SOURCES = "".join(path.read_text() for path in sorted(FUNCTION.rglob("*.swift")))
# The names of the function's own errors, and those Lambda and the runtime give.
OWN_ERRORS = set(re.findall(r'"((?:Glue|Starter)\.[A-Za-z]+)"', SOURCES))
FOREIGN = re.compile(
    r"^(States|Lambda)\.[A-Za-z]+$|^Runtime\.(DeadlineExceeded|ExitError|OutOfMemory)$|^Sandbox\.Timedout$"
)


def clauses(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, clause) for name, state in STATES.items() for clause in state.get(kind, [])]


def is_in_handbook(name: str) -> bool:
    """Whether a table there has it in its first column."""
    return re.search(rf"(?m)^\|[^|]*`{re.escape(name)}`[^|]*\|", HANDBOOK) is not None


class LogEvent(unittest.TestCase):
    def test_the_sources_were_understood(self) -> None:
        self.assertIn("Glue.WorkflowFailed", OWN_ERRORS)
        self.assertGreater(len(OWN_ERRORS), 12)

    def test_every_state_leads_to_one_that_is_there_and_is_led_to(self) -> None:
        targets = {json.loads(TEXT)["StartAt"]}
        for state in STATES.values():
            targets |= {state[key] for key in ("Next", "Default") if key in state}
            targets |= {choice["Next"] for choice in (*state.get("Choices", []), *state.get("Catch", []))}
        self.assertEqual(targets, set(STATES))

    def test_every_error_that_is_matched_can_be_thrown(self) -> None:
        for name, clause in (*clauses("Retry"), *clauses("Catch")):
            for error in clause["ErrorEquals"]:
                with self.subTest(state=name, error=error):
                    self.assertTrue(error in OWN_ERRORS or FOREIGN.match(error), error)

    def test_what_would_fail_again_at_once_is_not_tried_again(self) -> None:
        tried = {error for _, clause in clauses("Retry") for error in clause["ErrorEquals"]}
        final = OWN_ERRORS - tried
        self.assertLessEqual({"Glue.WorkflowFailed", "Glue.InvalidInput", "Glue.WorkflowNotFound"}, final)

    def test_every_task_that_waits_has_both_clocks_and_ends_in_a_notification(self) -> None:
        waiting = {name: state for name, state in STATES.items() if "waitForTaskToken" in state.get("Resource", "")}
        self.assertEqual(set(waiting), {"RunWorkflow", "ResumeFailedNodes"})
        for name, state in waiting.items():
            with self.subTest(name):
                # Heartbeats come with the sweep, every minute.
                self.assertGreaterEqual(state["HeartbeatSeconds"], 300)
                self.assertGreater(state["TimeoutSeconds"], state["HeartbeatSeconds"])
                self.assertEqual(state["Catch"][-1]["ErrorEquals"], ["States.ALL"])
                self.assertEqual(state["Catch"][-1]["Next"], "NotifyFailure")
        self.assertEqual(STATES["NotifyFailure"]["Next"], "Failed")
        self.assertEqual(STATES["NotifyFailure"]["Catch"][-1]["Next"], "Failed")

    def test_a_failed_execution_ends_with_the_error_of_its_run(self) -> None:
        self.assertEqual(STATES["Failed"]["ErrorPath"], "$.failure.Error")
        self.assertEqual(STATES["Failed"]["CausePath"], "$.failure.Cause")

    def test_a_resume_that_cannot_be_done_leaves_the_first_failure(self) -> None:
        """Only the end of a resumed run, which has a node table of its own, replaces the first run's."""
        ends, rest = STATES["ResumeFailedNodes"]["Catch"]
        self.assertEqual((ends["ResultPath"], rest["ResultPath"]), ("$.failure", "$.resumeFailure"))
        self.assertEqual(rest["ErrorEquals"], ["States.ALL"])
        self.assertFalse({"Glue.NothingToResume", "Glue.IllegalState", "Glue.RunNotFound"} & set(ends["ErrorEquals"]))

    def test_only_completed_runs_are_resumed(self) -> None:
        """Glue resumes no other: WorkflowError and WorkflowStopped are ends of runs in other states."""
        resumed = [clause for clause in STATES["RunWorkflow"]["Catch"] if clause["Next"] == "MayResume"]
        self.assertEqual([clause["ErrorEquals"] for clause in resumed], [["Glue.WorkflowFailed"]])

    def test_every_placeholder_is_substituted_and_every_substitution_is_used(self) -> None:
        block = re.search(r"DefinitionSubstitutions:\n((?: {8,}.*\n)+)", TEMPLATE)
        assert block is not None
        given = set(re.findall(r"^ {8}(\w+):", block[1], re.MULTILINE))
        self.assertEqual(set(re.findall(r"\$\{(\w+)\}", TEXT)), given)

    def test_the_fields_it_sends_are_those_of_the_input_schema(self) -> None:
        schema = (FUNCTION / "input.schema.json").read_text()
        for name in ("RunWorkflow", "ResumeFailedNodes"):
            for field in STATES[name]["Parameters"]["Payload"]:
                with self.subTest(state=name, field=field):
                    self.assertIn(f'"{field.removesuffix(".$")}"', schema)


class Handbook(unittest.TestCase):
    def test_it_has_a_line_for_every_alarm(self) -> None:
        names = re.findall(r"AlarmName: !Sub \$\{Name\}-((?:log-event|glue-workflow)\S*)", TEMPLATE)
        self.assertGreater(len(names), 5)
        for name in names:
            with self.subTest(name):
                self.assertTrue(f"| `…-{name}` |" in HANDBOOK, "no line in docs/operations.md")

    def test_it_has_a_line_for_every_error(self) -> None:
        for error in sorted(OWN_ERRORS):
            with self.subTest(error):
                self.assertTrue(is_in_handbook(error), "no line in docs/operations.md")

    def test_it_has_a_line_for_every_outcome(self) -> None:
        outcomes = re.search(r"enum StartOutcome: String, InvocationOutcome \{(.*?)\n    var ", SOURCES, re.DOTALL)
        assert outcomes is not None
        names = re.findall(r'case \w+ = "(\w+)"', outcomes[1])
        self.assertGreater(len(names), 8)
        for name in names:
            with self.subTest(name):
                self.assertTrue(is_in_handbook(name), "no line in docs/operations.md")


if __name__ == "__main__":
    unittest.main()
