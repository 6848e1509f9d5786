import AWSDMS

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
