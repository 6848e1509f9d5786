import AWSS3
import Testing

@testable import RedshiftSQL

private func column(_ name: String, _ type: String) throws -> ColumnDefinition { try ColumnDefinition(name, type) }

private func source(
    order: [String] = ["seq"],
    operation: Bool = true,
    format: CopyFormat = .parquet
) throws -> LoadSource {
    LoadSource(
        columns: try [
            column("op", "varchar(1)"), column("seq", "varchar(35) not null"), column("id", "bigint not null"),
            column("name", "varchar(20)"), column("at", "timestamp"),
        ],
        format: format,
        operation: operation
            ? ChangeOperation(
                column: try SQLIdentifier("op"),
                upserts: ["I", "U"],
                deletes: ["D"],
                missingIsInsert: true
            ) : nil,
        order: try order.map { try SQLIdentifier($0) }
    )
}

private func keyed(deletes: Bool = true) throws -> KeyedTableRules {
    KeyedTableRules(uniqueKey: [try SQLIdentifier("id")], appliesDeletes: deletes)
}

private func load(
    _ strategy: LoadStrategy,
    _ source: LoadSource,
    files: [LoadFile]? = nil,
    checks: [LoadCheck] = [],
    references: [FactReference] = [],
    snapshot: ReplacementLedgerEntry? = nil
) throws -> Load {
    let manifest = S3Location(bucket: "example-manifests", key: "m.json")
    let file = LoadFile(S3Location(bucket: "example", key: "a/x'y\\z"), eTag: "e1", bytes: 10, rows: 7)
    return Load(
        id: "batch-1",
        target: LoadTarget(
            table: try SQLTable("staging", "orders"),
            source: source,
            strategy: strategy,
            checks: checks,
            references: references
        ),
        lane: "staging.orders",
        copies: files == [] ? [] : [StageCopy(manifest: manifest, files: files ?? [file])],
        role: .default,
        ledger: .standard,
        snapshot: snapshot
    )
}

@Suite struct SQLTypeTests {
    @Test(arguments: [
        ("bigint", "bigint"), ("INT8", "bigint"), ("Decimal(12, 2)", "decimal(12,2)"),
        ("numeric(38,37)", "decimal(38,37)"),
        ("character  varying(7)", "varchar(7)"), ("double precision", "double precision"), ("super", "super"),
        ("varbyte(64)", "varbyte(64)"), ("timestamptz", "timestamptz"),
    ]) func areWrittenInRedshiftsWords(text: String, expected: String) throws {
        #expect(try SQLType(text).description == expected)
    }

    @Test(arguments: [
        "", "text", "varchar", "varchar(0)", "varchar(65536)", "decimal(39,0)", "decimal(5,6)", "decimal(5)",
        "bigint(3)",
        "varchar(3); drop table x", "varchar(-1)", "json", "varchar(3)x", "char(4097)", "uuid",
    ]) func areRefusedWhenRedshiftHasNone(text: String) {
        #expect(throws: SQLProblem.self) { try SQLType(text) }
    }

    @Test func aColumnMayBeNotNull() throws {
        #expect(try ColumnDefinition("a", "bigint NOT NULL").definition == "\"a\" bigint NOT NULL")
        #expect(try ColumnDefinition("a", "decimal(3,1)").definition == "\"a\" decimal(3,1)")
        #expect(throws: SQLProblem.self) { try ColumnDefinition("a", "not null") }
    }
}

@Suite struct LoadTests {
    @Test func theFenceIsLastAndGuardsComeBeforeTheLedger() throws {
        let strategies: [LoadStrategy] = [
            .append, .replace, .merge(try keyed()), .scd1(try keyed(), surrogate: try SQLIdentifier("sk")),
        ]
        for strategy in strategies {
            let steps = try load(strategy, source()).statements().map(\.step)
            #expect(steps.suffix(2) == [.ledger, .fence])
            #expect(steps.prefix(8) == [.snapshot, .prepared, .files, .fileList, .duplicates, .stage, .copy, .count])
        }
    }

