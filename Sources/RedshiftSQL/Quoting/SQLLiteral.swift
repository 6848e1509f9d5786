/// A string literal in a statement. Every text from outside that is not a name enters a statement as such a literal.
/// https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html
public struct SQLLiteral: Sendable, Equatable, CustomStringConvertible {
    /// The literal with its quotes. `'` and `\` are doubled, because Redshift reads a backslash in a literal as an
    /// escape.
    public let description: String

    /// - Throws: ``SQLProblem`` for a text with a NUL character, which no literal can hold.
    public init(_ text: String) throws(SQLProblem) {
        if text.utf8.contains(0) { throw SQLProblem("contains a NUL character") }
        self.init(withoutNUL: text)
    }

    /// Quotes a text that has no NUL character. ``SQLScan`` or the text's type has checked this.
    init(withoutNUL text: String) {
        description = SQLByteQuoting.quoted(
            text,
            by: UInt8(ascii: "'"),
            doubling: [UInt8(ascii: "'"), UInt8(ascii: "\\")]
        )
    }
}
