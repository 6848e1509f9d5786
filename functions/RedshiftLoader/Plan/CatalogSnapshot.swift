import AWSRedshiftData
import RedshiftSQL

/// The tables of some schemas as the warehouse's catalog has them.
struct CatalogSnapshot: Sendable, Equatable {
    /// Columns with their types in their order, by `schema.table`.
    private(set) var tables: [String: String] = [:]

    /// The most bytes of columns that are kept: a document of the state table holds 400 kB. Beyond it their hash is kept.
    private static let largest = 250_000

    /// - Parameter records: the answer to `WarehouseColumn.query(schemas:)`.
    init(_ records: [[RedshiftDataField]]) {
        var columns: [String: [String]] = [:]
        for record in records {
            guard let column = WarehouseColumn(record) else { continue }
            columns[column.table, default: []].append("\(column.name) \(column.type)")
        }
        tables = columns.mapValues { $0.joined(separator: ", ") }
        let size = tables.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        if size > Self.largest { tables = tables.mapValues { String(sha256($0).prefix(16)) } }
    }

    /// Changes that somebody else made since the last migration.
    ///
    /// - Parameters:
    ///   - known: the tables as the last migration left them; `nil`: there was none.
    ///   - plan: its loads make and change tables themselves.
    func drift(from known: [String: String]?, knownTo plan: LoadPlan) -> [String] {
        guard let known else { return [] }
        let own = Set(
            Set(plan.tables.map(\.lane)).flatMap { plan.preparation(of: $0).tables }
                .map { LoaderLedger.name(of: $0.table).lowercased() }
        )
        var found: [String] = []
        for table in Set(known.keys).union(tables.keys).sorted() where !own.contains(table) {
            switch (known[table], tables[table]) {
            case (let before?, let now?) where before != now: found.append("\(table) was (\(before)) and is (\(now))")
            case (_?, nil): found.append("\(table) is gone")
            case (nil, _?): found.append("\(table) is new")
            default: break
            }
        }
        return found
    }
}

extension WarehouseColumn {
    /// - Parameter record: a row of the catalog's columns; `nil` for one that cannot be read.
    init?(_ record: [RedshiftDataField]) {
        guard record.count == 7, let schema = record[0].text, let table = record[1].text, let name = record[2].text,
            let type = record[3].text
        else { return nil }
        self.init(
            table: "\(schema).\(table)",
            name: name,
            type: type,
            length: record[4].integer,
            precision: record[5].integer,
            scale: record[6].integer
        )
    }
}
