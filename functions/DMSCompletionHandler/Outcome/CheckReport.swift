import LambdaRuntime
import Logging

/// What is told of one check: a log line, a count, the caller's answer.
struct CheckReport: Sendable, Encodable, Equatable {
    struct HeldTable: Sendable, Encodable, Equatable {
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
    var heldTables: [HeldTable] = []
    /// Step → state.
    var steps: [String: String] = [:]

    enum CodingKeys: String, CodingKey {
        case migration
        case taskARN = "taskArn"
        case run, outcome, reason, manifest, passed, held, heldTables, steps
    }

    init(_ migration: String, _ outcome: CheckOutcome, _ reason: String) {
        self.migration = migration
        self.outcome = outcome
        self.reason = reason
    }

    /// A payload of Lambda has its limit, and a migration may have thousands of tables: the manifest has them all.
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
        try container.encode(heldTables.count, forKey: .held)
        try container.encode(Array(heldTables.prefix(Self.mostTables)), forKey: .heldTables)
        try container.encode(steps, forKey: .steps)
    }

    func write(to context: LambdaContext) {
        context.metrics.add(outcome.rawValue, 1)
        var fields: Logger.Metadata = [
            "outcome": "\(outcome.rawValue)", "migration": "\(migration)", "reason": "\(reason)",
        ]
        if let taskARN { fields["taskArn"] = "\(taskARN)" }
        if let run { fields["run"] = "\(run)" }
        if let manifest { fields["manifest"] = "\(manifest)" }
        if !passedTables.isEmpty { fields["tablesPassed"] = .stringConvertible(passedTables.count) }
        if !heldTables.isEmpty {
            fields["tablesHeld"] = .stringConvertible(heldTables.count)
            fields["heldTables"] = .array(heldTables.prefix(10).map { "\($0.table): \($0.reason)" })
        }
        if !steps.isEmpty { fields["steps"] = .dictionary(steps.mapValues { "\($0)" }) }
        if let advice = outcome.advice { fields["advice"] = "\(advice)" }
        context.logger.log(level: outcome.level, "\(migration): \(outcome.rawValue)", metadata: fields)
    }
}
