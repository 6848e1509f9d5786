"""Makes random requests and signs them with botocore, for the signer's tests to compare with.

usage: sigv4_cases.py FILE [COUNT] [SEED]

Keys with spaces, +, %, //, .., emoji; queries with repeated and empty values; headers with odd spacing. Prints the
seed: the same seed makes the same cases.
"""

import datetime
import json
import random
import sys
from pathlib import Path
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PIECES = [
    "a",
    "Z",
    "0",
    " ",
    "+",
    "%",
    "/",
    "//",
    ".",
    "..",
    "/../",
    "/./",
    "~",
    "é",
    "e\u0301",
    "😀",
    "&",
    "=",
    "?",
    "#",
    ";",
    ":",
    "@",
    "$",
    ",",
    "'",
    '"',
    "(",
    ")",
    "*",
    "!",
    "[",
    "]",
    "\\",
    "^",
    "|",
    "<",
    ">",
    "%2F",
    "%20",
    "日本",
]
SPACES = ["", " ", "  ", "\t", " \t "]


def random_text(rng: random.Random, longest: int) -> str:
    return "".join(rng.choice(PIECES) for _ in range(rng.randint(0, longest)))


def random_query(rng: random.Random) -> str:
    names = [quote(random_text(rng, 3), safe="-_.~") or "n" for _ in range(rng.randint(0, 4))]
    names += rng.sample(names, k=min(len(names), rng.randint(0, 2)))  # repeated
    items = []
    for name in names:
        style = rng.randint(0, 3)
        items.append(
            name if style == 0 else f"{name}=" if style == 1 else f"{name}={quote(random_text(rng, 4), safe='-_.~')}"
        )
    return "&".join(items)


def random_headers(rng: random.Random) -> list[list[str]]:
    headers = []
    for index in range(rng.randint(0, 4)):
        name = rng.choice(["X-Amz-Meta-", "x-amz-meta-", "X-AMZ-Copy-Source-", "Content-"]) + f"{index}"
        words = [rng.choice(["one", "two=2", '"three"', "a,b", "é"]) for _ in range(rng.randint(0, 3))]
        headers.append([name, rng.choice(SPACES) + rng.choice(SPACES[1:]).join(words) + rng.choice(SPACES)])
    if rng.random() < 0.3:
        headers.append(["User-Agent", "not signed"])
    return headers


def make_case(rng: random.Random) -> dict[str, object]:
    is_s3 = rng.random() < 0.6
    service = "s3" if is_s3 else rng.choice(["sqs", "glue", "dynamodb", "redshift-data"])
    host = rng.choice(
        ["bucket.s3.eu-west-1.amazonaws.com", "127.0.0.1:4566", "localhost:80", "example.com:443", "example.com:8443"]
    )
    scheme = rng.choice(["https", "http"])
    path = (
        "/" + quote(random_text(rng, 8), safe="/-_.~")
        if is_s3
        else rng.choice(["/", "", "/a/b", "/a//b/../c%20d/", "/./x/"])
    )
    query = random_query(rng)
    url = f"{scheme}://{host}{path}" + (f"?{query}" if query else "")
    body = random_text(rng, 20) if rng.random() < 0.5 else ""
    method = "POST" if not is_s3 else rng.choice(["GET", "PUT", "POST", "DELETE", "HEAD"])
    headers = random_headers(rng)
    token = "token/" + str(rng.random()) if rng.random() < 0.5 else None
    time = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=rng.randint(0, 10**8))
    region = rng.choice(["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"])
    access, secret = f"AKID{rng.randint(0, 10**9)}", f"secret/+{rng.random()}"

    request = AWSRequest(method=method, url=url, data=body.encode())
    for name, value in headers:
        request.headers.add_header(name, value)
    signer_type = botocore.auth.S3SigV4Auth if is_s3 else botocore.auth.SigV4Auth
    signer = signer_type(Credentials(access, secret, token), service, region)
    if is_s3:
        # Over plain http too, the payload is always signed here.
        request.context["client_config"] = mock.Mock(s3={"payload_signing_enabled": True})
    with mock.patch("botocore.auth.get_current_datetime", return_value=time):
        signer.add_auth(request)
    return {
        "service": service,
        "region": region,
        "method": method,
        "url": url,
        "headers": headers,
        "body": body,
        "accessKey": access,
        "secretKey": secret,
        "sessionToken": token,
        "time": time.strftime("%Y%m%dT%H%M%SZ"),
        "authorization": request.headers["Authorization"],
    }


def main() -> None:
    path = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2500
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randint(0, 2**32)
    rng = random.Random(seed)
    with Path(path).open("w", encoding="utf-8") as file:
        json.dump([make_case(rng) for _ in range(count)], file)
    print(f"{count} requests signed by botocore {botocore.__version__}, seed {seed}")


if __name__ == "__main__":
    main()
