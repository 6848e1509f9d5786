import TestSupport
import Testing
import UTCTime

@testable import RedshiftLoader

@Suite(.serialized) struct LoadRunTests {
    @Test func aCommandLoadsEveryTableOfTheFiles() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        let answer = try await bench.invoke(LoaderBench.load(1...5))
        #expect(answer["outcome"] == .string("Accepted"))
        try await bench.finish()
        #expect(bench.world { $0.loaded.count } == 15)
        #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } })
        // Three tables, of three files at most.
        #expect(bench.statuses == Array(repeating: "Loaded", count: 6))
        // The manifest of each COPY is there, and every file in it mandatory.
        let manifests = bench.world { $0.objects.filter { $0.key.hasPrefix("example-manifests/") } }
        #expect(manifests.count == 6)
        for (_, body) in manifests {
            #expect(JSON(body)?["entries"]?.array?.allSatisfy { $0["mandatory"] == .bool(true) } == true)
        }
    }

    /// Tables that refer to each other load one after another; others beside them.
    @Test func aLanesLoadsDoNotOverlap() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...9))
        while bench.world({ $0.statements.contains { $0.status == "STARTED" } }) {
            let lanes = bench.world { world in
                world.statements.filter { $0.status == "STARTED" }.map { $0.name.split(separator: "/").last ?? "" }
            }
            #expect(Set(lanes).count == lanes.count, "\(lanes)")
            let (index, name) = bench.world { world -> (Int, String) in
                let index = world.statements.firstIndex { $0.status == "STARTED" } ?? 0
                FakeWarehouse.end(index, &world)
                return (index, world.statements[index].name)
            }
            #expect(index >= 0)
            try await bench.invoke(LoaderBench.over(name))
        }
        #expect(bench.world { $0.loaded.count } == 27)
    }

    @Test func filesWaitForTheirWindowAndAreLoadedTogether() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        #expect(try await bench.invoke(LoaderBench.arrival(1...2))["batchItemFailures"] == .array([]))
        try await bench.invoke(LoaderBench.arrival(3...3))
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.world { $0.statements.isEmpty })
        // 10:00 and two minutes, up to the next quarter of an hour.
        bench.world { $0.now = UTCTime(iso8601: "2026-11-27T10:15:00Z") ?? $0.now }
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finish()
        #expect(bench.statuses == ["Loaded", "Loaded", "Loaded"])
        #expect(bench.world { $0.loaded.count } == 9)
        #expect(
            bench.world { world in
                world.database.all.filter { $0["pk"]?["S"]?.string?.hasPrefix("files#") ?? false }.count
            } == 0
        )
    }

    @Test func aRepeatedDeliveryLoadsNothingAgain() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        for _ in 0..<2 {
            try await bench.invoke(LoaderBench.load(1...3))
            try await bench.finish(deliver: 2)
        }
        // The same files in another company: what is new is loaded.
        try await bench.invoke(LoaderBench.load(2...4, table: "b.other"))
        try await bench.finish()
        #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } })
        #expect(bench.world { $0.loaded.count } == 10)
        #expect(bench.statuses.allSatisfy { $0 == "Loaded" })
    }

    @Test(arguments: [
        ("ERROR: 1023 Detail: Serializable isolation violation", "INSERT INTO"),
        ("ERROR: Divide by zero", "\"#fence\"\nWHERE"),
        ("ERROR: deadlock detected", "COPY"),
    ]) func whatMayPassIsTriedAgain(message: String, text: String) async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.faults = [(text, message, 2)] }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
        #expect(bench.world { $0.loaded.count } == 2)
    }

    @Test func whatDoesNotPassEndsAndMakesRoom() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.faults = [("UPDATE \"loader\".\"state\"", "ERROR: 1023", 6)] }
        try await bench.invoke(LoaderBench.load(1...4, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Conflicted", "Loaded"])
        let id = bench.world { world in
            world.database.all.first { $0["status"]?["S"]?.string == "Conflicted" }?["pk"]?["S"]?.string?.dropFirst(5)
                ?? ""
        }
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.finish()
        #expect(bench.statuses == ["Loaded", "Loaded"])
        #expect(bench.world { $0.loaded.count } == 4)
    }

    @Test(arguments: [
        ("ThrottlingException", ""), ("ActiveStatementsExceededException", ""), ("InternalServerException", ""),
        ("ValidationException", "Redshift cluster is paused"), ("DatabaseConnectionException", ""),
    ]) func aWarehouseThatIsNotThereIsWaitedFor(code: String, message: String) async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.refusals = [("BatchExecuteStatement", code, message, 12)] }
        try await bench.invoke(LoaderBench.load(1...2, table: "b.other"))
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
    }

    @Test func aSubmissionThatRedshiftRefusesFails() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...1, table: "b.other"))
        try await bench.finish()
        bench.world { $0.refusals = [("BatchExecuteStatement", "ValidationException", "no such database", 1)] }
        try await bench.invoke(LoaderBench.load(2...2, table: "b.other"))
        #expect(bench.statuses == ["Failed", "Loaded"])
    }

    @Test func aLoadIsCancelled() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        try await bench.invoke(LoaderBench.load(1...1, table: "b.other"))
        // Definitions, a look at the catalog, and rows prepare the lane.
        for _ in 0..<3 {
            let name = bench.world { world -> String in
                let index = world.statements.count - 1
                FakeWarehouse.end(index, &world)
                return world.statements[index].name
            }
            try await bench.invoke(LoaderBench.over(name))
        }
        let id = bench.world { world in
            world.database.all.first { $0["status"]?["S"]?.string == "submitted" }?["pk"]?["S"]?.string?.dropFirst(5)
                ?? ""
        }
        try await bench.invoke(#"{"cancel": "\#(id)"}"#)
        try await bench.sweep()
        #expect(bench.statuses == ["Cancelled"])
        #expect(bench.world { $0.loaded.isEmpty })
    }

    @Test(arguments: [
        (LoadRunCase(text: "\"ties\"", status: "Ambiguous")),
        LoadRunCase(text: "\"rows\" = 1 THEN", status: "Miscounted"),
        LoadRunCase(text: "INSERT INTO \"loader\".\"files\"", status: "Failed"),
        LoadRunCase(text: "COPY ", status: "Rejected"),
        LoadRunCase(text: "\"missing_keys\"", status: "Held"),
    ]) func aBrokenPromiseHoldsTheLoad(each: LoadRunCase) async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.faults = [(each.text, "ERROR: Divide by zero", 1)] }
        try await bench.invoke(LoaderBench.load(1...1, table: "a.dim"))
        try await bench.sweep()
        #expect(bench.statuses == [each.status])
        #expect(bench.world { $0.loaded.isEmpty })
        // The lane goes on.
        try await bench.invoke(LoaderBench.load(2...2, table: "a.dim"))
        try await bench.sweep()
        #expect(bench.statuses == [each.status, "Loaded"].sorted())
    }
}

