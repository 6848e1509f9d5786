import AWSS3
import Testing

@testable import RedshiftSQL

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

@Suite struct UnloadStatementTests {
    private func statement(_ select: String, _ options: UnloadOptions = UnloadOptions(), role: String = "default")
        throws -> String
    {
        UnloadStatement(
            select: select,
            location: S3Location(bucket: "example-lake", key: "a/"),
            role: try WarehouseIAMRole(role),
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
            let text = Array(try statement(query).utf8)
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
    func quotesWhatOtherToolsGetWrong(query: String, start: String) throws {
        #expect(try statement(query).hasPrefix(start))
    }

    @Test func writesEveryOption() throws {
        var options = UnloadOptions()
        options.format = .text
        options.delimiter = "|"
        options.addQuotes = true
        options.escape = true
        options.header = true
        options.null = "\\N"
        options.compression = .bzip2
        options.encryption = .key("example-key")
        options.partitionBy = [try SQLIdentifier("day"), try SQLIdentifier("we\"ird")]
        options.includesPartitionColumns = true
        options.parallel = false
        options.maximumFileMegabytes = 7.5
        options.region = "eu-west-1"
        options.fileExtension = "txt.bz2"
        options.allowOverwrite = true
        let chain = "arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/b"
        #expect(
            try statement("select 1", options, role: chain) == #"""
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
        parquet.encryption = .automatic
        parquet.maximumFileMegabytes = 64
        parquet.rowGroupMegabytes = 32
        parquet.cleanPath = true
        #expect(
            try statement("select 1", parquet).hasSuffix(
                "FORMAT AS PARQUET\nMANIFEST VERBOSE\nENCRYPTED AUTO\nCLEANPATH\nMAXFILESIZE AS 64 MB\nROWGROUPSIZE AS 32 MB"
            )
        )
    }

    @Test(arguments: [5, 100, 6200, 6348.8])
    func parquetTakesAnyFileSizeThatUnloadTakes(megabytes: Double) {
        var options = UnloadOptions()
        options.maximumFileMegabytes = megabytes
        #expect(options.conflicts == [])
    }

    @Test(arguments: [0, 4.9, 6349, -1, Double.infinity, .nan])
    func aFileSizeOutOfRangeIsRefused(megabytes: Double) {
        var options = UnloadOptions()
        options.maximumFileMegabytes = megabytes
        #expect(options.conflicts.map(\.option) == [.maximumFileSize])
    }
}
