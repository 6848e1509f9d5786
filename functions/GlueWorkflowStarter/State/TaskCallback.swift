import StateStore

/// A task of an execution that waits for a run.
struct TaskCallback: StateDocument, Equatable {
    let token: String
    var executionARN: String?
    var stopOnAbort: Bool

    /// The sort key of its item: a token is longer than a key may be.
    var sortKey: String { "\(Self.prefix)\(RunDedupeKey.digest(token).prefix(32))" }

    static let prefix = "callback/"

    var status: String { "waiting" }
    /// It is deleted when the task is notified. One that is left behind expires: the run's record is the open work.
    var isClosed: Bool { true }
}
