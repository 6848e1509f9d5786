import AWSDMS

/// The tables of a migration: those that the mappings select, and those that have DMS statistics. No I/O.
struct ExpectedTables: Sendable, Equatable {
    /// The expected tables, sorted by name.
    let tables: [ExpectedTable]

    /// - Parameter relations: the tables and views of the source; `nil` when the source cannot be asked. Then a missing
    ///   table is noticed only if the mappings name it without a wildcard.
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

    /// Returns the partitioned tables whose rows DMS counts in their partitions. DMS shows such a table with 0 rows,
    /// because it counts each row only once.
    private static func countedByPartitions(
        _ known: [TableName: TableStatistics],
        _ relations: [SourceCatalogEntry]
    ) -> Set<TableName> {
        let parents = Set(relations.filter { known[$0.name] != nil }.compactMap(\.partitionOf))
        return parents.filter { known[$0]?.rows == 0 }
    }

    /// Returns the selected tables and views that DMS does not show. A partitioned table counts as shown when DMS shows
    /// one of its partitions, and a partition when DMS shows its table: DMS reads the one or the other.
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
