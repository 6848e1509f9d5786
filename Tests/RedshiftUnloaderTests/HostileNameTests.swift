import RedshiftSQL
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

/// Names of every kind in every place where SQL is made of them: what a plan names is what Redshift reads.
@Suite struct HostileNameTests {
    static let names = [
        "plain", "Upper", "two words", "a\"b", "a\"\"b", "\"", "a'b", "''", "back\\slash", "\\", "e\u{301}",
        "\"\u{fe0f}",
        "\u{301}\"", "👩\u{200d}👧", "\u{200d}", "\u{202e}rtl", "id\"\u{fe0f}, 41+1 AS \"\u{fe0f}y",
        "x\"; drop table t --",
        "/*", "--", "${window.from}", "$${", "a\nb", "$$", "select", "#unload_bound", "é", "日本語", ";", ")",
    ]

    private func plan(_ name: String) throws -> UnloadPlan {
        let export: JSON = [
            "name": "e", "schema": .string(name), "table": .string(name), "to": "x/${run}/",
            "window_column": .string(name), "before": ["SET query_group TO 'etl'"],
            "columns": [.string(name), "other"], "partition_by": [.string(name)],
        ]
        let window: JSON = ["watermark": .string(name), "type": "integer", "initial": .number(0)]
        return try readPlan(JSON.object(["window": window, "exports": [export]]).text)
    }

    @Test(arguments: names) func aNameStaysOneName(name: String) throws {
        let plan = try plan(name)
        let export = try #require(plan.exports.first)
        let values = PlannedExport.PlaceValues(run: "r", window: nil, scheduled: sampleTime, zone: .utc)
        let statements = ExportStatements(
            export,
            plan: plan.name,
            window: .above(.integer(7)),
            values: values,
            attempt: 1
        )
        let unload = try #require(SQLText(statements.unload.text))
        // The query is one literal; what is in it is the query.
        let query = try #require(unload.literals.first)
        let select = try #require(SQLText(query))
        #expect(
            select.names.map { Array($0.utf8) }
                == [name, "other", name, name, name, name, "upper", "#unload_bound"].map { Array($0.utf8) }
        )
        #expect(unload.names.map { Array($0.utf8) } == [Array(name.utf8)])
        let boundText = try #require(statements.bound)
        let bound = try #require(SQLText(boundText))
        #expect(
            bound.names.map { Array($0.utf8) } == ["#unload_bound", name, "upper", name, name].map { Array($0.utf8) }
        )
    }

    @Test(arguments: ["a\u{0}b", "\u{0}", "", String(repeating: "é", count: 64)])
    func aNameThatRedshiftCannotHaveIsRefusedWhereverItStands(name: String) throws {
        for field in ["schema", "table", "window_column", "database"] {
            var export: [String: JSON] = ["name": "e", "schema": "s", "table": "t", "to": "x/${run}/"]
            export[field] = .string(name)
            let plan: JSON = ["window": ["every": "day"], "exports": [.object(export)]]
            let found = planProblems(plan.text)
            #expect(found.contains { $0.hasPrefix("exports[0].\(field)") }, "\(field): \(found)")
        }
        for field in ["columns", "partition_by"] {
            let export: [String: JSON] = [
                "name": "e", "schema": "s", "table": "t", "to": "x/", field: [.string(name), "other"],
            ]
            let found = planProblems(JSON.object(["exports": [.object(export)]]).text)
            #expect(found.contains { $0.hasPrefix("exports[0].\(field)") }, "\(field): \(found)")
        }
    }
}
