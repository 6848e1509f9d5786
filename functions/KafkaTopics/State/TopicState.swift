/// A topic as it is in the cluster.
struct TopicState: Sendable, Equatable {
    /// The value of a config; `isOwn` is `true` when the value is set on the topic itself.
    struct Config: Sendable, Equatable {
        let value: String?
        let isOwn: Bool

        init(_ value: String?, isOwn: Bool = true) {
            self.value = value
            self.isOwn = isOwn
        }
    }

    let name: String
    let partitions: Int32
    let replication: Int16
    /// The topic's configs, by name.
    let configs: [String: Config]
}
