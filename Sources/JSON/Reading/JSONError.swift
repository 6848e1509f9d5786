/// What is wrong with a JSON text, or with a value that cannot be written as JSON.
///
/// The message names the value by its path and never quotes it: `Records[3].s3.object.size must be a whole number`. So
/// the error of a text that holds secrets may be logged.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The text breaks the grammar of RFC 8259, or is nested too deeply.
        case notJSON
        /// The value is not there.
        case missing
        /// The value is of another kind than the reader asked for.
        case wrongKind
        /// The value is a number that the type asked for cannot hold.
        case outOfRange
        /// The string is not Unicode: a lone surrogate, or bytes that are not UTF-8.
        case notUnicode
        /// The type that was decoded or encoded refused the value.
        case refused
    }

    public let kind: Kind
    /// From the text's outermost value: `Records[3].s3.object.key`; empty for the outermost value itself.
    public let path: String
    /// Continues a sentence that begins with the path: `is missing`, `must be a number, found a string`.
    public let problem: String
    /// Where the value stands, or where the value that lacks it begins; `nil` for an error of writing.
    public let position: JSONPosition?

    init(_ kind: Kind, _ problem: String, path: String, position: JSONPosition?) {
        self.kind = kind
        self.path = path
        self.problem = problem
        self.position = position
    }

    /// One sentence without its full stop: `Records[3].s3.object.key is missing`. That a text is not JSON at all is said
    /// with line and column.
    public var description: String {
        let subject = path.isEmpty ? "the text" : path
        guard kind == .notJSON, let position else { return "\(subject) \(problem)" }
        return "\(subject) \(problem) (\(position))"
    }
}
