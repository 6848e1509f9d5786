"""One local AWS and one proxy for all tests of this folder: started by the first that needs them."""

from __future__ import annotations

import unittest
from typing import Any

import boto3
from botocore.config import Config

from localaws import ministack
from localaws.ministack import ACCOUNT, SECRET, LocalAWS
from localaws.s3_proxy.proxy import FaultProxy
from localaws.s3_proxy.regions import Form

HERE, THERE = "us-east-1", "eu-west-1"
SOURCE, TARGET = "example-source", "example-target"
_running: tuple[LocalAWS, FaultProxy] | None = None


def running() -> tuple[LocalAWS, FaultProxy]:
    """The local AWS in us-east-1 with a source bucket in eu-west-1, and the proxy before it."""
    global _running
    if _running is None:
        aws = ministack.start(region=HERE)
        unittest.addModuleCleanup(_stop)
        proxy = FaultProxy().__enter__()
        proxy.stand_before(aws.client("s3"), aws.port)
        _running = aws, proxy
        aws.client("s3").create_bucket(Bucket=TARGET)
        there = {"LocationConstraint": THERE}
        aws.client("s3", THERE).create_bucket(Bucket=SOURCE, CreateBucketConfiguration=there)
    return _running


def _stop() -> None:
    global _running
    if _running is not None:
        aws, proxy = _running
        proxy.__exit__()
        aws.stop()
        _running = None


class ProxyCase(unittest.TestCase):
    def setUp(self) -> None:
        self.aws, self.proxy = running()
        assert self.proxy.regions is not None
        assert self.proxy.copies is not None
        self.regions, self.copies = self.proxy.regions, self.proxy.copies
        self.regions.form = Form.PERMANENT_REDIRECT
        self.regions.refused.clear()
        self.copies.refused.clear()
        self.copies.rewritten.clear()

    def client(self, region: str) -> Any:
        """A new boto3 client through the proxy: it remembers no bucket's region yet."""
        client = boto3.client(
            "s3",
            endpoint_url=self.proxy.endpoint,
            region_name=region,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, read_timeout=20),
        )
        self.addCleanup(client.close)
        return client
