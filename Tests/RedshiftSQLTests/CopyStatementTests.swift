import AWSRedshiftData
import AWSS3
import Testing

@testable import RedshiftSQL

@Suite struct CopyStatementTests {
    private let manifest = S3Location(bucket: "example", key: "it's\\here/\"\u{301}.json")

    @Test func columnarFilesAreCopiedByManifest() throws {
        let copy = try CopyStatement(
            into: SQLTable(temporary: "stage"),
            columns: [SQLIdentifier("id"), SQLIdentifier("we\"\u{301}ird")],
            manifest: manifest,
            role: WarehouseIAMRole("default"),
            format: .parquet
        )
        #expect(
            Array(copy.text.utf8)
                == Array(
                    """
                    COPY "#stage" ("id", "we""\u{301}ird")
                    FROM 's3://example/it''s\\\\here/"\u{301}.json'
                    IAM_ROLE default
                    FORMAT AS PARQUET
                    MANIFEST
                    """.utf8
                )
        )
    }

    @Test func textFilesTakeOptions() throws {
        var options = CopyOptions()
        options.compression = .gzip
        options.ignoredHeaderLines = 1
        options.null = "\\N"
        options.timeFormat = "epochmillisecs"
        options.emptyAsNull = true
        options.choosesEncodings = false
        let copy = try CopyStatement(
            into: SQLTable("sales", "orders"),
            manifest: S3Location(bucket: "example", key: "m"),
            role: WarehouseIAMRole("arn:aws:iam::123456789012:role/a"),
            format: .csv(delimiter: ";"),
            options: options
        )
        #expect(
            copy.text == #"""
                COPY "sales"."orders"
                FROM 's3://example/m'
                IAM_ROLE 'arn:aws:iam::123456789012:role/a'
                FORMAT AS CSV
                DELIMITER AS ';'
                MANIFEST
                GZIP
                IGNOREHEADER AS 1
                NULL AS '\\N'
                TIMEFORMAT AS 'epochmillisecs'
                EMPTYASNULL
                COMPUPDATE OFF
                """#
        )
    }

    @Test func optionsOfTextFilesAreRefusedForColumnarOnes() throws {
        var options = CopyOptions()
        options.compression = .zstd
        options.region = "eu-west-1"
        #expect(options.conflicts(with: .orc).count == 2)
        #expect(options.conflicts(with: .json(.automatic)) == [])
        #expect(throws: SQLProblem.self) {
            try CopyStatement(
                into: SQLTable("s", "t"),
                manifest: manifest,
                role: WarehouseIAMRole("default"),
                format: .parquet,
                options: options
            )
        }
    }

    @Test func aManifestNamesEachFileOnceAndForMust() throws {
        let file = CopyManifest.File(S3Location(bucket: "example", key: "a\"b"), bytes: 7)
        #expect(
            String(decoding: try CopyManifest([file]).json, as: UTF8.self)
                == #"{"entries":[{"url":"s3://example/a\"b","mandatory":true,"meta":{"content_length":7}}]}"#
        )
        #expect(throws: SQLProblem.self) { try CopyManifest([file, file]) }
    }
}

@Suite struct CountStatementTests {
    @Test func theNumberTellsWhoseCountItIs() throws {
        let statement = CountStatement([
            .init(try SQLTable("s", "a")), .init(try SQLTable("s", "b"), where: "x > 1 -- all"),
        ])
        #expect(
            statement.text
                == "SELECT 0, count(*) FROM \"s\".\"a\"\nUNION ALL SELECT 1, count(*) FROM \"s\".\"b\" WHERE (x > 1 -- all\n)"
        )
        #expect(
            statement.rows([[.integer(1), .integer(7)], [.integer(9), .integer(1)], [.null, .integer(2)]]) == [1: 7]
        )
    }

    @Test func manyTablesAreCountedInStatementsThatTheDataAPITakes() throws {
        let items = try (0..<1500).map { number in
            CountStatement.Item(try SQLTable("public", "\(String(repeating: "t", count: 100))\(number)"))
        }
        let statements = CountStatement.statements(for: items)
        #expect(statements.count > 1)
        #expect(statements.allSatisfy { $0.text.utf8.count <= RedshiftBatch.longestStatement })
        #expect(statements.flatMap(\.items) == items)
        let numbers = statements.flatMap { statement in
            statement.items.indices.map { statement.first + $0 }
        }
        #expect(numbers == Array(0..<1500))
        let last = try #require(statements.last)
        #expect(
            last.rows([[.integer(1499), .integer(3)], [.integer(0), .integer(1)], [.integer(.max), .integer(1)]]) == [
                1499: 3
            ]
        )
    }

    @Test func nothingIsCountedByNoStatement() { #expect(CountStatement.statements(for: []) == []) }
}

@Suite struct RedshiftBatchTests {
    @Test func theSameIdentityIsTheSameToken() throws {
        let one = try RedshiftBatch(name: "a", statements: ["select 1"], identity: "x")
        let two = try RedshiftBatch(name: "a", statements: ["select 1"], identity: "y")
        #expect(one.clientToken.utf8.count == 64)
        #expect(one.clientToken != two.clientToken)
        #expect(RedshiftBatch.identity("a", ["b", "c"]) != RedshiftBatch.identity("a", ["bc"]))
    }

    @Test func whatTheServiceRefusesIsRefusedBefore() {
        let long = String(repeating: "x", count: RedshiftBatch.longestStatement + 1)
        #expect(throws: SQLProblem.self) { try RedshiftBatch(name: "a", statements: [], identity: "x") }
        #expect(throws: SQLProblem.self) { try RedshiftBatch(name: "a", statements: [long], identity: "x") }
        #expect(throws: SQLProblem.self) { try RedshiftBatch(name: "", statements: ["a"], identity: "x") }
        #expect(throws: SQLProblem.self) {
            try RedshiftBatch(name: "a", statements: Array(repeating: "select 1", count: 41), identity: "x")
        }
    }
}
