import AWSRedshiftData
import UTCTime

/// Counts tables of a Redshift database through the Data API: one statement for all of them, which its token names, so that
/// a check that comes again finds the statement that was asked for before.
struct RedshiftCounter: Sendable {
    let batches: RedshiftBatches

    /// Looks, a second apart, before the check is put off: most counts take less, and waiting is paid for.
    private static let looks = 5

    /// - Parameter token: names this stop.
    /// - Throws: ``CheckBlocked``, a transient one while the statement runs.
    func count(
        _ tables: [TableName],
        _ connection: RedshiftConnection,
        token: String,
        deadline: ContinuousClock.Instant
    ) async throws -> [TableName: Result<TableCounts.Count, TableCounts.Failure>] {
        guard !tables.isEmpty else { return [:] }
        do {
            let sql = try Self.sql(tables)
            let statement = try await finished([sql, "SELECT 1"], connection, "counts of \(token)", deadline)
            guard let part = statement.parts.first else {
                throw CheckBlocked("no result of the counts", isTransient: true)
            }
            return Self.counts(tables, try await batches.data.firstRecords(of: part.id, deadline: deadline))
        } catch {
            throw CheckBlocked("counting the target in Redshift", error)
        }
    }

    private func finished(
        _ statements: [String],
        _ connection: RedshiftConnection,
        _ name: String,
        _ deadline: ContinuousClock.Instant
    ) async throws -> RedshiftDataStatement {
        let began = UTCTime.now()
        for look in 0..<Self.looks {
            let statement = try await batches.batch(
                statements,
                on: connection,
                name: name,
                began: began,
                deadline: deadline
            )
            switch statement.status {
            case .finished: return statement
            case .failed, .aborted:
                throw CheckBlocked("counting the target in Redshift: \(statement.reason)", isTransient: false)
            case .running: if look < Self.looks - 1 { try await Task.sleep(for: .seconds(1)) }
            }
        }
        throw CheckBlocked("counting the target in Redshift goes on", isTransient: true)
    }

    /// `SELECT 0, count(*) … UNION ALL SELECT 1, …`: the number says which table.
    static func sql(_ tables: [TableName]) throws(RedshiftLoadPlan.PlanError) -> String {
        var parts: [String] = []
        for (index, table) in tables.enumerated() {
            let name = try RedshiftLoadPlan.identifier(table.schema) + "." + RedshiftLoadPlan.identifier(table.table)
            parts.append("SELECT \(index), count(*) FROM \(name)")
        }
        return parts.joined(separator: " UNION ALL ")
    }

    static func counts(
        _ tables: [TableName],
        _ records: [[RedshiftDataField]]
    ) -> [TableName: Result<TableCounts.Count, TableCounts.Failure>] {
        var counts: [TableName: Result<TableCounts.Count, TableCounts.Failure>] = [:]
        for table in tables { counts[table] = .failure(.missing) }
        for record in records {
            guard record.count == 2, case .integer(let index) = record[0], case .integer(let rows) = record[1],
                let place = Int(exactly: index), tables.indices.contains(place)
            else { continue }
            counts[tables[place]] = .success(TableCounts.Count(rows: rows))
        }
        return counts
    }
}
