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
