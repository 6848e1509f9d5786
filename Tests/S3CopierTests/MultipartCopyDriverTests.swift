import TestSupport
import Testing

@testable import S3Copier

@Suite struct MultipartCopyDriverTests {
    private static let part: Int64 = 5 << 20
    private static let small = [
        "multipart.threshold": "\(part) B", "multipart.part_size": "\(part) B", "multipart.parts_per_message": "4",
        "COPY_CONCURRENCY": "3",
    ]

    private func bed(
        _ variables: [String: String] = [:],
        versioned: (source: Bool, target: Bool) = (true, true),
        fate: @escaping @Sendable (LoopbackServer.Request, String) -> LocalCopier.Fate = { _, _ in .served }
    ) throws -> LocalCopier {
        try LocalCopier(Self.small.merging(variables) { _, new in new }, versioned: versioned, fate: fate)
    }

    private func put(
        _ bed: LocalCopier,
        _ name: String = "big",
        parts: Double = 9.5,
        _ change: @Sendable (inout FakeVersion) -> Void = { _ in }
    ) -> String {
        bed.change {
            let content = FakeContent(name, size: Int64(Double(Self.part) * parts))
            return LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", content, change))
        }
    }

    @Test func isCopiedThroughTheQueueAndCompletedOnce() async throws {
        let bed = try bed()
        defer { bed.stop() }
        let outcomes = try await bed.drain([put(bed)])
        #expect(outcomes == ["InProgress", "InProgress", "InProgress", "Copied"])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "big")
        #expect(bed.change { $0.s3.openUploads }.isEmpty)
        let completions = bed.server.requests.filter { $0.text.hasPrefix("<CompleteMultipartUpload") }
        #expect(completions.count == 1)
        let parts = bed.server.requests.filter { $0.target.contains("partNumber=") && $0.method == "PUT" }
        #expect(parts.count == 10)
        #expect(parts.allSatisfy { $0.header("x-amz-copy-source")?.hasSuffix("?versionId=v1") == true })
        #expect(parts.allSatisfy { $0.header("x-amz-copy-source-if-match") != nil })
    }

    @Test func oneOfFewPartsIsCopiedAtOnce() async throws {
        let bed = try bed()
        defer { bed.stop() }
        #expect(try await bed.drain([put(bed, parts: 3)]) == ["Copied"])
        #expect(bed.change { $0.queues.messages }.isEmpty)
    }

    @Test func aRepeatedDeliveryCopiesNothingAgain() async throws {
        let bed = try bed()
        defer { bed.stop() }
        let event = put(bed)
        _ = try await bed.drain([event])
        let before = bed.server.requests.filter { $0.method == "PUT" }.count
        #expect(try await bed.drain([event]) == ["AlreadyCurrent"])
        #expect(bed.server.requests.filter { $0.method == "PUT" }.count == before)
    }

    @Test func everyMessageTwiceChangesNothing() async throws {
        let bed = try bed()
        defer { bed.stop() }
        let event = put(bed)
        _ = try await bed.run(LocalCopier.batch([event]))
        let messages = bed.change { $0.queues.take(from: LocalCopier.queue).map(\.body) }
        #expect(messages.count == 3)
        try await bed.drain(messages + messages.reversed() + [event])
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
        #expect(bed.change { $0.s3.openUploads }.isEmpty)
    }

