import UTCTime

/// Default values for the fields that an event omits.
struct RequestDefaults: Sendable {
    /// The plan for events that name no plan; `nil` when the deployment has no default plan.
    let plan: String?
    /// The prefix of this deployment's statement names.
    let statementPrefix: String
    /// The id of a manual start when its event has no id. A repeated delivery of the same event must have the same
    /// value: the invocation's request id, or the id of the queue's message.
    let requestID: String
    let now: UTCTime

    /// Returns the same defaults with another request id, for one of several events in an invocation.
    func identified(by requestID: String) -> RequestDefaults {
        RequestDefaults(plan: plan, statementPrefix: statementPrefix, requestID: requestID, now: now)
    }
}
