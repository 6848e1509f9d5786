import RedshiftSQL

/// A plan: the sources of files, the tables into which the files are loaded, and the checks of the rows.
struct LoadPlan: Sendable, Equatable {
    let name: String
    let warehouse: Warehouse
    let role: WarehouseIAMRole
    let window: LoadSchedule
    let ledger: LoaderLedger
    /// `true` to load the other files when COPY refuses a file; `false` to reject the whole load.
    var quarantinesBadFiles = true
    var sources: [PlannedSource]
    var tables: [PlannedTable]
    /// Tables that Redshift loads continuously.
    var continuousIngestion = ContinuousIngestionTables()
    var schema = SchemaPolicy()
    /// The folder of the warehouse's migrations; `nil` for none.
    var migrations: MigrationLocation?
    /// The freshness rules by table.
    var freshness: [String: FreshnessRule] = [:]

    func table(_ name: String) -> PlannedTable? { tables.first { $0.name == name } }

    func source(_ name: String) -> PlannedSource? { sources.first { $0.name == name } }

    /// Returns the tables that a source's files are loaded into.
    func tables(of source: String) -> [PlannedTable] { tables.filter { $0.source == source } }

    /// The schemas of the plan's tables. A migration compares all tables in them with their state after the last
    /// migration.
    var migratedSchemas: [SQLIdentifier] {
        var schemas: [SQLIdentifier] = []
        for table in Set(tables.map(\.lane)).sorted().flatMap({ preparation(of: $0).tables }).map(\.table) {
            if let schema = table.schema, !schemas.contains(schema) { schemas.append(schema) }
        }
        return schemas
    }

    func preparation(of lane: String) -> TargetTableDDL {
        TargetTableDDL(lane: lane, targets: tables.filter { $0.lane == lane }.map(\.target), ledger: ledger)
    }
}
