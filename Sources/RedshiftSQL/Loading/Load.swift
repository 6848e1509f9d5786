/// One load: the statements of one transaction that load files into one table.
///
/// The transaction checks itself. Guards make it fail before anything is published. The ledger makes a second load of a
/// file impossible. The fence, which is the last statement, lets only one of two simultaneous loads commit. No table is
/// locked against its readers.
public struct Load: Sendable, Hashable {
    /// The load's name in the ledger, at most 128 bytes.
    public let id: String
    public let target: LoadTarget
    /// The lane of the target: loads of one lane run one after another.
    public let lane: String
    public let copies: [StageCopy]
    public let role: WarehouseIAMRole
    public let ledger: LoaderLedger
    /// The snapshot that a `replace` loads; `nil` for other strategies.
    public let snapshot: ReplacementLedgerEntry?
    /// `true` to load the files again even if the ledger already has them.
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

    /// The files that the ledger records. A snapshot without files is recorded as its ``ReplacementLedgerEntry/place``.
    var ledgerFiles: [LoadFile] { files.isEmpty ? (snapshot.map { [$0.place] } ?? []) : files }

    /// `true` when the load may record files that the ledger already has. Example: a later snapshot contains a file of
    /// an earlier one.
    var mayRepeatFiles: Bool { isReload || snapshot != nil }

    /// The number of rows in all files together; `nil` when a file does not state its number of rows.
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

    /// - Throws: ``SQLProblem`` for a load that does not fit into one batch.
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

    /// Returns the batch that the Data API runs. The same load gives the same batch.
    ///
    /// - Parameter salt: distinguishes this batch from an earlier one with the same name and statements. For eight
    ///   hours, the Data API answers with the earlier batch, even when the warehouse has changed since.
    /// - Throws: ``SQLProblem``.
    public func batch(name: String, salt: String) throws(SQLProblem) -> RedshiftBatch {
        let texts = try statements().map(\.text)
        return try RedshiftBatch(
            name: name,
            statements: texts,
            identity: RedshiftBatch.identity(name, salt: salt, texts)
        )
    }

    /// Returns the batch that finds the reason why the load failed at a guard. The batch repeats the load's steps up to
    /// the guard in temporary tables, and counts the broken rows. It leaves nothing in the warehouse.
    ///
    /// - Returns: the statements, with the indexes of those that run the evidence's query and its samples; `nil` for a
    ///   step that has no evidence.
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
        // The stage has no NOT NULL, which would only fail the COPY. The plan's check shows the wrong rows.
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

    /// Returns the statements that load files through a separate stage, if COPY cannot load them into the load's stage
    /// directly. They copy the files into the separate stage, and cast its rows into the load's stage.
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

    /// Returns the statements that measure the longest value of each text column in the files. They copy the files into
    /// a stage that accepts any text. The last statement returns the longest length, in bytes, for each of
    /// ``measuredColumns``.
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
