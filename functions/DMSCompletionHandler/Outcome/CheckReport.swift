import AWSS3
import LambdaRuntime
import Logging

/// The report of one check: a log line, a count, the caller's answer.
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
    /// The verdict of a check that was made before, told again to somebody who asks.
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
        try container.encode(quarantinedTables.count, forKey: .quarantined)
        try container.encode(Array(quarantinedTables.prefix(Self.mostTables)), forKey: .quarantinedTables)
        if !warnings.isEmpty { try container.encode(warnings, forKey: .warnings) }
        try container.encode(steps, forKey: .steps)
    }

    func write(to context: LambdaContext) {
        let outcome = isRepeated ? CheckOutcome.duplicate : outcome
        context.metrics.add(outcome.rawValue, 1)
        var fields: Logger.Metadata = [
            "outcome": "\(outcome.rawValue)", "migration": "\(migration)", "reason": "\(reason)",
        ]
        if let taskARN { fields["taskArn"] = "\(taskARN)" }
        if let run { fields["run"] = "\(run)" }
        if let manifest { fields["manifest"] = "\(manifest)" }
        if !passedTables.isEmpty { fields["tablesPassed"] = .stringConvertible(passedTables.count) }
        if !quarantinedTables.isEmpty {
            fields["tablesQuarantined"] = .stringConvertible(quarantinedTables.count)
            fields["quarantinedTables"] = .array(quarantinedTables.prefix(10).map { "\($0.table): \($0.reason)" })
        }
        if !warnings.isEmpty { fields["warnings"] = .array(warnings.prefix(10).map { "\($0)" }) }
        if !steps.isEmpty { fields["steps"] = .dictionary(steps.mapValues { "\($0)" }) }
        if let advice = outcome.advice { fields["advice"] = "\(advice)" }
        context.logger.log(level: outcome.level, "\(migration): \(outcome.rawValue)", metadata: fields)
    }
}

extension CompletionEvent {
    /// The report of a manifest.
    func report(_ manifest: Manifest, at location: S3Location) -> CheckReport {
        let outcome: CheckOutcome =
            switch manifest.verdict {
            case .passed: .passed
            case .partlyPassed: .partlyPassed
            case .quarantined: .quarantined
            case .failed: .failed
            }
        var report = report(outcome, manifest.reason)
        report.manifest = location.description
        report.passedTables = manifest.passed
        report.quarantinedTables = manifest.tables.filter { $0.verdict == "quarantined" }.map {
            CheckReport.QuarantinedTable(table: $0.table, reason: $0.reason)
        }
        report.warnings = manifest.warnings
        return report
    }
}
