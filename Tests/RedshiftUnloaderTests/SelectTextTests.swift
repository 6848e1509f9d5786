import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct SelectTests {
    private let window = TimeWindow(
        from: UTCTime(millisecondsSinceEpoch: 1_795_132_800_000),
        to: UTCTime(millisecondsSinceEpoch: 1_795_219_200_500)
    )

    private func export(
        _ source: PlannedExport.Source,
        column: String? = nil,
        type: WindowType = .timestamp
    ) throws -> PlannedExport {
        PlannedExport(
            name: "e",
            source: source,
            location: "s3://example-lake/{export}/",
            role: try WarehouseRole("default"),
            options: UnloadOptions(),
            windowColumn: try column.map { name throws(SQLProblem) in try SQLIdentifier(name) },
            windowType: type,
            onEmpty: .publish,
            timeoutMinutes: 60
        )
    }

    @Test func aTableBecomesASelect() throws {
        let plain = try export(.table(SQLTable("Sales", "or\"ders"), columns: nil, condition: nil))
        #expect(SelectText.render(plain, window: window) == "SELECT *\nFROM \"Sales\".\"or\"\"ders\"")
        let full = try export(
            .table(
                SQLTable("s", "t"),
                columns: [SQLIdentifier("a"), SQLIdentifier("b c")],
                condition: "x > 1 OR y -- both"
            ),
            column: "at"
        )
        #expect(
            SelectText.render(full, window: window) == """
                SELECT "a", "b c"
                FROM "s"."t"
                WHERE (x > 1 OR y -- both
                )
                  AND "at" >= TIMESTAMP '2026-11-20 00:00:00' AND "at" < TIMESTAMP '2026-11-21 00:00:00.500'
                """
        )
    }

    @Test(arguments: [
        (WindowType.timestamptz, "TIMESTAMPTZ '2026-11-20 00:00:00+00'"), (.date, "DATE '2026-11-20'"),
        (.epochSeconds, "1795132800"), (.epochMilliseconds, "1795132800000"),
    ])
    func boundsAreTyped(type: WindowType, literal: String) { #expect(type.literal(window.from) == literal) }

    @Test func aQueryStaysAsItIsUnlessItMustBeWrapped() throws {
        let query = "select a from t -- the end"
        #expect(SelectText.render(try export(.query(query)), window: nil) == query)
        #expect(
            SelectText.render(try export(.query(query + "\nlimit 5")), window: nil)
                == "SELECT * FROM (\n\(query)\nlimit 5\n) AS \"unloaded\""
        )
        #expect(
            SelectText.render(try export(.query(query), column: "a"), window: window).hasPrefix(
                "SELECT * FROM (\n\(query)\n) AS \"unloaded\"\nWHERE \"a\" >= TIMESTAMP"
            )
        )
    }

    @Test func placeholdersBecomeTypedLiterals() throws {
        let query = "select '$${x}' from t where a >= ${window.from} and a<${window.to}"
        #expect(
            SelectText.render(try export(.query(query), type: .epochSeconds), window: window)
                == "select '${x}' from t where a >= 1795132800 and a<1795219200"
        )
    }
}
