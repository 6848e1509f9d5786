/// The error for a JSON text that cannot be read, or for a value that cannot be written as JSON.
///
/// The message names the value by its path and never quotes it: `Records[3].s3.object.size must be a whole number`. So
/// the error of a text that contains secrets may be logged.
public struct JSONError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The text breaks the grammar of RFC 8259, or is nested too deeply.
        case notJSON
        /// The value is missing.
        case missing
        /// The value is of another kind than the reader asked for.
        case wrongKind
        /// The value is a number that does not fit the type that the reader asked for.
        case outOfRange
        /// The string is not Unicode: a lone surrogate, or bytes that are not UTF-8.
        case notUnicode
        /// The type that was decoded or encoded refused the value.
        case refused
    }

    public let kind: Kind
    /// The problem, which continues a sentence that begins with the path: `is missing`,
    /// `must be a number, found a string`.
    public let problem: String
    private let place: Place

    /// The source of the error's path and position. They are computed only when they are read, so that an ignored error
    /// (`try? element.string`) costs next to nothing.
    private enum Place: Sendable {
        case element(JSONElement)
        case written(path: String, position: JSONPosition?)
    }

    /// Makes an error about an element.
    ///
    /// - Parameter element: the element with the problem.
    init(_ kind: Kind, _ problem: String, _ element: JSONElement) {
        self.kind = kind
        self.problem = problem
        place = .element(element)
    }

    init(_ kind: Kind, _ problem: String, path: String, position: JSONPosition?) {
        self.kind = kind
        self.problem = problem
        place = .written(path: path, position: position)
    }

    /// The path from the text's outermost value: `Records[3].s3.object.key`; empty for the outermost value itself.
    public var path: String {
        switch place {
        case .element(let element): element.path
        case .written(let path, _): path
        }
    }

    /// The position of the value; `nil` for an error of writing. For a missing value, it is the position of the last
    /// existing value on the path.
    public var position: JSONPosition? {
        switch place {
        case .element(let element): element.position
        case .written(_, let position): position
        }
    }

    /// The error in one sentence, without its full stop: `Records[3].s3.object.key is missing`. For a text that is not
    /// JSON, the sentence has the line and column.
    public var description: String {
        let subject = path.isEmpty ? "the text" : path
        guard kind == .notJSON, let position else { return "\(subject) \(problem)" }
        return "\(subject) \(problem) (\(position))"
    }
}

extension JSONError: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.kind == right.kind && left.problem == right.problem && left.path == right.path
            && left.position == right.position
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(problem)
    }
}

extension JSONError: CustomReflectable {
    /// Describes the error without the text, which may hold secrets.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
