extension ComparePolicy: Decodable {
    init(from decoder: any Decoder) throws {
        let place = "the policy at \(decoder.codingPath.map(\.stringValue).joined(separator: " → "))"
        let fields = try StrictFields(decoder, place: place, known: ["compare", "absolute", "percent", "checksum"])
        let absolute = try fields.optional("absolute", Int64.self, expected: "a whole number of rows") ?? 0
        let percent = try fields.optional("percent", Double.self, expected: "a number") ?? 0
        guard absolute >= 0, (0...100).contains(percent) else {
            throw fields.error("to have \"absolute\" from 0 and \"percent\" from 0 to 100")
        }
        let compare = try fields.text("compare") ?? "exact"
        switch compare {
        case "exact": comparison = .exact
        case "tolerance": comparison = .tolerance(absolute: absolute, percent: percent)
        case "ignore": comparison = .ignore
        default: throw fields.error("to have exact, tolerance or ignore as \"compare\", not \"\(compare)\"")
        }
        if compare != "tolerance", absolute != 0 || percent != 0 {
            throw fields.error("to have tolerance as \"compare\", because it has \"absolute\" or \"percent\"")
        }
        if let wanted = try? fields.optional("checksum", Bool.self, expected: "") {
            checksum = wanted ? .primaryKey : .none
        } else if let columns = try fields.optional("checksum", [String].self, expected: "true or a list of columns") {
            guard !columns.isEmpty, !columns.contains("") else {
                throw fields.error("to have true or a list of columns as \"checksum\"")
            }
            checksum = .columns(columns)
        } else {
            checksum = .none
        }
    }
}
