import AWSDMS
import UTCTime

/// The findings of a migration, and what they rest on.
struct Reconciliation: Sendable {
    var findings: [TableFinding]
    var evidence: Manifest.Evidence
    /// Rows that this function counted itself.
    var rowsCounted: Int64 = 0
    var duration: Duration = .zero
}

/// Compares what should have arrived with what did.
struct Reconciler: Sendable {
    let databases: PostgreSQLCounter
    let files: FileCounter
    let redshift: RedshiftCounter

    /// - Throws: ``CheckBlocked``.
    func reconcile(
        _ migration: Migration,
        _ task: TaskState,
        _ statistics: [TableStatistics],
        token: String,
        deadline: ContinuousClock.Instant
    ) async throws -> Reconciliation {
        let mappings: TableMappings
        do {
            guard let json = task.tableMappings else { throw MappingError("DMS shows none") }
            mappings = try TableMappings(json: json)
        } catch {
            throw CheckBlocked("reading what should have been migrated", error)
        }
        let job = ReconciliationJob(
            migration: migration,
            task: task,
            mappings: mappings,
            statistics: statistics,
            token: token,
            deadline: deadline
        )
        // What DMS itself does not call finished need not be counted yet.
        let unsure = job.findings(job.expected(relations: nil), [:]).filter {
            switch $0.verdict {
            case .recheck, .undecided: true
            default: false
            }
        }
        guard unsure.isEmpty else {
            return Reconciliation(findings: unsure, evidence: .init(source: "not counted", target: "not counted"))
        }
        return try await count(job)
    }

    private func count(_ job: ReconciliationJob) async throws -> Reconciliation {
        let began = ContinuousClock.now
        let source = try await sourceCounts(job)
        let expected = job.expected(relations: source?.relations)
        var counts: [TableName: TableCounts] = [:]
        for table in expected {
            counts[table.source] = TableCounts(source: source?.counts[table.source]?.result)
        }
        try await addTarget(job, expected, source, to: &counts)
        var reconciliation = Reconciliation(findings: job.findings(expected, counts), evidence: job.evidence)
        for count in counts.values {
            for side in [count.source, count.target] {
                let rows = (try? side?.get().rows) ?? 0
                reconciliation.rowsCounted = reconciliation.rowsCounted.addingReportingOverflow(rows).partialValue
            }
        }
        reconciliation.duration = ContinuousClock.now - began
        return reconciliation
    }

    private func sourceCounts(_ job: ReconciliationJob) async throws -> DatabaseCounts? {
        guard case .postgreSQL(let place) = job.migration.source else { return nil }
        return try await databases.count(place, side: "source", deadline: job.deadline) { relations in
            job.sourceJobs(job.expected(relations: relations))
        }
    }

    private func addTarget(
        _ job: ReconciliationJob,
        _ expected: [ExpectedTable],
        _ source: DatabaseCounts?,
        to counts: inout [TableName: TableCounts]
    ) async throws {
        let counted = job.counted(expected)
        switch job.migration.target {
        case .unreachable: return
        case .postgreSQL(let place):
            let jobs = job.targetJobs(counted, source)
            let found = try await databases.count(place, side: "target", deadline: job.deadline) { _ in jobs }
            for table in counted { counts[table.source]?.target = found.counts[table.target]?.result }
        case .s3(let bucket, let prefix):
            let found = try await files.files(
                of: counted.map(\.target),
                bucket: bucket,
                prefix: prefix,
                loadBegan: job.task.freshStartDate,
                deadline: job.deadline
            )
            for table in counted { counts[table.source]?.files = found[table.target] }
        case .redshift(let connection):
            let found = try await redshift.count(
                counted.map(\.target),
                connection,
                token: job.token,
                deadline: job.deadline
            )
            for table in counted { counts[table.source]?.target = found[table.target] }
        }
    }
}

/// What one reconciliation is about, and what follows from it without asking anybody.
struct ReconciliationJob: Sendable {
    let migration: Migration
    let task: TaskState
    let mappings: TableMappings
    let statistics: [TableStatistics]
    /// Names this stop to services that do a thing once per name.
    let token: String
    let deadline: ContinuousClock.Instant

    func expected(relations: [SourceRelation]?) -> [ExpectedTable] {
        ExpectedTables(mappings, statistics: statistics, relations: relations).tables
    }

    /// Those that are compared: neither ignored nor unknown to DMS.
    func counted(_ expected: [ExpectedTable]) -> [ExpectedTable] {
        expected.filter { $0.statistics != nil && migration.policy(of: $0.source).comparison != .ignore }
    }

    /// A table whose filters are not certain is not counted: its finding says why.
    func sourceJobs(_ expected: [ExpectedTable]) -> [CountJob] {
        counted(expected).compactMap { table in
            guard case .success(let filters) = table.filters else { return nil }
            let keys: CountJob.Keys =
                switch migration.policy(of: table.source).checksum {
                case .none: .none
                case .primaryKey: .primaryKey
                case .columns(let columns): .columns(columns)
                }
            return CountJob(table: table.source, filters: filters, keys: keys)
        }
    }

    /// The same keys as on the source, by their names on the target. Its rows are all counted: the filters chose them.
    func targetJobs(_ counted: [ExpectedTable], _ source: DatabaseCounts?) -> [CountJob] {
        counted.map { table in
            let keys = (source?.counts[table.source]?.keyColumns ?? []).map {
                mappings.target(of: $0, in: table.source)
            }
            return CountJob(table: table.target, filters: [], keys: keys.isEmpty ? .none : .columns(keys))
        }
    }

    func findings(_ expected: [ExpectedTable], _ counts: [TableName: TableCounts]) -> [TableFinding] {
        expected.map { table in
            TableFinding(
                table,
                policy: migration.policy(of: table.source),
                counts: counts[table.source] ?? TableCounts(),
                isFullLoadOnly: task.type == .fullLoad
            )
        }
    }

    var evidence: Manifest.Evidence {
        let source =
            switch migration.source {
            case .postgreSQL: "counted (postgresql)"
            case .redshift: "counted (redshift)"
            case .s3, .unreachable(nil): "not reachable: DMS's validation and statistics"
            case .unreachable(let engine?): "not reachable (\(engine)): DMS's validation and statistics"
            }
        let target =
            switch migration.target {
            case .postgreSQL: "counted (postgresql)"
            case .redshift: "counted (redshift)"
            case .s3: "files (s3), rows as DMS counted them"
            case .unreachable(let engine):
                "not reachable\(engine.map { " (\($0))" } ?? ""): DMS's validation and statistics"
            }
        return Manifest.Evidence(source: source, target: target)
    }
}
