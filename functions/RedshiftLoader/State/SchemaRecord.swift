import RedshiftSQL
import StateStore
import UTCTime

/// The columns that were found in files and added to a plan: new columns, and wider text columns. Every later load uses
/// them, for every table of the source.
struct SchemaRecord: StateDocument, Equatable {
    struct Learned: Codable, Sendable, Equatable {
        let name: String
        var type: String
        /// The first file in which the column was found.
        let file: String
        var at: UTCTime
    }

    var sources: [String: [Learned]] = [:]

    var status: String { "known" }
    var isClosed: Bool { false }

    /// Adds columns of a source, and widens recorded text columns.
    ///
    /// - Returns: `false` when all of the columns were recorded already.
    mutating func learn(_ columns: [ColumnDefinition], of source: String, from file: String, at time: UTCTime) -> Bool {
        var known = sources[source] ?? []
        let before = known
        for column in columns {
            guard let index = known.firstIndex(where: { $0.name.lowercased() == column.name.name.lowercased() }) else {
                known.append(Learned(name: column.name.name, type: "\(column.type)", file: file, at: time))
                continue
            }
            guard let type = try? SQLType(known[index].type), !type.holds(column.type), column.type.holds(type) else {
                continue
            }
            known[index].type = "\(column.type)"
            known[index].at = time
        }
        sources[source] = known
        return known != before
    }
}
