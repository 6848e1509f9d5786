import JSON
import StateStore
import Testing

/// No count of a document is read or written as another one: names are made of them.
@Suite struct BoundedCountTests {
    private struct Counted: StateDocument {
        @BoundedCount var attempt = 0

        var status: String { "open" }
        var isClosed: Bool { false }
        var openWork: OpenWork? { nil }
    }

    @Test(arguments: [0, 1, 999_999_999, 1_000_000_000]) func aCountIsReadAsItIs(count: Int) throws {
        let text = try JSONWriter.text(of: Counted(attempt: count), [])
        #expect(text == #"{"attempt":\#(count)}"#)
        #expect(try JSONDocument(text).decode(Counted.self).attempt == count)
    }

    @Test(arguments: [-1, 1_000_000_001, Int.max, .min]) func anotherNumberIsRefusedAtBothEnds(count: Int) throws {
        let read = #expect(throws: (any Error).self) {
            try JSONDocument(#"{"attempt":\#(count)}"#).decode(Counted.self)
        }
        let written = #expect(throws: (any Error).self) { try JSONWriter.text(of: Counted(attempt: count), []) }
        for error in [read, written] {
            let text = "\(error as Any)"
            #expect(text.contains("attempt"), "\(text)")
            #expect(text.contains("correct the number in the item's document, or delete the item"), "\(text)")
        }
    }

    /// A count at its end does not stand still: the document with the next one is not written.
    @Test func theLargestCountIsNotCountedOn() throws {
        var counted = Counted(attempt: BoundedCount.largest)
        counted.attempt += 1
        let next = counted
        #expect(throws: (any Error).self) { try JSONWriter.text(of: next, []) }
    }
}
