/// The report of one check: its log line, its metric and the caller's answer.
struct CheckReport: Sendable, Encodable, Equatable {
    struct QuarantinedTable: Sendable, Encodable, Equatable {
        let table: String
        let reason: String
    }

    /// The migration's name in the plan, or the resource's name when no migration has this resource.
    var migration: String
    var taskARN: String?
    var run: String?
    var outcome: CheckOutcome
    var reason: String
    /// The manifest's location, `s3://…`; `nil` without a manifest.
    var manifest: String?
    var passedTables: [String] = []
    var quarantinedTables: [QuarantinedTable] = []
    /// Mistakes in the plan that do not change the verdict.
    var warnings: [String] = []
    /// The state of each step, keyed by the step's name.
    var steps: [String: String] = [:]
    /// `true` when a caller gets the verdict of an earlier check, and nothing was checked again.
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

    /// The maximum number of quarantined tables that an answer names. Lambda limits the size of an answer, and the
    /// manifest contains all tables.
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
