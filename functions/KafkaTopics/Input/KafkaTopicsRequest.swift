import LambdaEvents

/// One request, as the event asks for it.
enum KafkaTopicsRequest: Sendable {
    /// Says what would be changed.
    ///
    /// - Parameter topics: `nil` for all topics of the plan.
    case plan(topics: [String]?)
    /// Changes it.
    case apply(topics: [String]?)
    /// Says, for an alarm, whether the cluster is what the plan wants.
    case drift
    case onboard(OnboardRequest)
    case resource(CustomResourceRequest)
}
