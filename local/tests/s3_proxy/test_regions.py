"""A request for a bucket of another region is refused in S3's forms. boto3, which follows them, is the judge."""

from __future__ import annotations

import unittest
import xml.etree.ElementTree as ET

import urllib3
from bench import HERE, SOURCE, TARGET, THERE, ProxyCase
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from localaws.ministack import ACCOUNT, SECRET
from localaws.s3_proxy.calls import Call
from localaws.s3_proxy.regions import Form, signed_region


class RegionTests(ProxyCase):
    def setUp(self) -> None:
        super().setUp()
        self.aws.client("s3", THERE).put_object(Bucket=SOURCE, Key="a.txt", Body=b"there")

    def send(self, method: str, path: str, region: str, **headers: str) -> urllib3.BaseHTTPResponse:
        """A request as it is on the wire, signed for a region, its answer not followed."""
        request = AWSRequest(method, self.proxy.endpoint + path, headers=headers)
        S3SigV4Auth(Credentials(ACCOUNT, SECRET), "s3", region).add_auth(request)
        return urllib3.request(method, request.url, headers=dict(request.headers), redirect=False, retries=False)

    def test_boto3_finds_the_region_from_each_form(self) -> None:
        for form in Form:
            for operation in ("get_object", "head_object", "get_object_tagging"):
                with self.subTest(form=form, operation=operation):
                    if operation == "head_object" and form is Form.OPT_IN:
                        continue  # A bodiless 400 without a header: boto3 gives up, as on S3.
                    self.regions.form = form
                    self.regions.refused.clear()
                    answer = getattr(self.client(HERE), operation)(Bucket=SOURCE, Key="a.txt")
                    self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 200)
                    self.assertIn(SOURCE, {bucket for _, bucket, _ in self.regions.refused})

    def test_each_form_has_s3s_status_header_and_elements(self) -> None:
        expected = {
            Form.PERMANENT_REDIRECT: (301, THERE, {"Endpoint": f"{SOURCE}.s3.{THERE}.amazonaws.com", "Bucket": SOURCE}),
            Form.TEMPORARY_REDIRECT: (307, THERE, {"Endpoint": f"{SOURCE}.s3.{THERE}.amazonaws.com", "Bucket": SOURCE}),
            Form.MALFORMED_AUTHORIZATION: (400, None, {"Region": THERE}),
            Form.OPT_IN: (400, None, {}),
        }
        for form, (status, header, elements) in expected.items():
            with self.subTest(form=form):
                self.regions.form = form
                answer = self.send("GET", f"/{SOURCE}/a.txt", HERE)
                self.assertEqual((answer.status, answer.headers.get("x-amz-bucket-region")), (status, header))
                error = ET.fromstring(answer.data)
                self.assertEqual(error.findtext("Code"), form.value)
                for name, text in elements.items():
                    self.assertEqual(error.findtext(name), text)

    def test_a_head_is_refused_without_a_body(self) -> None:
        for form, status, header in (
            (Form.PERMANENT_REDIRECT, 301, THERE),
            (Form.TEMPORARY_REDIRECT, 307, THERE),
            (Form.MALFORMED_AUTHORIZATION, 400, THERE),
            (Form.OPT_IN, 400, None),
        ):
            with self.subTest(form=form):
                self.regions.form = form
                answer = self.send("HEAD", f"/{SOURCE}/a.txt", HERE)
                self.assertEqual((answer.status, answer.data), (status, b""))
                self.assertEqual(answer.headers.get("x-amz-bucket-region"), header)
                # The bucket's own HEAD is where a client learns the region in the end.
                self.assertEqual(self.send("HEAD", f"/{SOURCE}", HERE).headers.get("x-amz-bucket-region"), THERE)

    def test_a_copy_is_judged_by_its_target_and_reads_the_source_wherever_it_is(self) -> None:
        self.client(HERE).copy_object(Bucket=TARGET, Key="copy.txt", CopySource={"Bucket": SOURCE, "Key": "a.txt"})
        self.assertEqual(self.regions.refused, [])
        upload = self.client(HERE).create_multipart_upload(Bucket=TARGET, Key="parts.txt")["UploadId"]
        self.client(HERE).upload_part_copy(
            Bucket=TARGET, Key="parts.txt", UploadId=upload, PartNumber=1, CopySource={"Bucket": SOURCE, "Key": "a.txt"}
        )
        self.assertEqual(self.regions.refused, [])
        answer = self.send("PUT", f"/{TARGET}/copy.txt", THERE, **{"x-amz-copy-source": f"/{SOURCE}/a.txt"})
        self.assertEqual(answer.status, 301)

    def test_the_right_region_no_bucket_and_a_location_are_not_refused(self) -> None:
        self.assertEqual(self.send("GET", f"/{SOURCE}/a.txt", THERE).status, 200)
        self.assertEqual(self.send("GET", f"/{TARGET}?list-type=2", HERE).status, 200)
        self.assertEqual(self.send("GET", f"/{SOURCE}?location", HERE).status, 200)
        self.assertEqual(self.send("GET", "/no-such-bucket/a.txt", THERE).status, 404)
        self.assertEqual(self.regions.refused, [])

    def test_the_region_is_read_from_a_header_or_a_query(self) -> None:
        scope = f"{ACCOUNT}/20261127/ap-southeast-2/s3/aws4_request"
        header = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
        self.assertEqual(signed_region(Call("GET", "/b/k", header, 0)), "ap-southeast-2")
        query = f"/b/k?X-Amz-Credential={scope.replace('/', '%2F')}"
        self.assertEqual(signed_region(Call("GET", query, {}, 0)), "ap-southeast-2")
        self.assertIsNone(signed_region(Call("GET", "/b/k", {}, 0)))


if __name__ == "__main__":
    unittest.main()
