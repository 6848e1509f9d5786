import AWSClient
import AWSServices
import AWSSigning

/// Counts tables of a Redshift database through the Data API: one statement for all of them, which its token names, so that
/// a check that comes again finds the statement that was asked for before.
struct RedshiftCounter: Sendable {
    let data: RedshiftData

    /// Looks, a second apart, before the check is put off: most counts take less, and waiting is paid for.
    private static let looks = 5

    /// - Parameter token: names this stop.
    /// - Throws: ``CheckBlocked``, a transient one while the statement runs.
    func count(
        _ tables: [TableName],
        _ connection: RedshiftConnection,
        token: String,
        deadline: ContinuousClock.Instant
    ) async throws -> [TableName: Result<TableCounts.Side, TableCounts.Failure>] {
        guard !tables.isEmpty else { return [:] }
        do {
            let sql = try Self.sql(tables)
            let hash = Digest.hex(Digest.sha256(Array("\(token)\u{0}\(sql)".utf8)))
            let id = try await data.batchExecuteStatement(
                [sql, "SELECT 1"],
                on: connection.target,
                name: "counts of \(token)",
                clientToken: String(hash.prefix(64)),
                withEvent: false,
                deadline: deadline
            )
            let statement = try await finished(id, deadline)
            guard let part = statement.parts.first else {
                throw CheckBlocked("no result of the counts", isTransient: true)
            }
            return Self.counts(tables, try await data.firstRecords(of: part.id, deadline: deadline))
        } catch {
            throw CheckBlocked("counting the target in Redshift", error)
        }
    }

    private func finished(_ id: String, _ deadline: ContinuousClock.Instant) async throws -> RedshiftDataStatement {
        for look in 0..<Self.looks {
            let statement = try await data.describeStatement(id, deadline: deadline)
            switch statement.status {
            case .finished: return statement
            case .failed, .aborted:
                let reasons = [statement.error] + statement.parts.map(\.error)
                throw CheckBlocked(
                    "counting the target in Redshift: \(reasons.compactMap { $0 }.first { !$0.isEmpty } ?? "no reason given")",
                    isTransient: false
                )
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
    ) -> [TableName: Result<TableCounts.Side, TableCounts.Failure>] {
        var counts: [TableName: Result<TableCounts.Side, TableCounts.Failure>] = [:]
        for table in tables { counts[table] = .failure(.missing) }
        for record in records {
            guard record.count == 2, case .integer(let index) = record[0], case .integer(let rows) = record[1],
                let place = Int(exactly: index), tables.indices.contains(place)
            else { continue }
            counts[tables[place]] = .success(TableCounts.Side(rows: rows))
        }
        return counts
    }
}
