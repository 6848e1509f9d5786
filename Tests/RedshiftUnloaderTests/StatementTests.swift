import Testing
import UTCTime

@testable import RedshiftUnloader

/// Reads a Redshift string literal back, written from Redshift's rules and not from the code that quotes.
private func unquoted(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], rest: ArraySlice<UInt8>)? {
    guard bytes.first == UInt8(ascii: "'") else { return nil }
    var text: [UInt8] = []
    var rest = bytes.dropFirst()
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "\\"):
            guard let escaped = rest.popFirst() else { return nil }
            // \n, \t and the like would be other characters: quoting must never make one.
            guard escaped == UInt8(ascii: "\\") || escaped == UInt8(ascii: "'") else { return nil }
            text.append(escaped)
        case UInt8(ascii: "'"):
            guard rest.first == UInt8(ascii: "'") else { return (text, rest) }
            rest = rest.dropFirst()
            text.append(byte)
        default: text.append(byte)
        }
    }
    return nil
}

@Suite struct StatementTests {
    private func statement(_ select: String, _ options: UnloadOptions = UnloadOptions(), role: String = "default")
        -> String
    {
        UnloadStatement(
            select: select,
            location: S3Location(bucket: "example-lake", key: "a/"),
            role: role,
            options: options
        ).text
    }

    /// Whatever query goes in, the literal in the UNLOAD gives it back byte for byte, and nothing of it leaks out.
    @Test func theQueryComesBackByteForByte() throws {
        let pieces = [
            "'", "''", "\\", "\\'", "\\\\", "'''", "\"", "--", "-- '\n", "/* ' */", "$$", "$$ ' $$", "$tag$", ";",
            "';'",
            "\n", "\r\n", "\t", " ", "é", "🚀", "e\u{301}", "O'Brien", "C:\\temp\\n", "\\n", "SELECT ", "LIMIT 1", "${",
            "}",
            "') TO 's3://evil/' --", "%", "\u{1}", "\u{7F}", "x",
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let count = Int.random(in: 0...12, using: &generator)
            let query = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            let text = Array(statement(query).utf8)
            let head = Array("UNLOAD (".utf8)
            #expect(Array(text.prefix(head.count)) == head)
            let (found, rest) = try #require(unquoted(text[head.count...]), "\(query)")
            #expect(found == Array(query.utf8))
            #expect(String(decoding: rest, as: UTF8.self).hasPrefix(")\nTO 's3://example-lake/a/'\nIAM_ROLE default\n"))
        }
    }

