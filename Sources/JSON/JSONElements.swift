/// The elements of an array, found one after the other during iteration.
public struct JSONElements: Sequence, Sendable {
    private let array: JSONElement

    init(_ array: JSONElement) { self.array = array }

    /// The number of elements. Each call counts them one by one.
    public var count: Int { reduce(0) { count, _ in count + 1 } }

    public var underestimatedCount: Int { 0 }

    public struct Iterator: IteratorProtocol, Sendable {
        let tape: JSONTape
        private(set) var index: Int
        private let end: Int

        init(_ array: JSONElement) {
            tape = array.tape
            index = array.index + 1
            end = array.tape.next(after: array.index)
        }

        var isAtEnd: Bool { index >= end }

        public mutating func next() -> JSONElement? {
            guard index < end else { return nil }
            defer { index = tape.next(after: index) }
            return JSONElement(tape, index)
        }
    }

    public func makeIterator() -> Iterator { Iterator(array) }
}
