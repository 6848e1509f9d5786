import RedshiftSQL
import StateStore
import UTCTime

/// The columns that a plan's files added: new columns, and text columns wider than the plan's. They are part of the plan from
/// then on, in every load and for every table of the source.
struct SchemaRecord: StateDocument, Equatable {
    struct Learned: Codable, Sendable, Equatable {
        let name: String
        var type: String
        /// The first file that had the column.
        let file: String
        var at: UTCTime
    }

    var sources: [String: [Learned]] = [:]

    var status: String { "known" }
    var isClosed: Bool { false }

    /// - Returns: `false` when all of it was known.
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
