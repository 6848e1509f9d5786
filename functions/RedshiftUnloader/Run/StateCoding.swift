import RedshiftSQL
import UTCTime

/// How enumerations with values are written into the state table: flat, and short to read in the console. What the compiler
/// would derive is a nest of keyed containers, and two kilobytes of code for each case.

/// A member's name, whatever it is.
struct StateMember: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

typealias StateWriter = KeyedEncodingContainer<StateMember>
typealias StateReader = KeyedDecodingContainer<StateMember>

extension KeyedDecodingContainer<StateMember> {
    func text(_ member: StateMember) throws -> String { try decode(String.self, forKey: member) }

    func unknown(_ member: StateMember, _ value: String) -> DecodingError {
        .dataCorruptedError(forKey: member, in: self, debugDescription: "\"\(value)\" is not known here")
    }
}

extension WindowPolicy: Codable {
    func encode(to encoder: any Encoder) throws {
        var container: StateWriter = encoder.container(keyedBy: StateMember.self)
        switch self {
        case .none: try container.encode("none", forKey: "kind")
        case .daily(let lag):
            try container.encode("daily", forKey: "kind")
            try container.encode(lag, forKey: "lagMinutes")
        case .hourly(let lag):
            try container.encode("hourly", forKey: "kind")
            try container.encode(lag, forKey: "lagMinutes")
        case .watermark(let lag, let initial):
            try container.encode("watermark", forKey: "kind")
            try container.encode(lag, forKey: "lagMinutes")
            try container.encode(initial.rfc3339, forKey: "initial")
        }
    }

    init(from decoder: any Decoder) throws {
        let container: StateReader = try decoder.container(keyedBy: StateMember.self)
        let kind = try container.text("kind")
        let lag = try container.decodeIfPresent(Int.self, forKey: "lagMinutes") ?? 0
        switch kind {
        case "none": self = .none
        case "daily": self = .daily(lagMinutes: lag)
        case "hourly": self = .hourly(lagMinutes: lag)
        case "watermark":
            let text = try container.text("initial")
            guard let initial = UTCTime(iso8601: text) else { throw container.unknown("initial", text) }
            self = .watermark(lagMinutes: lag, initial: initial)
        default: throw container.unknown("kind", kind)
        }
    }
}

extension PlannedExport.Source: Codable {
    func encode(to encoder: any Encoder) throws {
        var container: StateWriter = encoder.container(keyedBy: StateMember.self)
        switch self {
        case .query(let text): try container.encode(text, forKey: "query")
        case .table(let table, let columns, let condition):
            try container.encode(table, forKey: "table")
            try container.encodeIfPresent(columns, forKey: "columns")
            try container.encodeIfPresent(condition, forKey: "where")
        }
    }

    init(from decoder: any Decoder) throws {
        let container: StateReader = try decoder.container(keyedBy: StateMember.self)
        if let query = try container.decodeIfPresent(String.self, forKey: "query") {
            self = .query(query)
            return
        }
        self = .table(
            try container.decode(SQLTable.self, forKey: "table"),
            columns: try container.decodeIfPresent([SQLIdentifier].self, forKey: "columns"),
            condition: try container.decodeIfPresent(String.self, forKey: "where")
        )
    }
}

extension RunRequest.Trigger: Codable {
    func encode(to encoder: any Encoder) throws {
        var container: StateWriter = encoder.container(keyedBy: StateMember.self)
        switch self {
        case .schedule(let arn): try container.encode(arn, forKey: "schedule")
        case .manual(let id): try container.encode(id, forKey: "manual")
        case .backfill(let id): try container.encode(id, forKey: "backfill")
        }
    }

    init(from decoder: any Decoder) throws {
        let container: StateReader = try decoder.container(keyedBy: StateMember.self)
        if let arn = try container.decodeIfPresent(String.self, forKey: "schedule") {
            self = .schedule(arn: arn)
        } else if let id = try container.decodeIfPresent(String.self, forKey: "backfill") {
            self = .backfill(id: id)
        } else {
            self = .manual(id: try container.text("manual"))
        }
    }
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
