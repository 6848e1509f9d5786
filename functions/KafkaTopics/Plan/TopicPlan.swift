/// A topic in the state that the plan describes.
struct TopicPlan: Sendable, Equatable {
    let name: String
    let partitions: Int32
    /// The number of copies of each partition.
    let replication: Int16
    /// The configs that the plan sets. Only these are compared and changed; every other config of the topic stays as it
    /// is.
    let configs: [String: String]
    /// The database table, `schema.table`, whose changes the topic contains.
    let table: String?
    /// The people to ask about the topic.
    let owner: String?
}
