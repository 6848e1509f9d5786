/// A string literal of a statement. Everything that comes from outside and is no name reaches a statement through here.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
public struct SQLLiteral: Sendable, Equatable, CustomStringConvertible {
    /// The literal with its quotes: `'` and `\` are doubled, because Redshift reads a backslash in a literal as an escape.
    public let description: String

    /// - Throws: ``SQLProblem`` for a text with a NUL character, which no literal can hold.
    public init(_ text: String) throws(SQLProblem) {
        if text.utf8.contains(0) { throw SQLProblem("contains a NUL character") }
        self.init(withoutNUL: text)
    }

    /// Takes a text that ``SQLScan`` or its type has checked.
    init(withoutNUL text: String) {
        description = SQLByteQuoting.quoted(
            text,
            by: UInt8(ascii: "'"),
            doubling: [UInt8(ascii: "'"), UInt8(ascii: "\\")]
        )
    }
}
