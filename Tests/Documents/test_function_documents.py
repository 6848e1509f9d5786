"""A function's README tells the truth: its settings, outcomes and permissions are those of the source and the template."""

from __future__ import annotations

import unittest

from function_documents import FunctionDocuments, functions

# Read by LambdaRuntime for every function, so no function's --help repeats it.
OF_EVERY_FUNCTION = {"METRICS_NAMESPACE"}
# What Lambda itself does in a function's name: its log, its network interfaces in a VPC, reading its queue.
LAMBDAS_OWN = ("logs:", "ec2:", "xray:", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
# Roles that the function hands its work to, which its README describes too.
OTHER_ROLES = {
    "RedshiftUnloader": {"RedshiftUnloaderStorageRole"},
    "RedshiftLoader": {"RedshiftLoaderStorageRole"},
    "GlueWorkflowStarter": {"JobRole"},
    # What Lambda's pollers do with the function's role.
    "KafkaS3Sink": {"KafkaS3SinkSourcePolicy"},
}


class FunctionDocumentTests(unittest.TestCase):
    def each(self) -> list[FunctionDocuments]:
        found = functions()
        self.assertTrue(found)
        return found

    def test_the_readme_lists_every_setting_that_the_function_knows(self) -> None:
        for function in self.each():
            with self.subTest(function.name):
                readme = function.settings_of_readme()
                self.assertEqual(function.settings_of_help() - readme, set(), "in --help, not in the README")
                asked = function.settings_that_code_asks_for() - {"TMPDIR"}
                self.assertEqual(asked - readme, set(), "read by the source, not in the README")
                settings = function.variables_of_template()
                self.assertEqual(settings - readme, set(), "in the template, not in the README")

    def test_everything_that_is_listed_is_read(self) -> None:
        for function in self.each():
            with self.subTest(function.name):
                listed = function.settings_of_readme() | function.settings_of_help() | function.variables_of_template()
                unread = {name for name in listed if not function.is_read(name)}
                self.assertEqual(unread, set(), "nobody reads these")

    def test_the_template_sets_every_setting(self) -> None:
        for function in self.each():
            with self.subTest(function.name):
                missing = function.settings_of_readme() - function.variables_of_template()
                self.assertEqual(missing, set(), "in the README, set by no template")

    def test_the_readmes_outcomes_are_the_sources(self) -> None:
        compared = 0
        for function in self.each():
            with self.subTest(function.name):
                outcomes = function.outcomes_of_source()
                self.assertEqual(function.outcomes_of_readme(), outcomes)
                compared += len(outcomes)
        self.assertGreater(compared, 30)

    def test_the_readmes_permissions_are_the_templates(self) -> None:
        for function in self.each():
            with self.subTest(function.name):
                readme, granted = function.actions_of_readme(), function.actions_of_template()
                self.assertTrue(granted)
                others = function.actions_of_template(OTHER_ROLES.get(function.name, set()))
                self.assertEqual(readme - granted - others, set(), "in the README, not granted by the template")
                own = {action for action in granted if not action.startswith(LAMBDAS_OWN)}
                self.assertEqual(own - readme, set(), "granted by the template, not in the README")


if __name__ == "__main__":
    unittest.main()
