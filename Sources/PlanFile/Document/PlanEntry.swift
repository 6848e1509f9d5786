/// A key of a mapping, and its value.
public struct PlanEntry: Sendable, Equatable {
    public let key: String
    public let keyPosition: PlanPosition
    public let value: PlanNode

    public init(key: String, keyPosition: PlanPosition, value: PlanNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}
