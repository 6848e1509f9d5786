import AWSRedshiftData
import Parquet
import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftLoader

@Suite struct SchemaComparisonTests {
    /// Columns seq varchar(35), id integer, price decimal(12,2), at timestamp; the key is id, the order seq.
    private func comparison(_ schema: String = "") throws -> SchemaComparison {
        let text = """
            sources:
              s:
                from: s3://example/s/
                format: parquet
                columns: {seq: varchar(35), id: integer, price: "decimal(12,2)", at: timestamp}
                order: seq
            tables:
              a.b: {source: s, strategy: merge, unique_key: id}
            \(schema)
            """
        let plan = try readPlan(text)
        return SchemaComparison(try #require(plan.table("a.b")), plan.schema)
    }

    private static let names = ["seq", "id", "price", "at"]
    private static let types = ["varchar", "integer", "decimal(12,2)", "timestamp"]

    @Test func filesOfThePlansColumnsFit() throws {
        let comparison = try comparison()
        #expect(comparison.verdict(Self.names, Self.types) == .fits)
        // Redshift folds names; formats that are not matched by position have none.
        #expect(comparison.verdict(["AT", "ID", "SEQ", "Price"], nil) == .fits)
        #expect(comparison.verdict(nil, nil) == .fits)
        #expect(comparison.columns(Self.names, Self.types)?.allSatisfy { $0.type == nil && $0.isKept } == true)
    }

    @Test(arguments: [
        ("id", "smallint", true), ("id", "bigint", false), ("id", "double precision", false), ("id", "varchar", false),
        ("price", "integer", true), ("price", "bigint", false), ("price", "decimal(10,1)", true),
        ("price", "decimal(12,3)", false), ("price", "decimal(13,2)", false), ("price", "real", false),
        ("at", "date", true), ("at", "timestamptz", true), ("at", "varchar", false), ("seq", "integer", false),
        ("seq", "varchar", true), ("at", "?timestamps in nanoseconds", false), ("id", "boolean", false),
    ]) func aTypeIsCastWhenNothingIsLost(column: String, type: String, fits: Bool) throws {
        let index = try #require(Self.names.firstIndex(of: column))
        var types = Self.types
        types[index] = type
        let verdict = try comparison().verdict(Self.names, types)
        guard case .held(let reason) = verdict else {
            #expect(fits && verdict == .fits, "\(verdict)")
            return
        }
        #expect(!fits && reason.hasPrefix(column), "\(reason)")
    }

    @Test func aColumnOfAnotherTypeIsStagedAsTheFileHasIt() throws {
        let columns = try comparison().columns(["price", "id", "seq"], ["integer", "smallint", "varchar"])
        #expect(columns?.map { $0.type?.description } == ["integer", "smallint", nil])
    }

    @Test(arguments: [
        ("", "varchar", "varchar(256)"), ("", "bigint", "bigint"), ("schema: {new_columns: add}", "date", "date"),
        ("", "super", "super"),
    ]) func aNewColumnIsAdded(schema: String, type: String, expected: String) throws {
        let verdict = try comparison(schema).verdict(Self.names + ["Extra"], Self.types + [type])
        #expect(verdict == .new([try ColumnDefinition("Extra", expected)]))
    }

    @Test(arguments: [
        ("schema: {new_columns: hold}", "extra", "bigint", "set new_columns: add or ignore"),
        ("", "extra", "?unsigned integers of 32 bits", "Redshift cannot read unsigned integers"),
        ("schema: {new_columns: ignore}", "extra", "?x", "Redshift cannot read x"),
        ("", "_deleted", "bigint", "its name cannot be a column's"),
    ]) func aNewColumnHoldsTheFile(schema: String, name: String, type: String, expected: String) throws {
        let verdict = try comparison(schema).verdict(Self.names + [name], Self.types + [type])
        guard case .held(let reason) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(reason.hasPrefix(name) && reason.contains(expected), "\(reason)")
    }

    @Test func aNewColumnOfAnUnknownTypeHoldsTheFile() throws {
        guard case .held(let reason) = try comparison().verdict(Self.names + ["extra"], nil) else {
            Issue.record("it fits")
            return
        }
        #expect(reason.contains("its type is not known"))
    }

    @Test func anIgnoredColumnGoesNoFurtherThanTheFilesStage() throws {
        let comparison = try comparison("schema: {new_columns: ignore}")
        #expect(comparison.verdict(Self.names + ["extra"], Self.types + ["bigint"]) == .fits)
        let extra = comparison.columns(Self.names + ["extra"], Self.types + ["bigint"])?.last
        #expect(extra?.isKept == false)
        #expect(extra?.name.name == "_left_out_5")
    }

    @Test func aColumnThatIsMissingIsNullUnlessItIsNeeded() throws {
        #expect(try comparison().verdict(["seq", "id"], ["varchar", "integer"]) == .fits)
        for (schema, names) in [
            ("schema: {missing_columns: hold}", ["seq", "id"]), ("", ["seq", "at"]), ("", ["id"]),
        ] {
            guard case .held = try comparison(schema).verdict(names, nil) else {
                Issue.record("\(names)")
                continue
            }
        }
    }

    @Test(arguments: [
        (ParquetFileColumn.Kind.integer(bits: 16, isSigned: true), "smallint"),
        (.integer(bits: 64, isSigned: true), "bigint"),
        (.integer(bits: 32, isSigned: false), "?unsigned integers of 32 bits"),
        (.decimal(precision: 38, scale: 4), "decimal(38,4)"),
        (.decimal(precision: 39, scale: 0), "?decimals of 39 digits"),
        (.timestamp(.microseconds), "timestamp"), (.nested, "super"), (.text, "varchar"), (.date, "date"),
    ]) func aFilesTypeIsOneOfRedshifts(kind: ParquetFileColumn.Kind, expected: String) {
        #expect(FileType.text(of: kind) == expected)
    }
}

@Suite struct TextWidthsTests {
    @Test func aColumnGrowsByStepsAndNeverShrinks() throws {
        let columns = try [
            ColumnDefinition("a", "varchar(10)"), ColumnDefinition("b", "varchar(300) not null"),
            ColumnDefinition("c", "varchar(5)"), ColumnDefinition("d", "varchar(5)"),
            ColumnDefinition("e", "varchar(5)"),
        ]
        let widths = TextWidths([.integer(11), .integer(301), .integer(5), .null, .integer(40_000)], columns)
        #expect(
            widths.wider == [
                try ColumnDefinition("a", "varchar(16)"), try ColumnDefinition("b", "varchar(512) not null"),
                try ColumnDefinition("e", "varchar(65535)"),
            ]
        )
    }
}

