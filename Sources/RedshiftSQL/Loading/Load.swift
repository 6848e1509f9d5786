/// One load: the statements of one transaction that load files into one table.
///
/// The transaction proves itself: guards fail it before anything is published, the ledger makes a second load of a file
/// impossible, and the fence, as the last statement, fails all but one of two loads that ran beside each other.
/// No table is locked against its readers.
public struct Load: Sendable, Hashable {
    /// Names the load in the ledger: at most 128 bytes.
    public let id: String
    public let target: LoadTarget
    /// The lane of the target: loads of one lane run one after another.
    public let lane: String
    public let copies: [StageCopy]
    public let role: WarehouseIAMRole
    public let ledger: LoaderLedger
    /// The snapshot that a `replace` loads; `nil` for other strategies.
    public let snapshot: ReplacementLedgerEntry?
    /// `true` to load files that the ledger has already.
    public let isReload: Bool

    public init(
        id: String,
        target: LoadTarget,
        lane: String,
        copies: [StageCopy],
        role: WarehouseIAMRole,
        ledger: LoaderLedger,
        snapshot: ReplacementLedgerEntry? = nil,
        isReload: Bool = false
    ) {
        self.id = id
        self.target = target
        self.lane = lane
        self.copies = copies
        self.role = role
        self.ledger = ledger
        self.snapshot = snapshot
        self.isReload = isReload
    }

    public var files: [LoadFile] { copies.flatMap(\.files) }

    /// The files that the ledger records: of an empty snapshot, its place.
    var ledgerFiles: [LoadFile] { files.isEmpty ? (snapshot.map { [$0.place] } ?? []) : files }

    /// `true` when the ledger may have some of the files already and gets them again: a later snapshot may contain a file of an
    /// earlier one.
    var mayRepeatFiles: Bool { isReload || snapshot != nil }

    /// The rows of all files together; `nil` when one file does not tell its number of rows.
    public var expectedRows: Int64? {
        var sum: Int64 = 0
        for file in files {
            guard let rows = file.rows else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(rows)
            if overflow { return nil }
            sum = next
        }
        return sum
    }

    /// - Throws: ``SQLProblem`` for a load that one batch cannot hold.
    public func statements() throws(SQLProblem) -> [LoadStatement] {
        var statements = ledger.opening(self)
        statements += try stage()
        statements += TargetStatements(target).statements
        statements += ledger.closing(self)
        guard statements.count <= RedshiftBatch.mostStatements else {
            throw SQLProblem(
                "the load of \(LoaderLedger.name(of: target.table)) has \(statements.count) statements, and a batch \(RedshiftBatch.mostStatements); take a reference or an aggregate out of its lane"
            )
        }
        for statement in statements where statement.text.utf8.count > RedshiftBatch.longestStatement {
            throw SQLProblem(
                "the statement \"\(statement.step.rawValue)\" has \(statement.text.utf8.count) bytes; the Data API takes \(RedshiftBatch.longestStatement)"
            )
        }
        return statements
    }

    /// The batch that the Data API runs. The same load gives the same batch.
    ///
    /// - Parameter salt: tells this batch from another one of the same name and statements: for eight hours the Data API
    ///   answers with the batch that it knows, whatever has become of the warehouse since.
    /// - Throws: ``SQLProblem``.
    public func batch(name: String, salt: String) throws(SQLProblem) -> RedshiftBatch {
        let texts = try statements().map(\.text)
        return try RedshiftBatch(
            name: name,
            statements: texts,
            identity: RedshiftBatch.identity(name, salt: salt, texts)
        )
    }

