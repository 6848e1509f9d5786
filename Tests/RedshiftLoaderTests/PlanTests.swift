import AWSS3
import Foundation
import PlanFile
import PlanSchema
import RedshiftSQL
import Testing

@testable import RedshiftLoader

let repositoryFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
let functionFolder = "\(repositoryFolder)/functions/RedshiftLoader"

func readPlan(_ text: String, name: String? = "p", deployment: DeploymentDefaults = .any) throws -> LoadPlan {
    try PlanDocument(Array(text.utf8), file: "plans/p.yaml").read { LoadPlan(name: name, $0, deployment: deployment) }
}

private func problems(_ text: String, deployment: DeploymentDefaults = .any) -> [String] {
    do {
        _ = try readPlan(text, deployment: deployment)
        return []
    } catch {
        return (error as? PlanError)?.problems.map { "\($0.path): \($0.message)" } ?? ["\(error)"]
    }
}

/// A plan of two sources, with tables.
func plan(_ tables: String, checks: String = "") -> String {
    """
    sources:
      changes:
        from: s3://example/changes/
        format: csv
        columns: {op: varchar(1), seq: varchar(35), id: bigint, name: varchar(9), at: timestamp, score: real}
        operation: {column: op}
        order: seq
      rows:
        from: [s3://example/rows/, s3://example/more/]
        suffix: .json
        format: json
        columns: {id: bigint, day: date, extra: super}
    tables:
    \(tables.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n"))
    \(checks)
    """
}