@Suite struct PlanEvolutionTests {
    private static let tables = """
        a.d: {source: changes, strategy: scd2, unique_key: id, surrogate: sk, effective: at}
        a.c: {source: changes, strategy: scd2, unique_key: id, surrogate: sk, effective: at, check_cols: name}
        a.m: {source: changes, strategy: merge, unique_key: id}
        a.g: {strategy: aggregate, from: a.m, group_by: [name], measures: {n: count(*)}, columns: {name: varchar(9), n: bigint}}
        """

    private func record(_ columns: [(String, String)]) throws -> SchemaRecord {
        var record = SchemaRecord()
        let at = UTCTime(millisecondsSinceEpoch: 0)
        _ = record.learn(try columns.map { try ColumnDefinition($0.0, $0.1) }, of: "changes", from: "f", at: at)
        return record
    }

    @Test func everyTableOfTheSourceGetsANewColumn() throws {
        let evolved = try readPlan(plan(Self.tables)).evolved(by: record([("extra", "bigint")]))
        for name in ["a.d", "a.c", "a.m"] {
            #expect(evolved.table(name)?.target.source.columns.last == (try ColumnDefinition("extra", "bigint")))
            #expect(evolved.table(name)?.target.columns.contains { $0.name.name == "extra" } == true)
        }
        func checked(_ name: String) -> [String] {
            guard case .scd2(let history)? = evolved.table(name)?.target.strategy else { return [] }
            return history.checkColumns.map(\.name)
        }
        // Only a plan that names no columns has them all checked.
        #expect(checked("a.d") == ["name", "score", "extra"])
        #expect(checked("a.c") == ["name"])
    }

    @Test func aWiderTextIsWiderInEveryTableAndInItsGroups() throws {
        let evolved = try readPlan(plan(Self.tables)).evolved(by: record([("name", "varchar(64)")]))
        #expect(evolved.source("changes")?.rows.columns.first { $0.name.name == "name" }?.type.length == 64)
        #expect(evolved.table("a.m")?.target.aggregates.first?.groups.first?.definition.type.length == 64)
    }

    @Test func thePlanCountsWhereItSaysMoreByNow() throws {
        let read = try readPlan(plan(Self.tables))
        #expect(read.evolved(by: try record([("name", "varchar(5)"), ("id", "smallint")])) == read)
    }

    @Test func whatIsKnownIsLearntOnce() throws {
        var record = try record([("extra", "varchar(256)")])
        let at = UTCTime(millisecondsSinceEpoch: 5)
        #expect(!record.learn([try ColumnDefinition("EXTRA", "varchar(100)")], of: "changes", from: "g", at: at))
        #expect(record.learn([try ColumnDefinition("extra", "varchar(512)")], of: "changes", from: "g", at: at))
        #expect(record.sources["changes"]?.map(\.type) == ["varchar(512)"])
    }
}
