import MySQL

extension DatabaseError {
    /// Runs `body`, and reports a `MySQLError` as a ``DatabaseError``.
    ///
    /// - Throws: ``DatabaseError``, or any other error of `body` as it is.
    static func mappingMySQL<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as MySQLError {
            throw DatabaseError(error)
        }
    }

    init(_ error: MySQLError) {
        let kind: Kind =
            switch error.kind {
            case .authentication: .authentication
            case .tls: .tls
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .statementCancelled: .statementCancelled
            case .server where [1044, 1142, 1143, 1227, 1370].contains(error.number): .denied
            case .unavailable, .server, .invalid: .other
            }
        self.init(kind, "\(error)", isTransient: error.isTransient)
    }
}

extension MySQLError {
    /// True for an error that is the table's own: no such column, a value that is not of the column's type, collations that do
    /// not go together.
    var isOfTheTable: Bool {
        kind == .server && [1054, 1267, 1292, 1366, 1367, 1411, 1525, 1690].contains(number)
    }
}
