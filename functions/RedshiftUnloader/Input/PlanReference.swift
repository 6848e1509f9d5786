import JSON

/// The plan of a request.
enum PlanReference: Sendable, Equatable {
    case named(String)
    /// As it came in the event.
    case inline(JSONValue)

    /// Bytes. A document of the state has room for so much beside its other fields.
    static let longestInline = 300_000
}

/// A name is a string, a plan an object: as in an event.
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
