"""GlueWorkflowStarter end to end on the local AWS: the real template, state machine and zip, and a local Glue.

Run by scripts/demo.sh. Exits 0 only if every execution ended as it must, with the runs, the node tables, the typed
errors and the notification that belong to it.
"""

from __future__ import annotations

import argparse

from localaws import ministack, process
from localaws.deploy import DeployError
from localaws.glue.server import GlueServer
from localaws.ministack import ROOT, LocalAWSError

from ..demonstration import arguments_of, exit_with, keep_logs
from ..terminal import say, step
from .checks import WorkflowChecks
from .scenario import NODE_SECONDS

LOG = ROOT / ".build" / "local" / "glue-workflow-starter.log"


def main() -> int:
    arguments = _arguments()
    process.end_by_exception()
    passed = False
    with GlueServer(seconds=NODE_SECONDS) as glue:
        step("starting a local Glue, and the local AWS (MiniStack) with AWS_ENDPOINT_URL_GLUE pointing to it")
        try:
            aws = ministack.start(extra_environment={"AWS_ENDPOINT_URL_GLUE": glue.endpoint})
        except LocalAWSError as error:
            say(f"error: the local AWS did not start: {error}")
            return 1
        try:
            say(f"{aws.endpoint}, process {aws.pid}; Glue on {glue.endpoint}")
            passed = WorkflowChecks(aws, glue, arguments.template).run()
        except DeployError as error:
            say(f"error: deployment failed: {error}")
        finally:
            with process.undisturbed():
                if not passed:
                    keep_logs(LOG, aws.log)
                aws.stop()
    say("\nEverything held." if passed else "\nFAILED")
    return 0 if passed else 1


def _arguments() -> argparse.Namespace:
    parser = arguments_of("glue_workflow_starter", "GlueWorkflowStarter", __doc__)
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
