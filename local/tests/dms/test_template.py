"""DMSCompletionHandler's template, and that of the pipeline "database-to-redshift": what cfn-lint cannot know of them."""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path
from typing import Any

from localaws import template
from localaws.dms.mappings import TableMappings

ROOT = Path(__file__).resolve().parents[3]
FILES = ROOT / "functions" / "DMSCompletionHandler" / "dms"
TEMPLATE = ROOT / "functions" / "DMSCompletionHandler" / "template.yaml"
PIPELINE = ROOT / "pipelines" / "database-to-redshift" / "template.yaml"


class Template(unittest.TestCase):
    template: dict[str, Any]
    pipeline: dict[str, Any]
    resources: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        cls.template, cls.pipeline = (template.read(path.read_text()) for path in (TEMPLATE, PIPELINE))
        cls.resources = {**cls.template["Resources"], **cls.pipeline["Resources"]}

    def of_type(self, *types: str) -> dict[str, dict[str, Any]]:
        return {name: each for name, each in self.resources.items() if each["Type"] in types}

    def test_they_were_read(self) -> None:
        self.assertGreater(len(self.resources), 40)

    def test_the_function_alone_has_nothing_of_dms(self) -> None:
        for name, resource in self.template["Resources"].items():
            self.assertFalse(resource["Type"].startswith(("AWS::DMS::", "AWS::DataSync::", "AWS::Glue::")), name)

    def test_rules_match_only_what_an_event_has(self) -> None:
        """The stop reason, the status and the task's name are in no event: a pattern on them can never match."""
        rules = self.of_type("AWS::Events::Rule")
        self.assertEqual(len(rules), 3)
        for name, rule in rules.items():
            pattern = rule["Properties"]["EventPattern"]
            self.assertLessEqual(set(pattern), {"source", "detail-type", "resources", "detail"}, name)
            detail = pattern["detail"]
            alternatives = detail.get("$or", [detail])
            members = {member for alternative in alternatives for member in alternative}
            self.assertLessEqual(members, {"eventType", "eventId", "State"}, name)

    def test_every_way_in_keeps_what_it_could_not_deliver(self) -> None:
        dead = {"Fn::GetAtt": "DMSCompletionHandlerDeadLetterQueue.Arn"}
        for rule in self.of_type("AWS::Events::Rule").values():
            for target in rule["Properties"]["Targets"]:
                self.assertEqual(target["DeadLetterConfig"], {"Arn": dead})
        schedule = self.resources["DMSCompletionHandlerSweep"]["Properties"]["Target"]
        self.assertEqual(schedule["DeadLetterConfig"], {"Arn": dead})
        queue = self.resources["DMSCompletionHandlerQueue"]["Properties"]["RedrivePolicy"]
        self.assertEqual(queue["deadLetterTargetArn"], dead)
        function = self.resources["DMSCompletionHandlerFunction"]["Properties"]
        self.assertEqual(function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"], dead)
        self.assertEqual(function["Events"]["Ends"]["Properties"]["FunctionResponseTypes"], ["ReportBatchItemFailures"])

    def test_passwords_come_from_secrets_manager_only(self) -> None:
        for name, endpoint in self.of_type("AWS::DMS::Endpoint").items():
            properties = endpoint["Properties"]
            self.assertNotIn("Password", json.dumps(endpoint), name)
            if properties["EndpointType"] == "source":
                settings = properties.get("PostgreSqlSettings") or properties["MicrosoftSqlServerSettings"]
                self.assertLessEqual({"SecretsManagerSecretId", "SecretsManagerAccessRoleArn"}, settings.keys(), name)
        for name in (*self.template["Parameters"], *self.pipeline["Parameters"]):
            self.assertNotRegex(name, "(?i)password")

    def test_no_role_may_do_anything_it_is_not_named(self) -> None:
        for name, role in self.of_type("AWS::IAM::Role").items():
            for statement in _statements(role["Properties"]["Policies"]):
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                self.assertFalse([action for action in actions if "*" in action], name)
                if statement["Resource"] == "*":
                    # Describe and list calls that know no resource, and Lambda's own way into a VPC.
                    free = r"^(dms:Describe\w+|redshift-data:\w+|ec2:\w+|datasync:ListTaskExec\w+|cloudwatch:DescribeAlarms)$"
                    self.assertFalse([action for action in actions if not re.match(free, action)], name)

    def test_the_function_cannot_delete_what_it_proved(self) -> None:
        role = self.resources["DMSCompletionHandlerRole"]["Properties"]["Policies"]
        actions = {
            action
            for statement in _statements(role)
            for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        }
        self.assertFalse({action for action in actions if action.startswith(("s3:Delete", "dynamodb:Delete"))})

    def test_a_manifest_cannot_be_written_over(self) -> None:
        policy = self.resources["DMSCompletionHandlerManifestBucketPolicy"]["Properties"]["PolicyDocument"]
        (statement,) = [each for each in policy["Statement"] if each["Sid"] == "ManifestsAreWrittenOnce"]
        self.assertEqual((statement["Effect"], statement["Principal"]), ("Deny", "*"))
        self.assertEqual(statement["Condition"], {"Null": {"s3:if-none-match": "true"}})
        self.assertEqual(statement["Resource"], {"Fn::Sub": "${DMSCompletionHandlerManifestBucket.Arn}/*"})

    def test_there_is_an_alarm_for_everything_somebody_must_see(self) -> None:
        names = {
            alarm["Properties"]["AlarmName"]["Fn::Sub"].partition("-dms-completion-")[2]
            for alarm in self.of_type("AWS::CloudWatch::Alarm").values()
        }
        runbook = (ROOT / "docs" / "operations.md").read_text()
        for name in ("quarantined", "partly-passed", "failed", "undecided", "not-running", "silence", "errors"):
            self.assertIn(name, names)
        for name in names:
            self.assertIn(f"`…-dms-completion-{name}`", runbook)

    def test_settings_and_mappings_are_those_of_the_files(self) -> None:
        settings = json.loads((FILES / "task-settings.json").read_text())
        self.assertEqual(json.loads(self.pipeline["Mappings"]["DMSPipeline"]["Files"]["TaskSettings"]), settings)
        mappings = json.loads((FILES / "table-mappings.json").read_text())
        for name in ("DMSPipelineTask", "DMSPipelineReplicationConfig"):
            inline = self.resources[name]["Properties"]["TableMappings"]["Fn::If"][2]["Fn::Sub"]
            # The file is for the schema of the shop.
            filled = inline.replace("${SourceSchema}", "shop")
            self.assertEqual(json.loads(filled), mappings, name)

    def test_the_files_mappings_take_the_whole_shop(self) -> None:
        mappings = TableMappings((FILES / "table-mappings.json").read_text())
        arrivals = mappings.arrivals([("shop", "customers"), ("shop", "Sales_Order"), ("public", "customers")])
        names = [(each.target_schema, each.target_name) for each in arrivals]
        self.assertEqual(names, [("shop", "customers"), ("shop", "sales_order")])

    def test_a_row_that_cannot_be_loaded_is_never_only_logged(self) -> None:
        errors = json.loads((FILES / "task-settings.json").read_text())["ErrorBehavior"]
        policies = {name: value for name, value in errors.items() if name.endswith("Policy")}
        self.assertFalse([name for name, value in policies.items() if value in ("IGNORE_RECORD", "LOG_ERROR")])
        self.assertIs(errors["FullLoadIgnoreConflicts"], False)


def _statements(policies: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for policy in policies:
        if "Fn::If" in policy:
            policy = policy["Fn::If"][1]
        for statement in policy["PolicyDocument"]["Statement"]:
            found.append(statement["Fn::If"][1] if "Fn::If" in statement else statement)
    return found


if __name__ == "__main__":
    unittest.main()
