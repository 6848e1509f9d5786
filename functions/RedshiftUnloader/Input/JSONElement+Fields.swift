import LambdaRuntime
import JSON
import UTCTime

/// Adds properties that read a command's fields, one property for each type of field.
extension JSONElement {
    /// Reads the id of a run or a backfill: a text of 1 to 200 bytes.
    var identifier: String {
        get throws(JSONError) {
            let id = try string
            guard (1...200).contains(id.utf8.count) else { throw error("is expected to be an id of 1 to 200 bytes") }
            return id
        }
    }

    /// Reads a text of 1 to 500 bytes; `nil` when the field is missing or null.
    var shortText: String? {
        get throws(JSONError) {
            guard let text = try ifPresent?.string else { return nil }
            guard (1...500).contains(text.utf8.count) else { throw error("is expected to have 1 to 500 bytes") }
            return text
        }
    }

    /// Reads `true` or `false`; `nil` when the field is missing or null.
    var flag: Bool? { get throws(JSONError) { try ifPresent?.bool } }

    /// Reads a time with a UTC offset; `nil` when the field is missing or null.
    var time: UTCTime? {
        get throws(JSONError) {
            guard let text = try shortText else { return nil }
            guard let time = UTCTime(iso8601: text) else {
                throw error("is \"\(text)\", expected a time such as 2026-01-01T00:00:00Z")
            }
            return time
        }
    }

    /// Reads a plan's name, or a whole plan; `nil` when the field is missing.
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

    /// Throws for a field with an unknown name. A misspelt field would otherwise start something else than the caller
    /// meant.
    func refuseMembers(otherThan known: [String]) throws(JSONError) {
        for member in try object {
            let name = try member.name
            guard !known.contains(name) else { continue }
            throw member.value.error("is not known here; the fields are \(known.joined(separator: ", "))")
        }
    }
}

extension PlanReference {
    /// Returns the deployment's default plan.
    ///
    /// - Throws: ``InvalidRequest`` when the deployment has no default plan.
    static func standard(_ defaults: RequestDefaults) throws(InvalidRequest) -> PlanReference {
        guard let plan = defaults.plan else { throw InvalidRequest("the event names no plan, and PLAN is not set") }
        return .named(plan)
    }
}
