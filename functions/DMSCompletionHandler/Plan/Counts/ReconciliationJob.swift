import AWSDMS

/// The input of one reconciliation. Its functions choose the counts to make and judge the results. No I/O.
struct ReconciliationJob: Sendable {
    let migration: Migration
    let task: TaskState
    let mappings: TableMappings
    let statistics: [TableStatistics]
    /// The name of the run's end. A service that gets the same name again does not repeat the work.
    let token: String

    func expected(relations: [SourceCatalogEntry]?) -> [ExpectedTable] {
        ExpectedTables(mappings, statistics: statistics, relations: relations).tables
    }

    /// Returns the tables whose files must be listed in S3. Tables that the plan ignores or DMS does not know are left
    /// out.
    func listed(_ expected: [ExpectedTable]) -> [ExpectedTable] {
        expected.filter { $0.statistics != nil && migration.tables[$0.source].comparison != .ignore }
    }

    /// Returns the tables whose rows must be counted according to the plan.
    func counted(_ expected: [ExpectedTable]) -> [ExpectedTable] {
        listed(expected).filter { migration.tables[$0.source].counts }
    }

    /// Returns the counts to make on the source. A table with uncertain filters is not counted. Its finding gives the
    /// reason, and the table never passes.
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

    /// Returns the counts to make on the target: the same rows and keys as on the source, under the target's names. If
    /// several tasks load one table, each task counts only its own rows.
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

    /// Returns a warning for each table entry of the plan that matches no table of the migration.
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
