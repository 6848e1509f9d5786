/// A column with its type: `order_id: bigint not null` of a plan.
public struct ColumnDefinition: Sendable, Hashable {
    public let name: SQLIdentifier
    public let type: SQLType
    public let isNullable: Bool

    public init(_ name: SQLIdentifier, _ type: SQLType, isNullable: Bool = true) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }

    /// - Parameter text: a type, with or without `not null` behind it.
    /// - Throws: ``SQLProblem`` for a name or a type that Redshift does not have.
    public init(_ name: String, _ text: String) throws(SQLProblem) {
        let words = text.lowercased().split(separator: " ")
        let isNullable = !(words.count > 2 && words.suffix(2).elementsEqual(["not", "null"]))
        let type = isNullable ? text : words.dropLast(2).joined(separator: " ")
        self.init(try SQLIdentifier(name), try SQLType(type), isNullable: isNullable)
    }

    /// As CREATE TABLE has it.
    var definition: String { "\(name) \(type)" + (isNullable ? "" : " NOT NULL") }
}
