/// The broker's result for one topic of a request.
public struct TopicResult: Sendable, Equatable {
    public let topic: String
    /// The error; `nil` when the request was carried out for this topic.
    public let error: KafkaErrorCode?
    /// The broker's text about the error; `nil` when there is none.
    public let message: String?

    public init(topic: String, error: KafkaErrorCode?, message: String? = nil) {
        self.topic = topic
        self.error = error
        self.message = message.flatMap { $0.isEmpty ? nil : KafkaError.quoted($0) }
    }
}
