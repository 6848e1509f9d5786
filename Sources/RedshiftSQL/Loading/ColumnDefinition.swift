/// A column with its type, such as `order_id: bigint not null` in a plan.
public struct ColumnDefinition: Sendable, Hashable {
    public let name: SQLIdentifier
    public let type: SQLType
    public let isNullable: Bool

    public init(_ name: SQLIdentifier, _ type: SQLType, isNullable: Bool = true) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }

    /// - Parameter text: a type, with or without `not null` after it.
    /// - Throws: ``SQLProblem`` for a name or a type that Redshift does not have.
    public init(_ name: String, _ text: String) throws(SQLProblem) {
        let words = text.lowercased().split(separator: " ")
        let isNullable = !(words.count > 2 && words.suffix(2).elementsEqual(["not", "null"]))
        let type = isNullable ? text : words.dropLast(2).joined(separator: " ")
        self.init(try SQLIdentifier(name), try SQLType(type), isNullable: isNullable)
    }

    /// The column's definition in CREATE TABLE.
    var definition: String { "\(name) \(type)" + (isNullable ? "" : " NOT NULL") }
}
