import TestSupport
import Testing
import UTCTime

@testable import RedshiftLoader

@Suite(.serialized) struct LoadEventTests {
    /// The loads that the bus was told of, with their outcomes.
    private func published(_ bench: LoaderBench) -> [String] {
        bench.world { world in
            world.events.compactMap { event in
                guard event["Source"] == .string("aws-lambdas.redshift-loader"),
                    event["DetailType"] == .string("Redshift Load Finished"),
                    event["EventBusName"] == .string("example-bus"),
                    let detail = event["Detail"]?.string.flatMap({ JSON(Array($0.utf8)) })
                else { return nil }
                return "\(detail["table"]?.string ?? "") \(detail["outcome"]?.string ?? "")"
            }.sorted()
        }
    }

    @Test func everyLoadThatIsOverIsPublishedOnce() async throws {
        let bench = try LoaderBench(eventBus: "example-bus")
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...3))
        try await bench.finish()
        #expect(published(bench) == ["a.dim Loaded", "a.fact Loaded", "b.other Loaded"])
        let detail = try #require(
            bench.world { $0.events.first?["Detail"]?.string.flatMap { JSON(Array($0.utf8)) } }
        )
        #expect(detail["files"] == .number(3))
        #expect(detail["rows"] == .number(3))
        #expect(detail["isDone"] == .bool(true))
        #expect(detail["endedAt"]?.string?.hasPrefix("2026-11-27T10:") == true)
    }

    @Test func nothingIsPublishedWithoutABus() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...3))
        try await bench.finish()
        #expect(bench.world { $0.events.isEmpty && !$0.log.contains("PutEvents") })
        #expect(bench.statuses == ["Loaded", "Loaded", "Loaded"])
    }

    @Test func aLoadThatIsHeldIsPublishedAndItsCancellationToo() async throws {
        let bench = try LoaderBench(eventBus: "example-bus")
        defer { bench.stop() }
        bench.world { $0.faults = [("\"missing_keys\"", "ERROR: Divide by zero", 1)] }
        try await bench.invoke(LoaderBench.load(1...1, table: "a.dim"))
        try await bench.sweep()
        #expect(published(bench) == ["a.dim Held"])
        let id = bench.world { world in
            world.database.all.first { $0["status"]?["S"]?.string == "Held" }?["pk"]?["S"]?.string?.dropFirst(5) ?? ""
        }
        for _ in 0..<2 { try await bench.invoke(#"{"cancel": "\#(id)"}"#) }
        #expect(bench.statuses == ["Cancelled"])
        #expect(published(bench) == ["a.dim Cancelled", "a.dim Held"])
    }

    /// EventBridge answers 200 and takes nothing.
    @Test func anEventThatIsRefusedForNowIsPublishedLaterAndKeepsNoLoadWaiting() async throws {
        let bench = try LoaderBench(eventBus: "example-bus")
        defer { bench.stop() }
        bench.world { $0.entryFailures = [("ThrottlingException", 1), ("InternalFailure", 1)] }
        try await bench.invoke(LoaderBench.load(1...6, table: "b.other"))
        try await bench.finish()
        #expect(bench.statuses == ["Loaded", "Loaded"])
        #expect(published(bench).isEmpty)
        try await bench.sweep()
        #expect(published(bench) == ["b.other Loaded", "b.other Loaded"])
        #expect(bench.world { world in world.database.all.allSatisfy { $0["open"] == nil } })
    }

    @Test(arguments: ["NotAuthorizedForSourceException", "MalformedDetail"])
    func anEventThatIsRefusedForGoodIsGivenUp(code: String) async throws {
        let bench = try LoaderBench(eventBus: "example-bus")
        defer { bench.stop() }
        bench.world { $0.entryFailures = [(code, 1)] }
        try await bench.invoke(LoaderBench.load(1...6, table: "b.other"))
        try await bench.finish()
        #expect(bench.statuses == ["Loaded", "Loaded"])
        #expect(published(bench) == ["b.other Loaded"])
        #expect(bench.world { world in world.database.all.allSatisfy { $0["open"] == nil } })
    }

    /// The process dies at each of its writes in turn, before or after what it asked for was done.
    @Test(arguments: [true, false]) func whateverIsKilledEveryLoadIsPublished(isDone: Bool) async throws {
        var call = 1
        var isKilled = true
        while isKilled {
            let bench = try LoaderBench(eventBus: "example-bus")
            defer { bench.stop() }
            bench.world { $0.killAt = (call, isDone) }
            _ = try? await bench.invoke(LoaderBench.load(1...1, table: "b.other"))
            try? await bench.finish()
            isKilled = bench.world { world in
                defer { (world.isDead, world.killAt) = (false, nil) }
                return world.isDead
            }
            try await bench.invoke(LoaderBench.load(1...1, table: "b.other"))
            try await bench.sweep()
            #expect(Set(published(bench)).isSuperset(of: ["b.other Loaded"]), "killed at write \(call)")
            #expect(bench.world { world in world.database.all.allSatisfy { $0["open"] == nil } }, "write \(call)")
            call += 1
        }
        #expect(call > 8)
    }
}
