/// One JSON text whose structure was found and whose values are decoded when somebody asks for them.
///
/// A text may hold the following:
///
/// | in the text | |
/// |---|---|
/// | nesting deeper than ``deepestNesting``, more than 128 MiB | refused |
/// | anything that RFC 8259 does not allow: trailing commas, comments, `NaN`, raw control characters or NUL in strings, something after the value | refused, with line and column |
/// | a UTF-8 byte order mark | skipped |
/// | UTF-16, UTF-32 | refused |
/// | members of the same name | the last one counts; ``JSONElement/object`` shows all of them |
/// | a number that no type can hold (`1e999999`, 400 digits) | accepted; an error for who reads it as a number of that type |
/// | `\u0000` | accepted |
/// | a lone surrogate (`\ud800`), bytes that are not UTF-8 | an error for who reads that string |
///
/// So an unknown field of whatever shape does not spoil the text around it, as long as the text is JSON.
public struct JSONDocument: Sendable {
    /// The deepest nesting of arrays and objects that is accepted.
    public static let deepestNesting = 512

    let tape: JSONTape

    /// Finds the text's structure.
    ///
    /// - Throws: ``JSONError`` of the kind `notJSON`.
    public init(_ bytes: [UInt8]) throws(JSONError) { tape = try JSONTape(bytes) }

    /// Finds the text's structure.
    ///
    /// - Throws: ``JSONError`` of the kind `notJSON`.
    public init(_ text: String) throws(JSONError) { tape = try JSONTape(Array(text.utf8)) }

    /// The outermost value.
    public var root: JSONElement { JSONElement(tape, 0) }

    /// A member of the outermost value, which must be an object: `document["Records"]`.
    public subscript(_ name: String) -> JSONElement { root[name] }

    /// - Parameter offset: in bytes, from 0.
    public func position(of offset: Int) -> JSONPosition { JSONPosition(of: offset, in: tape.bytes) }
}
