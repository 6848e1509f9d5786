import JSON

/// The plan of a request: its name, or the whole plan.
enum PlanReference: Sendable, Equatable {
    case named(String)
    /// The whole plan, as the event contained it.
    case inline(JSONValue)

    /// The maximum size, in bytes, of a plan inside an event. A state document has room for a plan of this size in
    /// addition to its other fields.
    static let longestInline = 300_000
}

/// Encodes a plan's name as a string and a whole plan as an object, as in an event.
extension PlanReference: Codable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .named(let name): try container.encode(name)
        case .inline(let plan): try container.encode(plan)
        }
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer().decode(JSONValue.self)
        self = if case .string(let name) = value { .named(name) } else { .inline(value) }
    }
}
