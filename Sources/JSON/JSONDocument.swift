/// One JSON text and its structure. The values are decoded only when they are read.
///
/// A text may contain the following:
///
/// | in the text | |
/// |---|---|
/// | nesting deeper than ``deepestNesting``, more than 128 MiB | refused |
/// | trailing commas, comments, `NaN`, anything else that RFC 8259 does not allow | refused, with line and column |
/// | raw control characters or NUL in strings, something after the value | refused, with line and column |
/// | a UTF-8 byte order mark | skipped |
/// | UTF-16, UTF-32 | refused |
/// | members of the same name | the last one counts; ``JSONElement/object`` shows all of them |
/// | a number that no type can hold (`1e999999`, 400 digits) | accepted; an error when it is read as that type |
/// | `\u0000` | accepted |
/// | a lone surrogate (`\ud800`), bytes that are not UTF-8 | an error when that string is read |
///
/// So an unknown field of any form does not make the text around it unreadable, as long as the text is JSON.
public struct JSONDocument: Sendable {
    /// The deepest nesting of arrays and objects that a text may have.
    public static let deepestNesting = 512

    let tape: JSONTape

    /// Finds the structure of a JSON text, given as bytes.
    ///
    /// - Throws: ``JSONError`` of the kind `notJSON`.
    public init(_ bytes: [UInt8]) throws(JSONError) { tape = try JSONTape(bytes) }

    /// Finds the structure of a JSON text.
    ///
    /// - Throws: ``JSONError`` of the kind `notJSON`.
    public init(_ text: String) throws(JSONError) { tape = try JSONTape(Array(text.utf8)) }

    /// The outermost value of the text.
    public var root: JSONElement { JSONElement(tape, 0) }

    /// A member of the outermost value, which must be an object: `document["Records"]`.
    public subscript(_ name: String) -> JSONElement { root[name] }

    /// Converts a byte offset into a line and a column.
    ///
    /// - Parameter offset: in bytes, from 0.
    public func position(of offset: Int) -> JSONPosition { JSONPosition(of: offset, in: tape.bytes) }
}