    @Test(arguments: [
        ("select 'O''Brien'", "UNLOAD ('select ''O''''Brien''')"),
        (#"select 'a\b'"#, #"UNLOAD ('select ''a\\b''')"#),
        ("select 1 -- it's\n", "UNLOAD ('select 1 -- it''s\n')"),
    ])
    func quotesWhatOtherToolsGetWrong(query: String, start: String) { #expect(statement(query).hasPrefix(start)) }

    @Test func identifiersAreQuotedAndBounded() {
        #expect(SQLQuoting.identifier(#"we"ird"#) == #""we""ird""#)
        #expect(SQLQuoting.problem(withIdentifier: String(repeating: "é", count: 63)) == nil)
        #expect(SQLQuoting.problem(withIdentifier: String(repeating: "é", count: 64)) != nil)
        #expect(SQLQuoting.problem(withIdentifier: "a\0") != nil)
        #expect(SQLQuoting.problem(withIdentifier: "") != nil)
    }

    @Test func writesEveryOption() {
        var options = UnloadOptions()
        options.format = .text
        options.delimiter = "|"
        options.addQuotes = true
        options.escape = true
        options.header = true
        options.null = "\\N"
        options.compression = .bzip2
        options.encryption = .key("example-key")
        options.partitionBy = ["day", "we\"ird"]
        options.includesPartitionColumns = true
        options.parallel = false
        options.maxFileSizeMB = 7.5
        options.region = "eu-west-1"
        options.fileExtension = "txt.bz2"
        options.allowOverwrite = true
        let chain = "arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b"
        #expect(
            statement("select 1", options, role: chain) == #"""
                UNLOAD ('select 1')
                TO 's3://example-lake/a/'
                IAM_ROLE 'arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b'
                PARTITION BY ("day", "we""ird") INCLUDE
                MANIFEST VERBOSE
                HEADER
                DELIMITER AS '|'
                ADDQUOTES
                ESCAPE
                NULL AS '\\N'
                KMS_KEY_ID 'example-key'
                ENCRYPTED
                BZIP2
                ALLOWOVERWRITE
                PARALLEL OFF
                MAXFILESIZE AS 7.5 MB
                REGION AS 'eu-west-1'
                EXTENSION 'txt.bz2'
                """#
        )
        var parquet = UnloadOptions()
        parquet.encryption = .auto
        parquet.maxFileSizeMB = 64
        parquet.rowGroupSizeMB = 32
        parquet.cleanPath = true
        #expect(
            statement("select 1", parquet).hasSuffix(
                "FORMAT AS PARQUET\nMANIFEST VERBOSE\nENCRYPTED AUTO\nCLEANPATH\nMAXFILESIZE AS 64 MB\nROWGROUPSIZE AS 32 MB"
            )
        )
    }
}

@Suite struct SelectTests {
    private let window = TimeWindow(
        from: UTCTime(millisecondsSinceEpoch: 1_795_132_800_000),
        to: UTCTime(millisecondsSinceEpoch: 1_795_219_200_500)
    )

    private func export(
        _ source: PlannedExport.Source,
        column: String? = nil,
        type: WindowType = .timestamp
    ) -> PlannedExport {
        PlannedExport(
            name: "e",
            source: source,
            location: "s3://example-lake/{export}/",
            role: "default",
            options: UnloadOptions(),
            windowColumn: column,
            windowType: type,
            onEmpty: .publish,
            timeoutMinutes: 60
        )
    }

    @Test func aTableBecomesASelect() {
        let plain = export(.table(schema: "Sales", table: "or\"ders", columns: nil, condition: nil))
        #expect(SelectText.render(plain, window: window) == "SELECT *\nFROM \"Sales\".\"or\"\"ders\"")
        let full = export(
            .table(schema: "s", table: "t", columns: ["a", "b c"], condition: "x > 1 OR y -- both"),
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

    @Test func aQueryStaysAsItIsUnlessItMustBeWrapped() {
        let query = "select a from t -- the end"
        #expect(SelectText.render(export(.query(query)), window: nil) == query)
        #expect(
            SelectText.render(export(.query(query + "\nlimit 5")), window: nil)
                == "SELECT * FROM (\n\(query)\nlimit 5\n) AS \"unloaded\""
        )
        #expect(
            SelectText.render(export(.query(query), column: "a"), window: window).hasPrefix(
                "SELECT * FROM (\n\(query)\n) AS \"unloaded\"\nWHERE \"a\" >= TIMESTAMP"
            )
        )
    }

    @Test func placeholdersAreFilledInCodeOnly() {
        let query =
            "select '${window.from}', $$${window.to}$$, \"${window.to}\" /* ${window.to} */ from t where a >= ${window.from} and a<${window.to}"
        #expect(
            SelectText.render(export(.query(query), type: .epochSeconds), window: window)
                == "select '${window.from}', $$${window.to}$$, \"${window.to}\" /* ${window.to} */ from t where a >= 1795132800 and a<1795219200"
        )
    }

    @Test(arguments: [
        ("select 1 limit 5", true), ("select 1 LIMIT 5 -- end", true), ("select * from (select 1 limit 5) x", false),
        ("select 'limit 5'", false), ("select \"limit\" from t", false), ("select 1 -- limit 5", false),
        ("select $$ limit $$", false), ("with a as (select 1 limit 2) select * from a", false),
        ("select a.limits from a", false), ("(select 1) union (select 2) limit 1", true),
        ("select top 5 * from t", true),
        ("select distinct top 5 a from t", true), ("select top from t", false),
        ("select 'it''s' , 'a\\' limit 1' from t", false),
        ("/* /* limit */ limit */ select 1", false),
    ])
    func findsAnOuterLimit(query: String, isLimited: Bool) {
        #expect(SQLScan(query).problemsAsQuery == [])
        #expect(SQLScan(query).hasOuterLimit == isLimited)
    }

    @Test(arguments: [
        ("select 1;", "semicolon"), ("select 1; drop table t", "semicolon"), ("select 'a", "string literal"),
        ("select \"a", "quoted name"), ("select 1 /* a", "comment"), ("select $$ a", "$$"), ("select (1", "\"(\""),
        ("select 1)", "\")\""), ("delete from t", "SELECT"), ("", "no statement"), ("-- nothing", "no statement"),
        ("select ${window.now}", "window.from"), ("select ${window.from", "\"}\""), ("select '\0'", "NUL"),
        ("select (1;2)", "parentheses"), ("select 'a\\'", "string literal"),
    ])
    func refusesWhatIsNotOneQuery(query: String, word: String) {
        let problems = SQLScan(query).problemsAsQuery
        #expect(problems.count == 1)
        #expect(problems.first?.contains(word) == true)
    }

    @Test(arguments: [
        "select 1", "SELECT ';' , 'x;y'", "with a as (select 1) select * from a", "  -- why\n select 1",
        "(select 1) union all (select 2)", "select $a$ ; ' $a$", "select 'a''b' || '\\\\'", "select a$b from t$x",
        "select 1 - -1",
    ])
    func takesWhatIsOneQuery(query: String) { #expect(SQLScan(query).problemsAsQuery == []) }
}
