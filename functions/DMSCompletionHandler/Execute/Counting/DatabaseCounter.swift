import DatabaseClient

/// Counts the tables of a database of any ``DatabaseKind``.
struct DatabaseCounter: Sendable {
    let secrets: DatabaseSecrets
    let roots: CABundle
    /// The maximum number of simultaneous connections to one database, 1 to 16.
    let connections: Int
    let statementTimeout: Duration
    let connectTimeout: Duration

    /// Counts the tables that `plan` chooses.
    ///
    /// - Parameters:
    ///   - side: `source` or `target`, for error messages.
    ///   - plan: makes the count jobs from the list of the database's tables and views.
    /// - Throws: ``CheckBlocked`` for an error that says nothing about the migration.
    func count(
        _ endpoint: DatabaseEndpoint,
        side: String,
        deadline: ContinuousClock.Instant,
        plan: @Sendable ([SourceCatalogEntry]) -> [CountJob]
    ) async throws -> DatabaseCounts {
        do {
            let rootsFile = try await roots.file(deadline: deadline)
            return try await secrets.withSecret(endpoint.secret, deadline: deadline) { secret in
                let request = try request(endpoint, secret, rootsFile, deadline)
                return try await count(request, Self.engine(of: endpoint.kind), plan)
            }
        } catch {
            throw CheckBlocked("counting the \(side)", error)
        }
    }

    private static func engine(of kind: DatabaseKind) -> any DatabaseEngine {
        switch kind {
        case .postgresql: PostgreSQLEngine()
        case .mysql: MySQLEngine()
        case .sqlserver: SQLServerEngine()
        }
    }

    private func request(
        _ endpoint: DatabaseEndpoint,
        _ secret: DatabaseSecret,
        _ rootsFile: String,
        _ deadline: ContinuousClock.Instant
    ) throws(CheckBlocked) -> SnapshotRequest {
        func missing(_ field: String) -> CheckBlocked {
            CheckBlocked(
                "no \(field), neither in the secret \(endpoint.secret) nor in the plan",
                isTransient: false
            )
        }
        guard let host = endpoint.host ?? secret.host else { throw missing("host") }
        let database = endpoint.database ?? secret.database
        if database == nil, endpoint.kind.needsDatabase { throw missing("database") }
        let remaining = ContinuousClock.now.duration(to: deadline)
        return SnapshotRequest(
            server: DatabaseServer(
                host: host,
                port: endpoint.port ?? secret.port ?? endpoint.kind.defaultPort,
                database: database,
                user: secret.username,
                password: secret.password,
                rootsFile: rootsFile,
                applicationName: "DMSCompletionHandler",
                connectTimeout: connectTimeout
            ),
            connections: connections,
            limits: StatementLimits(
                statementTimeout: max(.seconds(1), min(statementTimeout, remaining)),
                deadline: deadline
            ),
            isShortOfTime: remaining < statementTimeout
        )
    }

    private func count(
        _ request: SnapshotRequest,
        _ engine: any DatabaseEngine,
        _ plan: @Sendable ([SourceCatalogEntry]) -> [CountJob]
    ) async throws -> DatabaseCounts {
        try await engine.withSnapshot(request) { snapshot in
            let relations = try await snapshot.relations()
            let known = Dictionary(relations.map { ($0.name, $0) }) { first, _ in first }
            let jobs = plan(relations)
            let counts = try await snapshot.counts(of: jobs) { connection, job in
                guard let kind = known[job.table]?.kind else {
                    return .init(result: .failure(.missing), keyColumns: [])
                }
                if job.leavesPartitions, kind == .partitionedTable {
                    // All rows of the table are in its partitions, which are counted themselves.
                    return .init(result: .success(TableCounts.Count(rows: 0)), keyColumns: [])
                }
                return try await Self.count(job, connection, request)
            }
            return DatabaseCounts(
                relations: relations,
                counts: Dictionary(zip(jobs.map(\.table), counts)) { first, _ in first },
                caveat: Self.caveat(snapshot.caveat, jobs.compactMap { known[$0.table] })
            )
        }
    }

    /// The maximum number of tables that a caveat names. Of the rest, the caveat gives only the number.
    private static let mostNamed = 5

    /// Returns the snapshot's caveat, and adds the names of counted tables that the snapshot does not include.
    private static func caveat(_ ofSnapshot: String?, _ counted: [SourceCatalogEntry]) -> String? {
        let loose = counted.compactMap { relation in
            relation.engineWithoutSnapshot.map { "\(relation.name) (\($0))" }
        }
        guard !loose.isEmpty else { return ofSnapshot }
        let more = loose.count > mostNamed ? " and \(loose.count - mostNamed) more" : ""
        let names = loose.sorted().prefix(mostNamed).joined(separator: ", ") + more
        let reason = "not as of the snapshot, because their engine has no transactions: \(names)"
        return [ofSnapshot, reason].compactMap { $0 }.joined(separator: "; ")
    }

    private static func count(
        _ job: CountJob,
        _ connection: any SnapshotTableCounter,
        _ request: SnapshotRequest
    ) async throws -> DatabaseCounts.Count {
        let keys: [String]
        switch job.keys {
        case .none: keys = []
        case .columns(let columns): keys = columns
        case .primaryKey:
            keys = try await connection.primaryKey(of: job.table)
            guard !keys.isEmpty else {
                let reason = "it has no primary key to make a checksum of"
                return .init(result: .failure(.impossible(reason)), keyColumns: [])
            }
        }
        let started = ContinuousClock.now
        do {
            let found = try await connection.count(job.table, filters: job.filters, keys: keys)
            let seconds = ((ContinuousClock.now - started) / .milliseconds(1)).rounded() / 1000
            let count = TableCounts.Count(rows: found.rows, checksum: found.checksum, seconds: seconds)
            return .init(result: .success(count), keyColumns: keys)
        } catch let error as CountingError where error.kind == .doesNotFit {
            if job.mayCountWhole, !job.filters.isEmpty {
                return try await count(CountJob(table: job.table, filters: [], keys: job.keys), connection, request)
            }
            return .init(result: .failure(.impossible(error.description)), keyColumns: keys)
        } catch let error as CountingError
            where error.kind == .timedOut || (error.kind == .statementCancelled && request.isShortOfTime)
        {
            throw CheckBlocked(outOfTime: "counting \(job.table) in \(request)")
        } catch {
            throw CheckBlocked("counting \(job.table) in \(request)", error)
        }
    }
}
