"""What a deployed function's role refuses of the calls that were made, by its own policies, their resources and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from localaws.ministack import LocalAWS
from localaws.policy import Request, allows, role_policies

# The parameter that names the resource of a call; the other calls know none, so only a policy of "*" allows them.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsdatabasemigrationservice.html
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsdatasync.html
RESOURCES = {
    "DescribeTableStatistics": "ReplicationTaskArn",
    "DescribeReplicationTableStatistics": "ReplicationConfigArn",
    "DescribeTaskExecution": "TaskExecutionArn",
}


def refused(aws: LocalAWS, function: str, calls: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each call that the function's role does not allow."""
    arn: str = aws.client("lambda").get_function_configuration(FunctionName=function)["Role"]
    policies = role_policies(aws.client("iam"), arn.rpartition("/")[2])
    found = set()
    for call in calls:
        action = f"{call['service']}:{call['operation']}"
        named = RESOURCES.get(call["operation"])
        resource = str(call["parameters"][named]) if named else "*"
        if not allows(policies, Request(action, resource)):
            found.add(f"{action} on {resource}")
    return sorted(found)