    @Test func aGuardDividesByZeroWhenItsPromiseIsBroken() throws {
        let statements = try load(.merge(keyed()), source()).statements()
        let duplicates = try #require(statements.first { $0.step == .duplicates })
        #expect(
            duplicates.text == """
                SELECT "loaded", 1 / (CASE WHEN "loaded" = 0 THEN 1 ELSE 0 END) AS "_holds"
                FROM (SELECT count(*) AS "loaded" FROM "loader"."files" AS l JOIN "#files" AS f \
                ON l."file" = f."file" AND l."etag" = f."etag" WHERE l."target" = 'staging.orders') AS "q1"
                """
        )
    }

    @Test func rowsAreHeldToWhatTheFilesSay() throws {
        let known = try load(.append, source()).statements()
        #expect(known.contains { $0.step == .count && $0.text.contains("\"rows\" = 7") })
        let unknown = LoadFile(S3Location(bucket: "example", key: "b"), eTag: "e", bytes: 1, rows: nil)
        let statements = try load(.append, source(), files: [unknown]).statements()
        // Counted all the same, and reported.
        #expect(statements.contains { $0.step == .count && !$0.text.contains("CASE") })
        #expect(statements.first { $0.step == .fileList }?.text.hasSuffix("('s3://example/b', 'e', 1, NULL)") == true)
    }

    @Test func countsThatOverflowAreNotKnown() throws {
        let files = (0..<2).map {
            LoadFile(S3Location(bucket: "example", key: "\($0)"), eTag: "e", bytes: 1, rows: .max)
        }
        #expect(try load(.append, source(), files: files).expectedRows == nil)
    }

    @Test func namesOfFilesCannotLeaveTheirLiterals() throws {
        let list = try #require(try load(.append, source()).statements().first { $0.step == .fileList })
        #expect(list.text.contains(#"'s3://example/a/x''y\\z'"#))
    }

    @Test func anAppendKeepsTheOperation() throws {
        let insert = try #require(try load(.append, source()).statements().first { $0.step == .insert })
        #expect(insert.text.contains("\"op\""))
        let merged = try #require(try load(.merge(keyed()), source()).statements().first { $0.step == .insert })
        #expect(!merged.text.contains("\"op\""))
    }

    @Test func aMergeWithoutDeletesHasNoTombstones() throws {
        let without = try load(.merge(keyed(deletes: false)), source()).statements()
        #expect(!without.contains { $0.step == .tombstones })
        #expect(
            without.first { $0.step == .changes }?.text.hasSuffix("WHERE \"op\" IS NULL OR NOT (\"op\" IN ('D'))")
                == true
        )
        #expect(try load(.merge(keyed()), source()).statements().count { $0.step == .tombstones } == 2)
        #expect(!(try load(.merge(keyed()), source(operation: false)).statements().contains { $0.step == .tombstones }))
    }

    @Test func anOrderOfSeveralColumnsIsComparedColumnForColumn() throws {
        let net = try #require(
            try load(.merge(keyed()), source(order: ["at", "seq"])).statements().first { $0.step == .net }
        )
        #expect(net.text.contains("n.\"at\" > t.\"at\" OR (n.\"at\" = t.\"at\" AND n.\"seq\" > t.\"seq\")"))
        #expect(net.text.contains("ORDER BY c.\"at\" DESC, c.\"seq\" DESC"))
    }

    @Test func aSnapshotIsNotReplacedByAnOlderOne() throws {
        let statements = try load(.replace, source(), snapshot: snapshot).statements()
        #expect(statements.first { $0.step == .newer }?.text.contains("> '2026-11-27T00:00:00.000Z'") == true)
        #expect(statements.last { $0.step == .ledger }?.text.contains("'2026-11-27T00:00:00.000Z'") == true)
        // A file of the snapshot before may be in this one too.
        #expect(!statements.contains { $0.step == .duplicates })
    }

    private var snapshot: ReplacementLedgerEntry {
        let place = S3Location(bucket: "example", key: "a/_SUCCESS.json")
        return ReplacementLedgerEntry(
            time: "2026-11-27T00:00:00.000Z",
            place: LoadFile(place, eTag: "m", bytes: 0, rows: 0)
        )
    }

    @Test func anEmptySnapshotEmptiesTheTable() throws {
        let statements = try load(.replace, source(), files: [], snapshot: snapshot).statements()
        #expect(!statements.contains { $0.step == .copy })
        #expect(
            statements.first { $0.step == .fileList }?.text.contains("'s3://example/a/_SUCCESS.json', 'm', 0, 0")
                == true
        )
        #expect(statements.first { $0.step == .count }?.text.contains("\"rows\" = 0") == true)
        #expect(statements.contains { $0.step == .delete && $0.text == "DELETE FROM \"staging\".\"orders\"" })
    }

    /// A statement has 100 kB, and a snapshot's files are in one transaction.
    @Test func manyFilesOfASnapshotAreListedByTheirFewStatements() throws {
        let files = (0..<900).map { number in
            LoadFile(
                S3Location(bucket: "example", key: "a/\(String(repeating: "x", count: 200))\(number)"),
                eTag: "e",
                bytes: 1,
                rows: 1
            )
        }
        let statements = try load(.replace, source(), files: files, snapshot: snapshot).statements()
        let lists = statements.filter { $0.step == .fileList }.map(\.text)
        #expect(lists.count == 3)
        #expect(lists.allSatisfy { $0.utf8.count <= RedshiftBatch.longestStatement })
        #expect(lists.joined().split(separator: "\n").count { $0.hasPrefix("('s3://") } == 900)
    }

    /// The Data API takes 40 statements a batch.
    @Test(arguments: [1, 10, 36, 80]) func aLaneOfManyTablesIsPreparedInSeveralBatches(tables: Int) throws {
        let targets = try (0..<tables).map { number in
            LoadTarget(
                table: try SQLTable("s", "t\(number)"),
                source: try source(),
                strategy: .scd1(try keyed(), surrogate: try SQLIdentifier("sk"))
            )
        }
        let preparation = TargetTableDDL(lane: "s.t0", targets: targets, ledger: .standard)
        for batches in [preparation.definitionBatches, preparation.rowBatches] {
            #expect(batches.allSatisfy { (1...RedshiftBatch.mostStatements).contains($0.count) })
        }
        #expect(preparation.definitionBatches.flatMap(\.self) == preparation.definitions)
        #expect(Set(preparation.rowBatches.flatMap(\.self)) == Set(preparation.rows))
        #expect(preparation.rowBatches.allSatisfy { $0.first?.hasPrefix("LOCK ") == true })
    }

    @Test func textInACompositeKeyCannotBeTakenForTheNextColumns() throws {
        let key = try [column("a", "varchar(5)"), column("b", "varchar(5)")]
        let hash = TargetStatements.surrogate(key, of: "n", from: nil)
        #expect(hash.contains("LENGTH(n.\"a\")"))
        #expect(!TargetStatements.surrogate([key[0]], of: "n", from: nil).contains("LENGTH"))
    }

    @Test func everyCheckIsInOneStatement() throws {
        let name = try SQLIdentifier("name")
        let checks: [LoadCheck] = [
            LoadCheck(name: "1", kind: .notNull([name]), condition: "id > 5 -- five"),
            LoadCheck(name: "2", kind: .unique([try SQLIdentifier("id")])),
            LoadCheck(name: "3", kind: .acceptedValues(name, values: ["'a'", "'b'"]), atMost: .rows(3)),
            LoadCheck(name: "4", kind: .relationships(name, to: try SQLTable("s", "o"), name)),
            LoadCheck(name: "5", kind: .rowCount(1...10)),
            LoadCheck(name: "6", kind: .freshness(try SQLIdentifier("at"), withinSeconds: 900)),
            LoadCheck(name: "7", kind: .expression("id > 0"), atMost: .percent(0.1)),
            LoadCheck(name: "8", kind: .balance(try SQLIdentifier("id")), isError: false),
        ]
        let statements = try load(.merge(keyed()), source(), checks: checks).statements().filter { $0.step == .checks }
        #expect(statements.count == 1)
        let text = try #require(statements.first?.text)
        for number in 1...8 { #expect(text.contains("\"c\(number)\"")) }
        #expect(text.contains("\"c3\" <= 3"))
        #expect(text.contains("\"c7\" * 100.0 <= 0.1 * \"_total\""))
        // A warning holds nothing, and a comment ends with its line.
        #expect(!text.contains("\"c8\" <="))
        #expect(text.contains("five\n)"))
    }

    @Test func aLoadThatOneBatchCannotHoldIsRefused() throws {
        let fact = try SQLTable("s", "f")
        let id = try SQLIdentifier("id")
        let lookup = DimensionLookup(
            dimension: fact,
            key: [id],
            dimensionSurrogate: id,
            by: [id],
            surrogate: id,
            at: nil
        )
        let reference = FactReference(fact: fact, uniqueKey: [id], lookup: lookup, aggregates: [])
        let many = try load(
            .scd1(keyed(), surrogate: SQLIdentifier("sk")),
            source(),
            references: Array(repeating: reference, count: 20)
        )
        let problem = #expect(throws: SQLProblem.self) { try many.statements() }
        #expect(problem?.description.contains("staging.orders") == true)
        let long = LoadFile(
            S3Location(bucket: "example", key: String(repeating: "k", count: 1000)),
            eTag: "e",
            bytes: 1,
            rows: nil
        )
        #expect(throws: SQLProblem.self) {
            _ = try load(.append, source(), files: Array(repeating: long, count: 5000)).statements()
        }
    }

    @Test func anAttemptIsAnotherBatchAndARepetitionIsNot() throws {
        let one = try load(.append, source())
        #expect(try one.batch(name: "n", salt: "1") == one.batch(name: "n", salt: "1"))
        #expect(try one.batch(name: "n", salt: "1").clientToken != one.batch(name: "n", salt: "2").clientToken)
    }

    @Test func aHistoryKeepsItsLogAndTheUnknownMember() throws {
        let history = HistoryTableRules(
            uniqueKey: [try SQLIdentifier("id")],
            effective: try SQLIdentifier("at"),
            checkColumns: [try SQLIdentifier("name")],
            surrogate: try SQLIdentifier("sk"),
            appliesDeletes: true
        )
        let load = try load(.scd2(history), source())
        #expect(load.target.columns.map(\.name.name) == ["sk", "id", "name", "valid_from", "valid_to", "is_current"])
        let preparation = TargetTableDDL(lane: load.lane, targets: [load.target], ledger: load.ledger)
        #expect(preparation.definitions.contains { $0.contains("\"orders_changes\"") })
        #expect(preparation.rows.first == "LOCK \"loader\".\"state\"")
        #expect(preparation.rows.contains { $0.contains("-1, CAST('0001-01-01' AS timestamp)") })
    }
}
