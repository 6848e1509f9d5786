import SQLServer

extension DatabaseError {
    /// Runs `body`, and reports a `SQLServerError` as a ``DatabaseError``.
    ///
    /// - Throws: ``DatabaseError``, or any other error of `body` as it is.
    static func mappingSQLServer<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SQLServerError {
            throw DatabaseError(error)
        }
    }

    init(_ error: SQLServerError) {
        let kind: Kind =
            switch error.kind {
            case .authentication: .authentication
            case .tls: .tls
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .server where [229, 230, 297, 300, 916].contains(error.number): .denied
            case .unavailable, .server, .invalid: .other
            }
        self.init(kind, "\(error)", isTransient: error.isTransient)
    }
}

extension SQLServerError {
    /// True for an error that is the table's own: no such column, a value that is not of the column's type.
    var isOfTheTable: Bool {
        let numbers = [195, 206, 207, 220, 235, 241, 242, 245, 293, 295, 306, 402, 468, 529, 1007, 8114, 8115, 8169]
        return kind == .server && numbers.contains { $0 == number }
    }
}
