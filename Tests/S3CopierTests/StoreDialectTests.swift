import TestSupport
import Testing

@testable import S3Copier

/// Stores that speak S3 in their own ways, as Ceph, SeaweedFS and rclone do.
@Suite struct StoreDialectTests {
    private static let part: Int64 = 5 << 20
    private static let parts = [
        "multipart.threshold": "\(part) B", "multipart.part_size": "\(part) B", "multipart.parts_per_message": "4",
    ]

    private func put(_ bed: LocalCopier) -> String {
        bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent("big", size: Self.part * 3)))
        }
    }

    @Test(arguments: ["InitiateMultipartUpload", "InitiateMultipartUploadResult", "CreateMultipartUploadOutput"])
    func theUploadsIdIsTakenWhateverTheRootIsCalled(root: String) async throws {
        let bed = try LocalCopier(Self.parts) { request, _ in
            guard request.method == "POST", request.target.hasSuffix("?uploads=") else { return .served }
            return .rename("InitiateMultipartUploadResult", root)
        }
        defer { bed.stop() }
        try await bed.drain([put(bed)])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k") }?.content.name == "big")
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test func anUploadWhoseIdCannotBeReadIsAborted() async throws {
        let bed = try LocalCopier(Self.parts) { request, _ in
            guard request.method == "POST", request.target.hasSuffix("?uploads=") else { return .served }
            return .rename("UploadId", "Nonsense")
        }
        defer { bed.stop() }
        let run = try #require(try await bed.run(LocalCopier.batch([put(bed)])))
        #expect(run.outcomes == ["Failed"])
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test func aNoSuchKeyThatIsNotTheSourcesIsSaidAsItIs() async throws {
        let bed = try LocalCopier(Self.parts) { request, _ in
            request.target.contains("partNumber=2&")
                ? .reply(.status(404, body: "<Error><Code>NoSuchKey</Code><Message>no such shard</Message></Error>"))
                : .served
        }
        defer { bed.stop() }
        let run = try #require(try await bed.run(LocalCopier.batch([put(bed)])))
        #expect(run.outcomes == ["Failed"])
        #expect(run.log.contains { $0.contains("no such shard") })
        #expect(!run.log.contains { $0.contains("the source changed") })
    }

    @Test func withoutSTSALargeCopyIsMadeAllTheSame() async throws {
        let bed = try LocalCopier(Self.parts) { request, _ in
            request.text.hasPrefix("Action=GetCallerIdentity") ? .reply(.status(400, body: "no such service")) : .served
        }
        defer { bed.stop() }
        // No upload is lost here: STS is not needed.
        try await bed.drain([put(bed)])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k") }?.content.name == "big")
        _ = try await bed.run(.object(["sweep": true]))
    }

    @Test func aStoreWithoutConditionsGetsCopiesInOrder() async throws {
        let bed = try LocalCopier(["outcomes.failed": "retry"])
        defer { bed.stop() }
        bed.change { $0.s3.lacksConditions = true }
        let old = bed.put("old")
        let new = bed.put("new")
        #expect(try await bed.drain([new]) == ["Copied"])
        #expect(try await bed.drain([old]).allSatisfy { ["AlreadyCurrent", "Superseded"].contains($0) })
        #expect(bed.copy()?.content.name == "new")
        #expect(try await bed.drain([bed.put("newest")]) == ["Copied"])
        #expect(bed.copy()?.content.name == "newest")
        #expect(try await bed.drain([new]) == ["AlreadyCurrent"])
    }

    @Test func theLackOfConditionsIsFoundOutOnce() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        bed.change { $0.s3.lacksConditions = true }
        let events = (0..<6).map { number in
            bed.change {
                LocalCopier.created(
                    "k\(number)",
                    $0.s3.put(LocalCopier.source, "k\(number)", FakeContent("c\(number)", size: 5))
                )
            }
        }
        let run = try #require(
            try await bed.run(LocalCopier.batch(events), timeout: .seconds(900), variables: ["COPY_CONCURRENCY": "1"])
        )
        #expect(run.outcomes == Array(repeating: "Copied", count: 6))
        let conditional = bed.server.requests.filter {
            $0.header("if-none-match") != nil || $0.header("if-match") != nil
        }
        #expect(conditional.count == 2, "the first try, and the one after looking")
    }

    @Test func aStoreWithoutConditionsGetsLargeCopiesToo() async throws {
        let bed = try LocalCopier(Self.parts)
        defer { bed.stop() }
        bed.change { $0.s3.lacksConditions = true }
        try await bed.drain([put(bed)])
        #expect(bed.copy()?.content.name == "big")
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    /// Somebody writes to the target while the parts are copied: what was read there decides, as the condition would have.
    @Test func aLargeCopyLooksBeforeItReplacesWithoutACondition() async throws {
        let world = Late<LocalCopier>()
        let bed = try LocalCopier(Self.parts) { request, _ in
            if request.text.hasPrefix("<CompleteMultipartUpload"), request.header("if-none-match") != nil {
                world.value?.change { _ = $0.s3.put(LocalCopier.target, "k", FakeContent("other", size: 3)) }
            }
            return .served
        }
        defer { bed.stop() }
        world.value = bed
        bed.change { $0.s3.lacksConditions = true }
        try await bed.drain([put(bed)])
        #expect(bed.copy()?.content.name == "big", "the target was compared, and then replaced as it was found")
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test func aStoreWithoutConditionsFollowsRemovals() async throws {
        let bed = try LocalCopier(["follow.deletes": "markers"])
        defer { bed.stop() }
        bed.change { $0.s3.lacksConditions = true }
        #expect(try await bed.drain([bed.put("one")]) == ["Copied"])
        bed.change { $0.s3.delete(LocalCopier.source, "k") }
        let removed = LocalCopier.record("ObjectRemoved:DeleteMarkerCreated", ["key": "k"])
        #expect(try await bed.drain([removed]) == ["Deleted"])
        #expect(bed.copy() == nil)
    }

    @Test(arguments: [(501, "<Error><Code>NotImplemented</Code><Message>no SSE</Message></Error>"), (501, "")])
    func whatTheStoreDoesNotHaveAtAllIsDeniedWithAdvice(status: Int, body: String) async throws {
        let bed = try LocalCopier { request, _ in
            request.header("x-amz-copy-source") != nil ? .reply(.status(status, body: body)) : .served
        }
        defer { bed.stop() }
        let run = try #require(try await bed.run(LocalCopier.batch([bed.put("one")])))
        #expect(run.outcomes == ["Denied"])
        #expect(run.log.contains { $0.contains("it does not have") || $0.contains("does not have what") })
    }

    /// A proxy's page, or a store that leaves a header out: nothing is known of the object, and nothing is deleted for it.
    @Test(arguments: [["Content-Length: 10"], ["ETag: \"e\"", "Content-Length: -1"], []])
    func anAnswerWithoutETagOrSizeDeletesNoCopy(headers: [String]) async throws {
        let isBroken = Late<Bool>()
        let bed = try LocalCopier(["follow.deletes": "markers"]) { request, _ in
            isBroken.value == true && request.method == "HEAD" && request.target.contains(LocalCopier.source)
                ? .reply(.status(200, headers: headers)) : .served
        }
        defer { bed.stop() }
        #expect(try await bed.drain([bed.put("one")]) == ["Copied"])
        isBroken.value = true
        let removed = LocalCopier.record("ObjectRemoved:Delete", ["key": "k"])
        let run = try #require(try await bed.run(LocalCopier.batch([removed])))
        #expect(run.outcomes == ["Failed"])
        #expect(bed.copy()?.content.name == "one")
    }

    @Test func anEndpointThatRefusesConnectionsEndsFast() async throws {
        let bed = try LocalCopier(["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "3"])
        defer { bed.stop() }
        let bodies = (0..<40).map { number in
            LocalCopier.record("ObjectCreated:Put", ["key": .string("k\(number)"), "size": 1, "eTag": "e"])
        }
        let clock = ManualClock()
        let run = try #require(try await bed.run(LocalCopier.batch(bodies), timeout: .seconds(900), clock: clock))
        #expect(run.failed.count == 40)
        // No prefix is slowed down: two short waits an object, as many objects at a time as may be.
        #expect(clock.sleeps.count == 80)
        #expect(clock.sleeps.allSatisfy { $0 <= .milliseconds(100) }, "\(clock.sleeps)")
    }
}
