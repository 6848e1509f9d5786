import AWSRedshiftData
import LocalFile
import PlanFile
import PlanSchema
import RedshiftSQL
import Testing

@testable import RedshiftUnloader

@Suite struct PlanTests {
    @Test func fillsInDefaultsAndTheDeployments() throws {
        let plan = try readPlan(
            """
            defaults: {schema: s, to: "${table}/", format: csv, header: true}
            exports:
              - table: a
              - {table: b, header: null, format: json}
            """
        )
        #expect(plan.name == "p")
        #expect(plan.warehouse.target == .serverless(workgroup: "example", database: "dev", secretARN: nil))
        #expect(plan.exports.map(\.name) == ["a", "b"])
        #expect(plan.exports[0].options.format == .csv)
        #expect(plan.exports[0].options.header)
        #expect(!plan.exports[1].options.header)
        #expect(plan.exports[0].location == "s3://example-lake/${table}/")
        #expect(plan.exports[0].role == .default)
        #expect(plan.maximumStatements == 10)
        #expect(plan.retry == RetryPolicy(attempts: 3, waitSeconds: 300))
    }

    @Test func namesEveryMistakeAtOnce() throws {
        let found = planProblems(
            """
            wndow: {}
            warehouse: {workgroup: abc, cluster: c, db_user: 1}
            window: {every: fortnight, lag: soon}
            exports:
              - {schema: s, table: a, to: x/, colums: [b], timeout: 0m}
              - {name: b, query: delete from t, to: "${tabel}/", role: nobody}
              - 7
            """
        )
        for text in [
            "wndow: is not a field here", "warehouse.cluster: cannot be with workgroup", "warehouse.db_user: ",
            "window.every: ", "window.lag: ", "exports[0].colums: is not a field here", "exports[0].timeout: ",
            "exports[1].query: must begin with SELECT or WITH", "exports[1].to: ", "exports[1].role: is \"nobody\"",
            "exports[2]: ",
        ] { #expect(found.contains { $0.hasPrefix(text) }, "\(text) in \(found)") }
    }

    @Test func aPlansNameIsItsFiles() throws {
        let text = "name: sales\nexports: [{schema: s, table: t, to: x/}]"
        #expect(planProblems(text).first?.contains("the file's name is \"p\"") == true)
        #expect(try readPlan(text, name: "sales").name == "sales")
        #expect(try readPlan(text, name: nil).name == "sales")
    }

    @Test func duplicateFieldsAreRefused() {
        #expect(planProblems("exports: [{schema: s, table: t, to: x/, to: y/}]").count == 1)
    }

    @Test func aWarehouseIsAWorkgroupOrAClusterAndItsUserIsOfIt() throws {
        var cluster = testDeployment
        cluster.warehouse.workgroup = nil
        cluster.warehouse.cluster = "c"
        cluster.warehouse.databaseUser = "etl"
        #expect(
            try readPlan(tablePlan(""), deployment: cluster).warehouse.target
                == .cluster(identifier: "c", database: "dev", user: "etl", secretARN: nil)
        )
        // A plan's own cluster does not get the deployment's user.
        let own = tablePlan("", plan: #""warehouse": {"cluster": "d", "secret": "arn:s"},"#)
        #expect(
            try readPlan(own, deployment: cluster).warehouse.target
                == .cluster(identifier: "d", database: "dev", user: nil, secretARN: "arn:s")
        )
        #expect(planProblems(tablePlan("", plan: #""warehouse": {"db_user": "u"},"#)).count == 1)
        let bare = planProblems(tablePlan(""), deployment: DeploymentDefaults())
        #expect(bare.count == 4, "\(bare)")
        #expect(bare.contains { $0.contains("REDSHIFT_WORKGROUP") })
    }

    @Test func anotherContentIsAnotherHash() throws {
        let one = try readPlan(tablePlan(#""where": "a = 1""#))
        #expect(try readPlan(tablePlan(#""where": "a = 1""#)).contentHash == one.contentHash)
        #expect(try readPlan(tablePlan(#""where": "a = 2""#)).contentHash != one.contentHash)
        #expect(
            try readPlan(tablePlan(#""where": "a = 1""#, plan: #""warehouse": {"database": "x"},"#)).contentHash
                != one.contentHash
        )
    }

    /// DynamoDB holds 400 kB: what a run could not keep is refused when the plan is read.
    @Test(arguments: [(3, true), (4, false)]) func anExportFitsIntoADocument(statements: Int, isTaken: Bool) {
        let statement = "\"select '\(String(repeating: "x", count: 90_000))'\""
        let before = Array(repeating: statement, count: statements).joined(separator: ", ")
        let found = planProblems(tablePlan(#""before": [\#(before)]"#))
        #expect(
            isTaken ? found.isEmpty : found.count == 1 && found[0].hasPrefix("exports[0].before: "),
            "\(found.map { $0.prefix(200) })"
        )
    }

    // MARK: Files

    @Test(arguments: ["example", "example-watermark"]) func theShippedPlansAreGood(name: String) throws {
        let file = "\(functionFolder)/plans/\(name).yaml"
        let bytes = try LocalFile.bytes(at: file)
        #expect(try RedshiftUnloader.validate(bytes, file: file).contains("is a valid plan"))
        #expect(try !readPlan(String(decoding: bytes, as: UTF8.self), name: name).exports.isEmpty)
    }

    @Test func aBrokenPlanIsNamedByItsLine() {
        let error = #expect(throws: PlanError.self) {
            try RedshiftUnloader.validate(Array("exports:\n  - {table: t, too: x/}\n".utf8), file: "plans/x.yaml")
        }
        #expect(error?.description.contains("plans/x.yaml:2:") == true)
    }

    /// The published schema knows the fields that the function knows, and no others.
    @Test func theSchemaHasTheSameFields() throws {
        let schema = try PlanSchema(try LocalFile.bytes(at: "\(functionFolder)/plan.schema.json"))
        let fields = PlanFieldInventory.asked { UnloadPlan(name: nil, $0, deployment: testDeployment) }
        #expect(schema.differences(from: fields) == [])
        for name in ["example", "example-watermark"] {
            let bytes = try LocalFile.bytes(at: "\(functionFolder)/plans/\(name).yaml")
            #expect(schema.problems(of: try PlanDocument(bytes, file: name)) == [])
        }
    }
}
