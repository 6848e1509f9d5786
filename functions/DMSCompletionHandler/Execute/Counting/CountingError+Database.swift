import DatabaseClient

extension CountingError {
    /// Runs `body`, and reports a `DatabaseError` as a ``CountingError``.
    ///
    /// - Throws: ``CountingError``, or any other error of `body` as it is.
    static func mapping<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as DatabaseError {
            throw CountingError(error)
        }
    }

    /// Runs `write`, and reports its error as a ``CountingError``. `write` makes the SQL of a statement, and an error
    /// concerns only the statement's own table.
    ///
    /// - Throws: ``CountingError`` of kind ``Kind/doesNotFit``.
    static func fitting<Value>(_ write: () throws(DatabaseError) -> Value) throws(CountingError) -> Value {
        do throws(DatabaseError) { return try write() } catch { throw CountingError(.doesNotFit, error.message) }
    }

    init(_ error: DatabaseError) {
        let kind: Kind =
            switch error.kind {
            case .authentication: .authentication
            case .tls: .tls
            case .unreachable: .unreachable
            case .timedOut: .timedOut
            case .statementCancelled: .statementCancelled
            case .server where error.code?.deniesReading ?? false: .denied
            case .unavailable, .server, .invalid: .other
            }
        self.init(kind, "\(error)", isTransient: error.isTransient)
    }
}

extension DatabaseError {
    /// `true` when the error concerns only the counted table. Examples: no such column, no such operator, a value that
    /// does not fit the column's type, or collations that cannot be combined.
    var isOfTheTable: Bool {
        guard kind == .server, let code else { return false }
        return switch code {
        case .mySQL(let number): [1054, 1267, 1292, 1366, 1367, 1411, 1525, 1690].contains(number)
        case .sqlState(let state): ["42703", "42883", "42804"].contains(state) || state.hasPrefix("22")
        case .sqlServer(let number):
            [195, 206, 207, 220, 235, 241, 242, 245, 293, 295, 306, 402, 468, 529, 1007, 8114, 8115, 8169]
                .contains(number)
        }
    }
}

extension DatabaseError.Code {
    /// `true` when the user lacks the right to read a table or database that the statement names.
    fileprivate var deniesReading: Bool {
        switch self {
        case .mySQL(let number): [1044, 1142, 1143, 1227, 1370].contains(number)
        case .sqlState(let state): state == "42501"
        case .sqlServer(let number): [229, 230, 297, 300, 916].contains(number)
        }
    }
}
