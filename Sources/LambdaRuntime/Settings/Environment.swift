import Glibc

/// The environment variables a process was started with, or a made-up set of them in a test.
public struct Environment: Sendable, ExpressibleByDictionaryLiteral {
    private let lookup: @Sendable (String) -> String?

    /// This process's variables.
    public static let process = Environment { name in getenv(name).map { String(cString: $0) } }

    public init(_ lookup: @escaping @Sendable (String) -> String?) { self.lookup = lookup }

    public init(_ variables: [String: String]) {
        self.init { variables[$0] }
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(Dictionary(elements) { _, last in last })
    }

    /// The variable's value. A variable that is set but empty counts as not set: templates cannot leave one out.
    public subscript(name: String) -> String? {
        guard let value = lookup(name), !value.isEmpty else { return nil }
        return value
    }
}
