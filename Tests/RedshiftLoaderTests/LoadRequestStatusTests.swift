import TestSupport
import Testing
import UTCTime

@testable import RedshiftLoader

/// DMSCompletionHandler asks by the id of its request until every load of it is over.
@Suite(.serialized) struct LoadRequestStatusTests {
    private func request(_ files: ClosedRange<Int>) -> String {
        LoaderBench.load(files).replacing("{\"load\": {", with: "{\"load\": {\"id\": \"shop-1\", ")
    }

    private func statuses(_ bench: LoaderBench) async throws -> [String]? {
        let answer = try await bench.invoke(#"{"status": "shop-1"}"#)
        return answer["loads"]?.array?.map { "\($0["table"]?.string ?? "") \($0["status"]?.string ?? "")" }.sorted()
    }

    @Test func itsLoadsAreAnsweredUntilAllAreLoaded() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(request(1...2))
        // The second table of a lane waits for the first one's load, and is told of before a load is made of its files.
        let first = try #require(try await statuses(bench))
        #expect(first.count == 3)
        #expect(!first.contains { $0.hasSuffix("Loaded") })
        try await bench.finish()
        #expect(try await statuses(bench) == ["a.dim Loaded", "a.fact Loaded", "b.other Loaded"])
        // The same request begins nothing new.
        let before = bench.world { $0.statements.count }
        let again = try await bench.invoke(request(1...2))
        #expect(again["outcome"] == .string("Load"))
        #expect(bench.world { $0.statements.count } == before)
    }

    @Test func anUnknownRequestIsNoFailure() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        #expect(try await bench.invoke(#"{"status": "shop-1"}"#)["outcome"] == .string("Unknown"))
    }

    @Test func aLoadThatIsHeldIsNamed() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.faults = [("\"missing_keys\"", "ERROR: Divide by zero", 1)] }
        try await bench.invoke(request(1...1))
        try await bench.sweep()
        #expect(try await statuses(bench)?.filter { $0.hasSuffix("Held") }.count == 1)
    }

    /// The process dies at each of its writes in turn; the event comes again, as Lambda delivers it again.
    @Test(arguments: [true, false]) func whateverIsKilledTheRequestEndsLoaded(isDone: Bool) async throws {
        var call = 1
        var isKilled = true
        while isKilled {
            let bench = try LoaderBench()
            defer { bench.stop() }
            bench.world { $0.killAt = (call, isDone) }
            _ = try? await bench.invoke(request(1...1))
            isKilled = bench.world { world in
                defer { (world.isDead, world.killAt) = (false, nil) }
                return world.isDead
            }
            try await bench.invoke(request(1...1))
            try await bench.sweep()
            let found = Set(try await statuses(bench) ?? [])
            #expect(
                found.isSuperset(of: ["a.dim Loaded", "a.fact Loaded", "b.other Loaded"]),
                "write \(call): \(found)"
            )
            #expect(
                found.allSatisfy { $0.hasSuffix("Loaded") || $0.hasSuffix("Duplicate") },
                "write \(call): \(found)"
            )
            call += 1
        }
        #expect(call > 8)
    }
}
