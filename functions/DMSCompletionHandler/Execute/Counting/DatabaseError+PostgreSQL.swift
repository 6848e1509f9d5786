import PostgreSQL

extension DatabaseError {
    /// Runs `body`, and reports a `PostgresError` as a ``DatabaseError``.
    ///
    /// - Throws: ``DatabaseError``, or any other error of `body` as it is.
    static func mapping<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw DatabaseError(error)
        }
    }

    init(_ error: PostgresError) {
        let kind: Kind =
            switch error.kind {
            case .authentication: .authentication
            case .tls: .tls
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .statementCancelled: .statementCancelled
            case .server where error.sqlState == "42501": .denied
            case .unavailable, .server, .invalid: .other
            }
        self.init(kind, "\(error)", isTransient: error.isTransient)
    }
}

extension PostgresError {
    /// True for an error that is the table's own: no such column, no such operator, a value that is not of the column's type.
    var isOfTheTable: Bool {
        guard kind == .server, let state = sqlState else { return false }
        return ["42703", "42883", "42804"].contains(state) || state.hasPrefix("22")
    }
}
