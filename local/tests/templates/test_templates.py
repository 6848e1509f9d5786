"""The rules that every template keeps to, which neither CloudFormation nor cfn-lint knows."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import unittest
from typing import Any

from templates import (
    ALL,
    FUNCTIONS,
    PARTS,
    PIPELINES,
    ROOT,
    SOURCE_REGION,
    SUITE,
    UNDELIVERED,
    read,
    references,
    texts,
    title,
)

from localaws.template import Template

# What has a name of its own, the longest that AWS takes, and the property that gives it.
# https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and the like for the others
LONGEST = {
    "AWS::Serverless::Function": ("FunctionName", 64),
    "AWS::Events::Rule": ("Name", 64),
    "AWS::Scheduler::Schedule": ("Name", 64),
    "AWS::Pipes::Pipe": ("Name", 64),
    "AWS::Serverless::StateMachine": ("Name", 80),
    "AWS::SNS::Topic": ("TopicName", 256),
    "AWS::CloudWatch::Alarm": ("AlarmName", 255),
    "AWS::CloudWatch::CompositeAlarm": ("AlarmName", 255),
    "AWS::CloudWatch::Dashboard": ("DashboardName", 255),
    "AWS::Logs::LogGroup": ("LogGroupName", 512),
    "AWS::Logs::QueryDefinition": ("Name", 255),
    "AWS::Logs::ResourcePolicy": ("PolicyName", 255),
    "AWS::CloudTrail::Trail": ("TrailName", 128),
    "AWS::Glue::Classifier": ("CsvClassifier.Name", 255),
    "AWS::Glue::Crawler": ("Name", 255),
    "AWS::Glue::Database": ("DatabaseInput.Name", 255),
    "AWS::Glue::Job": ("Name", 255),
    "AWS::Glue::Trigger": ("Name", 255),
    "AWS::Glue::Workflow": ("Name", 255),
    "AWS::Athena::WorkGroup": ("Name", 128),
    "AWS::DataSync::Task": ("Name", 256),
    "AWS::DMS::ReplicationConfig": ("ReplicationConfigIdentifier", 255),
    "AWS::DMS::ReplicationInstance": ("ReplicationInstanceIdentifier", 63),
}
# Names that are the account's nowhere: those of a policy in its role, and of what lies in a workgroup or a database.
LOCAL_NAMES = {"AWS::IAM::Policy", "AWS::Athena::NamedQuery", "AWS::Athena::PreparedStatement", "AWS::Glue::Table"}
# Properties that speak of another resource, or of nothing that has a name.
REFERRING = {"MetricName", "EngineName", "DatabaseName", "FunctionName", "WorkflowName", "S3BucketName"}
# What the suite is without, and why: the topics of a cluster are there before the functions that read them, and the network
# from which its brokers are reached takes more parameters than the suite has left.
ALONE = {"KafkaTopics"}
STATEFUL = {"AWS::DynamoDB::Table": "TableName", "AWS::S3::Bucket": "BucketName", "AWS::SQS::Queue": "QueueName"}
# What starts work by itself, and on whose word; everything else that is on a schedule only looks for what was lost.
STARTS = {"RedshiftUnloaderScheduledRun": "Schedule", "KafkaTopicsDriftSchedule": "DriftSchedule"}
SWEEPS = re.compile(r"""\{"(sweep": true|mode": "sweep")\}""")


