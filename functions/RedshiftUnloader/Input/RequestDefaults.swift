import UTCTime

/// The values that fill in an event where it is silent.
struct RequestDefaults: Sendable {
    /// The plan for events that name none.
    let plan: String?
    /// The beginning of this deployment's statement names.
    let statementPrefix: String
    /// Identifies a manual start that has no id of its own. A repeated delivery of the same event must keep it: the
    /// invocation's request id, or the id of the queue's message.
    let requestID: String
    let now: UTCTime

    /// The defaults of an event that comes with others in one invocation.
    func identified(by requestID: String) -> RequestDefaults {
        RequestDefaults(plan: plan, statementPrefix: statementPrefix, requestID: requestID, now: now)
    }
}