    /// The batch that finds out why a guard failed: it repeats the load's steps up to the guard in temporary tables, and counts
    /// the broken rows. Nothing of it stays.
    ///
    /// - Returns: the statements, and which of them answers the evidence's query and each of its samples; `nil` for a step
    ///   that has no evidence.
    /// - Throws: ``SQLProblem``.
    public func examination(of step: LoadStatementKind) throws(SQLProblem) -> GuardFailureDiagnosis? {
        let all = try statements()
        guard let index = all.firstIndex(where: { $0.step == step && $0.evidence != nil }),
            let evidence = all[index].evidence
        else { return nil }
        return GuardFailureDiagnosis(rehearsal: all[..<index].compactMap(\.rehearsal), evidence)
    }

    private func stage() throws(SQLProblem) -> [LoadStatement] {
        var statements = try staging(target.source.columns)
        var count = AbortingGuardQuery()
        count.count("rows", "FROM \(TemporaryTable.stage)")
        if let expectedRows { count.require("\"rows\" = \(expectedRows)") }
        statements.append(LoadStatement(.count, count.text))
        return statements
    }

    private func staging(_ columns: [ColumnDefinition]) throws(SQLProblem) -> [LoadStatement] {
        // NOT NULL is a check of the plan, which says which rows are wrong; here it would only fail the COPY.
        let list = columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
        var statements = [LoadStatement(.stage, "CREATE TEMP TABLE \(TemporaryTable.stage) (\(list))")]
        for (index, copy) in copies.enumerated() {
            if copy.fits(columns) {
                let names = copy.columns?.map(\.name) ?? target.source.columns.map(\.name)
                statements.append(try self.copy(copy, into: "#stage", names))
            } else {
                statements += try part(copy, "#part\(index + 1)", of: columns)
            }
        }
        return statements
    }

    /// A stage of its own for files whose column types differ; its rows are cast into the load's stage.
    private func part(
        _ copy: StageCopy,
        _ name: String,
        of stage: [ColumnDefinition]
    ) throws(SQLProblem) -> [LoadStatement] {
        let own = copy.columns ?? []
        let table = SQLIdentifier(checked: name)
        let list = own.map { column in
            "\(column.name) \(column.type ?? stage.first { $0.name == column.name }?.type ?? .longText)"
        }.joined(separator: ", ")
        let kept = own.filter(\.isKept)
        let casts = kept.map { column in
            let type = stage.first { $0.name == column.name }?.type
            guard let type, let from = column.type, from != type else { return "\(column.name)" }
            return "CAST(\(column.name) AS \(type))"
        }
        return [
            LoadStatement(.stage, "CREATE TEMP TABLE \(table) (\(list))"),
            try self.copy(copy, into: name, own.map(\.name)),
            LoadStatement(
                .cast,
                """
                INSERT INTO \(TemporaryTable.stage) (\(TargetStatements.list(kept.map(\.name))))
                SELECT \(casts.joined(separator: ", ")) FROM \(table)
                """
            ),
        ]
    }

    private func copy(
        _ copy: StageCopy,
        into table: String,
        _ columns: [SQLIdentifier]
    ) throws(SQLProblem) -> LoadStatement {
        let statement = try CopyStatement(
            into: SQLTable(checked: nil, name: SQLIdentifier(checked: table)),
            columns: columns,
            manifest: copy.manifest,
            role: role,
            format: target.source.format,
            options: target.source.options
        )
        return LoadStatement(.copy, statement.text)
    }

    /// The batch that measures the longest texts of the files: it copies them into a stage that takes any text, and its last
    /// statement is the query. Its answer has a column for each of ``measuredColumns``, in bytes.
    ///
    /// - Throws: ``SQLProblem``.
    public func measurement() throws(SQLProblem) -> [String] {
        let columns = target.source.columns.map { column in
            column.type.family == .text ? ColumnDefinition(column.name, .longText) : column
        }
        let lengths = measuredColumns.map { "MAX(OCTET_LENGTH(\($0.name))) AS \($0.name)" }
        return try staging(columns).map(\.text)
            + ["SELECT \(lengths.joined(separator: ", ")) FROM \(TemporaryTable.stage)"]
    }

    public var measuredColumns: [ColumnDefinition] { target.source.columns.filter { $0.type.family == .text } }
}
