/// One load: everything that brings some files into one table, as the statements of one transaction.
///
/// The transaction proves itself: guards fail it before anything is published, the ledger makes a second load of a file
/// impossible, and the fence, as the last statement, fails all but one of two loads that ran beside each other.
/// No table is locked against its readers.
public struct Load: Sendable, Hashable {
    /// Names the load in the ledger: at most 128 bytes.
    public let id: String
    public let target: LoadTarget
    /// Targets that refer to each other are in one lane, and a lane's loads follow one another.
    public let lane: String
    public let copies: [StageCopy]
    public let role: WarehouseRole
    public let ledger: LoaderLedger
    /// The time of a `replace`'s snapshot, RFC 3339.
    public let snapshotTime: String?

    public init(
        id: String,
        target: LoadTarget,
        lane: String,
        copies: [StageCopy],
        role: WarehouseRole,
        ledger: LoaderLedger,
        snapshotTime: String? = nil
    ) {
        self.id = id
        self.target = target
        self.lane = lane
        self.copies = copies
        self.role = role
        self.ledger = ledger
        self.snapshotTime = snapshotTime
    }

    public var files: [LoadFile] { copies.flatMap(\.files) }

    /// The rows of all files; `nil` when one of them does not say.
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

    private func stage() throws(SQLProblem) -> [LoadStatement] {
        let source = target.source
        // NOT NULL is a check of the plan, which says which rows are wrong; here it would only fail the COPY.
        let columns = source.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
        var statements = [LoadStatement(.stage, "CREATE TEMP TABLE \(SessionTable.stage) (\(columns))")]
        for copy in copies {
            let statement = try CopyStatement(
                into: SQLTable(checked: nil, name: SQLIdentifier(checked: "#stage")),
                columns: copy.columns ?? source.columns.map(\.name),
                manifest: copy.manifest,
                role: role,
                format: source.format,
                options: source.options
            )
            statements.append(LoadStatement(.copy, statement.text))
        }
        var count = GuardQuery()
        count.count("rows", "FROM \(SessionTable.stage)")
        if let expectedRows { count.require("\"rows\" = \(expectedRows)") }
        statements.append(LoadStatement(.count, count.text))
        return statements
    }
}