    @Test func theCopyIsWhatASmallOneWouldBe() async throws {
        let bed = try bed([
            "TARGET_BUCKET": "",
            "routes":
                #"[{"to": "s3://example-target/${key}", "storage_class": "STANDARD_IA", "encryption": "s3", "to_owner": "123456789012"}]"#,
        ])
        defer { bed.stop() }
        let properties = [
            "content-type": "text/csv", "cache-control": "no-cache", "content-disposition": "attachment; filename=a",
            "content-encoding": "gzip", "content-language": "de", "expires": "Thu, 01 Jan 2032 00:00:00 GMT",
            "x-amz-meta-owner": "team",
        ]
        let event = put(bed) {
            $0.properties = properties
            $0.tags = [("a", "1"), ("b", "2")]
        }
        try await bed.drain([event])
        let copy = try #require(bed.change { $0.s3.current(LocalCopier.target, "k") })
        var expected = properties
        expected["x-amz-meta-s3copier-source"] = copy.properties["x-amz-meta-s3copier-source"]
        #expect(copy.properties == expected)
        #expect(copy.tags.map(\.key) == ["a", "b"])
        #expect(copy.storageClass == "STANDARD_IA")
        #expect(copy.encryption == "AES256")
        let uploads = bed.server.requests.filter { $0.target.contains("upload") }
        #expect(uploads.allSatisfy { $0.header("x-amz-expected-bucket-owner") == "123456789012" })
    }

    @Test func moreTagsThanAHeaderHoldsAreSetAfterwards() async throws {
        let bed = try bed()
        defer { bed.stop() }
        let value = String(repeating: "v", count: 256)
        let event = put(bed) { version in version.tags = (0..<10).map { ("tag\($0)", value) } }
        try await bed.drain([event])
        let copy = try #require(bed.change { $0.s3.current(LocalCopier.target, "k") })
        #expect(copy.tags.count == 10)
        #expect(copy.tags.allSatisfy { $0.value == value })
    }

