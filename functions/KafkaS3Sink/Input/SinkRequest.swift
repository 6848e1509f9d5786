import LambdaEvents

/// One request, as the event asks for it.
enum SinkRequest: Sendable {
    /// Records of an event source mapping.
    case land(KafkaBatch)
}
