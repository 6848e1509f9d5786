import StateStore

/// The callback of a Step Functions task that waits for a run.
struct TaskCallback: StateDocument, Equatable {
    let token: String
    var executionARN: String?
    var stopOnAbort: Bool

    /// The sort key of the callback's item. It contains a hash of the token, because the token is too long for a key.
    var sortKey: String { "\(Self.prefix)\(RunDedupeKey.digest(token).prefix(32))" }

    static let prefix = "callback/"

    var status: String { "waiting" }
    /// Always `true`, because only the run's record is open work. The item is deleted when the task is notified; an
    /// item that is left over expires.
    var isClosed: Bool { true }
}
