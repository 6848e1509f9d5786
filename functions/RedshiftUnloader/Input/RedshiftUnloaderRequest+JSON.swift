import JSON
import UTCTime

extension RedshiftUnloaderRequest {
    /// Reads every kind of event the function is invoked with.
    struct Reader {
        /// For events that name no plan.
        let defaultPlan: String?
        let statementPrefix: String
        let requestID: String
        let now: UTCTime

        /// - Throws: ``InvalidRequest``, with line and column for what is not JSON.
        func read(_ event: [UInt8]) throws -> RedshiftUnloaderRequest {
            guard case .object(let members) = try Self.json(event) else {
                throw InvalidRequest("the event is not an object; RedshiftUnloader takes \(Self.taken)")
            }
            if members["detail-type"] != nil { return try readEvent(members) }
            if let records = members["Records"] { throw InvalidRequest(Self.refusal(of: records)) }
            if let sweep = members["sweep"] {
                guard sweep == .bool(true) else { throw InvalidRequest(#""sweep" is expected to be true"#) }
                return .sweep
            }
            for (name, make) in Self.byID where members[name] != nil {
                try refuseUnknown(members, [name, "wait"])
                return make(try id(name, members), try flag("wait", members))
            }
            if members["retry"] != nil {
                try refuseUnknown(members, ["retry", "present_plan", "wait"])
                return .retry(
                    try id("retry", members),
                    takesPresentPlan: try flag("present_plan", members) ?? false,
                    waits: try flag("wait", members)
                )
            }
            if let backfill = members["backfill"] {
                guard case .object(let fields) = backfill else {
                    throw InvalidRequest(#""backfill" is expected to be an object with "plan", "from" and "to""#)
                }
                try refuseUnknown(members, ["backfill"])
                return .backfill(try readBackfill(fields))
            }
            try refuseUnknown(members, ["plan", "id", "scheduleArn", "scheduledTime", "wait"])
            return .start(try readStart(members), waits: try flag("wait", members))
        }

        private static func json(_ event: [UInt8]) throws(InvalidRequest) -> JSONValue {
            do throws(JSONError) {
                return try JSONValue(parsing: event)
            } catch {
                let place = error.position.map { "line \($0.line), column \($0.column): " } ?? ""
                throw InvalidRequest("the event is not JSON: \(place)\(error.problem)")
            }
        }

        private static let taken =
            "schedules, the status changes of Redshift Data statements, and commands such as {\"plan\": \"sales\"} or {\"sweep\": true}"

        private static let byID: [(String, @Sendable (String, Bool?) -> RedshiftUnloaderRequest)] = [
            ("status", { id, _ in .status(id) }),
            ("cancel", { id, _ in .cancel(id) }),
            ("pause", { id, _ in .pause(id) }),
            ("resume", { id, _ in .resume(id) }),
        ]

        private static func refusal(of records: JSONValue) -> String {
            let first = records[0]
            let source = first?["eventSource"]?.string ?? first?["EventSource"]?.string ?? "another service"
            return "this is a delivery of \(source); RedshiftUnloader takes \(taken)"
        }

        // MARK: EventBridge

        private func readEvent(_ event: JSONObject) throws -> RedshiftUnloaderRequest {
            let source = event["source"]?.string ?? "?"
            switch source {
            case "aws.redshift-data":
                guard let name = event["detail"]?["statementName"]?.string else { return .statementOver(nil) }
                return .statementOver(StatementName(name, prefix: statementPrefix))
            case "aws.scheduler", "aws.events":
                let time = event["time"]?.string.flatMap { UTCTime(iso8601: $0) }
                guard let arn = event["resources"]?[0]?.string, let time else {
                    throw InvalidRequest("the scheduled event has no resources or no time; a run is keyed on both")
                }
                let request = RunRequest(plan: try defaultReference(), trigger: .schedule(arn: arn), time: time)
                return .start(request, waits: nil)
            default:
                let type = event["detail-type"]?.string ?? "?"
                throw InvalidRequest(
                    "this is an event of \(source) (\(type)); RedshiftUnloader takes \(Self.taken); mend the rule"
                )
            }
        }

        // MARK: Commands

        private func readStart(_ members: JSONObject) throws -> RunRequest {
            let plan = try members["plan"].map(reference) ?? defaultReference()
            let time = try time("scheduledTime", members)
            if let time, time > now.advanced(by: .seconds(86_400)) {
                throw InvalidRequest("\"scheduledTime\" is \(time.rfc3339), more than a day ahead")
            }
            if members["scheduleArn"] != nil {
                guard let time, let arn = members["scheduleArn"]?.string, arn.hasPrefix("arn:") else {
                    throw InvalidRequest(
                        #""scheduleArn" goes with "scheduledTime": give the schedule the input {"scheduleArn": "<aws.scheduler.schedule-arn>", "scheduledTime": "<aws.scheduler.scheduled-time>"}"#
                    )
                }
                return RunRequest(plan: plan, trigger: .schedule(arn: arn), time: time)
            }
            return RunRequest(plan: plan, trigger: .manual(id: try text("id", members) ?? requestID), time: time ?? now)
        }

        private func readBackfill(_ members: JSONObject) throws -> BackfillRequest {
            try refuseUnknown(members, ["plan", "from", "to", "concurrency", "id"])
            guard let from = try time("from", members), let to = try time("to", members), from < to else {
                throw InvalidRequest(
                    #"a backfill needs "from" and, later than it, "to": times such as 2026-01-01T00:00:00Z"#
                )
            }
            var concurrency = 1
            if let value = members["concurrency"] {
                guard let whole = value.int64, (1...10).contains(whole) else {
                    throw InvalidRequest(#""concurrency" is expected to be a whole number from 1 to 10"#)
                }
                concurrency = Int(whole)
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
            case .object:
                let length = value.text().utf8.count
                guard length <= PlanReference.longestInline else {
                    throw InvalidRequest(
                        "the plan has \(length) bytes, and an event's plan may have \(PlanReference.longestInline); put it into PLAN_S3_URI"
                    )
                }
                return .inline(value)
            default: throw InvalidRequest(#""plan" is expected to be a plan's name, or a plan"#)
            }
        }

        private func defaultReference() throws -> PlanReference {
            guard let defaultPlan else { throw InvalidRequest("the event names no plan, and PLAN is not set") }
            return .named(defaultPlan)
        }

        // MARK: Fields

        private func id(_ name: String, _ members: JSONObject) throws -> String {
            guard let id = members[name]?.string, (1...200).contains(id.utf8.count) else {
                throw InvalidRequest(#""\#(name)" is expected to be a run's id"#)
            }
            return id
        }

        private func text(_ name: String, _ members: JSONObject) throws -> String? {
            guard let value = members[name], value != .null else { return nil }
            guard let text = value.string, (1...500).contains(text.utf8.count) else {
                throw InvalidRequest("\"\(name)\" is expected to be a string of 1 to 500 bytes")
            }
            return text
        }

        private func flag(_ name: String, _ members: JSONObject) throws -> Bool? {
            guard let value = members[name], value != .null else { return nil }
            guard let flag = value.bool else { throw InvalidRequest("\"\(name)\" is expected to be true or false") }
            return flag
        }

        private func time(_ name: String, _ members: JSONObject) throws -> UTCTime? {
            guard let text = try text(name, members) else { return nil }
            guard let time = UTCTime(iso8601: text) else {
                throw InvalidRequest("\"\(name)\" is \"\(text)\"; expected a time such as 2026-01-01T00:00:00Z")
            }
            return time
        }

        /// A misspelt field would otherwise start something else than was meant.
        private func refuseUnknown(_ members: JSONObject, _ known: [String]) throws {
            if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
                throw InvalidRequest(
                    "\"\(unknown)\" is not known here; the fields are \(known.joined(separator: ", "))"
                )
            }
        }
    }
}
