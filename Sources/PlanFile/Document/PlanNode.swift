/// A value in a plan's text, with its position. An alias is already replaced by the value that it names, and this value
/// keeps its own position. Merge keys are already applied.
public struct PlanNode: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case scalar(PlanScalar)
        case sequence([PlanNode])
        /// A mapping's entries in the order of the text. No key appears twice.
        case mapping([PlanEntry])
    }

    public let content: Content
    public let position: PlanPosition

    public init(_ content: Content, at position: PlanPosition) {
        self.content = content
        self.position = position
    }

    /// A description of the value, for the error about a wrong type: `is the number 5`.
    var found: String {
        switch content {
        case .mapping: "is a mapping"
        case .sequence: "is a list"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: "is null"
            case .bool, .text: "is \(scalar.quoted)"
            case .integer, .number: "is the number \(scalar.shortened)"
            }
        }
    }

    var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.value == .null } else { false }
    }
}
