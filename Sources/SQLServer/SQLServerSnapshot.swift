public import DatabaseClient

/// A reading transaction of one connection, at one moment where the database allows it.
public final class SQLServerSnapshot: Sendable {
    /// The moment that the statements see.
    public enum Moment: Sendable, Equatable {
        /// All of them the same: the database allows snapshot isolation.
        case snapshot
        /// Each its own: the database allows no snapshots, and reads committed rows as of each statement's beginning.
        case statement
        /// None: rows that change during a count may be missed or counted twice.
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

    /// Opens a reading transaction for `body`, and ends it when `body` returns or throws.
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

    /// Runs one batch. An error of the server's does not end the transaction.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public func query(_ sql: String) async throws -> DatabaseRows<SQLServerRow> {
        try await connection.query(sql, timeout: limits.timeout(grace: .zero))
    }

    /// The session's settings: text that both sides of a comparison must read in the same way; errors that leave the
    /// transaction open; an end to waiting for locks.
    static func settings(_ limits: StatementLimits) -> String {
        let milliseconds = max(1, min(Int64(limits.statementTimeout / .milliseconds(1)), Int64(Int32.max)))
        return
            "SET LANGUAGE us_english; SET DATEFORMAT ymd; SET XACT_ABORT OFF; SET NOCOUNT ON; SET LOCK_TIMEOUT \(milliseconds);"
    }

    /// https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-databases-transact-sql
    static let snapshotState = """
        SELECT CAST(snapshot_isolation_state AS int), CAST(is_read_committed_snapshot_on AS int)
        FROM sys.databases WHERE database_id = DB_ID()
        """
}
