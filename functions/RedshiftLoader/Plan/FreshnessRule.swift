import PlanFile

/// The limits for the age of a table's newest data: older data causes a warning or an error. The fields have the same
/// names as in dbt.
struct FreshnessRule: Sendable, Equatable {
    let warnAfter: Duration?
    let errorAfter: Duration?

    enum State: String, Sendable, Encodable { case fresh, warn, error, unknown }

    /// Returns the state of a table.
    ///
    /// - Parameter age: the age of the table's newest published data; `nil` when nothing was loaded yet.
    func state(at age: Duration?) -> State {
        guard let age else { return .unknown }
        if let errorAfter, age > errorAfter { return .error }
        if let warnAfter, age > warnAfter { return .warn }
        return .fresh
    }

    /// Reads the rules under `freshness:` in a plan, by table.
    static func read(_ plan: FieldReader) -> [String: FreshnessRule] {
        let bounds = Duration.seconds(60) ... .seconds(366 * 86_400)
        let found = plan.entries("freshness", count: 1...500) { name, value -> (String, FreshnessRule)? in
            value.mapping { block -> FreshnessRule? in
                let warn = block.duration("warn_after", in: bounds)
                let error = block.duration("error_after", in: bounds)
                if warn == nil, error == nil, !block.has("warn_after"), !block.has("error_after") {
                    block.value.refuse("has neither warn_after nor error_after")
                }
                if let warn, let error, warn > error { block.refuse("warn_after", "is later than error_after") }
                return FreshnessRule(warnAfter: warn, errorAfter: error)
            }.map { (name, $0) }
        }
        return Dictionary(found ?? []) { first, _ in first }
    }
}
