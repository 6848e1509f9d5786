"""Has botocore resolve the endpoints of every service that the suite calls, for the client's tests to compare with.

usage: endpoint_cases.py FILE

Every region of every partition, with and without FIPS and dual stack. Pseudo regions (`aws-global`) are left out.
"""

import json
import sys
from pathlib import Path

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

# botocore's name of a service → the first part of its host names.
SERVICES = {
    "datasync": "datasync",
    "dms": "dms",
    "dynamodb": "dynamodb",
    "events": "events",
    "glue": "glue",
    "lambda": "lambda",
    "redshift-data": "redshift-data",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
    "sso": "portal.sso",
    "stepfunctions": "states",
    "sts": "sts",
}


def main(path: Path) -> None:
    loader = botocore.session.get_session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    regions = [
        (partition, region)
        for partition in partitions["partitions"]
        for region in partition["regions"]
        if not region.endswith("-global")
    ]
    cases: list[dict[str, object]] = []
    for service, prefix in SERVICES.items():
        provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
        for partition, region in regions:
            for fips in (False, True):
                for dual_stack in (False, True):
                    try:
                        url = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual_stack).url
                    except EndpointProviderError:
                        url = None
                    case = {"prefix": prefix, "region": region, "fips": fips, "dualStack": dual_stack, "url": url}
                    case |= {"partition": partition["id"], "dnsSuffix": partition["outputs"]["dnsSuffix"]}
                    case |= {"dualStackSuffix": partition["outputs"]["dualStackDnsSuffix"]}
                    cases.append(case)
    path.write_text(json.dumps(cases))
    print(f"{len(cases)} endpoints of {len(SERVICES)} services in {len(regions)} regions")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
