/// A value in a plan's text, with the place it was written at. An alias has been replaced by what it stands for, which
/// keeps its own place; merge keys have been carried out.
public struct PlanNode: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case scalar(PlanScalar)
        case sequence([PlanNode])
        /// In the order of the text. No key is there twice.
        case mapping([PlanEntry])
    }

    public let content: Content
    public let position: PlanPosition

    public init(_ content: Content, at position: PlanPosition) {
        self.content = content
        self.position = position
    }

    /// The value in words, for a message that something else was expected: `is the number 5`.
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
