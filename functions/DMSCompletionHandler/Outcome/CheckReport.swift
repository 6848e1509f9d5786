/// The report of one check: its log line, its metric and the caller's answer.
struct CheckReport: Sendable, Encodable, Equatable {
    struct QuarantinedTable: Sendable, Encodable, Equatable {
        let table: String
        let reason: String
    }

    /// The configured name, or the resource when it is in no migration.
    var migration: String
    var taskARN: String?
    var run: String?
    var outcome: CheckOutcome
    var reason: String
    /// `s3://…`
    var manifest: String?
    var passedTables: [String] = []
    var quarantinedTables: [QuarantinedTable] = []
    /// Mistakes in the plan that decide nothing.
    var warnings: [String] = []
    /// Step → state.
    var steps: [String: String] = [:]
    /// True for the verdict of a check that was made before, repeated to a caller.
    var isRepeated = false

    enum CodingKeys: String, CodingKey {
        case migration
        case taskARN = "taskArn"
        case run, outcome, reason, manifest, passed, quarantined, quarantinedTables, warnings, steps
    }

    init(_ migration: String, _ outcome: CheckOutcome, _ reason: String) {
        self.migration = migration
        self.outcome = outcome
        self.reason = reason
    }

    /// The most tables that an answer names: a payload of Lambda has its limit, and the manifest has them all.
    static let mostTables = 100

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(migration, forKey: .migration)
        try container.encodeIfPresent(taskARN, forKey: .taskARN)
        try container.encodeIfPresent(run, forKey: .run)
        try container.encode(outcome.rawValue, forKey: .outcome)
        try container.encode(reason, forKey: .reason)
        try container.encodeIfPresent(manifest, forKey: .manifest)
        try container.encode(passedTables.count, forKey: .passed)
        try container.encode(quarantinedTables.count, forKey: .quarantined)
        try container.encode(Array(quarantinedTables.prefix(Self.mostTables)), forKey: .quarantinedTables)
        if !warnings.isEmpty { try container.encode(warnings, forKey: .warnings) }
        try container.encode(steps, forKey: .steps)
    }
}
