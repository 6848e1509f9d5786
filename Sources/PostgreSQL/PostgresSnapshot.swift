public import DatabaseClient

/// A snapshot of a database, which several connections read: all of them see the same rows.
///
/// The first connection begins `REPEATABLE READ READ ONLY` and exports its snapshot; the other connections begin their
/// transactions with the same snapshot.
/// https://www.postgresql.org/docs/15/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION
public final class PostgresSnapshot: Sendable {
    public let first: PostgresConnection
    private let limits: StatementLimits
    private let connections: Int
    /// The snapshot's id, by which other connections join it; `nil` when one connection is enough.
    private let exported: String?

    private init(_ first: PostgresConnection, _ limits: StatementLimits, _ connections: Int, exported: String?) {
        self.first = first
        self.limits = limits
        self.connections = connections
        self.exported = exported
    }

    /// Opens a snapshot for `body`, and ends it when `body` returns or throws.
    ///
    /// - Parameter connections: the maximum number of connections that read the snapshot, 1 or more.
    /// - Throws: ``DatabaseError``, `CancellationError`, or what `body` throws.
    public static func withSnapshot<Value: Sendable>(
        of server: DatabaseServer,
        connections: Int,
        _ limits: StatementLimits,
        _ body: (PostgresSnapshot) async throws -> Value
    ) async throws -> Value {
        let first = try await PostgresConnection.connect(server)
        defer { first.close() }
        try await begin(first, limits, importing: nil)
        let exported = connections > 1 ? try await export(first, limits) : nil
        return try await body(PostgresSnapshot(first, limits, connections, exported: exported))
    }

    /// Runs one statement in the snapshot, on the snapshot's first connection.
    ///
    /// - Throws: ``DatabaseError``, or `CancellationError`.
    public func query(_ sql: String, _ values: [String?] = []) async throws -> DatabaseRows<TextRow> {
        try await Self.ask(first, limits, sql, values)
    }

    /// Runs `body` once for each item, on several connections at the same time. When the server has no room for all
    /// connections, fewer are used.
    ///
    /// - Returns: what `body` returned, in the order of the items.
    /// - Throws: the first error of `body`; the other items are then cancelled.
    public func map<Item: Sendable, Value: Sendable>(
        _ items: [Item],
        _ body: @escaping @Sendable (Reader, Item) async throws -> Value
    ) async throws -> [Value] {
        let queue = SharedWorkQueue(count: items.count)
        let workers = exported == nil ? min(1, items.count) : min(connections, items.count)
        return try await withThrowingTaskGroup(of: [(Int, Value)].self) { group in
            for worker in 0..<workers {
                group.addTask { [self] in
                    guard worker > 0, let exported else { return try await work(first, queue, items, body) }
                    guard let connection = try await another(exported) else { return [] }
                    defer { connection.close() }
                    return try await work(connection, queue, items, body)
                }
            }
            var results = [Value?](repeating: nil, count: items.count)
            for try await part in group { for (index, value) in part { results[index] = value } }
            return results.compactMap { $0 }
        }
    }

    /// One connection that reads the snapshot.
    public struct Reader: Sendable {
        let connection: PostgresConnection
        let limits: StatementLimits

        public var server: DatabaseServer { connection.server }

        /// Runs one statement in the snapshot, on this connection.
        ///
        /// - Throws: ``DatabaseError``, or `CancellationError`.
        public func query(_ sql: String, _ values: [String?] = []) async throws -> DatabaseRows<TextRow> {
            try await PostgresSnapshot.ask(connection, limits, sql, values)
        }
    }

    private func work<Item: Sendable, Value: Sendable>(
        _ connection: PostgresConnection,
        _ queue: SharedWorkQueue,
        _ items: [Item],
        _ body: @Sendable (Reader, Item) async throws -> Value
    ) async throws -> [(Int, Value)] {
        let reader = Reader(connection: connection, limits: limits)
        var done: [(Int, Value)] = []
        while let index = queue.next() { done.append((index, try await body(reader, items[index]))) }
        return done
    }

    /// Exports the snapshot. Returns `nil` when the server does not allow it; only one connection can then be used.
    private static func export(_ connection: PostgresConnection, _ limits: StatementLimits) async throws -> String? {
        do {
            return try await ask(connection, limits, "SELECT pg_export_snapshot()", []).one().text(0)
        } catch let error as DatabaseError where error.kind == .server {
            // The error ended the transaction. Nothing was read in it yet.
            _ = try await connection.query("ROLLBACK", timeout: limits.timeout())
            try await begin(connection, limits, importing: nil)
            return nil
        }
    }

    /// Opens another connection that reads the snapshot; `nil` when the server has no room for it.
    private func another(_ snapshot: String) async throws -> PostgresConnection? {
        let connection: PostgresConnection
        do {
            connection = try await PostgresConnection.connect(first.server)
        } catch let error as DatabaseError where error.kind == .unavailable {
            return nil
        }
        do {
            try await Self.begin(connection, limits, importing: snapshot)
            return connection
        } catch {
            connection.close()
            throw error
        }
    }

    private static func begin(
        _ connection: PostgresConnection,
        _ limits: StatementLimits,
        importing snapshot: String?
    ) async throws {
        var statements = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
        // Made by the server, of digits, letters and hyphens. The statement takes no parameter.
        if let snapshot {
            statements.append("SET TRANSACTION SNAPSHOT '\(snapshot.filter { $0 != "'" && $0 != "\\" })'")
        }
        let milliseconds = max(1, Int64(limits.statementTimeout / .milliseconds(1)))
        statements += [
            "SET LOCAL statement_timeout = \(milliseconds)",
            // Text that both sides of a comparison must write in the same way.
            "SET LOCAL DateStyle = 'ISO, YMD'", "SET LOCAL IntervalStyle = 'iso_8601'", "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL extra_float_digits = 3", "SET LOCAL bytea_output = 'hex'",
        ]
        for statement in statements { _ = try await connection.query(statement, timeout: limits.timeout()) }
    }

    fileprivate static func ask(
        _ connection: PostgresConnection,
        _ limits: StatementLimits,
        _ sql: String,
        _ values: [String?]
    ) async throws -> DatabaseRows<TextRow> {
        try await connection.query(sql, values, timeout: limits.timeout())
    }
}
