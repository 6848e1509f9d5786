"""An object above the multipart threshold: cut into parts, fanned out over messages, put together once."""

from __future__ import annotations

import json
import random
from urllib.parse import parse_qsl, urlsplit

from localaws.packaging import ARTIFACTS

from ..terminal import say
from .comparison import differences
from .demo_objects import DemoObject
from .scenario import SOURCE, TARGET, Scenario

MIB = 1 << 20
# Small, so that an object one can upload here is large.
MULTIPART = {"threshold": "5 MiB", "part_size": "5 MiB", "parts_per_message": 2}
PLANS, PLAN = "example-plans", "mirror.json"


def plan() -> bytes:
    """A plan that copies everything under its own key, as without one, but cuts what is large here."""
    return json.dumps({"routes": [{"to": f"s3://{TARGET}/${{key}}"}], "multipart": MULTIPART}).encode()


def large_object(key: str, seed: int) -> DemoObject:
    return DemoObject(
        key,
        random.Random(seed).randbytes(24 * MIB),
        metadata={"origin": "warehouse", "rows": "1048576"},
        tags={"team": "sales ops", "path": "a/b:c@d"},
        headers={
            "ContentType": "application/vnd.apache.parquet",
            "ContentDisposition": 'attachment; filename="orders.parquet"',
            "CacheControl": "max-age=60",
            "ContentLanguage": "en",
        },
    )


def keeps_upload_tags(scenario: Scenario) -> bool:
    """Tries, without S3Copier, whether MiniStack keeps the tags of CreateMultipartUpload, as S3 does."""
    where = {"Bucket": ARTIFACTS, "Key": "probe/tags"}
    upload = scenario.s3.create_multipart_upload(**where, Tagging="kept=yes")["UploadId"]
    part = scenario.s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"x")
    scenario.s3.complete_multipart_upload(
        **where, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    )
    return bool(scenario.s3.get_object_tagging(**where)["TagSet"])


def compare(scenario: Scenario, item: DemoObject) -> None:
    """Bytes, metadata, headers and tags; the tags as they were sent, where the local AWS's S3 loses them."""
    found = differences(scenario.s3, SOURCE, TARGET, item)
    if not keeps_upload_tags(scenario):
        found = [difference for difference in found if not difference.startswith("tags: ")]
        say(
            "tags: MiniStack loses those given on CreateMultipartUpload (an upload of our own just did), so not compared in"
        )
        say("      the target. " + _tags_sent(scenario, item, found))
    copy = scenario.s3.head_object(Bucket=TARGET, Key=item.key)
    say(f"{item.key}: {copy['ContentLength']:,} bytes, ETag {copy['ETag']}, {'DIFFERS' if found else 'equal'}")
    checksums = scenario.proxy.checksums if scenario.proxy else None
    if checksums and item.key in checksums.verified:
        say("S3 verified the whole object's CRC32, the source's own, when it put the parts together")
    else:
        found.append("checksum: the source has one of the whole object, and the completion did not name it")
    scenario.failures += [f"{item.key}: {difference}" for difference in found]


def _tags_sent(scenario: Scenario, item: DemoObject, found: list[str]) -> str:
    if scenario.proxy is None:
        return "Without the proxy they cannot be seen on the wire either."
    sent = [
        headers.get("x-amz-tagging", "")
        for (method, path), headers in list(scenario.proxy.headers.items())
        if method == "POST"
        and "uploads" in dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        and urlsplit(path).path == f"/{TARGET}/{item.key}"
    ]
    tags = [dict(parse_qsl(header)) for header in sent]
    if dict(item.tags) not in tags:
        found.append(f"tags: {dict(item.tags)} uploaded, {tags} sent with CreateMultipartUpload")
    return f"S3Copier sent them: {sent[-1] if sent else 'nothing'}"


def part_copies(scenario: Scenario, key: str) -> dict[int, int]:
    """How often each part was copied, as the proxy saw it."""
    copies: dict[int, int] = {}
    if scenario.proxy is None:
        return copies
    for (method, path), count in list(scenario.proxy.passed.items()):
        query = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        if method == "PUT" and urlsplit(path).path == f"/{TARGET}/{key}" and "partNumber" in query:
            copies[int(query["partNumber"])] = copies.get(int(query["partNumber"]), 0) + count
    return dict(sorted(copies.items()))
