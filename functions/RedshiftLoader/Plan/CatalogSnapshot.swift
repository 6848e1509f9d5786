import AWSRedshiftData
import RedshiftSQL

/// The tables of some schemas, as the warehouse's catalog describes them.
struct CatalogSnapshot: Sendable, Equatable {
    /// The columns of each table with their types, in order. The key is `schema.table`.
    private(set) var tables: [String: String] = [:]

    /// The maximum total size, in bytes, of the column texts to store, because a document of the state table holds 400
    /// kB. Hashes replace longer texts.
    private static let largest = 250_000

    /// Reads the tables from the answer of the catalog query.
    ///
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

    /// Returns the table changes that were made outside the loader since the last migration.
    ///
    /// - Parameters:
    ///   - known: the tables after the last migration; `nil` when there was none.
    ///   - plan: the plan of the loader's own tables, which are not compared: loads create and change them.
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
    /// Reads a column from a row of the catalog's answer; `nil` when the row cannot be read.
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
