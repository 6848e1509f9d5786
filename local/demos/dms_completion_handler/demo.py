"""DMSCompletionHandler end to end on the local AWS: the real template and the packaged zip; DMS copies real rows from one
PostgreSQL database to another, and what arrived is counted.

Run by scripts/demo.sh, which explains the options. Exits 0 only if the load that succeeded was proved and followed, those
that only look finished were held and named, neither a duplicate nor an early nor a late event did any harm, and what could
not be checked was said and not taken for a success.
"""

from __future__ import annotations

import argparse
import contextlib

from localaws import ministack, postgres, process
from localaws.deploy import DeployError
from localaws.dms.server import LocalDMS
from localaws.ministack import ROOT, LocalAWSError
from localaws.postgres import PostgresError

from ..demonstration import arguments_of, exit_with, keep_logs
from ..terminal import say, step
from .checks import CompletionChecks
from .observer import Observer
from .scenario import FILES_TASK, HOSTILE_NAMES, WRONG, Scenario
from .service_event_bus import ServiceEventBus
from .shop_migrations import EARLY, FILES, HOSTILE, ROTATED, SHORT, SUSPENDED, UNREACHABLE, WHOLE, WRONG_PASSWORD

LOG = ROOT / ".build" / "local" / "dms-completion-handler.log"


def main() -> int:
    arguments = _arguments()
    process.end_by_exception()
    passed = False
    with contextlib.ExitStack() as stack:
        try:
            step("starting the local AWS (MiniStack), DMS and DataSync, and two PostgreSQL servers, on loopback")
            local = stack.enter_context(LocalDMS())
            # DEBUG: that an event was a duplicate is not worth a line to anybody else.
            environment = {**local.environment(), "AWS_LAMBDA_LOG_LEVEL": "DEBUG"}
            aws = stack.enter_context(ministack.running(extra_environment=environment))
            stack.push(lambda *_: None if passed else keep_logs(LOG, aws.log))
            authority = stack.enter_context(postgres.authority())
            source = stack.enter_context(postgres.running(authority, ["shop"]))
            target = stack.enter_context(postgres.running(authority, ["warehouse"]))
            say(f"{aws.endpoint}; DMS {local.endpoint}; source :{source.port}, target :{target.port}, TLS and SCRAM")
            passed = run(Scenario(aws, local, authority, source, target, arguments.template))
        except (LocalAWSError, PostgresError, DeployError) as error:
            say(f"error: {error}")
    say("\nEverything held that was checked." if passed else "\nFAILED")
    return 0 if passed else 1


def run(scenario: Scenario) -> bool:
    """The whole play; says what does not hold, and whether everything does."""
    scenario.begin_loads()
    outputs = scenario.deploy()
    scenario.await_loads()
    function = outputs["FunctionName"]
    observer = Observer(
        scenario.aws,
        bucket=outputs["Manifests"],
        topic=outputs["TopicArn"],
        log_group=outputs["LogGroupName"],
    )
    checks = CompletionChecks(observer, scenario.local, ServiceEventBus(scenario.aws), scenario.tasks, scenario.rows)
    _loads(scenario, checks)
    _events(checks, outputs["QueueUrl"], function)
    _troubles(scenario, checks, function)
    _other_kinds(scenario, checks)
    step("what counting took, and what the function asked DMS for")
    checks.timing(WHOLE)
    checks.permissions(function)
    say("")
    for failure in checks.failures:
        say(f"failed: {failure}")
    return not checks.failures


def _loads(scenario: Scenario, checks: CompletionChecks) -> None:
    step("the whole shop: every row is there; DMS throttles twice, and tells of the tables three at a time")
    scenario.local.control.fail("DescribeTableStatistics", "throttle", times=2)
    scenario.local.control.fail("DescribeTableStatistics", "short-page", times=2, size=3)
    checks.passes(WHOLE)
    step("tables of the workshop: FULL_LOAD_ONLY_FINISHED as well, but one table is suspended")
    checks.holds(SUSPENDED, "shop.service_parts", ["Table error"])
    step("the orders: every table completed, says DMS, but three rows are not in the target")
    counted = scenario.rows["sales_order"]
    checks.holds(SHORT, "shop.sales_order", [str(counted), str(counted - 3)])


def _events(checks: CompletionChecks, queue_url: str, function: str) -> None:
    step("an event that comes before DMS shows the stop; the sweeper then finds it")
    checks.early(EARLY, queue_url, function)
    step("the shop's event a second time, and once more when the task runs again")
    checks.unmatched(WHOLE)
    checks.duplicate(WHOLE)
    checks.late(WHOLE)


def _troubles(scenario: Scenario, checks: CompletionChecks, function: str) -> None:
    scenario.run_later_loads()
    step("a load into files, and one of its files taken away")
    checks.passes_with(FILES, {"shop.service", "shop.service_parts"})
    scenario.lose_file("service_parts")
    checks.held_again(FILES, function, "shop.service_parts")
    step("names that are hostile, told by an SNS message of older days")
    # A dot inside a name is written with a backslash before it.
    checks.passes_with(HOSTILE, {"odd." + name.replace(".", "\\.") for name in HOSTILE_NAMES}, scenario.topic)
    step("a password that was rotated, one that is wrong, and a source that is not there")
    scenario.rotate_password(ROTATED.secret)
    checks.passes_with(ROTATED, {"shop.service"})
    checks.unproved(WRONG_PASSWORD, function, {"Blocked"}, "password", unspoken=WRONG)
    # Whether it comes back nobody knows: it is looked at again, and then blocked.
    outcomes = {"Blocked", "Rechecking"}
    checks.unproved(UNREACHABLE, function, outcomes, "Connection refused", unspoken=scenario.source.password)


def _other_kinds(scenario: Scenario, checks: CompletionChecks) -> None:
    step("a task that stops for a reason nobody knows")
    checks.unknown_reason(ROTATED)
    step("a serverless replication that fails, and a transfer by DataSync that ends well")
    checks.serverless_fails("serverless", scenario.serverless)
    checks.transfer_passes("files", f"{FILES_TASK}/execution/exec-0123456789abcdef0")


def _arguments() -> argparse.Namespace:
    parser = arguments_of("dms_completion_handler", "DMSCompletionHandler", __doc__)
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
