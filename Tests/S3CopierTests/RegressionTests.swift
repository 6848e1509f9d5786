import AWSClient
import AWSS3
import TestSupport
import FoundationEssentials
import Glibc
import LambdaEvents
import LambdaRuntime
import Synchronization
import Testing
import UTCTime

@testable import S3Copier

/// What an independent review found: each of these failed once.
@Suite struct RegressionTests {
    private static let part: Int64 = 5 << 20
    private static let small = [
        "multipart.threshold": "\(part) B", "multipart.part_size": "\(part) B", "multipart.parts_per_message": "4",
        "COPY_CONCURRENCY": "3",
    ]

    private func put(
        _ bed: LocalCopier,
        _ name: String,
        size: Int64 = 10,
        _ change: @Sendable (inout FakeVersion) -> Void = { _ in }
    ) -> String {
        bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: size), change))
        }
    }

    private func copy(_ bed: LocalCopier) -> FakeVersion? { bed.change { $0.s3.current(LocalCopier.target, "k") } }

    private final class Once: Sendable {
        private let done = Mutex(false)
        func first() -> Bool {
            done.withLock { done in
                defer { done = true }; return !done
            }
        }
    }

    // S3 may send the 200 of a Complete first, and the 412 in the body.
    @Test func aConditionThatFailsInsideA200DoesNotLoseTheCopy() async throws {
        let once = Once()
        let bed = try LocalCopier(Self.small) { request, _ in
            guard request.method == "POST", request.target.contains("uploadId="), once.first() else { return .served }
            return .reply(
                .status(200, body: "<Error><Code>PreconditionFailed</Code><Condition>If-None-Match</Condition></Error>")
            )
        }
        defer { bed.stop() }
        let outcomes = try await bed.drain([put(bed, "big", size: Self.part * 3)], limit: 20)
        #expect(outcomes.last == "Copied", "\(outcomes)")
        #expect(copy(bed)?.content.name == "big")
    }

    // An invocation that fails and lives keeps its lease: its message's next deliveries are refused as busy, and the
    // template's five are used up (150 s at most) before the lease is (305 s).
    @Test func aFailedAttemptDoesNotLockItsOwnRetriesOut() async throws {
        for isComplete in [false, true] {
            let once = Once()
            let bed = try LocalCopier(Self.small) { request, _ in
                guard request.method == "POST", request.target.contains(isComplete ? "uploadId=" : "uploads"),
                    once.first()
                else { return .served }
                return .reply(.status(500, body: "<Error><Code>InternalError</Code></Error>"))
            }
            defer { bed.stop() }
            let event = put(bed, "big", size: Self.part * 3)
            var outcomes: [String] = []
            for wait: Int64 in [0, 10, 20, 40, 80] {
                bed.change { $0.seconds += wait }
                outcomes += try await bed.run(LocalCopier.batch([event]), timeout: .seconds(300))?.outcomes ?? []
            }
            #expect(copy(bed) != nil, "\(outcomes)")
        }
    }

    // A route's filters are asked about the event's state; what is copied is another.
    @Test func whatARouteLeavesOutIsNotCopiedByALateEvent() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "",
            "routes": #"[{"from": {"tags": {"share": "yes"}}, "to": "s3://example-target/${key}"}]"#,
        ])
        defer { bed.stop() }
        let first = put(bed, "public") { $0.tags = [("share", "yes")] }
        _ = try await bed.run(LocalCopier.batch([first]))
        let second = put(bed, "secret") { $0.tags = [("share", "no")] }
        #expect(try await bed.run(LocalCopier.batch([second]))?.outcomes == ["NotRouted"])
        _ = try await bed.run(LocalCopier.batch([first]))
        #expect(copy(bed)?.content.name == "public")
    }

    @Test func aRemovalDoesNotCopyWhatItsRouteLeavesOut() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "follow.deletes": "markers",
            "routes": #"[{"from": {"tags": {"share": "yes"}}, "to": "s3://example-target/${key}"}]"#,
        ])
        defer { bed.stop() }
        _ = put(bed, "secret") { $0.tags = [("share", "no")] }
        let removed = LocalCopier.record("ObjectRemoved:Delete", ["key": "k", "sequencer": "FF"])
        let run = try await bed.run(LocalCopier.batch([removed]))
        #expect(copy(bed) == nil, "\(run?.outcomes ?? [])")
    }

    // The crawl could not be asked for: "their messages come again", and ask for none.
    @Test func aCrawlThatCouldNotBeScheduledIsScheduledWhenTheMessageComesAgain() async throws {
        let once = Once()
        let bed = try LocalCopier(["CRAWLER_NAME": "c"]) { request, _ in
            guard request.header("x-amz-target") == "DynamoDB_20120810.PutItem", once.first() else { return .served }
            return .reply(.status(500, body: #"{"__type":"InternalServerError"}"#))
        }
        defer { bed.stop() }
        let event = put(bed, "a")
        #expect(try await bed.run(LocalCopier.batch([event]))?.failed == ["0"])
        #expect(try await bed.run(LocalCopier.batch([event]))?.failed == [])
        #expect(bed.change { $0.queues.messages.count } == 1)
    }

    // As many tags are taken for the same tags.
    @Test func theSameBytesUnderOtherTagsAreCopied() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed, "a") { $0.tags = [("stage", "raw")] }]))
        let run = try await bed.run(LocalCopier.batch([put(bed, "a") { $0.tags = [("stage", "final")] }]))
        #expect(copy(bed)?.tags.first?.value == "final", "\(run?.outcomes ?? [])")
    }

    // PRESERVE_ETAG.
    @Test func anEmptyObjectUploadedInAPartIsNotTooLarge() async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        let run = try await bed.run(LocalCopier.batch([put(bed, "", size: 0) { $0.parts = [0] }]))
        #expect(copy(bed) != nil, "\(run?.outcomes ?? [])")
    }

    /// "You can copy a range only if the source object is greater than 5 MB."
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
    @Test func aSmallSourceIsNotCopiedByRange() async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed, "a", size: 100) { $0.parts = [100] }]))
        let parts = bed.server.requests.filter { $0.method == "PUT" && $0.target.contains("partNumber=") }
        #expect(parts.allSatisfy { $0.header("x-amz-copy-source-range") == nil })
    }

    @Test func aBackfillPreservesETagsToo() async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        _ = put(bed, "a", size: Self.part * 2) { $0.parts = [Self.part, Self.part] }
        let job =
            #"{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j"},"tasks":[{"taskId":"t","s3Key":"k","s3VersionId":null,"s3Bucket":"example-source"}]}"#
        _ = try await bed.run(#require(JSON(Array(job.utf8))))
        #expect(copy(bed)?.etag == bed.change { $0.s3.current(LocalCopier.source, "k")?.etag })
    }

    // A key is bytes.
    @Test func aKeyThatBeginsWithACombiningMarkIsKept() throws {
        let key = "\u{301}x"
        let source = MultipartCopyRecord.Source(bucket: "s", key: key, versionID: nil, etag: "e", lastModified: nil)
        let record = MultipartCopyRecord(
            target: MultipartCopyRecord.name(of: S3CopyTarget(bucket: "target", key: key)),
            token: "t",
            phase: .copying,
            source: source,
            plan: try #require(PartPlan(size: 1, preferred: 1)),
            partsPerMessage: 1,
            leaseUntil: .now(),
            startedAt: .now(),
            updatedAt: .now(),
            attempt: 0
        )
        #expect(Array(record.copyTarget.key.utf8) == Array(key.utf8))
    }

    // ON_ARCHIVED=restore, for an object of several messages.
    @Test func anArchivedLargeObjectIsRestored() async throws {
        let bed = try LocalCopier(Self.small.merging(["outcomes.archived": "restore"]) { _, new in new })
        defer { bed.stop() }
        let outcomes = try await bed.drain([put(bed, "big", size: Self.part * 10) { $0.isArchived = true }], limit: 30)
        #expect(bed.server.requests.contains { $0.target.contains("restore") }, "\(outcomes)")
        #expect(bed.change { $0.queues.messages.filter { $0.queue == LocalCopier.deadLetters }.count } == 0)
    }

    // Expected owner, on every request to the target.
    @Test func everyRequestToTheTargetNamesItsOwner() async throws {
        let bed = try LocalCopier(
            Self.small.merging([
                "TARGET_BUCKET": "", "follow.tags": "true", "follow.deletes": "markers",
                "routes": #"[{"to": "s3://example-target/${key}", "to_owner": "123456789012"}]"#,
            ]) { _, new in new }
        )
        defer { bed.stop() }
        try await bed.drain([
            put(bed, "big", size: Self.part * 3) {
                $0.tags = (0..<10).map { ("key\($0)", String(repeating: "v", count: 250)) }
            }
        ])
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectTagging:Put", ["key": "k"])]))
        _ = try await bed.run(.object(["sweep": .bool(true)]))
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]))
        let without = bed.server.requests.filter {
            $0.target.hasPrefix("/example-target") && $0.header("x-amz-expected-bucket-owner") == nil
        }.map { "\($0.method) \($0.target)" }
        #expect(without == [])
    }

    // A copy that came to nothing, because a small object took its place, is revived by every sweep.
    @Test func aCopyThatIsOverIsNotRevivedForEver() async throws {
        let bed = try LocalCopier(Self.small)
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed, "big", size: Self.part * 10)]))
        let small = put(bed, "small")
        _ = try await bed.run(LocalCopier.batch([small]))
        try await bed.drain(limit: 30)
        #expect(copy(bed)?.content.name == "small")
        for _ in 0..<2 {
            bed.change { $0.seconds += 7_200 }
            _ = try await bed.run(.object(["sweep": .bool(true)]))
            try await bed.drain(limit: 30)
        }
        bed.change { $0.seconds += 7_200 }
        let last = try await bed.run(.object(["sweep": .bool(true)]))
        #expect(last?.answer["stalledCopies"]?.number == 0)
    }

    // "Object Copied", of what is gone on both sides.
    @Test func theRemovalOfNothingIsNotToldAsACopy() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers", "EVENT_BUS_NAME": "bus"])
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])]))
        #expect(bed.change { $0.events.count } == 0)
    }

    // A FIFO queue takes no message without a group, and no delay.
    @Test func messagesToAFIFOQueueHaveAGroup() async throws {
        let queue = LocalCopier.queue + ".fifo"
        let bed = try LocalCopier(Self.small.merging(["QUEUE_URL": queue]) { _, new in new })
        defer { bed.stop() }
        do { _ = try await bed.run(LocalCopier.batch([put(bed, "big", size: Self.part * 10)])) } catch { return }
        let sent = bed.server.requests.filter { $0.header("x-amz-target")?.hasPrefix("AmazonSQS.Send") == true }
        #expect(sent.allSatisfy { $0.text.contains("MessageGroupId") })
    }

    // Whoever waits for a turn gives up at the deadline, and says so: "cancelled" would count as a failed delivery.
    @Test func theGateGivesUpAtTheDeadline() async {
        let error = await #expect(throws: AWSError.self) {
            try await RateLimiter(ceiling: 2).run("p", deadline: .now - .milliseconds(1)) {
                Issue.record("no time is left")
            }
        }
        #expect(error?.kind == .outOfTime)
    }

    // What S3 says of metadata is somebody else's text: decoded it must not end a header line.
    @Test func metadataCannotAddHeaders() async throws {
        let bed = try LocalCopier(Self.small)
        defer { bed.stop() }
        let outcomes = try await bed.drain(
            [
                put(bed, "big", size: Self.part * 3) {
                    $0.properties = ["x-amz-meta-a": "=?UTF-8?Q?x=0D=0AX-Injected:_yes?="]
                }
            ],
            limit: 10
        )
        #expect(!bed.server.requests.contains { $0.header("x-injected") != nil })
        #expect(copy(bed) != nil, "\(outcomes)")
    }

    // One copy that cannot be revived does not keep the others, and the orphans, from being looked after.
    @Test func oneStalledCopyDoesNotStopTheSweep() async throws {
        let fail = Mutex(false)
        let bed = try LocalCopier(Self.small) { request, _ in
            guard fail.withLock({ $0 }),
                request.text.contains("AmazonSQS") || request.header("x-amz-target") == "AmazonSQS.SendMessageBatch",
                request.text.contains("a-bad")
            else { return .served }
            return .reply(.status(400, body: #"{"__type":"InvalidMessageContents"}"#))
        }
        defer { bed.stop() }
        for key in ["a-bad", "b-good"] {
            let event = bed.change {
                LocalCopier.created(key, $0.s3.put(LocalCopier.source, key, FakeContent(key, size: Self.part * 10)))
            }
            _ = try await bed.run(LocalCopier.batch([event]))
        }
        bed.change { world in _ = world.queues.take(from: LocalCopier.queue) }
        bed.change { $0.seconds += 7_200 }
        fail.withLock { $0 = true }
        _ = try? await bed.run(.object(["sweep": .bool(true)]))
        #expect(bed.change { $0.queues.messages.contains { $0.body.contains("b-good") } })
    }
}

extension RegressionTests {
    // Two tagging events: who read first may write last.
    @Test func tagsReadEarlierDoNotOverwriteThoseReadLater() async throws {
        let box = Mutex<(@Sendable () -> Void)?>(nil)
        let bed = try LocalCopier(["follow.tags": "true"]) { request, worker in
            guard worker == "slow", request.method == "PUT", request.target.contains("tagging") else { return .served }
            box.withLock { $0.take() }?()
            return .served
        }
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed, "a")]))
        bed.change { $0.s3.setTags([("t", "old")], LocalCopier.source, "k") }
        let tagged = LocalCopier.batch([LocalCopier.record("ObjectTagging:Put", ["key": "k"])])
        box.withLock {
            $0 = {
                bed.change { $0.s3.setTags([("t", "new")], LocalCopier.source, "k") }
                // What the other invocation did meanwhile: it read "new" and wrote it.
                bed.change { $0.s3.setTags([("t", "new")], LocalCopier.target, "k") }
            }
        }
        _ = try await bed.run(tagged, worker: "slow")
        #expect(copy(bed)?.tags.first?.value == "new")
    }

    // What cannot succeed is revived by every sweep, and fills the dead-letter queue each time.
    @Test func aCopyWhoseMessagesWereGivenUpIsNotSentAgainForEver() async throws {
        let bed = try LocalCopier(Self.small)
        defer { bed.stop() }
        try await bed.drain([put(bed, "big", size: Self.part * 10) { $0.isArchived = true }], limit: 30)
        for _ in 0..<4 {
            bed.change { $0.seconds += 7_200 }
            _ = try await bed.run(.object(["sweep": .bool(true)]))
            try await bed.drain(limit: 30)
        }
        let dead = bed.change { $0.queues.messages.filter { $0.queue == LocalCopier.deadLetters }.count }
        #expect(dead <= 6, "\(dead) dead letters of one object")
    }

    // Uploads that a restart could not abort are kept from the sweeper by the record that names them.
    @Test func anAbandonedUploadIsAbortedByTheSweeper() async throws {
        let bed = try LocalCopier(Self.small, versioned: (false, true)) { request, _ in
            guard request.method == "DELETE", request.target.contains("uploadId="), !request.target.contains("swept"),
                request.header("authorization")?.contains("Credential=sweeper") == false
            else { return .served }
            return .reply(.status(500, body: "<Error><Code>InternalError</Code></Error>"))
        }
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed, "big", size: Self.part * 10)]))
        let small = put(bed, "small")
        _ = try await bed.run(LocalCopier.batch([small]))
        // It fails as long as the upload cannot be aborted, and in the end goes to the dead letters.
        _ = try? await bed.drain(limit: 30)
        for _ in 0..<2 {
            bed.change { $0.seconds += 2 * 86_400 }
            _ = try await bed.run(.object(["sweep": .bool(true)]), worker: "sweeper")
            _ = try? await bed.drain(limit: 30)
        }
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    // A target that only this function writes to, and a route on from it: its events are taken for an echo.
    @Test func aChainOfRoutesIsFollowedOrRefused() throws {
        let settings = try? CopierSettings(
            test: [
                "AWS_LAMBDA_FUNCTION_NAME": "copier",
                "routes":
                    #"[{"from": {"bucket": "aaa"}, "to": "s3://bbb/${key}"}, {"from": {"bucket": "bbb"}, "to": "s3://ccc/${key}"}]"#,
            ]
        )
        guard let settings else { return }
        var event = S3ObjectEvent(kind: .created, name: "ObjectCreated:Copy", bucket: "bbb", key: "k", size: 1)
        event.principalID = "AWS:AROAEXAMPLE:copier"
        #expect(CopyDecision(for: event, settings) != .skip(.ownCopy))
    }
}

