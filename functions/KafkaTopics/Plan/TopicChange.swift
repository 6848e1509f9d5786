/// One change that makes a topic match the plan.
enum TopicChange: Sendable, Equatable, CustomStringConvertible {
    case create(TopicPlan)
    case addPartitions(from: Int32, to: Int32)
    /// - Parameter from: the current value; `nil` when the cluster shows none.
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
