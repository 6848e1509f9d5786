internal import AWSSigning

/// Statements that run in order in one session, usually in one transaction. A repeated submission finds the same batch.
/// https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html
public struct RedshiftBatch: Sendable, Equatable {
    /// The maximum size of one statement, in bytes: 100 KB.
    public static let longestStatement = 100_000
    public static let mostStatements = 40
    /// The maximum number of characters in a batch's name.
    public static let longestName = 2048

    public let name: String
    public let statements: [String]
    /// The Data API's client token, at most 64 characters. The same batch has the same token in every process. So a
    /// submission that is repeated within eight hours finds the batch instead of starting another.
    public let clientToken: String
    /// `true` to commit all statements together; `false` to commit each by itself, which some Redshift statements need.
    public let isTransaction: Bool

    /// - Parameters:
    ///   - name: the batch's name in listings and events. Use ASCII only, so that it has as many bytes as characters.
    ///   - identity: the text that makes two submissions the same batch. Two batches with the same name and identity
    ///     are one, even when their statements differ: use ``identity(_:salt:_:)`` when the statements may change.
    /// - Throws: ``SQLProblem`` for a batch that the service would refuse.
    public init(name: String, statements: [String], identity: String, isTransaction: Bool = true) throws(SQLProblem) {
        guard (1...Self.longestName).contains(name.utf8.count) else {
            throw SQLProblem("the batch's name has \(name.utf8.count) bytes; expected 1 to \(Self.longestName)")
        }
        guard (1...Self.mostStatements).contains(statements.count) else {
            throw SQLProblem("the batch has \(statements.count) statements; expected 1 to \(Self.mostStatements)")
        }
        for (index, statement) in statements.enumerated() where statement.utf8.count > Self.longestStatement {
            throw SQLProblem(
                "statement \(index + 1) has \(statement.utf8.count) bytes; the Data API takes \(Self.longestStatement)"
            )
        }
        self.name = name
        self.statements = statements
        self.isTransaction = isTransaction
        clientToken = Digest.hex(Digest.sha256(Array(identity.utf8)))
    }

    /// Returns a batch's identity: the name, the attempt's salt and the statements, joined into one text.
    public static func identity(_ name: String, salt: String = "", _ statements: [String]) -> String {
        ([name, salt] + statements).joined(separator: "\u{0}")
    }
}
