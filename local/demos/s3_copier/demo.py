"""S3Copier end to end on the local AWS: the real template, the packaged zip, S3 → SNS → SQS → Lambda → S3.

Run by scripts/demo.sh, which explains the options. Exits 0 only if every object compared equal (small ones, large ones,
a throttled burst, one whose worker was killed, and those of a backfill), nothing else appeared in the target, no upload was
left behind, the poison message reached the dead-letter queue, and the copy is in the function's log.
"""

from __future__ import annotations

import argparse
import contextlib

from localaws import ministack, process
from localaws.deploy import DeployError
from localaws.ministack import ROOT, LocalAWS, LocalAWSError
from localaws.s3_proxy.proxy import FaultProxy

from ..demonstration import arguments_of, exit_with, keep_logs
from ..terminal import say, step
from .checks import CopyChecks
from .scenario import SOURCE, STACK, TARGET

# The source bucket is in another region than the target: what people use S3Copier for.
OTHER_REGION = "eu-west-1"
LOG = ROOT / ".build" / "local" / "s3-copier.log"


def main() -> int:
    arguments = _arguments()
    process.end_by_exception()
    keep = bool(arguments.keep)
    with contextlib.ExitStack() as stack:
        # Ends with this program, so a local AWS that is kept must do without.
        proxy = None if keep else stack.enter_context(FaultProxy())
        try:
            aws = _start(proxy)
        except LocalAWSError as error:
            say(f"error: the local AWS did not start: {error}")
            return 1
        return _run(aws, proxy, arguments, keep)


def _start(proxy: FaultProxy | None) -> LocalAWS:
    step("starting the local AWS (MiniStack) on loopback")
    # For the functions, which inherit the local AWS's environment.
    aws = ministack.start(extra_environment={"AWS_ENDPOINT_URL_S3": proxy.endpoint} if proxy else None)
    say(f"{aws.endpoint}, process {aws.pid}, files in {aws.folder}")
    if proxy:
        proxy.stand_before(aws.client("s3"), aws.port)
        say(f"the functions reach its S3 through {proxy.endpoint}, which throttles, holds back and verifies")
    return aws


def _run(aws: LocalAWS, proxy: FaultProxy | None, arguments: argparse.Namespace, keep: bool) -> int:
    passed = False
    try:
        passed = CopyChecks(aws, proxy, arguments.template, arguments.source_region).run()
    except DeployError as error:
        say(f"error: deployment failed: {error}")
    except BaseException:
        # An interrupted or broken demo is over, whatever was asked for.
        keep = False
        raise
    finally:
        with process.undisturbed():
            if not passed:
                keep_logs(LOG, aws.log)
            if keep:
                aws.save(ministack.STATE_FILE)
                _explain(aws)
            else:
                aws.stop()
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


def _explain(aws: LocalAWS) -> None:
    group = f"/aws/lambda/{STACK}-S3Copier"
    exports = "\n".join(f"  export {name}={value}" for name, value in aws.credentials().items())
    say(
        f"""
The local AWS is still running on {aws.endpoint} (log: {aws.log}). To talk to it with the AWS CLI:

{exports}

  alias aws='aws --endpoint-url {aws.endpoint}'      # Debian's AWS CLI does not read AWS_ENDPOINT_URL
  aws s3 cp README.md s3://{SOURCE}/in/README.md && sleep 1 && aws s3 ls --recursive s3://{TARGET}
  aws logs filter-log-events --log-group-name {group} --query 'events[].message' --output text
  aws cloudformation describe-stacks --stack-name {STACK} --query 'Stacks[0].Outputs' --output table

Stop it with: scripts/demo.sh --stop"""
    )


def _arguments() -> argparse.Namespace:
    parser = arguments_of("s3_copier", "S3Copier", __doc__)
    parser.add_argument(
        "--source-region",
        default=OTHER_REGION,
        help="where the source bucket is (default %(default)s)",
    )
    parser.add_argument("--keep", action="store_true", help="leave the local AWS running and say how to talk to it")
    return parser.parse_args()


if __name__ == "__main__":
    exit_with(main)
