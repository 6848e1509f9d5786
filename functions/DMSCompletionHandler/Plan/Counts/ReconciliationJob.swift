import AWSDMS

/// The input of one reconciliation, and the counts and findings that follow from it. No I/O.
struct ReconciliationJob: Sendable {
    let migration: Migration
    let task: TaskState
    let mappings: TableMappings
    let statistics: [TableStatistics]
    /// The name of this end, for services that do a thing once per name.
    let token: String

    func expected(relations: [SourceCatalogEntry]?) -> [ExpectedTable] {
        ExpectedTables(mappings, statistics: statistics, relations: relations).tables
    }

    /// Tables whose files are listed: neither ignored nor unknown to DMS.
    func listed(_ expected: [ExpectedTable]) -> [ExpectedTable] {
        expected.filter { $0.statistics != nil && migration.tables[$0.source].comparison != .ignore }
    }

    /// Tables that are counted.
    func counted(_ expected: [ExpectedTable]) -> [ExpectedTable] {
        listed(expected).filter { migration.tables[$0.source].counts }
    }

    /// The counts to make on the source. A table whose filters are not certain is not counted: its finding says why, and never
    /// passes.
    func sourceJobs(_ expected: [ExpectedTable]) -> [CountJob] {
        counted(expected).compactMap { table in
            guard case .success(let filters) = table.filters else { return nil }
            let keys: CountJob.Keys =
                switch migration.tables[table.source].checksum {
                case .none: .none
                case .primaryKey: .primaryKey
                case .columns(let columns): .columns(columns)
                }
            return CountJob(
                table: table.source,
                filters: filters,
                keys: keys,
                leavesPartitions: table.isCountedByPartitions
            )
        }
    }

    /// The counts to make on the target: the same rows and keys as on the source, under their names there. Of a table that
    /// several tasks load, each counts its own share.
    func targetJobs(_ expected: [ExpectedTable], _ source: DatabaseCounts?) -> [CountJob] {
        counted(expected).compactMap { table in
            guard case .success(let filters) = table.filters else { return nil }
            let keys = (source?.counts[table.source]?.keyColumns ?? []).map {
                mappings.target(of: $0, in: table.source)
            }
            return CountJob(
                table: table.target,
                filters: filters.map {
                    RowFilter(column: mappings.target(of: $0.column, in: table.source), conditions: $0.conditions)
                },
                keys: keys.isEmpty ? .none : .columns(keys),
                mayCountWhole: true,
                leavesPartitions: table.isCountedByPartitions
            )
        }
    }

    func findings(_ expected: [ExpectedTable], _ counts: [TableName: TableCounts]) -> [TableJudgement] {
        let basis = RequiredEvidence(migration, task)
        return expected.map { table in
            TableJudgement(
                table,
                policy: migration.tables[table.source],
                counts: counts[table.source] ?? TableCounts(),
                basis: basis
            )
        }
    }

    /// Entries of the plan that name no table of the migration.
    func warnings(_ expected: [ExpectedTable]) -> [String] {
        migration.tables.unused(among: expected.map(\.source)).map {
            "the plan's tables name \($0), and the migration has no such table"
        }
    }

    var evidence: Manifest.Evidence {
        Manifest.Evidence(
            source: Self.words(migration.source, isTarget: false),
            target: Self.words(migration.target, isTarget: true)
        )
    }

    private static func words(_ endpoint: Endpoint, isTarget: Bool) -> String {
        switch endpoint {
        case .database(let endpoint): "counted (\(endpoint.kind.rawValue))"
        case .redshift: "counted (redshift)"
        case .s3(_, _, true): "files (s3), rows as their footers count them"
        case .s3: "files (s3), rows as DMS counted them"
        case .unreachable(nil): "not reachable: DMS's validation and statistics"
        case .unreachable(let engine?): "not reachable (\(engine)): DMS's validation and statistics"
        }
    }
}