def name_text(value: Any) -> str:
    """The text of a name, or of what is put in its place; none of a reference to a parameter or a resource."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    function, of = next(iter(value.items()))
    if function == "Fn::Sub" and isinstance(of, str):
        return of
    if function == "Fn::Join":
        return name_text(of[1])
    if function == "Fn::Split":
        return name_text(of[1])
    return ""


class Templates(unittest.TestCase):
    def each_resource(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [(title(path), name, each) for path in ALL for name, each in read(path)["Resources"].items()]

    def test_there_is_one_for_every_function(self) -> None:
        folders = sorted(path for path in (ROOT / "functions").iterdir() if path.is_dir())
        # A function that is not whole yet says so where its reader begins, and nothing deploys it.
        whole = [path.name for path in folders if "\nTo come" not in (path / "README.md").read_text()]
        self.assertEqual([path.parent.name for path in FUNCTIONS], whole)

    def test_each_fits_into_one_call_of_cloudformation(self) -> None:
        for path in ALL:
            self.assertLess(len(path.read_bytes()), 51_200, title(path))

    def test_few_parameters_and_fewer_questions(self) -> None:
        for path in ALL:
            parameters = read(path)["Parameters"]
            self.assertLessEqual(len(parameters), 20, title(path))
            # Nobody is asked for a part's: the template around it gives them.
            if path in PARTS:
                continue
            asked = [name for name, each in parameters.items() if "Default" not in each]
            self.assertIn(len(asked), range(1, 5 if path in PIPELINES else 4), f"{title(path)} asks for {asked}")

    def test_every_parameter_is_described_and_used(self) -> None:
        for path in ALL:
            template = read(path)
            used = references(
                {name: template.get(name) for name in ("Conditions", "Rules", "Globals", "Resources", "Outputs")}
            )
            for name, parameter in template["Parameters"].items():
                with self.subTest(template=title(path), parameter=name):
                    self.assertTrue(parameter.get("Description"))
                    self.assertIn(name, used)

    def test_every_condition_is_used(self) -> None:
        for path in ALL:
            text = path.read_text()
            for name in read(path).get("Conditions", {}):
                mentions = len(re.findall(rf"\b{name}\b", text))
                self.assertGreater(mentions, 1, f"{title(path)}: {name}")

    def test_the_longest_name_allowed_makes_no_name_too_long(self) -> None:
        for path in ALL:
            template = read(path)
            if "Name" not in template["Parameters"]:
                continue
            longest = "n" * template["Parameters"]["Name"]["MaxLength"]
            for name, resource in template["Resources"].items():
                for prop, text in self.names_of(resource):
                    if "${Name}" not in text:
                        continue
                    known, limit = LONGEST.get(resource["Type"], ("", 0))
                    made = text.replace("${Name}", longest)
                    with self.subTest(template=title(path), resource=name):
                        self.assertEqual(prop, known, "how long may it be?")
                        self.assertNotIn("${", made)
                        self.assertLessEqual(len(made), limit)

    def test_a_name_is_one_that_every_service_takes(self) -> None:
        """DMS refuses two hyphens in a row and one at the end."""
        for path in ALL:
            name = read(path)["Parameters"].get("Name", {"AllowedPattern": "^a(-b)*$"})
            for text, taken in (("a-b-b", True), ("a--b", False), ("a-b-", False), ("-a", False), ("A-b", False)):
                self.assertEqual(bool(re.match(name["AllowedPattern"], text)), taken, f"{title(path)}: {text}")

    def test_no_bucket_of_sams_is_guessed(self) -> None:
        """It holds what every stack of the account was deployed from."""
        for path in ALL:
            self.assertNotIn("aws-sam-cli-managed-default", path.read_text(), title(path))

    def test_every_local_file_that_is_named_is_there(self) -> None:
        """`sam deploy` uploads it. What scripts/package.sh makes is in dist/, and scripts/deploy.sh looks for it."""
        found = 0
        for path in ALL:
            for name in re.findall(r"(?:Location|ScriptLocation|DefinitionUri): (\S+\.\w+)$", path.read_text(), re.M):
                found += 1
                self.assertTrue("/dist/" in name or (path.parent / name).is_file(), f"{title(path)}: {name}")
        self.assertGreater(found, 15)

    def test_two_stacks_of_different_names_do_not_meet(self) -> None:
        """A name of the account is built from Name, asked for, or CloudFormation's own."""
        for path in (SUITE, *FUNCTIONS, *PIPELINES, *PARTS):
            for name, resource in read(path)["Resources"].items():
                if resource["Type"] in LOCAL_NAMES:
                    continue
                for prop, text in self.names_of(resource):
                    with self.subTest(template=title(path), resource=name, property=prop):
                        self.assertIn("${Name}", text)
        # Deployed beside the source bucket, and asked for no name.
        for path in (SOURCE_REGION, UNDELIVERED):
            for name, resource in read(path)["Resources"].items():
                for prop, text in self.names_of(resource):
                    with self.subTest(template=title(path), resource=name, property=prop):
                        self.assertIn("${AWS::StackName}", text)

    def names_of(self, resource: dict[str, Any]) -> list[tuple[str, str]]:
        """The properties that name the resource, with their text: of a reference to a parameter there is none."""
        properties = resource.get("Properties", {})
        given = {
            prop: value
            for prop, value in properties.items()
            if re.search(r"(Name|Identifier)$", prop) and "SubnetGroup" not in prop
        }
        for prop in ("CsvClassifier", "DatabaseInput"):
            if prop in properties:
                given[f"{prop}.Name"] = properties[prop].get("Name")
        own, _ = LONGEST.get(resource["Type"], ("", 0))
        return [
            (prop, text)
            for prop, value in given.items()
            if prop == own or prop not in REFERRING
            for text in [name_text(value)]
            if text
        ]

    def test_names_are_built_from_the_parameter(self) -> None:
        """The name of a nested stack is too long for EventBridge."""
        for path in (*FUNCTIONS, *PIPELINES):
            for name, resource in read(path)["Resources"].items():
                for text in texts(resource["Properties"]):
                    self.assertNotIn("AWS::StackName", text, f"{title(path)}: {name}")

    def test_what_holds_data_outlives_its_stack(self) -> None:
        found = 0
        for template, name, resource in self.each_resource():
            if resource["Type"] not in STATEFUL:
                continue
            found += 1
            with self.subTest(template=template, resource=name):
                self.assertEqual(resource.get("DeletionPolicy"), "Retain")
                self.assertEqual(resource.get("UpdateReplacePolicy"), "Retain")
                # A kept one must not stand in the way of the next stack: only a name that was asked for is given.
                given = resource["Properties"].get(STATEFUL[resource["Type"]])
                if isinstance(given, dict) and "Fn::If" in given and given["Fn::If"][2] == {"Ref": "AWS::NoValue"}:
                    given = given["Fn::If"][1]
                self.assertTrue(given is None or set(given) == {"Ref"}, given)
        self.assertGreater(found, 12)

    def test_a_state_table_can_be_taken_over(self) -> None:
        for path in FUNCTIONS:
            template = read(path)
            tables = [each for each in template["Resources"].values() if each["Type"] == "AWS::DynamoDB::Table"]
            if not tables:
                # Whoever keeps no state has no setting for it either.
                self.assertNotIn("STATE_TABLE", path.read_text(), title(path))
                continue
            self.assertEqual([each["Condition"] for each in tables], ["CreatesStateTable"], title(path))
            self.assertEqual(
                template["Conditions"]["CreatesStateTable"], {"Fn::Equals": [{"Ref": "StateTableName"}, ""]}
            )

    def test_nothing_starts_by_itself(self) -> None:
        for path in FUNCTIONS:
            template = read(path)
            for name, resource in template["Resources"].items():
                if resource["Type"] != "AWS::Scheduler::Schedule" or SWEEPS.search(
                    str(resource["Properties"]["Target"].get("Input", ""))
                ):
                    continue
                parameter = STARTS[name]
                self.assertEqual(template["Parameters"][parameter]["Default"], "", name)
                condition = template["Conditions"][resource["Condition"]]
                self.assertEqual(condition, {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, ""]}]})

    def test_every_role_has_the_boundary(self) -> None:
        boundary = {"Fn::If": ["HasBoundary", {"Ref": "PermissionsBoundaryArn"}, {"Ref": "AWS::NoValue"}]}
        for template, name, resource in self.each_resource():
            if resource["Type"] == "AWS::IAM::Role":
                self.assertEqual(resource["Properties"].get("PermissionsBoundary"), boundary, f"{template}: {name}")
            if resource["Type"] in ("AWS::Serverless::Function", "AWS::Serverless::StateMachine"):
                self.assertIn("Role", resource["Properties"], "SAM would make a role without it")

    def test_logical_ids_are_unique(self) -> None:
        """`sam local invoke` takes a function of a nested application by its logical id."""
        seen: dict[str, str] = {}
        for path in FUNCTIONS:
            for name in read(path)["Resources"]:
                self.assertNotIn(name, seen, f"{title(path)} and {seen.get(name)}")
                seen[name] = title(path)

    def test_alarms_are_quiet_on_the_first_day(self) -> None:
        for template, name, resource in self.each_resource():
            if resource["Type"] != "AWS::CloudWatch::Alarm":
                continue
            self.assertEqual(resource["Properties"]["TreatMissingData"], "notBreaching", f"{template}: {name}")

    def test_each_function_has_one_alarm_over_all_of_its_alarms(self) -> None:
        for path in FUNCTIONS:
            resources = read(path)["Resources"]
            alarms = {name for name, each in resources.items() if each["Type"] == "AWS::CloudWatch::Alarm"}
            (over,) = [each for each in resources.values() if each["Type"] == "AWS::CloudWatch::CompositeAlarm"]
            self.assertEqual(references(over["Properties"]["AlarmRule"]) - {"AWS::NoValue"}, alarms, title(path))

    def test_nothing_is_reached_without_tls(self) -> None:
        policies = {
            "AWS::S3::Bucket": ("AWS::S3::BucketPolicy", "Bucket"),
            "AWS::SQS::Queue": ("AWS::SQS::QueuePolicy", "Queues"),
            "AWS::SNS::Topic": ("AWS::SNS::TopicPolicy", "Topics"),
        }
        for path in ALL:
            resources = read(path)["Resources"]
            for name, resource in resources.items():
                kind, prop = policies.get(resource["Type"], ("", ""))
                statements = [
                    statement
                    for each in resources.values()
                    if each["Type"] == kind and name in references(each["Properties"][prop])
                    for statement in each["Properties"]["PolicyDocument"]["Statement"]
                    if statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
                ]
                if kind:
                    self.assertEqual([each["Effect"] for each in statements], ["Deny"], f"{title(path)}: {name}")
                    self.assertIn(name, references(statements[0]["Resource"]), f"{title(path)}: {name}")


