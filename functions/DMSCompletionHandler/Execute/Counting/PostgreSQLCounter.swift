import PostgreSQL

/// Counts tables of a PostgreSQL database through libpq.
struct PostgreSQLCounter: Sendable {
    let secrets: DatabaseSecrets
    let roots: CABundle
    let connections: Int
    let statementTimeout: Duration
    let connectTimeout: Duration

    /// - Parameters:
    ///   - side: `source` or `target`, for errors.
    ///   - plan: what to count, given what there is.
    /// - Throws: ``CheckBlocked``: whatever says nothing about the migration.
    func count(
        _ place: DatabaseEndpoint,
        side: String,
        deadline: ContinuousClock.Instant,
        plan: @Sendable ([SourceRelation]) -> [CountJob]
    ) async throws -> DatabaseCounts {
        do {
            let rootsFile = try await roots.file(deadline: deadline)
            return try await secrets.withSecret(place.secret, deadline: deadline) { secret in
                let server = try server(place, secret, rootsFile)
                return try await count(server, deadline, plan)
            }
        } catch {
            throw CheckBlocked("counting the \(side)", error)
        }
    }

    private func server(_ place: DatabaseEndpoint, _ secret: DatabaseSecret, _ rootsFile: String) throws
        -> PostgresServer
    {
        guard let host = place.host ?? secret.host, let database = place.database ?? secret.database else {
            let missing = place.host ?? secret.host == nil ? "host" : "database"
            throw CheckBlocked(
                "no \(missing), neither in the secret \(place.secret) nor in the configuration",
                isTransient: false
            )
        }
        return PostgresServer(
            host: host,
            port: place.port ?? secret.port ?? 5432,
            database: database,
            user: secret.username,
            password: secret.password,
            rootsFile: rootsFile,
            applicationName: "DMSCompletionHandler",
            connectTimeout: connectTimeout
        )
    }

    private func count(
        _ server: PostgresServer,
        _ deadline: ContinuousClock.Instant,
        _ plan: @Sendable ([SourceRelation]) -> [CountJob]
    ) async throws -> DatabaseCounts {
        let remaining = ContinuousClock.now.duration(to: deadline)
        let limits = ReadOnlySnapshot.Limits(
            connections: connections,
            statementTimeout: max(.seconds(1), min(statementTimeout, remaining)),
            deadline: deadline
        )
        return try await ReadOnlySnapshot.withSnapshot(of: server, limits) { snapshot in
            let relations = try await snapshot.query(CountQuery.relations).rows.map(CountQuery.relation)
            let present = Set(relations.map(\.name))
            let jobs = plan(relations)
            let counts = try await snapshot.map(jobs) { reader, job in
                present.contains(job.table)
                    ? try await count(job, reader) : DatabaseCounts.Count(result: .failure(.missing), keyColumns: [])
            }
            return DatabaseCounts(
                relations: relations,
                counts: Dictionary(zip(jobs.map(\.table), counts)) { first, _ in first }
            )
        }
    }

    private func count(_ job: CountJob, _ reader: ReadOnlySnapshot.Reader) async throws -> DatabaseCounts.Count {
        var keys: [String] = []
        switch job.keys {
        case .none: break
        case .columns(let columns): keys = columns
        case .primaryKey:
            keys = try await reader.query(CountQuery.primaryKey, [job.table.schema, job.table.table]).rows.map {
                try $0.text(0)
            }
            guard !keys.isEmpty else {
                return .init(
                    result: .failure(.impossible("it has no primary key to make a checksum of")),
                    keyColumns: []
                )
            }
        }
        let sql: (text: String, values: [String])
        do {
            sql = try CountQuery.sql(job.table, filters: job.filters, keys: keys)
        } catch {
            return .init(result: .failure(.impossible(error.message)), keyColumns: keys)
        }
        // Names and values from outside may not fit this table, and an error would end the transaction.
        let isRisky = !job.filters.isEmpty || !keys.isEmpty
        if isRisky { _ = try await reader.query("SAVEPOINT before_count") }
        let started = ContinuousClock.now
        do {
            let row = try await reader.query(sql.text, sql.values).one()
            return .init(
                result: .success(
                    TableCounts.Count(
                        rows: try row.integer(0),
                        checksum: keys.isEmpty ? nil : try row.text(1),
                        seconds: ((ContinuousClock.now - started) / .milliseconds(1)).rounded() / 1000
                    )
                ),
                keyColumns: keys
            )
        } catch let error as PostgresError where isRisky && Self.isOfTheTable(error) {
            _ = try await reader.query("ROLLBACK TO SAVEPOINT before_count")
            if job.mayCountWhole, !job.filters.isEmpty {
                return try await count(CountJob(table: job.table, filters: [], keys: job.keys), reader)
            }
            return .init(result: .failure(.impossible("\(error)")), keyColumns: keys)
        } catch let error as PostgresError where error.kind == .timedOut {
            // The next attempt would take as long.
            throw CheckBlocked(
                "counting \(job.table) in \(reader.server) takes longer than an invocation has: raise the function's timeout, give it more COUNT_CONNECTIONS, or index what is counted",
                isTransient: false
            )
        } catch {
            throw CheckBlocked("counting \(job.table) in \(reader.server)", error)
        }
    }

    /// No such column, no such operator, a value that is not of the column's type.
    private static func isOfTheTable(_ error: PostgresError) -> Bool {
        guard error.kind == .server, let state = error.sqlState else { return false }
        return ["42703", "42883", "42804"].contains(state) || state.hasPrefix("22")
    }
}
