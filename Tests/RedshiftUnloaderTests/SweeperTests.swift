import LambdaRuntime
import Logging
import StateStore
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct SweeperTests {
    private func start(_ bench: UnloaderBench, _ name: String) async throws -> String {
        try #require(try await bench.invoke(startEvent(plan: inlinePlan([orders], name: name))).run?.id)
    }

    /// The statement that each sweep describes first, every sweep dying in that very call.
    private func firstDescribed(_ bench: UnloaderBench) async throws -> String? {
        let before = bench.cloud.server.requests.count
        bench.cloud.world.with { $0.diesAt = "DescribeStatement" }
        _ = try? await bench.invoke(#"{"sweep": true}"#)
        bench.cloud.world.with { world in
            world.isDead = false
            world.diesAt = nil
        }
        bench.pass(.seconds(600))
        let asked = bench.cloud.server.requests.dropFirst(before).first {
            $0.header("x-amz-target") == "RedshiftData.DescribeStatement"
        }
        return asked.flatMap { JSON($0.body)?["Id"]?.string }
    }

    /// One run whose call kills the invocation must not keep every later sweep from the others.
    @Test func everySweepBeginsWithAnotherRun() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        for name in ["a", "b", "c"] {
            _ = try await start(bench, name)
            bench.pass(.seconds(60))
        }
        var seen: [String] = []
        for _ in 0..<3 { seen.append(try #require(try await firstDescribed(bench))) }
        #expect(Set(seen) == ["statement-1", "statement-2", "statement-3"])
        #expect(try await firstDescribed(bench) == seen[0])
    }

    @Test func backfillsTakeTurnsToo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        for name in ["a", "b"] {
            let plan = inlinePlan([orders], name: name)
            try await bench.invoke(
                #"{"backfill": {"plan": \#(plan), "from": "2026-11-01T00:00:00Z", "to": "2026-11-03T00:00:00Z"}}"#
            )
            bench.pass(.seconds(1))
        }
        func dues() -> [Double] {
            bench.cloud.world.with { world in
                world.database.all.filter { $0["sk"]?["S"]?.string == "backfill" }.compactMap {
                    $0["due"]?["N"]?.string.flatMap { Double($0) }
                }
            }
        }
        let before = dues()
        bench.pass(.seconds(600))
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(before.count == 2)
        #expect(zip(before, dues()).allSatisfy { $0 < $1 })
    }

    /// A call that hangs has a share of the time.
    @Test func aShareIsAPartOfTheTimeThatIsLeft() throws {
        let now = ContinuousClock.now
        let clock = TimeSource(now: { UTCTime(millisecondsSinceEpoch: 0) }, instant: { now }, sleep: { _ in })
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let state = try bench.function().services.get().state
        func deadline(_ left: Duration) -> Duration {
            let context = LambdaContext(requestID: "r", deadline: now + left, logger: Logger(label: "test"))
            let scope = InvocationScope(context, state, clock: clock)
            return now.duration(to: scope.share(0.25, atLeast: .seconds(20)).deadline)
        }
        #expect(deadline(.seconds(300)) < .seconds(76))
        #expect(deadline(.seconds(300)) > .seconds(70))
        #expect(deadline(.seconds(30)) <= .seconds(20))
        #expect(deadline(.seconds(10)) <= .seconds(10))
    }

    /// One document that nobody can read, of whatever kind, is counted as stuck; everything else goes on.
    @Test(arguments: ["run", "export#orders", "backfill", "leftovers#orders"], ["{", "{}", "[]", #"{"id": 1}"#])
    func anUnreadableDocumentStopsNoOther(sort: String, text: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        for name in ["a", "b", "c", "d"] {
            let place = ##"{"schema": "s", "to": "\##(name)/${window.from:yyyy-MM-dd}/", "window_column": "at"}"##
            let plan = inlinePlan([orders], defaults: place, name: name)
            let range = #""from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z""#
            let isRun = name == "a" || name == "b"
            try await bench.invoke(isRun ? startEvent(plan: plan) : #"{"backfill": {"plan": \#(plan), \#(range)}}"#)
        }
        let isLeftover = sort.hasPrefix("leftovers")
        bench.cloud.world.with { world in
            for index in world.statements.indices { FakeRedshift.end(index, &world) }
            var item = world.database.all.first { $0["sk"]?["S"]?.string == (isLeftover ? "run" : sort) }
            if isLeftover {
                item?["sk"] = ["S": .string(sort)]
                let list = item?["open"]?["S"]?.string?.replacing("run#", with: "leftovers#")
                item?["open"] = list.map { ["S": .string($0)] }
            }
            item?["document"] = ["S": .string(text)]
            if let item {
                _ = world.database.reply(to: "PutItem", ["TableName": "example-state", "Item": .object(item)])
            }
        }
        let sweep = try #require(try await bench.invoke(#"{"sweep": true}"#).sweep)
        #expect(isLeftover || sweep.stuck >= 1)
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.published.count } >= (isLeftover ? 4 : 3))
    }
}
