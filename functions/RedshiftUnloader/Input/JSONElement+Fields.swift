import LambdaRuntime
import JSON
import UTCTime

/// The kinds of fields that commands have.
extension JSONElement {
    /// The id of a run or a backfill.
    var identifier: String {
        get throws(JSONError) {
            let id = try string
            guard (1...200).contains(id.utf8.count) else { throw error("is expected to be an id of 1 to 200 bytes") }
            return id
        }
    }

    /// A text of 1 to 500 bytes; `nil` when it is missing or null.
    var shortText: String? {
        get throws(JSONError) {
            guard let text = try ifPresent?.string else { return nil }
            guard (1...500).contains(text.utf8.count) else { throw error("is expected to have 1 to 500 bytes") }
            return text
        }
    }

    /// `nil` when it is missing or null.
    var flag: Bool? { get throws(JSONError) { try ifPresent?.bool } }

    /// A time with an offset; `nil` when it is missing or null.
    var time: UTCTime? {
        get throws(JSONError) {
            guard let text = try shortText else { return nil }
            guard let time = UTCTime(iso8601: text) else {
                throw error("is \"\(text)\", expected a time such as 2026-01-01T00:00:00Z")
            }
            return time
        }
    }

    /// A plan's name, or a plan; `nil` when it is missing.
    var planReference: PlanReference? {
        get throws(JSONError) {
            switch kind {
            case nil: return nil
            case .string?: return .named(try string)
            case .object?:
                let plan = try value
                let length = plan.text().utf8.count
                guard length <= PlanReference.longestInline else {
                    throw error(
                        "has \(length) bytes, and an event's plan may have \(PlanReference.longestInline); put it into PLAN_S3_URI"
                    )
                }
                return .inline(plan)
            default: throw error("is expected to be a plan's name, or a plan")
            }
        }
    }

    /// Refuses a misspelt field, which would otherwise start something else than was meant.
    func refuseMembers(otherThan known: [String]) throws(JSONError) {
        for member in try object {
            let name = try member.name
            guard !known.contains(name) else { continue }
            throw member.value.error("is not known here; the fields are \(known.joined(separator: ", "))")
        }
    }
}

extension PlanReference {
    /// - Throws: ``InvalidRequest`` when the deployment has no plan of its own.
    static func standard(_ defaults: RequestDefaults) throws(InvalidRequest) -> PlanReference {
        guard let plan = defaults.plan else { throw InvalidRequest("the event names no plan, and PLAN is not set") }
        return .named(plan)
    }
}