extension RegressionTests {
    // HEAD tells the number of tags only to who may read them ("when you have the relevant permission to read object
    // tags"), and putting the tags of a named version is a permission of its own.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    @Test(arguments: ["s3:GetObjectTagging", "s3:PutObjectVersionTagging"])
    func theRoleMayDoOnTheTargetWhatTheCodeDoes(action: String) throws {
        let file = #filePath.replacing(
            "Tests/S3CopierTests/RegressionTests.swift",
            with: "functions/S3Copier/template.yaml"
        )
        let template = try String(contentsOfFile: file, encoding: .utf8)
        let role = try #require(template.split(separator: "  S3CopierRole:").last)
        let statement = try #require(
            role.split(separator: "Sid: WriteTarget").dropFirst().first?.split(separator: "Sid:").first
        )
        #expect(statement.contains("- \(action)\n"))
    }

    // What failed early in a batch that runs out of time is not put off: it waits for the queue's 30 minutes.
    @Test func aFailureIsPutOffEvenWhenTheBatchRunsOutOfTime() async throws {
        let bed = try LocalCopier { request, _ in
            if request.method == "PUT", request.target.hasSuffix("/bad") {
                return .reply(.status(400, body: "<Error><Code>Strange</Code></Error>"))
            }
            if request.method == "PUT", request.target.hasSuffix("/slow") { usleep(9_000_000) }
            return .served
        }
        defer { bed.stop() }
        let bodies = ["bad", "slow"].map { key in
            bed.change { LocalCopier.created(key, $0.s3.put(LocalCopier.source, key, FakeContent(key, size: 1))) }
        }
        _ = try await bed.run(LocalCopier.batch(bodies), timeout: .seconds(7))
        #expect(bed.change { $0.queues.visibilities["r0"] } != nil)
    }
}