class Versions(unittest.TestCase):
    """A new version takes over by the alias, and everything that invokes a function names the alias."""

    def each_function(self) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        found = [
            (name.removesuffix("Function"), template, resource)
            for template in map(read, FUNCTIONS)
            for name, resource in template["Resources"].items()
            if resource["Type"] == "AWS::Serverless::Function"
        ]
        self.assertEqual(len(found), len(FUNCTIONS))
        return found

    def test_the_errors_alarm_stops_a_deployment(self) -> None:
        for function, template, resource in self.each_function():
            with self.subTest(function):
                properties = resource["Properties"]
                self.assertEqual(properties["AutoPublishAlias"], "live")
                preference = properties["DeploymentPreference"]
                self.assertEqual(
                    preference["Type"], {"Fn::FindInMap": ["Environments", {"Ref": "Environment"}, "Rollout"]}
                )
                (alarm,) = preference["Alarms"]
                brake = template["Resources"][alarm["Ref"]]["Properties"]
                self.assertEqual((brake["Namespace"], brake["MetricName"]), ("AWS/Lambda", "Errors"))
                # The alarm must ring while a tenth of the work is the new version's: within ten minutes.
                self.assertLessEqual(brake["Period"] * brake["EvaluationPeriods"], 300)

    def test_every_environment_is_the_same_in_every_template(self) -> None:
        for path in FUNCTIONS:
            rows = read(path)["Mappings"]["Environments"]
            self.assertEqual([row["LogDays"] for row in rows.values()], [7, 30, 365], title(path))
            self.assertEqual(
                [row["Rollout"].removeprefix("CodeDeployDefault.Lambda") for row in rows.values()],
                ["AllAtOnce", "AllAtOnce", "Canary10Percent10Minutes"],
            )
            self.assertEqual(list(rows), read(path)["Parameters"]["Environment"]["AllowedValues"])

    def test_nothing_invokes_the_function_past_its_alias(self) -> None:
        for function, template, _ in self.each_function():
            for name, resource in template["Resources"].items():
                if name == f"{function}Function":
                    continue
                text = str(resource)
                self.assertNotIn(f"{function}Function.Arn", text, name)
                # By its name only metrics are asked for.
                if f"'Ref': '{function}Function'" in text:
                    self.assertEqual(resource["Type"], "AWS::CloudWatch::Alarm", name)

    def test_a_changed_setting_is_a_new_version(self) -> None:
        """SAM publishes one for new code only: the settings are listed in what cannot be changed, only replaced."""
        for function, template, resource in self.each_function():
            properties = resource["Properties"]
            self.assertEqual(properties["VersionDescription"], {"Ref": f"{function}Settings"}, function)
            settings = template["Resources"][f"{function}Settings"]["Properties"]["Description"]
            listed = self.parameters_of(template, settings)
            needed = self.parameters_of(template, [properties["Environment"], properties.get("VpcConfig")])
            # Names of the stack's own resources change with nothing but the stack's name, and that replaces the function.
            self.assertEqual(needed - listed - {"Name"}, set(), function)

    def parameters_of(self, template: dict[str, Any], value: Any) -> set[str]:
        """The parameters that decide a value, by way of conditions too."""
        found: set[str] = references(value) & template["Parameters"].keys()
        for name in self.conditions_of(value):
            found |= self.parameters_of(template, template["Conditions"][name])
        return found

    def conditions_of(self, value: Any) -> set[str]:
        if isinstance(value, list):
            return {name for member in value for name in self.conditions_of(member)}
        if not isinstance(value, dict):
            return set()
        own = {value["Fn::If"][0]} if "Fn::If" in value else set()
        own |= {value["Condition"]} if isinstance(value.get("Condition"), str) else set()
        return own | {name for member in value.values() for name in self.conditions_of(member)}