    @Test func theSourcesChecksumIsTheProof() async throws {
        let bed = try bed()
        defer { bed.stop() }
        try await bed.drain([put(bed) { $0.hasChecksum = true }])
        let completion = try #require(bed.server.requests.first { $0.text.hasPrefix("<CompleteMultipartUpload") })
        #expect(completion.header("x-amz-checksum-crc64nvme") != nil)
        #expect(completion.header("x-amz-checksum-type") == "FULL_OBJECT")
        #expect(completion.header("x-amz-mp-object-size") == "\(Self.part * 19 / 2)")
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.hasChecksum } == true)
    }

    @Test(arguments: [[5 << 20, 5 << 20, 17], [6 << 20, 5 << 20, 5 << 20, 3], [7 << 20]] as [[Int64]])
    func theSourcesOwnPartsGiveItsETag(sizes: [Int64]) async throws {
        let bed = try bed(["multipart.preserve_etag": "true"])
        defer { bed.stop() }
        let source = bed.change { world -> FakeVersion in
            world.s3.put(LocalCopier.source, "k", FakeContent("cut", size: sizes.reduce(0, +))) { $0.parts = sizes }
        }
        try await bed.drain([LocalCopier.created("k", source)])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.etag } == source.etag)
    }

    @Test func aSourceThatChangesBeginsAnew() async throws {
        let bed = try bed(versioned: (false, true))
        defer { bed.stop() }
        let first = put(bed, "first")
        _ = try await bed.run(LocalCopier.batch([first]))
        let second = put(bed, "second")
        try await bed.drain([second])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "second")
        #expect(bed.change { $0.s3.openUploads }.isEmpty)
    }

    @Test func anOldLargeStateDoesNotStopANewerSmallOne() async throws {
        let bed = try bed()
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed, "large")]))
        let small = bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent("small", size: 3)))
        }
        _ = try await bed.drain([small])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "small")
        #expect(bed.change { $0.s3.openUploads }.isEmpty)
    }

    /// Somebody else wrote to the target while the parts were copied.
    @Test func aTargetThatChangedIsComparedAgain() async throws {
        let bed = try bed()
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([put(bed)]))
        bed.change { _ = $0.s3.put(LocalCopier.target, "k", FakeContent("foreign", size: 3)) }
        try await bed.drain()
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "big")
    }

    @Test func timeThatRunsOutSendsTheRestAsAMessage() async throws {
        let clock = ManualClock()
        let bed = try bed(["multipart.parts_per_message": "100", "COPY_CONCURRENCY": "1"]) { request, worker in
            // S3 takes nearly all of the time for the fourth part.
            if worker == "short", request.target.contains("partNumber=4&") { clock.advance(by: .seconds(898)) }
            return .served
        }
        defer { bed.stop() }
        let event = put(bed)
        let run = try await bed.run(
            LocalCopier.batch([event]),
            worker: "short",
            timeout: .seconds(900),
            clock: clock
        )
        #expect(run?.outcomes == ["InProgress"])
        #expect(run?.failed == [])
        #expect(bed.change { $0.queues.messages.count } == 1)
        try await bed.drain()
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "big")
        for number in 1...10 {
            let parts = bed.server.requests.filter {
                $0.target.contains("partNumber=\(number)&") && $0.method == "PUT"
            }
            #expect(parts.count == 1, "what S3 has is not copied again")
        }
    }

    @Test func withoutATableWhatIsOverFiveGigabytesIsRefused() async throws {
        let bed = try bed(["STATE_TABLE": ""])
        defer { bed.stop() }
        let large = bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent("huge", size: 6 << 30)))
        }
        #expect(try await bed.run(LocalCopier.batch([large]))?.outcomes == ["TooLarge"])
        #expect(bed.server.requests.filter { $0.method == "PUT" }.isEmpty)
    }

    @Test func fiftyTerabytesAreTenThousandPartsInAHundredMessages() async throws {
        let bed = try bed([
            "multipart.parts_per_message": "100", "multipart.part_size": "134217728 B", "COPY_CONCURRENCY": "64",
        ])
        defer { bed.stop() }
        let event = bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent("huge", size: 50_000_000_000_000)))
        }
        _ = try await bed.run(LocalCopier.batch([event]))
        let messages = bed.change { $0.queues.take(from: LocalCopier.queue).map(\.body) }
        #expect(messages.count == 100)
        _ = try await bed.run(LocalCopier.batch(messages), timeout: .seconds(900))
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.size } == 50_000_000_000_000)
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "huge")
    }

    // S3 may send the 200 of a Complete first, and the 412 in the body.
    @Test func aConditionThatFailsInsideA200DoesNotLoseTheCopy() async throws {
        let calls = SharedCount()
        let bed = try LocalCopier(LocalCopier.inParts) { request, _ in
            guard request.method == "POST", request.target.contains("uploadId="), calls.next() == 1 else {
                return .served
            }
            return .reply(
                .status(200, body: "<Error><Code>PreconditionFailed</Code><Condition>If-None-Match</Condition></Error>")
            )
        }
        defer { bed.stop() }
        let outcomes = try await bed.drain([bed.put("big", size: LocalCopier.part * 3)], limit: 20)
        #expect(outcomes.last == "Copied", "\(outcomes)")
        #expect(bed.copy()?.content.name == "big")
    }

    // An invocation that fails and lives keeps its lease: its message's next deliveries are refused as busy, and the
    // template's five are used up (150 s at most) before the lease is (305 s).
    @Test func aFailedAttemptDoesNotLockItsOwnRetriesOut() async throws {
        for isComplete in [false, true] {
            let calls = SharedCount()
            let bed = try LocalCopier(LocalCopier.inParts) { request, _ in
                guard request.method == "POST", request.target.contains(isComplete ? "uploadId=" : "uploads"),
                    calls.next() == 1
                else { return .served }
                return .reply(.status(500, body: "<Error><Code>InternalError</Code></Error>"))
            }
            defer { bed.stop() }
            let event = bed.put("big", size: LocalCopier.part * 3)
            var outcomes: [String] = []
            for wait: Int64 in [0, 10, 20, 40, 80] {
                bed.change { $0.seconds += wait }
                outcomes += try await bed.run(LocalCopier.batch([event]), timeout: .seconds(300))?.outcomes ?? []
            }
            #expect(bed.copy() != nil, "\(outcomes)")
        }
    }
}
