/// The configs of one topic, or the reason why they cannot be read.
public struct TopicConfigs: Sendable, Equatable {
    public let topic: String
    public let error: KafkaErrorCode?
    /// The broker's text about the error.
    public let message: String?
    public let configs: [TopicConfig]

    public init(topic: String, error: KafkaErrorCode? = nil, message: String? = nil, configs: [TopicConfig]) {
        self.topic = topic
        self.error = error
        self.message = message.map { KafkaError.quoted($0) }
        self.configs = configs
    }
}
