import LambdaEvents

/// What the function is asked for.
enum SinkRequest: Sendable {
    /// Records of an event source mapping.
    case land(KafkaBatch)
}
