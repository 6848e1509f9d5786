import AWSDMS

/// The tables of a migration: those the mappings select, and those DMS has statistics of. No I/O.
struct ExpectedTables: Sendable, Equatable {
    /// By name.
    let tables: [ExpectedTable]

    /// - Parameter relations: what the source has; `nil` when it cannot be asked. Then only tables that the mappings name
    ///   without a wildcard can be missed.
    init(_ mappings: TableMappings, statistics: [TableStatistics], relations: [SourceCatalogEntry]?) {
        var known: [TableName: TableStatistics] = [:]
        for table in statistics { known[TableName(table.schema, table.table)] = table }
        known = known.filter { !TableMappings.isOfDMS($0.key) }
        var names = Set(known.keys)
        if let relations { names.formUnion(Self.missing(mappings, known, relations)) }
        names.formUnion(mappings.named(missingFrom: names))
        let partitioned = Self.countedByPartitions(known, relations ?? [])
        let views = Set((relations ?? []).lazy.filter { $0.kind == .view }.map(\.name))
        tables = names.sorted().map { name in
            let filters: Result<[RowFilter], MappingError>
            do throws(MappingError) {
                filters = .success(try mappings.filters(of: name, isView: views.contains(name)))
            } catch {
                filters = .failure(error)
            }
            return ExpectedTable(
                source: name,
                target: mappings.target(of: name),
                statistics: known[name],
                filters: filters,
                isCountedByPartitions: partitioned.contains(name)
            )
        }
    }

    /// Partitioned tables that DMS shows beside their partitions, without rows of their own: it counts each row once.
    private static func countedByPartitions(
        _ known: [TableName: TableStatistics],
        _ relations: [SourceCatalogEntry]
    ) -> Set<TableName> {
        let parents = Set(relations.filter { known[$0.name] != nil }.compactMap(\.partitionOf))
        return parents.filter { known[$0]?.rows == 0 }
    }

    /// Relations that are selected and that DMS knows nothing of. A partitioned table counts as known when it is or any
    /// of its partitions are: DMS reads the one or the others.
    private static func missing(
        _ mappings: TableMappings,
        _ known: [TableName: TableStatistics],
        _ relations: [SourceCatalogEntry]
    ) -> [TableName] {
        var parents: [TableName: TableName] = [:]
        for relation in relations { parents[relation.name] = relation.partitionOf }
        func ancestors(_ name: TableName) -> [TableName] {
            var path: [TableName] = []
            var next = parents[name]
            while let parent = next, !path.contains(parent) {
                path.append(parent)
                next = parents[parent]
            }
            return path
        }
        var covered = Set(known.keys)
        for name in known.keys { covered.formUnion(ancestors(name)) }
        return relations.compactMap { relation in
            guard mappings.selects(relation.name, isView: relation.kind == .view), !covered.contains(relation.name),
                !ancestors(relation.name).contains(where: { known[$0] != nil })
            else { return nil }
            return relation.name
        }
    }
}
