import AWSDMS
import Testing

@testable import DMSCompletionHandler

@Suite struct ExpectedTablesTests {
    private let everything = #"""
        {"rules":[{"rule-type":"selection","rule-id":"1","rule-action":"include",
          "object-locator":{"schema-name":"public","table-name":"%"}}]}
        """#
    private let named = #"""
        {"rules":[{"rule-type":"selection","rule-id":"1","rule-action":"include",
          "object-locator":{"schema-name":"public","table-name":"sales_order"}}]}
        """#

    private func relation(
        _ table: String,
        _ kind: SourceCatalogEntry.Kind = .table,
        of parent: String? = nil
    ) -> SourceCatalogEntry {
        SourceCatalogEntry(
            name: TableName("public", table),
            kind: kind,
            partitionOf: parent.map { TableName("public", $0) }
        )
    }

    /// The tables that are missing in DMS.
    private func missing(_ json: String, _ known: [String], _ relations: [SourceCatalogEntry]?) throws -> [String] {
        let statistics = known.map { TableStatistics(schema: "public", table: $0) }
        return ExpectedTables(try TableMappings(json: json), statistics: statistics, relations: relations).tables
            .filter { $0.statistics == nil }.map(\.source.table)
    }

    @Test func aTableOfTheSourceThatDMSDoesNotKnowIsMissing() throws {
        let relations = [relation("a"), relation("b"), relation("v", .view), relation("awsdms_status")]
        #expect(try missing(everything, ["a"], relations) == ["b"])
    }

    @Test func aTableInAnotherSchemaIsNotExpected() throws {
        let other = SourceCatalogEntry(name: TableName("other", "x"), kind: .table, partitionOf: nil)
        #expect(try missing(everything, ["a"], [relation("a"), other]).isEmpty)
    }

    @Test func withoutACatalogueOnlyWhatIsNamedCanBeMissing() throws {
        #expect(try missing(everything, ["a"], nil).isEmpty)
        #expect(try missing(named, ["a"], nil) == ["sales_order"])
        #expect(try missing(named, ["sales_order"], nil).isEmpty)
        // The underscore is a wildcard, and somebody may mean it.
        #expect(try missing(named, ["sales-order"], nil).isEmpty)
    }

    @Test func aTableThatIsNamedAndNowhereIsMissing() throws {
        #expect(try missing(named, [], [relation("other")]) == ["sales_order"])
    }

    @Test(
        arguments: [
            (["events"], []), (["events_1", "events_2"], []), (["events_1"], ["events_2"]),
            ([], ["events", "events_1", "events_2"]),
        ] as [([String], [String])]
    )
    func partitionsAreKnownByTheirTableOrTheTableByThem(known: [String], expected: [String]) throws {
        let relations = [
            relation("events", .partitionedTable), relation("events_1", of: "events"),
            relation("events_2", of: "events"),
        ]
        #expect(try missing(everything, known, relations) == expected)
    }
}
