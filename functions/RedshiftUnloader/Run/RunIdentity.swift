import AWSSigning
import RedshiftSQL
import UTCTime

/// Which plan a request means.
enum PlanReference: Sendable, Equatable {
    case named(String)
    case inline(JSONValue)
}

/// A run to be started, whatever asked for it. It is kept beside the run until that exists, so that a start that is cut
/// off can be made good.
struct RunRequest: Sendable, Equatable, Codable {
    enum Trigger: Sendable, Equatable {
        case schedule(arn: String)
        /// - Parameter id: the caller's own, else the invocation's request id, which a repeated delivery keeps.
        case manual(id: String)
        case backfill(id: String)
    }

    var plan: PlanReference
    var trigger: Trigger
    /// The scheduled time; for a manual start now, or what the caller says.
    var time: UTCTime
    /// A backfill says which.
    var window: TimeWindow?
}

/// What makes two requests the same run.
struct RunIdentity: Sendable, Equatable {
    let runID: String
    /// For people: `schedule arn:… at 2026-…`.
    let trigger: String

    init(_ request: RunRequest, plan: UnloadPlan) {
        let window = request.window ?? plan.window.window(at: request.time)
        let label: String
        switch request.trigger {
        case .schedule(let arn):
            label = request.time.basic
            trigger = "schedule \(arn) at \(request.time.rfc3339)"
        case .manual(let id):
            label = window?.to.basic ?? "manual"
            trigger = window.map { "window \($0.from.rfc3339)/\($0.to.rfc3339)" } ?? "manual \(id)"
        case .backfill(let id):
            label = window?.to.basic ?? "backfill"
            trigger = "backfill \(id) \(window.map { "\($0.from.rfc3339)/\($0.to.rfc3339)" } ?? "")"
        }
        runID = "\(plan.name)-\(label)-\(StableHash.short("\(plan.name)\n\(trigger)"))"
    }
}

/// Hashes that stay the same across processes and versions.
enum StableHash {
    /// 12 hexadecimal digits.
    static func short(_ text: String) -> String { String(full(text).prefix(12)) }

    /// SHA-256, 64 hexadecimal digits: as long as a client token may be.
    static func full(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
}

/// The name of a statement: what of an event tells whose statement it was.
struct StatementName: Sendable, Equatable, CustomStringConvertible {
    let prefix: String
    let runID: String
    let export: String
    let attempt: Int

    init(prefix: String, runID: String, export: String, attempt: Int) {
        self.prefix = prefix
        self.runID = runID
        self.export = export
        self.attempt = attempt
    }

    /// `nil` for a statement that is not ours.
    init?(_ text: String, prefix: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == prefix, let attempt = Int(parts[3]), !parts[1].isEmpty, !parts[2].isEmpty
        else { return nil }
        self.init(prefix: prefix, runID: String(parts[1]), export: String(parts[2]), attempt: attempt)
    }

    var description: String { "\(prefix)/\(runID)/\(export)/\(attempt)" }

    /// The same for every repetition of one submission. Without the prefix two deployments would share statements.
    ///
    /// - Throws: ``SQLProblem`` for statements that the Data API does not take.
    func batch(_ statements: [String]) throws(SQLProblem) -> RedshiftBatch {
        try RedshiftBatch(name: description, statements: statements, identity: description)
    }
}
