/// A fault of a JSON text, or of a value that cannot be written as JSON.
///
/// The message names the value by its path and never quotes it: `Records[3].s3.object.size must be a whole number`. So
/// the error of a text that holds secrets may be logged.
public struct JSONError: Error, Sendable, CustomStringConvertible {
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
    /// Continues a sentence that begins with the path: `is missing`, `must be a number, found a string`.
    public let problem: String
    private let place: Place

    /// The source of path and position. Finding them takes a walk through the text, so that waits until somebody asks: an error
    /// that nobody looks at (`try? element.string`) costs next to nothing.
    private enum Place: Sendable {
        case element(JSONElement)
        case written(path: String, position: JSONPosition?)
    }

    /// - Parameter element: what the error is about.
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

    /// The place of the value, or of the value that lacks it; `nil` for an error of writing.
    public var position: JSONPosition? {
        switch place {
        case .element(let element): element.position
        case .written(_, let position): position
        }
    }

    /// The error in one sentence, without its full stop: `Records[3].s3.object.key is missing`. That a text is not JSON at all
    /// is said with line and column.
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
