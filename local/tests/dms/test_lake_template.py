"""The templates of the pipeline "lake": what cfn-lint cannot know of them."""

from __future__ import annotations

import fnmatch
import json
import re
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from localaws import template
from localaws.dms.change_files import added_columns
from localaws.dms.mappings import TableMappings

ROOT = Path(__file__).resolve().parents[3]
PIPELINE = ROOT / "pipelines" / "lake"
SETTINGS = ROOT / "functions" / "DMSCompletionHandler" / "dms" / "task-settings.json"
TABLES = re.findall(r"^CREATE TABLE autocorp\.(\w+) ", (PIPELINE / "sql" / "schema.sql").read_text(), re.MULTILINE)


def conditions(value: Any) -> Iterator[list[Any]]:
    """Every Fn::If of a part of a template: the condition and its two branches."""
    if isinstance(value, dict):
        if "Fn::If" in value:
            yield value["Fn::If"]
        for each in value.values():
            yield from conditions(each)
    elif isinstance(value, list):
        for each in value:
            yield from conditions(each)


class LakeTemplate(unittest.TestCase):
    lake: ClassVar[dict[str, Any]]
    resources: ClassVar[dict[str, Any]]
    athena: ClassVar[dict[str, Any]]
    alarms: ClassVar[dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.lake = template.read((PIPELINE / "template.yaml").read_text())
        cls.resources = cls.lake["Resources"]
        cls.athena, cls.alarms = (
            template.read((PIPELINE / f"{each}.yaml").read_text())["Resources"] for each in ("athena", "alarms")
        )

    def mappings(self, name: str = "DMSTask") -> str:
        text: str = self.resources[name]["Properties"]["TableMappings"]["Fn::Sub"]
        return text.replace("${SourceSchema}", "autocorp")

    def rule_takes(self, key: str) -> bool:
        """Whether an event of the key starts a run. EventBridge's wildcard is any run of characters, slashes too."""
        ways = self.resources["RawFilesRule"]["Properties"]["EventPattern"]["detail"]["object"]["key"]
        return any(
            key.startswith(way["prefix"]) if "prefix" in way else fnmatch.fnmatchcase(key, way["wildcard"])
            for way in ways
        )

    # ---- The state machine ----

    def test_in_its_definition_a_condition_chooses_texts(self) -> None:
        """SAM makes a substitution within the text of the definition of each, which cannot be a state."""
        definition = self.resources["FullLoad"]["Properties"]["Definition"]
        found = list(conditions(definition))
        self.assertTrue(found)
        for _, *branches in found:
            for each in branches:
                self.assertTrue(isinstance(each, str) or each.keys() <= {"Ref", "Fn::GetAtt", "Fn::Sub"}, each)
        states = definition["States"]
        targets = {definition["StartAt"], *re.findall(r"'(?:Next|Default)': '(\w+)'", str(states))}
        # Step Functions takes no state that is not reached.
        self.assertEqual(targets, set(states))

    # ---- DMS ----

    def test_the_instance_and_serverless_do_the_same(self) -> None:
        self.assertEqual(self.mappings("DMSTask"), self.mappings("DMSReplicationConfig"))
        task, replication = (self.resources[each]["Properties"] for each in ("DMSTask", "DMSReplicationConfig"))
        self.assertEqual(task["MigrationType"], replication["ReplicationType"])
        self.assertEqual(task["ReplicationTaskSettings"], replication["ReplicationSettings"])

    def test_the_settings_are_the_functions_but_for_what_the_lake_needs(self) -> None:
        ours = json.loads(self.lake["Mappings"]["Replication"]["Files"]["TaskSettings"])
        theirs = json.loads(SETTINGS.read_text())
        theirs["TargetMetadata"]["LobMaxSize"] = 32
        # The task stops behind the full load, before any change: what DMSCompletionHandler then counts stands still.
        theirs["FullLoadSettings"]["StopTaskCachedChangesNotApplied"] = True
        self.assertEqual(ours, theirs)
        self.assertEqual(ours["FullLoadSettings"]["MaxFullLoadSubTasks"], 8)

    def test_files_are_where_the_plan_looks_for_them_with_the_column_that_orders_changes(self) -> None:
        plan = (PIPELINE / "plans" / "lake.yaml").read_text()
        arrivals = TableMappings(self.mappings()).arrivals([("autocorp", each) for each in TABLES])
        self.assertEqual(len(arrivals), 7)
        for each in arrivals:
            self.assertIn(f"from: ${{raw}}/{each.target_schema}/{each.target_name}/\n", plan)
        (column,) = added_columns(self.mappings())
        self.assertEqual(added_columns(self.mappings()), {column: "$AR_H_CHANGE_SEQ"})
        self.assertIn(f"order: [{column}, _modified]", plan)
        settings = self.resources["DMSTarget"]["Properties"]["S3Settings"]
        self.assertNotIn("BucketFolder", settings)
        # Asked for: changes within five minutes in raw, a folder a day.
        self.assertLessEqual(settings["CdcMaxBatchInterval"], 60)
        self.assertTrue(settings["DatePartitionEnabled"])

    def test_a_full_load_waits_for_the_handler_and_changes_do_not(self) -> None:
        self.assertFalse(self.rule_takes("database/sales_order/LOAD00000001.parquet"))
        self.assertFalse(self.rule_takes("database/sales_order/LOAD0000000A.parquet"))
        self.assertTrue(self.rule_takes("database/sales_order/2026/11/28/20261128-031500123.parquet"))
        self.assertTrue(self.rule_takes("csv/customers/customers-20261127.csv"))

    def test_the_plan_of_the_migration_names_what_the_stack_makes(self) -> None:
        plan = (PIPELINE / "plans" / "migration.yaml").read_text()
        self.assertIn("accept_stops: [STOPPED_AFTER_FULL_LOAD]", plan)
        for name in (self.resources["Crawler"]["Properties"]["Name"], self.resources["FullLoad"]["Properties"]["Name"]):
            self.assertIn(name["Fn::Sub"].replace("${Name}", "data-flow"), plan)

    def test_a_proved_full_load_is_curated_then_changes_are_captured(self) -> None:
        definition = self.resources["FullLoad"]["Properties"]["Definition"]
        curate = definition["States"]["Curate"]
        self.assertEqual((definition["StartAt"], curate["Next"]), ("Curate", "CaptureChanges"))
        # Every table, also where the run is one for CSV files as well.
        self.assertEqual(curate["Parameters"]["Payload"]["properties"], {"tables": "*"})
        choice = definition["States"]["CaptureChanges"]
        (task,) = choice["Choices"]
        self.assertEqual(
            curate["ResultSelector"], {"resumed": {"Fn::If": ["UsesInstance", task["StringEquals"], "config"]}}
        )
        for name in (task["Next"], choice["Default"]):
            self.assertIn("resume-processing", definition["States"][name]["Parameters"].values())

    # ---- Runs ----

    def test_a_message_of_a_file_is_a_request_of_the_functions_schema(self) -> None:
        (target,) = self.resources["RawFilesRule"]["Properties"]["Targets"]
        request = json.loads(target["InputTransformer"]["InputTemplate"]["Fn::Sub"])
        schema = (ROOT / "functions" / "GlueWorkflowStarter" / "input.schema.json").read_text()
        for field in request:
            self.assertIn(f'"{field}"', schema)
        # Overwritten under its name, a file is another event.
        self.assertEqual((request["dedupeKey"], request["eventIds"]), ("<id>", ["<key>"]))
        self.assertEqual(request["concurrency"], "coalesce")

    def test_no_file_is_lost_on_its_way(self) -> None:
        (target,) = self.resources["RawFilesRule"]["Properties"]["Targets"]
        dead = {"Fn::GetAtt": "RawFilesDeadLetterQueue.Arn"}
        self.assertEqual(target["DeadLetterConfig"]["Arn"], dead)
        self.assertEqual(self.resources["RawFilesQueue"]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"], dead)
        function = template.read((ROOT / "functions" / "GlueWorkflowStarter" / "template.yaml").read_text())
        timeout = function["Resources"]["GlueWorkflowStarterFunction"]["Properties"]["Timeout"]
        self.assertGreaterEqual(self.resources["RawFilesQueue"]["Properties"]["VisibilityTimeout"], 6 * timeout)

    def test_one_run_at_a_time(self) -> None:
        self.assertEqual(self.resources["Workflow"]["Properties"]["MaxConcurrentRuns"], 1)
        self.assertEqual(self.resources["CurateJob"]["Properties"]["ExecutionProperty"]["MaxConcurrentRuns"], 1)

    # ---- Zones and Athena ----

    def test_each_zone_keeps_what_it_must(self) -> None:
        rules = {
            name: self.resources[name]["Properties"]["LifecycleConfiguration"]["Rules"]
            for name in ("RawBucket", "CuratedBucket", "LogsBucket")
        }
        for name, of in rules.items():
            self.assertTrue(any("AbortIncompleteMultipartUpload" in each for each in of), name)
        (raw,) = rules["RawBucket"]
        self.assertEqual(raw["Transitions"], [{"StorageClass": "GLACIER_IR", "TransitionInDays": 90}])
        self.assertFalse(
            [each for each in rules["CuratedBucket"] if "Transitions" in each or "ExpirationInDays" in each]
        )
        results = [each for each in rules["LogsBucket"] if each.get("Prefix") == "athena/"]
        self.assertEqual([each["ExpirationInDays"] for each in results], [7])

    def test_the_workgroup_decides_where_results_go_and_how_much_is_scanned(self) -> None:
        settings = self.athena["Workgroup"]["Properties"]["WorkGroupConfiguration"]
        self.assertIs(settings["EnforceWorkGroupConfiguration"], True)
        self.assertEqual(settings["BytesScannedCutoffPerQuery"], {"Ref": "BytesLimit"})
        self.assertEqual(settings["EngineVersion"]["SelectedEngineVersion"], "Athena engine version 3")
        self.assertEqual(
            settings["ResultConfiguration"]["OutputLocation"], {"Fn::Sub": "s3://${LogsBucketName}/athena/"}
        )

    def test_each_table_has_a_saved_query_and_a_prepared_one(self) -> None:
        saved = [
            each["Properties"]["QueryString"]
            for each in self.athena.values()
            if each["Type"] == "AWS::Athena::NamedQuery"
        ]
        prepared = [
            each["Properties"]["QueryStatement"]["Fn::Sub"]
            for each in self.athena.values()
            if each["Type"] == "AWS::Athena::PreparedStatement"
        ]
        for table in TABLES:
            self.assertTrue([each for each in saved if re.search(rf"\bFROM {table}\b|\bJOIN {table}\b", each)], table)
            (one,) = [each for each in prepared if f"FROM ${{DatabaseName}}.{table} " in each]
            self.assertEqual(one.count("?"), 1)

    def test_those_who_query_read_the_curated_tables_and_nothing_else(self) -> None:
        document = self.athena["AnalystPolicy"]["Properties"]["PolicyDocument"]
        self.assertNotIn("Raw", json.dumps(document))
        for statement in document["Statement"]:
            statement = statement.get("Fn::If", [None, statement])[1]
            self.assertFalse([each for each in statement["Action"] if "*" in each])

    def test_what_was_asked_to_ring_rings(self) -> None:
        names = {
            each["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("${Name}-lake-"): each["Properties"]
            for each in self.alarms.values()
            if each["Type"] == "AWS::CloudWatch::Alarm"
        }
        self.assertLessEqual({"lag", "replication-lag", "job", "queries", "bucket-size", "dead-letters"}, names.keys())
        for name in ("lag", "replication-lag"):
            self.assertEqual(names[name]["Threshold"], 600)

    def test_the_dashboard_is_json(self) -> None:
        body = self.alarms["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
        widgets = json.loads(re.sub(r"\$\{[\w:]+\}", "x", body))["widgets"]
        self.assertEqual(len(widgets), 6)


if __name__ == "__main__":
    unittest.main()
