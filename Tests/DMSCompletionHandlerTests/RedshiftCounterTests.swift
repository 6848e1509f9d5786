import AWSRedshiftData
import RedshiftSQL
import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// A target in Redshift.
@Suite struct RedshiftCounterTests {
    private static let target = #""target":{"kind":"redshift","database":"dev","workgroup":"example-wg"}"#

    private func aws(_ tables: [String: Int], warehouse: [String: Int]) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = tables.sorted { $0.key < $1.key }.map { HandlerHarness.table($0.key, rows: $0.value) }
        world.warehouse = warehouse
        return try FakeAWS(world)
    }

    @Test func countsTheTarget() async throws {
        let aws = try aws(["a": 10, "b": 3], warehouse: [#""public"."a""#: 10, #""public"."b""#: 2])
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(result.first["passed"]?.number == 1)
        let reason = result.first["quarantinedTables"]?.elements.first?["reason"]?.string
        #expect(reason == "DMS 3, target 2 rows: a difference of 1")
    }

    @Test func aCountThatGoesOnIsNotWaitedFor() async throws {
        let aws = try aws(["a": 10], warehouse: [#""public"."a""#: 10])
        aws.world.withLock { $0.statement = #""Status":"STARTED""# }
        let harness = try await HandlerHarness(aws, Self.target)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Rechecking"])
        #expect(aws.bodies("DescribeStatement").count == 1)
        aws.world.withLock { $0.statement = #""Status":"FINISHED""# }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.world.withLock { $0.statementIDs.count } == 1)
    }

    @Test func aMissingTableIsQuarantinedAndTheOthersAreCounted() async throws {
        let aws = try aws(["a": 10, "missing": 3], warehouse: [#""public"."a""#: 10])
        aws.world.withLock {
            $0.statements[#""public"."missing""#] =
                #""Status":"FAILED","Error":"ERROR: relation \"public.missing\" does not exist""#
        }
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(result.first["passed"]?.number == 1)
        let quarantined = result.first["quarantinedTables"]?.elements.first
        #expect(quarantined?["reason"]?.string == "the target has no table public.missing")
    }

    @Test func manyTablesAreCountedInStatementsThatTheDataAPITakes() {
        let jobs = (0..<1_500).map { number in
            CountJob(
                table: TableName(String(repeating: "s", count: 120), "\(String(repeating: "t", count: 115))\(number)"),
                filters: [],
                keys: .none
            )
        }
        let plan = RedshiftCountPlan(jobs)
        let batches = plan.batches()
        #expect(batches.allSatisfy { $0.count <= RedshiftBatch.mostStatements })
        #expect(batches.joined().allSatisfy { $0.text.utf8.count <= RedshiftBatch.longestStatement })
        #expect(batches.joined().map(\.items.count).reduce(0, +) == 1_500)
        let rows = batches.joined().reduce(into: [Int: Int64]()) { rows, statement in
            for place in statement.items.indices {
                rows.merge(
                    statement.rows([
                        [.integer(Int64(statement.first + place)), .integer(Int64(statement.first + place))]
                    ])
                ) { _, new in new }
            }
        }
        let counts = plan.counts(plan.named(rows))
        #expect(jobs.enumerated().allSatisfy { counts[$1.table] == .success(.init(rows: Int64($0))) })
    }

    @Test func aNameThatRedshiftCannotHoldIsItsTablesFault() {
        let long = TableName("s", String(repeating: "t", count: 128))
        let plan = RedshiftCountPlan([
            CountJob(table: long, filters: [], keys: .none),
            CountJob(table: TableName("s", "a"), filters: [], keys: .none),
        ])
        let counts = plan.counts(plan.named([0: 7]))
        #expect(counts[TableName("s", "a")] == .success(.init(rows: 7)))
        guard case .failure(.impossible) = counts[long] else {
            Issue.record("expected that it cannot be counted")
            return
        }
    }

    @Test func aShareIsCountedByItsFilterWithQuotedValues() throws {
        let filter = RowFilter(column: "na\"me", conditions: [.equal("O'Brien\\x"), .null])
        let job = CountJob(table: TableName("s", "a"), filters: [filter], keys: .none)
        let text = try #require(RedshiftCountPlan([job]).batches().first?.first?.text)
        #expect(text.contains(##""na""me" = 'O''Brien\\x' OR "na""me" IS NULL"##), "\(text)")
    }
}
