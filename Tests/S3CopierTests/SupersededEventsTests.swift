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

    /// A later version that cannot be copied makes the earlier one no less.
    @Test(arguments: ["archived", "too large", "empty"], [true, false])
    func aVersionThatCannotBeCopiedSupersedesNone(later: String, isDirect: Bool) async throws {
        func copies(inOneBatch: Bool) async throws -> [String] {
            let bed = try LocalCopier(["STATE_TABLE": "", "QUEUE_URL": ""])
            defer { bed.stop() }
            let size: Int64 = later == "too large" ? 6 << 30 : later == "empty" ? 0 : 10
            let bodies = [
                bed.put("one"),
                bed.put("two", size: size) { version in
                    version.isArchived = later == "archived"
                    if later == "archived" { version.storageClass = "GLACIER" }
                },
            ]
            for batch in inOneBatch ? [bodies] : bodies.map({ [$0] }) {
                if isDirect {
                    let records = try batch.flatMap { try JSON.parse($0)["Records"]?.array ?? [] }
                    _ = try? await bed.run(.object(["Records": .array(records)]))
                } else {
                    _ = try await bed.run(LocalCopier.batch(batch))
                }
            }
            let copy = bed.copy()
            return [copy?.content.name ?? "none", "\(copy?.content.size ?? -1)"]
        }
        let apart = try await copies(inOneBatch: false)
        #expect(apart == (later == "empty" ? ["", "0"] : ["one", "10"]))
        #expect(try await copies(inOneBatch: true) == apart)
    }

    /// The members of one FIFO group are copied in their order.
    @Test func aGroupKeepsItsOrder() async throws {
        let bed = try LocalCopier()
        defer { bed.stop() }
        var batch = LocalCopier.batch([bed.put("one"), bed.put("two") { $0.isArchived = true }])
        guard case .object(var members) = batch, case .array(let records)? = members["Records"] else { return }
        members["Records"] = .array(
            records.map { record in
                guard case .object(var record) = record else { return record }
                record["attributes"] = .object(["ApproximateReceiveCount": "1", "MessageGroupId": "g"])
                record["eventSourceARN"] = "arn:aws:sqs:eu-west-1:123456789012:example-copy.fifo"
                return .object(record)
            }
        )
        batch = .object(members)
        let run = try #require(try await bed.run(batch))
        #expect(run.outcomes == ["Copied", "Archived"])
    }
}
