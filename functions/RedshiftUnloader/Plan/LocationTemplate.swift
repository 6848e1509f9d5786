import UTCTime

/// Where an export's datasets go: text with `{plan}`, `{export}`, `{schema}`, `{table}`, `{window.from:yyyy-MM-dd}`,
/// `{window.to:…}` and `{scheduled:…}`.
struct LocationTemplate: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case text(String)
        case plan
        case export
        case schema
        case table
        case windowFrom(String)
        case windowTo(String)
        case scheduled(String)
    }

    struct Mistake: Error, Equatable {
        let message: String
    }

    let parts: [Part]

    var usesWindow: Bool {
        parts.contains { part in
            switch part {
            case .windowFrom, .windowTo: true
            default: false
            }
        }
    }

    var usesTable: Bool { parts.contains(.schema) || parts.contains(.table) }

    /// - Throws: ``Mistake`` saying what is wrong with it.
    init(_ text: String) throws(Mistake) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw Mistake(message: "has a brace without its other half")
            }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(try Self.part(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
    }

    private static func part(_ name: String) throws(Mistake) -> Part {
        let halves = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (halves[0], halves.count == 2 ? halves[1] : nil) {
        case ("plan", nil): return .plan
        case ("export", nil): return .export
        case ("schema", nil): return .schema
        case ("table", nil): return .table
        case ("window.from", let pattern?): return .windowFrom(try checked(pattern, name))
        case ("window.to", let pattern?): return .windowTo(try checked(pattern, name))
        case ("scheduled", let pattern?): return .scheduled(try checked(pattern, name))
        default:
            throw Mistake(
                message:
                    "has {\(name)}; there are {plan}, {export}, {schema}, {table}, and with a pattern such as yyyy-MM-dd {window.from:…}, {window.to:…}, {scheduled:…}"
            )
        }
    }

    private static func checked(_ pattern: String, _ name: String) throws(Mistake) -> String {
        guard !pattern.isEmpty, UTCTime(millisecondsSinceEpoch: 0).formatted(pattern) != nil else {
            throw Mistake(message: "has {\(name)}; a pattern is made of yyyy, MM, dd, HH, mm, ss and what is no letter")
        }
        return pattern
    }

    /// What the names stand for, as far as it is known.
    struct Values: Sendable {
        var plan: String
        var export: String
        var schema: String?
        var table: String?
        var window: TimeWindow?
        var scheduled: UTCTime?
    }

    /// A name that is not known stands for itself: plans in which that could be are refused.
    func filled(_ values: Values) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .plan: values.plan
            case .export: values.export
            case .schema: values.schema ?? "{schema}"
            case .table: values.table ?? "{table}"
            case .windowFrom(let pattern): values.window?.from.formatted(pattern) ?? "{window.from:\(pattern)}"
            case .windowTo(let pattern): values.window?.to.formatted(pattern) ?? "{window.to:\(pattern)}"
            case .scheduled(let pattern): values.scheduled?.formatted(pattern) ?? "{scheduled:\(pattern)}"
            }
        }.joined()
    }
}
