/// The members of a JSON object, independent of a text: in order, each name once.
///
/// Two objects are equal even when the order of their members differs.
public struct JSONObject: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    public typealias Element = (name: String, value: JSONValue)

    private var names = JSONOrderedDictionary<JSONValue>()

    public init() {}

    /// Makes an object from members. When several have the same name, the last value is kept, at the position of the
    /// first.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { names[name] = value }
    }

    public init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }

    /// The value of the member with this name; `nil` when there is none. Setting `nil` removes the member.
    public subscript(_ name: String) -> JSONValue? {
        get { names[name] }
        set { names[name] = newValue }
    }

    public var count: Int { names.entries.count }
    public var isEmpty: Bool { names.entries.isEmpty }
    public var keys: [String] { names.entries.map(\.name) }

    public func makeIterator() -> IndexingIterator<[Element]> { names.entries.makeIterator() }
}

extension JSONObject: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.name] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in self {
            sum = sum &+ (ByteExactName(name: member.name).hashValue ^ (member.value.hashValue &* 31))
        }
        hasher.combine(sum)
    }
}
