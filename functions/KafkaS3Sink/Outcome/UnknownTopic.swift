import LambdaRuntime

/// The error for records of a topic that is not in the plan. No record of the batch is landed. Lambda delivers the
/// batch again, which succeeds when the plan has the topic.
struct UnknownTopic: LambdaError, CustomStringConvertible {
    let topic: String
    let plan: String

    var errorType: String { "Sink.UnknownTopic" }
    var errorMessage: String { description }
    var description: String {
        "plan \(plan) has no topic \"\(topic)\"; add it, or take the topic from the event source"
    }
}
