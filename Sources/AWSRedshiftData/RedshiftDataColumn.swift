/// A column of a result.
public struct RedshiftDataColumn: Sendable, Equatable, Decodable {
    /// The column's name in the query.
    public let name: String
    /// The column's type in Redshift's catalog: `int8`, `varchar`, `numeric`.
    public let typeName: String
    /// The number of digits of a `numeric`.
    public let precision: Int?
    /// The number of digits after the decimal point of a `numeric`.
    public let scale: Int?

    private enum Member: String, CodingKey { case name, label, typeName, precision, scale }

    public init(name: String, typeName: String, precision: Int? = nil, scale: Int? = nil) {
        self.name = name
        self.typeName = typeName
        self.precision = precision
        self.scale = scale
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        // The label is the alias, where there is one.
        let label = try container.decodeIfPresent(String.self, forKey: .label) ?? ""
        name = label.isEmpty ? try container.decodeIfPresent(String.self, forKey: .name) ?? "" : label
        typeName = try container.decode(String.self, forKey: .typeName)
        precision = try container.decodeIfPresent(Int.self, forKey: .precision)
        scale = try container.decodeIfPresent(Int.self, forKey: .scale)
    }
}
