import Testing
import UTCTime

@testable import PlanFile

private enum Format: String, CaseIterable { case parquet, csv, json }

@Suite struct FieldReaderTests {
    @Test func reportsEveryMistakeAtOnceInTheOrderOfTheText() {
        let text = """
            window: {lag: 5}
            exports:
              - table: orders
                format: parket
              - tabel: customers
                header: yes
              - table: 7
                table: 8
            """
        let found = mistakes(text) { plan -> Int? in
            _ = plan.mapping("window") { $0.duration("lag") }
            _ = plan.list("exports", .required, defaults: nil) { item -> Int? in
                _ = item.text("table", .required, expected: "a table's name")
                _ = item.choice("format", .optional, Format.self)
                _ = item.bool("header")
                return 1
            }
            return 1
        }
        #expect(
            found == [
                "p.yaml:1:15 window.lag: is the number 5 without a unit; expected a duration from 0s to 366d, such as 30s, 15m, 2h or 1d",
                #"p.yaml:4:13 exports[0].format: "parket" is not allowed; use parquet, csv or json (did you mean parquet?)"#,
                "p.yaml:5:5 exports[1].table: is missing; expected a table's name",
                "p.yaml:5:5 exports[1].tabel: is not a field here; the fields are table, format, header (did you mean table?)",
                #"p.yaml:6:13 exports[1].header: is "yes", which is text; write true"#,
                "p.yaml:7:12 exports[2].table: is the number 7; expected a table's name: put 7 in quotes",
                #"p.yaml:8:5: "table" is here a second time; the first is in line 7"#,
            ]
        )
    }

    static let values: [(text: String, mistake: String?)] = [
        ("text: abc", nil),
        ("text: ''", "text: is empty; expected text"),
        ("text: [a]", "text: is a list; expected text"),
        ("text: {a: 1}", "text: is a mapping; expected text"),
        ("text: true", "text: is true; expected text: put true in quotes"),
        ("text: 'a ${b}'", "text: has a placeholder ${…}, which nothing replaces here"),
        (#"text: "a\0b""#, "text: contains a NUL character"),
        ("name: a_b-1", nil),
        ("name: a b", #"name: "a b" is not a name; it has 1 to 64 letters without accents, digits, _ and -"#),
        ("name: ä", #"name: "ä" is not a name; it has 1 to 64 letters without accents, digits, _ and -"#),
        ("format: CSV", #"format: "CSV" is not allowed; use parquet, csv or json (did you mean csv?)"#),
        ("format: xml", #"format: "xml" is not allowed; use parquet, csv or json"#),
        ("format: 1", "format: 1 is not allowed; use parquet, csv or json"),
        ("flag: true", nil),
        ("flag: off", #"flag: is "off", which is text; write false"#),
        ("flag: 1", "flag: is the number 1; expected true or false"),
        ("flag: 'true'", #"flag: is "true"; expected true or false"#),
        ("count: 3", nil),
        ("count: 11", "count: is the number 11; expected a whole number from 1 to 10"),
        ("count: 2.5", "count: is the number 2.5; expected a whole number from 1 to 10"),
        ("count: '3'", #"count: is "3"; expected a whole number from 1 to 10"#),
        (
            "count: 99999999999999999999",
            "count: is the number 99999999999999999999; expected a whole number from 1 to 10"
        ),
        ("ratio: 0.5", nil),
        ("ratio: 1", nil),
        ("ratio: .nan", "ratio: is the number .nan; expected a number from 0.0 to 1.0"),
        ("share: 0.1%", nil),
        ("share: 5", "share: is the number 5; expected a share such as 0.1%, up to 100%"),
        ("share: 101%", #"share: is "101%"; expected a share such as 0.1%, up to 100%"#),
        ("wait: 90s", nil),
        ("wait: 1d", #"wait: is "1d"; expected a duration from 1s to 15m, such as 30s, 15m, 2h or 1d"#),
        ("wait: 1.5m", #"wait: is "1.5m"; expected a duration from 1s to 15m, such as 30s, 15m, 2h or 1d"#),
        (
            "wait: 30",
            "wait: is the number 30 without a unit; expected a duration from 1s to 15m, such as 30s, 15m, 2h or 1d"
        ),
        ("size: 128 MiB", nil),
        ("size: 5GB", nil),
        (
            "size: 1048576",
            "size: is the number 1048576 without a unit; expected a size from 0 B to 1 TiB, such as 128 MiB or 5 GB"
        ),
        ("size: 128 Mb", #"size: is "128 Mb"; expected a size from 0 B to 1 TiB, such as 128 MiB or 5 GB"#),
        (
            "size: 99999999999 TB",
            #"size: is "99999999999 TB"; expected a size from 0 B to 1 TiB, such as 128 MiB or 5 GB"#
        ),
        ("from: 2026-01-01T00:00:00+01:00", nil),
        (
            "from: 2026-02-31T00:00:00Z",
            #"from: is "2026-02-31T00:00:00Z"; expected a time with its offset that the calendar has, such as 2026-01-01T00:00:00Z"#
        ),
        (
            "from: 2026-01-01T00:00:00",
            #"from: is "2026-01-01T00:00:00"; expected a time with its offset that the calendar has, such as 2026-01-01T00:00:00Z"#
        ),
        (
            "from: 2026-01-01",
            #"from: is "2026-01-01"; expected a time with its offset that the calendar has, such as 2026-01-01T00:00:00Z"#
        ),
        ("zone: Europe/Berlin", nil),
        ("zone: UTC", nil),
        (
            "zone: Europe/Berlim",
            #"zone: "Europe/Berlim" is not a time zone; use a name of the IANA list such as Europe/Berlin, or UTC (did you mean Europe/Berlin?)"#
        ),
        (
            "zone: US/Eastern",
            #"zone: "US/Eastern" is not a time zone; use a name of the IANA list such as Europe/Berlin, or UTC"#
        ),
        (
            "zone: ../../etc/passwd",
            #"zone: "../../etc/passwd" is not a time zone; use a name of the IANA list such as Europe/Berlin, or UTC"#
        ),
        ("names: [a, b]", nil),
        ("names: [a, a]", #"names[1]: "a" is in the list twice"#),
        ("names: []", "names: is empty"),
        ("names: a", #"names: is "a"; expected a list"#),
        ("names: [1]", "names[0]: is the number 1; expected text: put 1 in quotes"),
        (
            "namess: [a]",
            "namess: is not a field here; the fields are text, name, format, flag, count, ratio, share, wait, size, from, zone, names (did you mean names?)"
        ),
        ("description: anything", nil),
        ("x-shared: {a: 1}", nil),
        ("$schema: plan.schema.json", nil),
        ("{}", nil),
    ]

    @Test(arguments: values) func saysWhatAValueIsAndWhatIsExpected(text: String, mistake: String?) {
        let found = mistakes(text) { fields -> Int? in
            _ = fields.text("text")
            _ = fields.identifier("name")
            _ = fields.choice("format", .optional, Format.self)
            _ = fields.bool("flag")
            _ = fields.integer("count", in: 1...10)
            _ = fields.number("ratio", in: 0...1)
            _ = fields.value("share", expected: "a share")?.percent()
            _ = fields.duration("wait", in: .seconds(1) ... .seconds(900))
            _ = fields.size("size", in: 0...(1 << 40))
            _ = fields.instant("from")
            _ = fields.timeZone("zone")
            _ = fields.texts("names")
            return 1
        }
        let plain = found.map { String($0.drop { $0 != " " }.dropFirst()) }
        #expect(plain == [mistake].compactMap { $0 })
    }

    @Test func readsUnits() throws {
        let text = "{wait: 2h, size: 128 MiB, decimal: 5 GB, from: '2026-01-01T00:00:00+01:00', share: 0.1%}"
        let read = try PlanDocument(Array(text.utf8), file: "p").read { fields in
            (
                fields.duration("wait"), fields.size("size", in: 0...(.max)), fields.size("decimal", in: 0...(.max)),
                fields.instant("from"), fields.value("share", expected: "")?.percent()
            )
        }
        #expect(read.0 == .seconds(7200))
        #expect(read.1 == 134_217_728)
        #expect(read.2 == 5_000_000_000)
        #expect(read.3 == UTCTime(iso8601: "2025-12-31T23:00:00Z"))
        #expect(read.4 == 0.1)
    }

    @Test func aTopThatIsNoMappingIsOneMistake() {
        for text in ["- a\n", "just text\n", "5\n", "~\n"] {
            let found = mistakes(text) { $0.text("a") }
            #expect(found.count == 1)
            #expect(found[0].hasSuffix("expected a mapping of fields"))
        }
    }

    @Test func requiresExactlyOneOfSeveralFields() {
        func read(_ text: String) -> [String] {
            mistakes(text) { fields in
                _ = fields.text("workgroup")
                _ = fields.text("cluster")
                return fields.exactlyOne(of: ["workgroup", "cluster"]) ?? ""
            }
        }
        #expect(read("workgroup: a") == [])
        #expect(read("{workgroup: a, cluster: null}") == [])
        #expect(read("{}") == ["p.yaml:1:1: has none of workgroup or cluster; expected one"])
        #expect(
            read("{workgroup: a, cluster: b}") == [
                "p.yaml:1:25 cluster: cannot be with workgroup; expected one of workgroup or cluster"
            ]
        )
    }

    @Test func readsAValueOfSeveralShapes() {
        func read(_ text: String) -> [String] {
            mistakes(text) { fields -> Int? in
                _ = fields.value("compare", .required, expected: "exact or limits")?.either(
                    expected: "exact, or a mapping of limits",
                    scalar: { $0.choice(of: ["exact", "ignore"]).map { _ in 0 } },
                    mapping: { $0.mapping { $0.integer("rows", .required, in: 0...100) } }
                )
                return 1
            }
        }
        #expect(read("compare: exact") == [])
        #expect(read("compare: {rows: 5}") == [])
        #expect(
            read("compare: {row: 5}") == [
                "p.yaml:1:10 compare.rows: is missing; expected a whole number from 0 to 100",
                "p.yaml:1:11 compare.row: is not a field here; the fields are rows (did you mean rows?)",
            ]
        )
        #expect(read("compare: [exact]") == ["p.yaml:1:10 compare: is a list; expected exact, or a mapping of limits"])
        #expect(
            read("compare: exakt") == [
                #"p.yaml:1:10 compare: "exakt" is not allowed; use exact or ignore (did you mean exact?)"#
            ]
        )
    }

    @Test func namesKeysThatThePlanChoseInThePath() {
        let found = mistakes("tables: {public.audit_%: {rows: x}, plain: {rows: y}}") { fields in
            fields.entries("tables", defaults: nil) { name, table in table.integer("rows", in: 0...9) }
        }
        #expect(
            found == [
                #"p.yaml:1:33 tables["public.audit_%"].rows: is "x"; expected a whole number from 0 to 9"#,
                #"p.yaml:1:51 tables.plain.rows: is "y"; expected a whole number from 0 to 9"#,
            ]
        )
    }
}
