import Glibc

/// The environment variables of a process, or an invented set of variables in a test.
public struct Environment: Sendable, ExpressibleByDictionaryLiteral {
    private let lookup: @Sendable (String) -> String?

    /// The variables of this process.
    public static let process = Environment { name in getenv(name).map { String(cString: $0) } }

    public init(_ lookup: @escaping @Sendable (String) -> String?) { self.lookup = lookup }

    public init(_ variables: [String: String]) {
        self.init { variables[$0] }
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { _, last in last })
    }

    /// The value of a variable; `nil` when it is not set. An empty value counts as not set, because a template cannot
    /// leave a variable out.
    public subscript(name: String) -> String? {
        guard let value = lookup(name), !value.isEmpty else { return nil }
        return value
    }
}
