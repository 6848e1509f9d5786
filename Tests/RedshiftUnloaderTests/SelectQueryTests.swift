import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct SelectQueryTests {
    private let window = TimeWindow(
        from: UTCTime(millisecondsSinceEpoch: 1_795_132_800_000),
        to: UTCTime(millisecondsSinceEpoch: 1_795_219_200_500)
    )

    private func text(_ export: PlannedExport, window: TimeWindow?) -> String {
        SelectQuery(export: export, window: window.map { .time($0) }, zone: .utc).text
    }

    private func export(
        _ source: ExportSource,
        column: String? = nil,
        type: WindowColumnType = .timestamp
    ) throws -> PlannedExport {
        PlannedExport(
            name: "e",
            source: source,
            before: [],
            location: "s3://example-lake/${export}/",
            writeDisposition: .append,
            role: .default,
            database: nil,
            options: UnloadOptions(),
            windowColumn: try column.map { name throws(SQLProblem) in try SQLIdentifier(name) },
            windowType: type,
            onEmpty: .publish,
            timeoutMinutes: 60,
            catalog: nil
        )
    }

    @Test func aTableBecomesASelect() throws {
        let plain = try export(.table(SQLTable("Sales", "or\"ders"), columns: nil, condition: nil))
        #expect(text(plain, window: window) == "SELECT *\nFROM \"Sales\".\"or\"\"ders\"")
        let full = try export(
            .table(
                SQLTable("s", "t"),
                columns: [SQLIdentifier("a"), SQLIdentifier("b c")],
                condition: "x > 1 OR y -- both"
            ),
            column: "at"
        )
        #expect(
            text(full, window: window) == """
                SELECT "a", "b c"
                FROM "s"."t"
                WHERE (x > 1 OR y -- both
                )
                  AND "at" >= TIMESTAMP '2026-11-20 00:00:00' AND "at" < TIMESTAMP '2026-11-21 00:00:00.500'
                """
        )
    }

    @Test(arguments: [
        (WindowColumnType.timestamptz, "TIMESTAMPTZ '2026-11-20 00:00:00+00'"), (.date, "DATE '2026-11-20'"),
        (.epochSeconds, "1795132800"), (.epochMilliseconds, "1795132800000"),
    ])
    func boundsAreTyped(type: WindowColumnType, literal: String) {
        #expect(type.literal(window.from, in: .utc) == literal)
    }

    @Test func aQueryStaysAsItIsUnlessItMustBeWrapped() throws {
        let query = "select a from t -- the end"
        #expect(text(try export(.query(query)), window: nil) == query)
        #expect(
            text(try export(.query(query + "\nlimit 5")), window: nil)
                == "SELECT * FROM (\n\(query)\nlimit 5\n) AS \"unloaded\""
        )
        #expect(
            text(try export(.query(query), column: "a"), window: window).hasPrefix(
                "SELECT * FROM (\n\(query)\n) AS \"unloaded\"\nWHERE \"a\" >= TIMESTAMP"
            )
        )
    }

    @Test func placeholdersBecomeTypedLiterals() throws {
        let query = "select '$${x}' from t where a >= ${window.from} and a<${window.to}"
        #expect(
            text(try export(.query(query), type: .epochSeconds), window: window)
                == "select '${x}' from t where a >= 1795132800 and a<1795219200"
        )
    }

    @Test func aDayIsTheZonesOwn() throws {
        let berlin = try TimeZoneDatabase.standard.zone("Europe/Berlin")
        let midnight = try #require(UTCTime(iso8601: "2026-10-24T22:00:00Z"))
        #expect(WindowColumnType.date.literal(midnight, in: berlin) == "DATE '2026-10-25'")
        #expect(WindowColumnType.epochSeconds.literal(UTCTime(millisecondsSinceEpoch: -1), in: .utc) == "-1")
    }

    @Test(arguments: [
        (WatermarkValue.integer(41), "41"), (.text(#"O'Brien\"#), #"'O''Brien\\'"#),
        (.integer(.min), "-9223372036854775808"),
    ])
    func aGreatestValueIsFixedBeforeTheUnloadReadsUpToIt(value: WatermarkValue, literal: String) throws {
        let table = try export(
            .table(SQLTable("s", "t"), columns: nil, condition: nil),
            column: "id",
            type: .integer
        )
        let select = SelectQuery(export: table, window: .above(value), zone: .utc)
        #expect(select.bound == ##"CREATE TEMP TABLE "#unload_bound" AS SELECT max("id") AS "upper" FROM "s"."t""##)
        #expect(
            select.text.hasSuffix(##"WHERE "id" > \##(literal) AND "id" <= (SELECT "upper" FROM "#unload_bound")"##)
        )
        let query = try export(.query("select id from v -- x"), column: "id", type: .integer)
        #expect(
            SelectQuery(export: query, window: .above(value), zone: .utc).bound?.hasSuffix(
                "FROM (\nselect id from v -- x\n) AS \"unloaded\""
            ) == true
        )
    }

    @Test func aPatternMakesATextOfABound() throws {
        let query = "select * from t where day >= ${window.from:yyyyMMdd}"
        #expect(text(try export(.query(query)), window: window).hasSuffix("day >= '20261120'"))
    }
}