@Suite struct PlanTests {
    @Test func theRetailPlanIsReadWhole() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: "\(functionFolder)/plans/retail.yaml")))
        let plan = try readPlan(String(decoding: bytes, as: UTF8.self), name: "retail")
        #expect(
            plan.tables.map(\.name) == [
                "staging.sales", "analytics.dim_product", "analytics.dim_customer", "analytics.fact_sales",
            ]
        )
        #expect(Set(plan.tables.map(\.lane)) == ["staging.sales", "analytics.daily_sales"])
        let fact = try #require(plan.table("analytics.fact_sales")).target
        #expect(fact.aggregates.map { "\($0.table)" } == ["\"analytics\".\"daily_sales\""])
        #expect(fact.checks.count == 5)
        let customer = try #require(plan.table("analytics.dim_customer")).target
        #expect(customer.references.map { $0.lookup.surrogate.name } == ["customer_sk"])
        // The daily sums show the customer's key, not the product's.
        #expect(customer.references.first?.aggregates.count == 1)
        #expect(plan.table("analytics.dim_product")?.target.references.first?.aggregates.isEmpty == true)
        #expect(try RedshiftLoader.validate(bytes, file: "plans/retail.yaml").contains("is a valid plan"))
    }

    @Test func theSchemaHasTheSameFields() throws {
        let schema = try PlanSchema(Array(try Data(contentsOf: URL(filePath: "\(functionFolder)/plan.schema.json"))))
        let fields = PlanFieldInventory.asked { LoadPlan(name: nil, $0, deployment: .any) }
        #expect(schema.differences(from: fields) == [])
        let bytes = Array(try Data(contentsOf: URL(filePath: "\(functionFolder)/plans/retail.yaml")))
        #expect(schema.problems(of: try PlanDocument(bytes, file: "retail")) == [])
    }

    @Test(arguments: [
        ("a.b: {source: changes, strategy: upsert}", "strategy: \"upsert\" is not allowed"),
        ("ab: {source: changes, strategy: append}", "is not a table; write schema.table"),
        ("a.b: {strategy: append}", "source: is missing"),
        ("a.b: {source: chnges, strategy: append}", "is no source of the plan"),
        ("a.b: {source: changes, strategy: append, unique_key: id}", "is not for strategy append"),
        ("a.b: {source: changes, strategy: merge}", "unique_key: is missing"),
        ("a.b: {source: changes, strategy: merge, unique_key: idd}", "which is not a column of the source's rows"),
        ("a.b: {source: changes, strategy: merge, unique_key: op}", "which is not a column of the source's rows"),
        ("a.b: {source: changes, strategy: merge, unique_key: score}", "a real, which is no key"),
        ("a.b: {source: changes, strategy: merge, unique_key: [id, id]}", "names \"id\" twice"),
        ("a.b: {source: rows, strategy: merge, unique_key: id}", "the source has no order"),
        ("a.b: {source: rows, strategy: merge, unique_key: id}", "a super: two of them cannot be compared"),
        (
            "a.b: {source: changes, strategy: merge, unique_key: id, hard_deletes: invalidate}",
            "hard_deletes: is invalidate"
        ),
        ("a.b: {source: changes, strategy: scd1, unique_key: id}", "surrogate: is missing"),
        ("a.b: {source: changes, strategy: scd1, unique_key: id, surrogate: name}", "is a column of the source too"),
        ("a.b: {source: changes, strategy: scd2, unique_key: id, surrogate: sk}", "effective: is missing"),
        (
            "a.b: {source: changes, strategy: scd2, unique_key: id, surrogate: sk, effective: name}",
            "effective: is a varchar(9)"
        ),
        (
            "a.b: {source: changes, strategy: scd2, unique_key: id, surrogate: sk, effective: at, check_cols: seq}",
            "is in the key or the order"
        ),
        (
            "a.b: {source: changes, strategy: scd2, unique_key: id, surrogate: sk, effective: at, hard_deletes: delete}",
            "a history deletes nothing"
        ),
        ("a.b: {source: changes, strategy: fact, unique_key: id}", "dimensions: is missing"),
        (
            "a.b: {source: changes, strategy: fact, unique_key: id, dimensions: {sk: {of: a.c, by: id}}}",
            "which is no scd1 or scd2 table"
        ),
        (
            "a.b: {strategy: aggregate, from: a.c, group_by: [x], measures: {n: count(*)}, columns: {x: date, n: bigint}}",
            "expected an append, replace, merge or fact table"
        ),
        ("a.b: {strategy: aggregate, source: changes}", "is not for strategy aggregate"),
        (
            "a.b: {strategy: aggregate, from: a.c, group_by: [x], measures: {n: \"count(*); drop table t\"}, columns: {x: date, n: bigint}}",
            "without a semicolon"
        ),
    ]) func aMistakeIsNamed(tables: String, expected: String) {
        let found = problems(plan(tables))
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func aFactNeedsATimeToChooseAVersion() {
        let tables = """
            a.d: {source: changes, strategy: scd2, unique_key: id, surrogate: sk, effective: at}
            a.f: {source: changes, strategy: fact, unique_key: id, dimensions: {d_sk: {of: a.d, by: [id, name]}}}
            """
        let found = problems(plan(tables))
        #expect(
            found.contains { $0.contains("at: is missing; expected the column that says which version of a.d held") }
        )
        #expect(found.contains { $0.contains("by: has 2 columns, and the unique_key of a.d has 1") })
    }

    @Test(arguments: [
        ("a.b:\n    - {unique: id, not_null: id}", "cannot be with"),
        ("a.b:\n    - {severity: warn}", "has none of"),
        ("a.b:\n    - {expression: \"a; b\"}", "without a semicolon"),
        ("a.b:\n    - {expression: \"a = '\"}", "checks"),
        ("a.b:\n    - {unique: id, at_most: 101%}", "a share such as 0.1%"),
        ("a.b:\n    - {row_count: {between: [5, 1]}}", "the wrong way round"),
        ("a.b:\n    - {relationships: {id: s.t}}", "expected schema.table.column"),
        ("a.b:\n    - {accepted_values: {name: [1.5]}}", "is expected to be text, a whole number"),
        ("a.b:\n    - {balance: score}", "a table of strategy append has none"),
        ("a.c:\n    - {unique: id}", "is no table of the plan"),
        ("a.b:\n    - {uniqe: id}", "did you mean unique"),
    ]) func aWrongCheckIsNamed(checks: String, expected: String) {
        let found = problems(plan("a.b: {source: changes, strategy: append}", checks: "checks:\n  \(checks)"))
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test(arguments: [
        (
            "from: s3://example/x/\n    format: parquet\n    columns: {a: bigint}\n    compression: gzip",
            "GZIP cannot be with"
        ),
        (
            "from: s3://example/x/\n    format: json\n    columns: {a: bigint}\n    header: true",
            "cannot be with format json"
        ),
        (
            "from: s3://example/x/\n    format: csv\n    columns: {a: bigint}\n    compression: zstd\n    header: true",
            "cannot be with compression zstd"
        ),
        ("from: https://example/x\n    format: csv\n    columns: {a: bigint}", "expected s3://bucket/prefix/"),
        ("from: s3://example/x/\n    format: csv\n    columns: {a: text}", "is not a type"),
        ("from: s3://example/x/\n    format: csv\n    columns: {a: bigint, A: bigint}", "twice, but for its case"),
        (
            "from: s3://example/x/\n    format: csv\n    columns: {_deleted: bigint}",
            "has a name that the loader needs itself"
        ),
        ("from: s3://example/x/\n    format: csv\n    columns: {a: bigint}\n    order: [b]", "which is not in columns"),
        (
            "from: s3://example/x/\n    format: csv\n    columns: {a: bigint}\n    operation: {column: op}",
            "which is not in columns"
        ),
        (
            "from: s3://example/x/\n    format: csv\n    columns: {a: bigint}\n    operation: {column: a, delete: [U]}",
            "an insert or an update too"
        ),
        (
            "from: s3://example/x/\n    format: csv\n    columns: {a: bigint}\n    delimiter: tab",
            "must be one ASCII character"
        ),
    ]) func aWrongSourceIsNamed(source: String, expected: String) {
        let found = problems("sources:\n  s:\n    \(source)\ntables:\n  a.b: {source: s, strategy: append}")
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func aWarehouseWithoutARoleIsRefused() {
        let deployment = DeploymentDefaults(warehouse: Warehouse.Fields(workgroup: "example", database: "dev"))
        let found = problems(plan("a.b: {source: changes, strategy: append}"), deployment: deployment)
        #expect(found == ["warehouse: role is missing, and LOAD_ROLE is not set"])
    }

    @Test func markersAndManifestsAreNoFiles() throws {
        let read = try readPlan(plan("a.b: {source: rows, strategy: append}"))
        let source = try #require(read.source("rows"))
        for (uri, expected) in [
            ("s3://example/rows/a.json", true), ("s3://example/more/d=1/a.json", true),
            ("s3://example/rows/a.csv", false), ("s3://example/rows_old/a.json", false),
            ("s3://example/rows/_SUCCESS.json", false), ("s3://example/rows/.x.json", false),
            ("s3://other/rows/a.json", false), ("s3://example/rows/", false),
        ] {
            let place = try #require(S3Location(uri))
            #expect(source.has(place) == expected, "\(uri)")
        }
    }
}
