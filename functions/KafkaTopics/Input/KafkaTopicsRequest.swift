import LambdaEvents

/// A request to the function, read from an event.
enum KafkaTopicsRequest: Sendable {
    /// Lists the changes that the cluster needs, and makes none.
    ///
    /// - Parameter topics: `nil` for all topics of the plan.
    case plan(topics: [String]?)
    /// Makes the changes that the cluster needs.
    ///
    /// - Parameter topics: `nil` for all topics of the plan.
    case apply(topics: [String]?)
    /// Reports every difference between the cluster and the plan, for an alarm.
    case drift
    case onboard(OnboardRequest)
    case resource(CustomResourceRequest)
}
