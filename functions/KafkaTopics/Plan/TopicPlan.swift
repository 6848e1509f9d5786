/// A topic as the plan wants it.
struct TopicPlan: Sendable, Equatable {
    let name: String
    let partitions: Int32
    /// Copies of each partition.
    let replication: Int16
    /// Only these are compared and changed; every other config of the topic is left as it is.
    let configs: [String: String]
    /// The table whose changes it carries, `schema.table`.
    let table: String?
    /// The people to ask.
    let owner: String?
}
