/// A position in a plan's text. Lines and columns are counted from 1, columns in characters (Unicode scalars).
public struct PlanPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static let start = PlanPosition(line: 1, column: 1)

    public static func < (left: PlanPosition, right: PlanPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    /// The line and the column: `14:7`.
    public var description: String { "\(line):\(column)" }
}
