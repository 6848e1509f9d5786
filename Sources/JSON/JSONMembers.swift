/// The members of an object in the text's order, duplicates included.
public struct JSONMembers: Sequence, Sendable {
    private let object: JSONElement

    init(_ object: JSONElement) { self.object = object }

    /// The number of members. Each call counts them one by one.
    public var count: Int { reduce(0) { count, _ in count + 1 } }

    public var underestimatedCount: Int { 0 }

    /// One member: a name with its value.
    public struct Member: Sendable {
        let tape: JSONTape
        let index: Int

        /// The member's name, decoded.
        ///
        /// - Throws: ``JSONError`` for a name that is not Unicode.
        public var name: String {
            get throws(JSONError) {
                guard let name = JSONUnescaping.string(of: tape.tokens[index], in: tape.bytes) else {
                    throw value.error("has a name that is not Unicode text", .notUnicode)
                }
                return name
            }
        }

        public var value: JSONElement { JSONElement(tape, index + 1) }

        /// The line and column where the name begins.
        public var position: JSONPosition { JSONPosition(of: offset, in: tape.bytes) }

        /// The offset in bytes where the name begins, from 0.
        public var offset: Int { tape.tokens[index].offset }
    }

    public struct Iterator: IteratorProtocol, Sendable {
        private let tape: JSONTape
        private var index: Int
        private let end: Int

        init(_ object: JSONElement) {
            tape = object.tape
            index = object.index + 1
            end = object.tape.next(after: object.index)
        }

        public mutating func next() -> Member? {
            guard index < end else { return nil }
            defer { index = tape.next(after: index + 1) }
            return Member(tape: tape, index: index)
        }
    }

    public func makeIterator() -> Iterator { Iterator(object) }
}