struct LoadRunCase: Sendable {
    let text: String
    let status: String
}

/// The process dies at each of its writes in turn, before or after what it asked for was done. Whatever that leaves behind,
/// the next event and the sweeper end with every file in every table, once.
@Suite(.serialized) struct CrashTests {
    /// - Returns: whether the kill came: there are no more writes than that.
    private func run(killAt call: Int, isDone: Bool, _ event: String, files: Int) async throws -> Bool {
        let bench = try LoaderBench()
        defer { bench.stop() }
        bench.world { $0.killAt = (call, isDone) }
        _ = try? await bench.invoke(event)
        try? await bench.finish()
        let isKilled = bench.world { world -> Bool in
            let isKilled = world.isDead
            (world.isDead, world.killAt) = (false, nil)
            return isKilled
        }
        // The event comes again, as the queue and Lambda deliver it again; events of batches that were missed do not.
        try await bench.invoke(event)
        try await bench.sweep()
        let label = "killed at write \(call), \(isDone ? "after" : "before") it was done"
        #expect(bench.world { $0.loaded.count } == files, "\(label)")
        #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } }, "\(label)")
        #expect(Set(bench.statuses).subtracting(["Loaded", "Duplicate"]) == [], "\(label): \(bench.statuses)")
        #expect(bench.world { world in world.database.all.allSatisfy { $0["open"] == nil } }, "\(label)")
        return isKilled
    }

    @Test(arguments: [true, false]) func aCommandLoadsOnce(isDone: Bool) async throws {
        var call = 1
        while try await run(killAt: call, isDone: isDone, LoaderBench.load(1...1, table: "b.other"), files: 1) {
            call += 1
        }
        #expect(call > 8)
    }

    @Test(arguments: [true, false]) func filesOfAQueueAreLoadedOnce(isDone: Bool) async throws {
        var call = 1
        while try await run(killAt: call, isDone: isDone, LoaderBench.arrival(1...1), files: 3) { call += 1 }
        #expect(call > 3)
    }

    /// Two invocations drive one lane at the same time: each request of the one meets the other in every state.
    @Test func twoDriversOfOneLaneLoadOnce() async throws {
        let bench = try LoaderBench()
        defer { bench.stop() }
        for round in 0..<3 {
            let files = (round * 4 + 1)...(round * 4 + 4)
            async let one = bench.invoke(LoaderBench.load(files))
            async let two = bench.invoke(LoaderBench.load(files))
            async let three = bench.invoke(#"{"sweep": true}"#)
            _ = try await (one, two, three)
            try await bench.finish(deliver: 2)
        }
        try await bench.sweep()
        #expect(bench.world { $0.loaded.count } == 36)
        #expect(bench.world { $0.loaded.values.allSatisfy { $0 == 1 } })
        #expect(Set(bench.statuses) == ["Loaded"])
    }
}
