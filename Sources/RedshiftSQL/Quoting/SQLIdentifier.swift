/// A name of a schema, table or column: 1 to 127 bytes, none of them NUL.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
///
/// Two names are equal when their bytes are equal, as in Redshift. Redshift folds ASCII letters to lower case even in
/// quotes, unless `enable_case_sensitive_identifier` is set; this type does not fold them.
public struct SQLIdentifier: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The maximum size of a name, in bytes.
    public static let longest = 127

    /// The name without quotes.
    public let name: String

    /// - Throws: ``SQLProblem`` for a name that Redshift cannot hold.
    public init(_ name: String) throws(SQLProblem) {
        if name.isEmpty { throw SQLProblem("a name must not be empty") }
        if name.utf8.contains(0) { throw SQLProblem("a name must not contain a NUL character") }
        if name.utf8.count > Self.longest {
            throw SQLProblem("\"\(name)\" is \(name.utf8.count) bytes long; names have at most \(Self.longest)")
        }
        self.name = name
    }

    /// Reads a name that this type has written to a document.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }

    /// The name in quotes, with each quote in it doubled.
    public var description: String {
        SQLByteQuoting.quoted(name, by: UInt8(ascii: "\""), doubling: [UInt8(ascii: "\"")])
    }

    public static func == (one: SQLIdentifier, other: SQLIdentifier) -> Bool {
        one.name.utf8.elementsEqual(other.name.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte) }
    }
}
