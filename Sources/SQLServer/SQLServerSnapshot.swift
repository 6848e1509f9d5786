public import DatabaseClient

/// A transaction for reading, on one connection. If the database allows it, all its statements see the data of one
/// moment.
public final class SQLServerSnapshot: Sendable {
    /// The moment whose data the statements see.
    public enum Moment: Sendable, Equatable {
        /// All statements see the data of the same moment, because the database allows snapshot isolation.
        case snapshot
        /// Each statement sees the rows that were committed before that statement began. The database does not allow
        /// snapshot isolation.
        case statement
        /// The statements see the data of no single moment: rows that change during a count may be missed or counted
        /// twice.
        case none
    }

    public let connection: SQLServerConnection
    public let moment: Moment
    private let limits: StatementLimits

    private init(_ connection: SQLServerConnection, _ limits: StatementLimits, _ moment: Moment) {
        self.connection = connection
        self.limits = limits
        self.moment = moment
    }

    /// Opens a transaction in which `body` reads, and ends it when `body` returns or throws.
    ///
    /// - Throws: ``DatabaseError``, `CancellationError`, or what `body` throws.
    public static func withSnapshot<Value: Sendable>(
        of server: DatabaseServer,
        _ limits: StatementLimits,
        _ body: (SQLServerSnapshot) async throws -> Value
    ) async throws -> Value {
        let connection = try await SQLServerConnection.connect(server)
        defer { connection.close() }
        _ = try await connection.query(settings(limits), timeout: limits.timeout(grace: .zero))
        let state = try await connection.query(snapshotState, timeout: limits.timeout(grace: .zero)).one()
        let moment: Moment =
            switch (try state.integer(0), try state.integer(1)) {
            case (1, _): .snapshot
            case (_, 1): .statement
            default: .none
            }
        if moment == .snapshot {
            let begin = "SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRANSACTION;"
            _ = try await connection.query(begin, timeout: limits.timeout(grace: .zero))
        }
        return try await body(SQLServerSnapshot(connection, limits, moment))
    }

    /// Runs one batch. An error that the server reports does not end the transaction.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public func query(_ sql: String) async throws -> DatabaseRows<SQLServerRow> {
        try await connection.query(sql, timeout: limits.timeout(grace: .zero))
    }

    /// Returns the SQL of the session's settings. Text has the same form on both sides of a comparison, errors leave
    /// the transaction open, and waiting for locks has a limit.
    static func settings(_ limits: StatementLimits) -> String {
        let milliseconds = max(1, min(Int64(limits.statementTimeout / .milliseconds(1)), Int64(Int32.max)))
        return
            "SET LANGUAGE us_english; SET DATEFORMAT ymd; SET XACT_ABORT OFF; SET NOCOUNT ON; SET LOCK_TIMEOUT \(milliseconds);"
    }

    /// The query for the database's snapshot settings.
    /// https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-databases-transact-sql
    static let snapshotState = """
        SELECT CAST(snapshot_isolation_state AS int), CAST(is_read_committed_snapshot_on AS int)
        FROM sys.databases WHERE database_id = DB_ID()
        """
}
