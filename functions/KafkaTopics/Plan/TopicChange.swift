/// One change that brings a topic to what the plan wants.
enum TopicChange: Sendable, Equatable, CustomStringConvertible {
    case create(TopicPlan)
    case addPartitions(from: Int32, to: Int32)
    /// - Parameter from: `nil` where the cluster shows no value.
    case setConfig(name: String, from: String?, to: String)

    var description: String {
        switch self {
        case .create(let topic):
            "create with \(topic.partitions) partitions, replication \(topic.replication)"
                + topic.configs.sorted { $0.key < $1.key }.map { ", \($0.key)=\($0.value)" }.joined()
        case .addPartitions(let from, let to): "partitions \(from) -> \(to)"
        case .setConfig(let name, let from, let to): "\(name) \(from ?? "(none)") -> \(to)"
        }
    }
}
