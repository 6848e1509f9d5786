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
        world.warehouse.tables = warehouse
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

    @Test func aCountThatIsNotFinishedIsNotWaitedFor() async throws {
        let aws = try aws(["a": 10], warehouse: [#""public"."a""#: 10])
        aws.world.withLock { $0.warehouse.statement = #""Status":"STARTED""# }
        let harness = try await HandlerHarness(aws, Self.target)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Rechecking"])
        #expect(aws.bodies("DescribeStatement").count == 1)
        aws.world.withLock { $0.warehouse.statement = #""Status":"FINISHED""# }
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
        #expect(aws.world.withLock { $0.warehouse.ids.count } == 1)
    }

    @Test func aMissingTableIsQuarantinedAndTheOthersAreCounted() async throws {
        let aws = try aws(["a": 10, "missing": 3], warehouse: [#""public"."a""#: 10])
        aws.world.withLock {
            $0.warehouse.statements[#""public"."missing""#] =
                #""Status":"FAILED","Error":"ERROR: relation \"public.missing\" does not exist""#
        }
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        #expect(result.names == ["Quarantined"])
        #expect(result.first["passed"]?.number == 1)
        let quarantined = result.first["quarantinedTables"]?.elements.first
        #expect(quarantined?["reason"]?.string == "the target has no table public.missing")
    }

    private static let first = #""public"."a""#
    private static let second = #""public"."b""#

    /// Mappings in which tables a and b have a filter each.
    private static func filtered(_ a: String, _ b: String) -> String {
        func rule(_ id: Int, _ table: String, _ column: String) -> String {
            #"{"rule-type":"selection","rule-id":"\#(id)","rule-action":"include","object-locator":{"schema-name":"public","table-name":"\#(table)"},"#
                + #""filters":[{"column-name":"\#(column)","filter-conditions":[{"filter-operator":"gte","value":"5"}]}]}"#
        }
        return
            #"{"rules":[\#(rule(1, "a", a)),\#(rule(2, "b", b)),\#(rule(3, "c", "id").replacing("filters\":[{", with: "none\":[{"))]}"#
    }

    @Test(arguments: [
        #"ERROR: column \"gone\" does not exist in a"#, #"ERROR: invalid input syntax for integer: \"5x\""#,
        "ERROR: operator does not exist: character varying >= integer",
    ])
    func aFilterThatATargetsTableDoesNotTakeIsItsOwnAffair(reason: String) async throws {
        let aws = try aws(
            ["a": 10, "b": 2, "c": 7],
            warehouse: [Self.first: 10, Self.second: 40, #""public"."c""#: 7]
        )
        aws.world.withLock {
            $0.migrations.mappings = Self.filtered("gone", "id")
            $0.warehouse.statements[#""gone""#] = #""Status":"FAILED","Error":"\#(reason)""#
            $0.warehouse.shares[#"FROM "public"."b" WHERE"#] = 2
        }
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        // Of a everything is counted, of b its share, of c what there is.
        #expect(result.names == ["Passed"], "\(result.first)")
        #expect(result.first["passed"]?.number == 3)
    }

    @Test func anErrorThatIsNoTablesBlocksTheCheck() async throws {
        let aws = try aws(["a": 10], warehouse: [Self.first: 10])
        aws.world.withLock {
            $0.warehouse.statement = #""Status":"FAILED","Error":"ERROR: permission denied for relation a""#
        }
        let error = await #expect(throws: HandlerError.self) {
            try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        }
        #expect(error?.errorType == "DMS.Blocked")
        #expect(error?.errorMessage.contains("permission denied") == true)
    }

    @Test func fifteenHundredTablesAreCountedInOneBatch() async throws {
        let names = (0..<1_500).map { "t\($0)" }
        let rows = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let aws = try aws(rows, warehouse: Dictionary(uniqueKeysWithValues: rows.map { (#""public"."\#($0)""#, $1) }))
        aws.world.withLock { $0.migrations.pageSize = 500 }
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
        #expect(result.first["passed"]?.number == 1_500)
        #expect(aws.bodies("BatchExecuteStatement").count == 1)
        #expect(aws.bodies("GetStatementResult").count == 15)
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
