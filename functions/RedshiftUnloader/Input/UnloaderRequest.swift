import LambdaEvents
import LambdaRuntime
import UTCTime

/// What an event asks for.
enum UnloaderRequest: Sendable, Equatable {
    case start(RunRequest, waits: Bool?)
    /// A statement is over. `nil`: it is not one of ours.
    case statementOver(StatementName?)
    case sweep
    case status(String)
    case cancel(String)
    case retry(String, waits: Bool?)
    case backfill(BackfillRequest)
}

/// Windows to be run once more, or for the first time.
struct BackfillRequest: Sendable, Equatable, Codable {
    var plan: PlanReference
    var from: UTCTime
    var to: UTCTime
    /// Runs at a time.
    var concurrency: Int
    /// Tells this backfill from another one of the same windows.
    var id: String?
}

/// An event that is none of ours, or lacks something.
struct InvalidRequest: LambdaError, CustomStringConvertible {
    let errorMessage: String

    init(_ message: String) { errorMessage = message }

    var errorType: String { "Unloader.InvalidRequest" }
    var description: String { errorMessage }
}

/// Reads every kind of event the function is invoked with.
struct RequestReader {
    /// For events that name no plan.
    let defaultPlan: String?
    let statementPrefix: String
    let requestID: String
    let now: UTCTime

    /// - Throws: ``InvalidRequest``, or an error that says that it is not JSON.
    func read(_ event: [UInt8]) throws -> UnloaderRequest {
        guard case .object(let members) = try LambdaJSON.decode(JSONValue.self, from: event) else {
            throw InvalidRequest("the event is not an object")
        }
        if members["detail-type"] != nil {
            return try readEvent(try LambdaJSON.decode(EventBridgeEvent<JSONValue>.self, from: event))
        }
        var known = ["plan", "id", "scheduleArn", "scheduledTime", "wait"]
        if members["sweep"] != nil {
            guard members["sweep"] == .bool(true) else { throw InvalidRequest(#""sweep" is expected to be true"#) }
            return .sweep
        }
        for (name, make) in Self.byRunID where members[name] != nil {
            known = [name, "wait"]
            try refuseUnknown(members, known)
            guard case .string(let id)? = members[name], !id.isEmpty else {
                throw InvalidRequest(#""\#(name)" is expected to be a run's id"#)
            }
            return make(id, try flag("wait", members))
        }
        if case .object(let backfill)? = members["backfill"] { return .backfill(try readBackfill(backfill)) }
        try refuseUnknown(members, known)
        return .start(try readStart(members), waits: try flag("wait", members))
    }

    private static let byRunID: [(String, @Sendable (String, Bool?) -> UnloaderRequest)] = [
        ("status", { id, _ in .status(id) }),
        ("cancel", { id, _ in .cancel(id) }),
        ("retry", { id, waits in .retry(id, waits: waits) }),
    ]

    private func readEvent(_ event: EventBridgeEvent<JSONValue>) throws -> UnloaderRequest {
        switch event.source {
        case "aws.redshift-data":
            guard case .object(let detail) = event.detail, case .string(let name)? = detail["statementName"] else {
                return .statementOver(nil)
            }
            return .statementOver(StatementName(name, prefix: statementPrefix))
        case "aws.scheduler", "aws.events":
            guard let arn = event.resources.first, let time = event.time.flatMap({ UTCTime(iso8601: $0) }) else {
                throw InvalidRequest("the scheduled event has no resources or no time; a run is keyed on both")
            }
            let request = RunRequest(plan: try defaultReference(), trigger: .schedule(arn: arn), time: time)
            return .start(request, waits: nil)
        default:
            throw InvalidRequest(
                "an event of \(event.source) (\(event.detailType)) is not for this function; mend the rule"
            )
        }
    }

    private func readStart(_ members: [String: JSONValue]) throws -> RunRequest {
        let plan = try members["plan"].map(reference) ?? defaultReference()
        let time = try time("scheduledTime", members)
        // A watermark that a typo moves into the next century would cover every run until then.
        if let time, time > now.advanced(by: .seconds(86_400)) {
            throw InvalidRequest("\"scheduledTime\" is \(time.rfc3339), more than a day ahead")
        }
        if members["scheduleArn"] != nil {
            guard let time, case .string(let arn)? = members["scheduleArn"], arn.hasPrefix("arn:") else {
                throw InvalidRequest(
                    #""scheduleArn" goes with "scheduledTime": give the schedule the input {"scheduleArn": "<aws.scheduler.schedule-arn>", "scheduledTime": "<aws.scheduler.scheduled-time>"}"#
                )
            }
            return RunRequest(plan: plan, trigger: .schedule(arn: arn), time: time)
        }
        return RunRequest(plan: plan, trigger: .manual(id: try text("id", members) ?? requestID), time: time ?? now)
    }

    private func readBackfill(_ members: [String: JSONValue]) throws -> BackfillRequest {
        try refuseUnknown(members, ["plan", "from", "to", "concurrency", "id"])
        guard let from = try time("from", members), let to = try time("to", members), from < to else {
            throw InvalidRequest(
                #"a backfill needs "from" and, later than it, "to": times such as 2026-01-01T00:00:00Z"#
            )
        }
        var concurrency = 1
        if let value = members["concurrency"] {
            guard case .number(let number) = value, let whole = Int(exactly: number), (1...10).contains(whole) else {
                throw InvalidRequest(#""concurrency" is expected to be a whole number from 1 to 10"#)
            }
            concurrency = whole
        }
        return BackfillRequest(
            plan: try members["plan"].map(reference) ?? defaultReference(),
            from: from,
            to: to,
            concurrency: concurrency,
            id: try text("id", members)
        )
    }

    private func reference(_ value: JSONValue) throws -> PlanReference {
        switch value {
        case .string(let name): return .named(name)
        case .object: return .inline(value)
        default: throw InvalidRequest(#""plan" is expected to be a plan's name, or a plan"#)
        }
    }

    private func defaultReference() throws -> PlanReference {
        guard let defaultPlan else { throw InvalidRequest("the event names no plan, and PLAN is not set") }
        return .named(defaultPlan)
    }

    private func text(_ name: String, _ members: [String: JSONValue]) throws -> String? {
        guard let value = members[name], value != .null else { return nil }
        guard case .string(let text) = value, !text.isEmpty, text.utf8.count <= 500 else {
            throw InvalidRequest("\"\(name)\" is expected to be a string of 1 to 500 bytes")
        }
        return text
    }

    private func flag(_ name: String, _ members: [String: JSONValue]) throws -> Bool? {
        guard let value = members[name], value != .null else { return nil }
        guard case .bool(let flag) = value else { throw InvalidRequest("\"\(name)\" is expected to be true or false") }
        return flag
    }

    private func time(_ name: String, _ members: [String: JSONValue]) throws -> UTCTime? {
        guard let text = try text(name, members) else { return nil }
        guard let time = UTCTime(iso8601: text) else {
            throw InvalidRequest("\"\(name)\" is \"\(text)\"; expected a time such as 2026-01-01T00:00:00Z")
        }
        return time
    }

    /// A misspelt field would otherwise start something else than was meant.
    private func refuseUnknown(_ members: [String: JSONValue], _ known: [String]) throws {
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw InvalidRequest("\"\(unknown)\" is not known here; the fields are \(known.joined(separator: ", "))")
        }
    }
}
