import LocalFile
import PlanFile
import PlanSchema
import RedshiftSQL
import Testing

@testable import DMSCompletionHandler

@Suite struct MigrationPlanTests {
    private static let task = "task: arn:aws:dms:us-east-1:123456789012:task:EXAMPLE"

    private static func read(_ text: String) throws -> [Migration] {
        try PlanDocument(Array(text.utf8), file: "plan.yaml").read { MigrationPlan(name: nil, $0) }.migrations
    }

    private func migration(_ members: String) throws -> Migration {
        try #require(try Self.read("migrations:\n  - \(members.replacing("\n", with: "\n    "))").first)
    }

    @Test func theLeastIsANameAndATask() throws {
        let migration = try migration("name: shop\n\(Self.task)")
        #expect(migration.kind == .task)
        #expect(migration.source == .unreachable(engine: nil))
        #expect(migration.tables[TableName("a", "b")] == ComparePolicy())
        #expect(migration.policy == .all)
        #expect(!migration.mustRun)
    }

    @Test func readsEverything() throws {
        let migration = try migration(
            #"""
            name: shop
            \#(Self.task)
            policy: table
            must_run: true
            stops_within: 26h
            accept_stops: [STOPPED_AFTER_FULL_LOAD]
            source: {kind: postgresql, secret: s, host: h, port: 5433, database: d}
            target: {kind: s3, bucket: example-raw, prefix: /shop//x/}
            compare: {rows: 5, percent: 0.5}
            tables:
              'public.a\.b': ignore
              public.audit_%: {compare: trust_dms}
            next:
              - load: {function: example-loader}
              - crawler: c
              - workflow: w
              - state_machine: arn:aws:states:us-east-1:123456789012:stateMachine:m
            """#
        )
        #expect(migration.acceptedStops == [.stoppedAfterFullLoad])
        #expect(
            migration.source == .database(DatabaseEndpoint(secret: "s", host: "h", port: 5433, database: "d"))
        )
        #expect(migration.target == .s3(bucket: "example-raw", prefix: "shop/x", countsFooters: false))
        #expect(migration.stopsWithin == .seconds(26 * 3600))
        #expect(migration.tables.standard.comparison == .tolerance(rows: 5, percent: 0.5))
        #expect(migration.tables[TableName("public", "a.b")].comparison == .ignore)
        #expect(migration.tables[TableName("public", "audit_log")].comparison == .trustDMS)
        #expect(migration.tables[TableName("public", "other")] == migration.tables.standard)
        #expect(migration.next.map(\.name) == ["load", "crawler", "workflow", "state_machine"])
    }

    @Test func aLoadIsAFunctionsNameAndItsPlan() throws {
        func next(_ load: String) throws -> [NextStep] {
            let members = "target: {kind: s3, bucket: bbb}\nnext: [{load: \(load)}, {crawler: c}]"
            return try migration("name: a\n\(Self.task)\n\(members)").next
        }
        #expect(
            try next("{function: example-loader}") == [.load(function: "example-loader", plan: nil), .crawler("c")]
        )
        let withPlan = try next("{function: example-loader, plan: retail}")
        #expect(withPlan == [.load(function: "example-loader", plan: "retail"), .crawler("c")])
    }

    @Test func defaultsCountWhereAMigrationSaysNothing() throws {
        let migrations = try Self.read(
            """
            defaults: {policy: table, compare: {rows: 1}}
            migrations:
              - {name: a, task: 'arn:aws:dms:us-east-1:123456789012:task:A'}
              - {name: b, task: 'arn:aws:dms:us-east-1:123456789012:task:B', policy: all}
            """
        )
        #expect(migrations.map(\.policy) == [.table, .all])
        #expect(migrations[0].tables.standard.comparison == .tolerance(rows: 1, percent: 0))
    }

    @Test(arguments: [
        ("arn:aws:dms:us-east-1:123456789012:task:X", Migration.Kind.task),
        ("arn:aws-cn:dms:cn-north-1:123456789012:replication-config:X", .serverless),
        ("arn:aws:datasync:us-east-1:123456789012:task/task-1", .dataSync),
    ])
    func theARNTellsTheKind(arn: String, kind: Migration.Kind) throws {
        #expect(try migration("name: n\ntask: \(arn)").kind == kind)
    }

    /// Malformed ARNs, and those of other things: each would be asked for at every event, and never be found.
    @Test(arguments: [
        "'arn:aws:dms:us-east-1:123456789012:task:'", "'arn:aws:dms:us-east-1:123456789012:replication-config:'",
        "arn:aws:dms:us-east-1:123456789012:rep:X", "arn:aws:dms:us-east-1:123456789012:endpoint:X",
        "arn:aws:dms:us-east-1:123456789012:task/X", "arn:aws:dms:us-east-1:123456789012:task:X:Y",
        "arn:aws:dms::123456789012:task:X", "arn:aws:dms:us-east-1::task:X", "arn:aws:dms:us-east-1:1234:task:X",
        "arn:aws-cn:dms:us-east-1:123456789012:task:X", "arn:aws:glue:us-east-1:123456789012:task:X",
        "'arn:aws:dms:us-east-1:123456789012:task:X '", "task:X", "example-shop",
        "arn:aws:datasync:us-east-1:123456789012:task/", "arn:aws:datasync:us-east-1:123456789012:location/loc-1",
        "arn:aws:datasync:us-east-1:123456789012:task/t/execution/exec-1", "'${TaskArn}'",
    ])
    func anARNOfNoTaskIsRefused(arn: String) {
        let error = #expect(throws: PlanError.self) { try migration("name: n\ntask: \(arn)") }
        #expect(error?.description.contains("migrations[0].task") == true, "\(error?.description ?? "")")
    }

    @Test func anExecutionBelongsToItsTask() throws {
        let arn = "arn:aws:datasync:us-east-1:123456789012:task/task-1"
        let migration = try migration("name: n\ntask: \(arn)")
        #expect(migration.isAbout("\(arn)/execution/exec-1"))
        #expect(!migration.isAbout("\(arn)0/execution/exec-1"))
    }

    /// Members of a migration that has a name and a task, and what its mistake is called.
    @Test(arguments: [
        ("sauce: {}", "migrations[0].sauce: is not a field here"), ("policy: some", "migrations[0].policy"),
        ("accept_stops: [FATAL_ERROR]", "migrations[0].accept_stops[0]"),
        ("source: {kind: s3, bucket: bbb}", "migrations[0].source.kind: is s3, which can only be a target"),
        ("source: {kind: postgresql}", "migrations[0].source.secret: is missing"),
        ("source: {kind: postgresql, secret: s, port: 0}", "migrations[0].source.port"),
        ("source: {kind: postgresql, secret: s, pasword: x}", "migrations[0].source.pasword"),
        (
            "source: {kind: postgresql, secret: s, bucket: x}",
            "migrations[0].source.bucket: is no field of kind postgresql"
        ),
        ("target: {kind: oracle}", "migrations[0].target.kind"),
        ("target: {kind: s3, bucket: A_B}", "migrations[0].target.bucket: is no bucket's name"),
        ("target: {kind: s3, bucket: 's3://b'}", "migrations[0].target.bucket: is no bucket's name"),
        ("target: {kind: s3, bucket: a--x-s3}", "migrations[0].target.bucket: is no bucket's name"),
        ("next: [{state_machine: 'arn:aws:states:us-east-1:123456789012:execution:m:e'}]", "ARN of a state machine"),
        ("next: [{state_machine: 'arn:aws:states:us-east-1::stateMachine:m'}]", "ARN of a state machine"),
        ("target: {kind: redshift, database: d}", "migrations[0].target.workgroup: is missing"),
        ("target: {kind: redshift, database: d, workgroup: example, db_user: u}", "migrations[0].target.db_user"),
        ("compare: roughly", "migrations[0].compare"),
        ("compare: {}", "migrations[0].compare: has neither rows nor percent"),
        ("compare: {percent: 101}", "migrations[0].compare.percent"),
        ("checksum: true", "migrations[0].checksum: needs kind postgresql"),
        ("tables: {orders: ignore}", "migrations[0].tables.orders: names a table as schema.table"),
        ("tables: {a.b: {checksum: []}}", "migrations[0].tables"),
        ("tables: {a.b: perhaps}", "migrations[0].tables"),
        ("next: [{crawlers: c}]", "crawlers"), ("next: [{state_machine: m}]", "ARN of a state machine"),
        ("next: [{crawler: a}, {crawler: b}]", "has crawler twice"),
        ("next: [{crawler: a, workflow: b}]", "cannot be with"),
        ("next: [{redshift_load: {database: d, workgroup: example, role: default}}]", "redshift_load"),
        ("target: {kind: s3, bucket: bbb}\nnext: [{load: {function: f, plan: 7}}]", "next[0].load.plan"),
        ("target: {kind: s3, bucket: bbb}\nnext: [{load: {function: f, mode: merge}}]", "next[0].load.mode"),
        ("target: {kind: s3, bucket: bbb}\nnext: [{load: {function: f}}, {load: {function: g}}]", "has load twice"),
        ("target: {kind: redshift, workgroup: w, database: d}\nnext: [{load: {function: f}}]", "must be of kind s3"),
        ("next: [{load: {}}]", "load.function"), ("next: [{load: example-loader}]", "next[0].load"),
        ("next: [{load: {function: f}}]", "has load, which loads files: the target must be of kind s3"),
        (
            "target: {kind: s3, bucket: bbb}\nnext: [{crawler: c}, {load: {function: f}}]",
            "has load behind crawler, which would start before the rows are there"
        ),
        ("stops_within: 0h", "migrations[0].stops_within"), ("stops_within: 26", "migrations[0].stops_within"),
    ])
    func whatIsWrongIsNamedByItsPath(members: String, words: String) {
        let error = #expect(throws: PlanError.self) { try migration("name: a\n\(Self.task)\n\(members)") }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("{}", "migrations"), ("migrations: []", "migrations"), ("migrations: [{\(task)}]", "migrations[0].name"),
        ("migrations: [{name: a b, \(task)}]", "migrations[0].name"), ("migrations: [{name: a}]", "migrations[0].task"),
        ("migrations: [{name: a, task: 'arn:aws:s3:::b'}]", "a DataSync task"),
        (
            "migrations: [{name: a, \(task)}, {name: a, task: 'arn:aws:dms:us-east-1:123456789012:task:B'}]",
            "is taken by migrations[0]"
        ),
        ("migrations: [{name: a, \(task)}, {name: b, \(task)}]", "is taken by migrations[0]"),
        (
            "migrations: [{name: a, task: 'arn:aws:datasync:us-east-1:123456789012:task/t', compare: exact}]",
            "is for DMS: a DataSync execution is judged by its own result"
        ),
    ])
    func whatIsWrongWithTheListIsNamed(plan: String, words: String) {
        let error = #expect(throws: PlanError.self) { try Self.read(plan) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func everyMistakeIsReportedAtOnce() {
        let error = #expect(throws: PlanError.self) {
            try migration("name: a b\ntask: x\npolicy: some\nsauce: 1\nsource: {kind: oracle}")
        }
        #expect(error?.problems.count == 5, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("public.custmers", ["public.custmers"]), ("public.cust%", []), ("public.customers", []), ("x.%", ["x.%"]),
        ("%.customers", []), ("public.CUSTOMERS", ["public.CUSTOMERS"]),
    ])
    func anEntryThatStandsForNoTableIsFound(name: String, unused: [String]) throws {
        let policies = try migration("name: a\n\(Self.task)\ntables: {'\(name)': ignore}").tables
        #expect(policies.unused(among: [TableName("public", "customers")]) == unused)
    }

    // MARK: - The schema, and the plans that are shipped

    private static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/functions/DMSCompletionHandler"

    private static func bytes(_ path: String) throws -> [UInt8] {
        try LocalFile.bytes(at: "\(folder)/\(path)")
    }

    @Test func theSchemaSaysWhatTheReaderReads() throws {
        let schema = try PlanSchema(try Self.bytes("plan.schema.json"))
        #expect(schema.differences(from: .asked { MigrationPlan(name: nil, $0) }) == [])
    }

    @Test func theShippedPlanIsValidByReaderAndSchema() throws {
        let plan = try Self.bytes("plans/example.yaml")
        #expect(try DMSCompletionHandler.validate(plan, file: "plans/example.yaml").hasSuffix("valid plan: shop"))
        let schema = try PlanSchema(try Self.bytes("plan.schema.json"))
        #expect(schema.problems(of: try PlanDocument(plan, file: "plans/example.yaml")) == [])
    }
}
