/// HTTP header fields in the order they were added. Names compare without regard to case (RFC 9110 §5.1).
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    public struct Field: Sendable, Equatable {
        public var name: String
        public var value: String
    }

    /// The header lines of a received answer. They come before the added fields.
    private var received = ReceivedHeaderLines()
    private var added: [Field] = []

    public init() {}

    init(received: ReceivedHeaderLines) { self.received = received }

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    public var fields: [Field] { received.isEmpty ? added : received.fields + added }

    /// Appends a field, keeping any field of the same name.
    public mutating func add(_ name: String, _ value: String) {
        added.append(Field(name: name, value: value))
    }

    /// The first value of the header `name`. Setting a value replaces every field of that name; setting `nil` removes
    /// them.
    public subscript(name: String) -> String? {
        get { received.value(of: name) ?? added.first { equalIgnoringCase($0.name, name) }?.value }
        set {
            if !received.isEmpty {
                added = fields
                received = ReceivedHeaderLines()
            }
            if added.contains(where: { equalIgnoringCase($0.name, name) }) {
                added.removeAll { equalIgnoringCase($0.name, name) }
            }
            if let newValue { add(name, newValue) }
        }
    }

    public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool { left.fields == right.fields }
}

/// Compares two header names and ignores the case of ASCII letters. Header names have no other letters.
private func equalIgnoringCase(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    let isEqual = left.utf8.withContiguousStorageIfAvailable { left in
        right.utf8.withContiguousStorageIfAvailable { right in
            left.indices.allSatisfy {
                ReceivedHeaderLines.lowercase(left[$0]) == ReceivedHeaderLines.lowercase(right[$0])
            }
        }
    }
    return isEqual.flatMap { $0 } ?? (left.lowercased() == right.lowercased())
}
