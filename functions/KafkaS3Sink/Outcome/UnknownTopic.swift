import LambdaRuntime

/// The error for records of a topic that the plan does not have. None of the batch is landed: Lambda delivers it again when the
/// plan has it.
struct UnknownTopic: LambdaError, CustomStringConvertible {
    let topic: String
    let plan: String

    var errorType: String { "Sink.UnknownTopic" }
    var errorMessage: String { description }
    var description: String {
        "plan \(plan) has no topic \"\(topic)\"; add it, or take the topic from the event source"
    }
}
