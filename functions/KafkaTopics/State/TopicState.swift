/// A topic as the cluster has it.
struct TopicState: Sendable, Equatable {
    /// A config's value, and whether it is the topic's own.
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
    /// By name.
    let configs: [String: Config]
}