class Observability(unittest.TestCase):
    def test_every_function_is_traced_and_may_write_its_trace(self) -> None:
        for path in FUNCTIONS:
            resources = read(path)["Resources"]
            function = path.parent.name
            self.assertEqual(resources[f"{function}Function"]["Properties"]["Tracing"], "Active", function)
            self.assertIn("xray:PutTraceSegments", texts(resources[f"{function}Settings"]), function)

    def test_every_function_has_a_saved_query_of_what_needs_somebody(self) -> None:
        for path in FUNCTIONS:
            queries = [
                each for each in read(path)["Resources"].values() if each["Type"] == "AWS::Logs::QueryDefinition"
            ]
            names = [each["Properties"]["Name"]["Fn::Sub"] for each in queries]
            self.assertIn(f"${{Name}}/{path.parent.name}/what needs somebody", names)

    def test_a_schedule_that_an_environment_disables_has_no_alarm(self) -> None:
        template = read(FUNCTIONS_BY_NAME["RedshiftUnloader"])
        resources, conditions = template["Resources"], template["Conditions"]
        self.assertEqual(resources["RedshiftUnloaderNoSuccessAlarm"]["Condition"], "ExpectsRuns")
        self.assertIn({"Condition": "HasSchedule"}, conditions["ExpectsRuns"]["Fn::And"])
        rows = template["Mappings"]["Environments"]
        self.assertEqual({name: row["Schedules"] for name, row in rows.items()}["dev"], "DISABLED")
        state = resources["RedshiftUnloaderScheduledRun"]["Properties"]["State"]
        self.assertEqual(state, {"Fn::FindInMap": ["Environments", {"Ref": "Environment"}, "Schedules"]})

    def test_the_dashboard_is_json_and_knows_each_functions_memory(self) -> None:
        body = read(SUITE)["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
        widgets = json.loads(re.sub(r"\$\{[\w:]+\}", "x", body))["widgets"]
        titles = " ".join(widget["properties"]["title"] for widget in widgets)
        for word in ("Throughput", "Lag", "Outcomes", "Queues", "Cost"):
            self.assertIn(word, titles)
        (cost,) = [widget["properties"] for widget in widgets if widget["properties"]["title"].startswith("Cost")]
        shown = {
            each[0]["label"]: int(each[0]["expression"].split(" * ")[1].split(" ")[0])
            for each in cost["metrics"]
            if isinstance(each[0], dict)
        }
        nested = {
            (SUITE.parent / each["Properties"]["Location"]).resolve()
            for each in read(SUITE)["Resources"].values()
            if each["Type"] == "AWS::Serverless::Application"
        }
        memory = {
            path.parent.name: read(path)["Resources"][f"{path.parent.name}Function"]["Properties"]["MemorySize"]
            for path in nested
        }
        self.assertEqual(shown, memory)


class Suite(unittest.TestCase):
    """The parameter Functions, a list that CloudFormation's conditions can only read as a text."""

    def setUp(self) -> None:
        self.names = [path.parent.name for path in FUNCTIONS if path.parent.name not in ALONE]
        self.pattern = re.compile(read(SUITE)["Parameters"]["Functions"]["AllowedPattern"])

    def present(self, functions: str) -> set[str]:
        template = Template(SUITE, "stack", {"Functions": functions}, "123456789012", "us-east-1")
        resources = read(SUITE)["Resources"]
        return {
            name
            for name in resources
            if resources[name]["Type"] == "AWS::Serverless::Application" and template.has(name)
        }

    def test_it_has_every_function(self) -> None:
        self.assertEqual(self.present(",".join(self.names)), set(self.names))

    def test_it_deploys_those_that_are_chosen_and_no_other(self) -> None:
        for count in (1, 2):
            for chosen in itertools.permutations(self.names, count):
                self.assertTrue(self.pattern.match(",".join(chosen)))
                self.assertEqual(self.present(",".join(chosen)), set(chosen))

    def test_a_list_that_is_not_understood_is_refused(self) -> None:
        for text in ("", "S3copier", "S3Copier,", ",S3Copier", "S3Copier RedshiftLoader", "S3CopierX", "All"):
            self.assertIsNone(self.pattern.match(text), text)

    def test_outputs_are_of_chosen_functions(self) -> None:
        for name, output in read(SUITE)["Outputs"].items():
            asked = re.findall(r"(\w+)\.Outputs", str(output["Value"]))
            self.assertEqual(output.get("Condition", "Deploys"), f"Deploys{''.join(asked)}", name)


class Nesting(unittest.TestCase):
    def test_applications_give_their_templates_what_these_have_and_need(self) -> None:
        found = 0
        for path in (SUITE, *PIPELINES):
            for name, resource in read(path)["Resources"].items():
                if resource["Type"] != "AWS::Serverless::Application":
                    continue
                found += 1
                child = (path.parent / resource["Properties"]["Location"]).resolve()
                self.assertIn(child, [*FUNCTIONS, *PARTS])
                parameters = read(child)["Parameters"]
                given = resource["Properties"]["Parameters"].keys()
                needed = {each for each, value in parameters.items() if "Default" not in value}
                with self.subTest(template=title(path), application=name):
                    self.assertLessEqual(given, parameters.keys())
                    self.assertLessEqual(needed, given)
                    self.assertIn("Name", given)
        self.assertGreaterEqual(found, len(FUNCTIONS) + len(PIPELINES))

    def test_outputs_are_asked_of_applications_that_have_them(self) -> None:
        for path in (SUITE, *PIPELINES):
            template = read(path)
            for application, output in re.findall(r"!GetAtt (\w+)\.Outputs\.(\w+)", path.read_text()):
                location = template["Resources"][application]["Properties"]["Location"]
                self.assertIn(output, read((path.parent / location).resolve())["Outputs"], title(path))

    def test_every_environment_names_parameters_that_there_are(self) -> None:
        parameters = read(SUITE)["Parameters"]
        files = sorted((ROOT / "environments").glob("*.yaml"))
        self.assertEqual([path.stem for path in files], ["dev", "prod", "qa"])
        for path in files:
            self.assertLessEqual(read(path).keys(), parameters.keys(), path.name)
            self.assertEqual(read(path)["Environment"], path.stem)


class Documents(unittest.TestCase):
    def test_the_readmes_tables_are_what_the_templates_say(self) -> None:
        script = ROOT / "scripts" / "lib" / "parameter_tables.py"
        checked = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((checked.stdout + checked.stderr, checked.returncode), ("", 0))

    def test_the_table_of_templates_is_what_they_are(self) -> None:
        script = ROOT / "scripts" / "lib" / "template_table.py"
        checked = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((checked.stdout + checked.stderr, checked.returncode), ("", 0))

    def test_every_alarm_has_a_line_in_the_runbook(self) -> None:
        runbook = (ROOT / "docs" / "operations.md").read_text()
        for path in (*FUNCTIONS, SOURCE_REGION, UNDELIVERED, *PIPELINES, *PARTS):
            for name, resource in read(path)["Resources"].items():
                if resource["Type"] in ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"):
                    alarm = resource["Properties"]["AlarmName"]["Fn::Sub"].partition("}")[2]
                    self.assertIn(f"`…{alarm}`", runbook, f"{title(path)}: {name}")


class SourceRegion(unittest.TestCase):
    def test_it_takes_the_same_words_as_the_function(self) -> None:
        ours, function = read(SOURCE_REGION)["Parameters"], read(FUNCTIONS_BY_NAME["S3Copier"])["Parameters"]
        for name in ("Follow", "SourceBucketName", "EncryptionKeyArn"):
            same = {key: value for key, value in function[name].items() if key != "Description"}
            self.assertEqual({key: value for key, value in ours[name].items() if key != "Description"}, same, name)


FUNCTIONS_BY_NAME = {path.parent.name: path for path in FUNCTIONS}

if __name__ == "__main__":
    unittest.main()
