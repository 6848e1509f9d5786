/// The broker's answer about one topic of a request.
public struct TopicResult: Sendable, Equatable {
    public let topic: String
    /// `nil` when it was done.
    public let error: KafkaErrorCode?
    /// The broker's words; `nil` when it has none.
    public let message: String?

    public init(topic: String, error: KafkaErrorCode?, message: String? = nil) {
        self.topic = topic
        self.error = error
        self.message = message.flatMap { $0.isEmpty ? nil : KafkaError.quoted($0) }
    }
}
