import TestSupport
import Testing

@testable import S3Copier

/// The result does not depend on which messages SQS put into one batch.
@Suite struct SupersededEventsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let routes: String
        /// Sizes of the two versions.
        let sizes: (Int64, Int64)
    }

    static let cases = [
        Case(testDescription: "one target", routes: #"[{"to": "s3://example-target/${key}"}]"#, sizes: (10, 20)),
        Case(
            testDescription: "the later version is too large for its route",
            routes: #"[{"from": {"max_size": "15 B"}, "to": "s3://example-target/${key}"}]"#,
            sizes: (10, 20)
        ),
        Case(
            testDescription: "each version has a route of its own",
            routes:
                #"[{"from": {"max_size": "15 B"}, "to": "s3://example-target/small/${key}"}, {"to": "s3://example-target/large/${key}"}]"#,
            sizes: (10, 20)
        ),
    ]

    private func copies(_ it: Case, inOneBatch: Bool) async throws -> [String: String] {
        let bed = try LocalCopier(["TARGET_BUCKET": "", "routes": it.routes])
        defer { bed.stop() }
        var bodies: [String] = []
        for (name, size) in [("one", it.sizes.0), ("two", it.sizes.1)] {
            let event = bed.change {
                LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: size)))
            }
            bodies.append(event)
            if !inOneBatch { _ = try await bed.run(LocalCopier.batch([event])) }
        }
        if inOneBatch { _ = try await bed.run(LocalCopier.batch(bodies)) }
        return bed.change { world in
            var result: [String: String] = [:]
            for key in world.s3.keys(LocalCopier.target) {
                result[key] = world.s3.current(LocalCopier.target, key)?.content.name
            }
            return result
        }
    }

    @Test(arguments: cases) func oneBatchLeavesWhatTwoBatchesLeave(_ it: Case) async throws {
        let together = try await copies(it, inOneBatch: true)
        let apart = try await copies(it, inOneBatch: false)
        #expect(together == apart)
        #expect(!together.isEmpty)
    }

    @Test func ofOneTargetTheEarlierCreationIsNotTried() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        let bodies = ["one", "two", "three"].map { name in
            bed.change { LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: 10))) }
        }
        let run = try #require(try await bed.run(LocalCopier.batch(bodies)))
        #expect(run.outcomes.sorted() == ["Copied", "Superseded", "Superseded"])
        #expect(bed.server.requests.count == 1)
    }
}
