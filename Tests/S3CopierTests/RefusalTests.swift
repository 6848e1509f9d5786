import AWSClient
import TestSupport
import Testing

@testable import S3Copier

/// Refusals that no retry mends go to where outcomes.denied says, and the log says what to do.
@Suite struct RefusalTests {
    @Test(arguments: [
        ("AccessDenied", 403, "", "grant"),
        ("AllAccessDisabled", 403, "", "Support"),
        ("AccountProblem", 403, "", "Support"),
        ("InvalidPayer", 403, "", "pay"),
        ("NoSuchBucket", 404, "", "create the bucket"),
        ("KeyTooLongError", 400, "", "shorten"),
        ("MetadataTooLarge", 400, "", "shorten"),
        ("KMS.DisabledException", 400, "", "enable the KMS key"),
        ("KMS.NotFoundException", 400, "", "target bucket's region"),
        ("KMS.KMSInvalidStateException", 400, "", "state of the KMS key"),
        ("KMS.IncorrectKeyException", 400, "", "KMS keys"),
        ("KMS.InvalidKeyUsageException", 400, "", "symmetric KMS key"),
        ("KMS.UnknownFutureException", 400, "", "KMS keys"), ("InvalidStorageClass", 400, "", "storage class"),
        ("InvalidArgument", 400, "", "does not take a value"), ("NotImplemented", 501, "", "does not have what"),
        ("InvalidTag", 400, "", "tags"), ("NotSignedUp", 403, "", "signed up"),
        (
            "IllegalLocationConstraintException", 400,
            "The me-south-1 location constraint is incompatible for the region specific endpoint this request was sent to.",
            "opt-in region"
        ),
        ("InvalidRequest", 400, "The encryption parameters are not applicable to this object.", "SSE-C"),
        (
            "InvalidRequest", 400,
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
            "SSE-C"
        ),
    ])
    func aRefusalIsGivenUpWithAdvice(code: String, status: Int, message: String, advice: String) async throws {
        for size: Int64 in [5, -1] {
            let bed = try LocalCopier(["outcomes.denied": "dlq", "outcomes.failed": "retry"]) { request, _ in
                guard request.header("x-amz-copy-source") != nil else { return .served }
                return .reply(.status(status, body: "<Error><Code>\(code)</Code><Message>\(message)</Message></Error>"))
            }
            defer { bed.stop() }
            let version = bed.change { $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)) }
            // The event of a backfill says no size.
            let body =
                size < 0
                ? LocalCopier.record("ObjectCreated:Put", ["key": "k"]) : LocalCopier.created("k", version)
            let run = try #require(try await bed.run(LocalCopier.batch([body])))
            #expect(run.outcomes == ["Denied"])
            #expect(run.failed == [])
            #expect(bed.change { $0.queues.take(from: LocalCopier.deadLetters).count } == 1)
            #expect(run.log.contains { $0.contains(advice) && $0.contains(code) }, "\(run.log)")
        }
    }

    @Test(arguments: [
        "KMS.ThrottlingException", "KMS.InternalException", "KMS.KMSInternalException",
        "KMS.DependencyTimeoutException",
    ])
    func whatMayPassIsNoRefusal(code: String) {
        let error = AWSError(
            service: "S3",
            operation: "CopyObject",
            code: code,
            message: "",
            status: 400,
            kind: .permanent
        )
        #expect(RefusalAdvice(error) == nil)
    }

    // A HEAD of an object under a customer's key is refused without a word.
    @Test func aSourceUnderACustomersKeyIsDeniedWhereItIsRead() async throws {
        let bed = try LocalCopier { request, _ in
            request.method == "HEAD" && request.target.contains("/\(LocalCopier.source)/")
                ? .reply(.status(400)) : .served
        }
        defer { bed.stop() }
        let event = bed.change { world in
            _ = world.s3.put(LocalCopier.target, "k", FakeContent("old", size: 5))
            return LocalCopier.created("k", world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)))
        }
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes == ["Denied"])
        #expect(run.log.contains { $0.contains("SSE-C") })
    }

    @Test func aBatchJobsReportSaysServiceCodeMessageAndAdvice() async throws {
        let bed = try LocalCopier { request, _ in
            guard request.header("x-amz-copy-source") != nil else { return .served }
            return .reply(
                .status(
                    400,
                    body: "<Error><Code>KMS.DisabledException</Code><Message>key is disabled</Message></Error>"
                )
            )
        }
        defer { bed.stop() }
        _ = bed.change { $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)) }
        let run = try #require(
            try await bed.run(
                .object([
                    "invocationSchemaVersion": "1.0", "invocationId": "i", "job": .object(["id": "j"]),
                    "tasks": .array([
                        .object([
                            "taskId": "t", "s3Key": "k", "s3BucketArn": .string("arn:aws:s3:::\(LocalCopier.source)"),
                        ])
                    ]),
                ])
            )
        )
        let result = try #require(run.answer["results"]?.array?.first)
        #expect(result["resultCode"]?.string == "PermanentFailure")
        let text = result["resultString"]?.string ?? ""
        for part in ["Denied", "S3 CopyObject", "KMS.DisabledException", "key is disabled", "enable the KMS key"] {
            #expect(text.contains(part), "\(text)")
        }
    }
}
