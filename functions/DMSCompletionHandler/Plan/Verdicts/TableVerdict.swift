import AWSDMS

/// What DMS's own statistics say of one table of a task that stopped. No I/O.
enum TableVerdict: Sendable, Equatable {
    /// - Parameter validated: DMS compared every row itself.
    case completed(validated: Bool)
    case broken(String)
    case recheck(String)
    case undecided(String)

    init(_ table: TableStatistics) {
        let state = Self.ofState(table.state)
        guard case .completed = state else {
            self = state
            return
        }
        self = Self.ofValidation(table)
    }

    private static func ofState(_ state: String?) -> TableVerdict {
        switch normalized(state) {
        case "table completed": .completed(validated: false)
        case "table error", "table cancelled", "table canceled", "table does not exist", "table suspended":
            .broken("DMS says: \(state ?? "")")
        // The statistics may lag behind the stop. One that stays so was never loaded.
        case "before load", "full load", "table is being reloaded": .recheck("DMS says: \(state ?? "")")
        case "": .recheck("DMS gives no table state")
        default: .undecided("the table state \"\(state ?? "")\" is not known")
        }
    }

    private static func ofValidation(_ table: TableStatistics) -> TableVerdict {
        let details = table.validationDetails.map { $0.isEmpty ? "" : " (\($0.prefix(300)))" } ?? ""
        let said = "DMS's validation says: \(table.validationState ?? "")\(details)"
        switch normalized(table.validationState) {
        case "validated": return .completed(validated: true)
        case "not enabled", "no primary key", "": return .completed(validated: false)
        case "mismatched records", "suspended records", "table error", "error": return .broken(said)
        case "pending records", "pending validation", "pending revalidation", "preparing table": return .recheck(said)
        default: return .undecided("the validation state \"\(table.validationState ?? "")\" is not known")
        }
    }

    private static func normalized(_ text: String?) -> String {
        (text ?? "").lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
