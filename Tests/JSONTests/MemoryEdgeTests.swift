import Glibc
import Testing

@testable import JSON

/// Blocks of sixteen bytes are loaded from a text and stored behind it: none may reach beyond either. Here nothing follows them but
/// a page that ends the process when it is touched.
@Suite struct MemoryEdgeTests {
    /// Memory that ends where nobody may read or write.
    private final class Edge {
        private let pages: UnsafeMutableRawPointer
        private let size = Int(getpagesize())

        init() throws {
            let pages = try #require(
                mmap(nil, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            )
            try #require(pages != UnsafeMutableRawPointer(bitPattern: -1))
            try #require(mprotect(pages + size, size, PROT_NONE) == 0)
            self.pages = pages
        }

        deinit { munmap(pages, 2 * size) }

        func last(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
            let start = (pages + (size - count)).bindMemory(to: UInt8.self, capacity: max(count, 1))
            return UnsafeMutableBufferPointer(start: start, count: count)
        }
    }

    private static let lengths = 0...64

    @Test(arguments: [#"\""#, #"\\"#, #"\u00e9"#, #"\n"#, "\"", "\\", "a", "\u{E9}", "\u{1}"])
    func scanningStaysInsideTheText(piece: String) throws {
        let edge = try Edge()
        for length in Self.lengths {
            for place in 0...length {
                let plain = { (count: Int) in [UInt8](repeating: UInt8(ascii: "a"), count: count) }
                for end in ["\"", ""] {
                    let text = Array("\"".utf8) + plain(place) + piece.utf8 + plain(length - place) + end.utf8
                    let memory = edge.last(text.count)
                    _ = memory.initialize(from: text)
                    let whole = try? scan([UInt8](text).withUnsafeBufferPointer { Array($0) })
                    var scanner = JSONScanner(UnsafeBufferPointer(memory))
                    let found = (try? scanner.scan()).map { scanner.tokens.map(\.length) }
                    #expect(found == whole)
                }
            }
        }
    }

    /// The same text where anything may follow it.
    private func scan(_ text: [UInt8]) throws -> [Int] {
        try (text + [UInt8](repeating: UInt8(ascii: "\""), count: 32)).withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(UnsafeBufferPointer(rebasing: bytes[..<text.count]))
            try scanner.scan()
            return scanner.tokens.map(\.length)
        }
    }

    @Test(arguments: [
        (#"\""#, "\""), (#"\\\""#, #"\""#), (#"\u00e9"#, "\u{E9}"), (#"\ud83d\ude00"#, "\u{1F600}"), ("", ""),
    ])
    func unescapingStaysInsideItsMemory(written: String, read: String) throws {
        let source = try Edge()
        let target = try Edge()
        for length in Self.lengths {
            for place in 0...length {
                let plain = { (count: Int) in [UInt8](repeating: UInt8(ascii: "a"), count: count) }
                let text = plain(place) + written.utf8 + plain(length - place)
                let input = source.last(text.count)
                _ = input.initialize(from: text)
                let output = target.last(text.count)
                var count = 0
                #expect(JSONUnescaping.unescape(UnsafeBufferPointer(input), into: output, &count))
                #expect(Array(output[..<count]) == plain(place) + read.utf8 + plain(length - place))
            }
        }
    }
}
