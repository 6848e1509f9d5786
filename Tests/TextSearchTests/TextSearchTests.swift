import Testing
import TextSearch

@Suite struct TextSearchTests {
    @Test(arguments: [
        ("abcabc", "abc", 0, 3), ("abcabc", "ca", 2, 4), ("aab", "ab", 1, 3), ("", "", 0, 0), ("abc", "", 0, 0),
        ("caf\u{E9}!", "!", 5, 6), ("x\u{301}y", "\u{301}", 1, 3),
    ])
    func findsTheFirstPlaceByBytes(text: String, wanted: String, start: Int, end: Int) throws {
        let range = try #require(text.firstRange(ofText: wanted))
        #expect(text.utf8.distance(from: text.startIndex, to: range.lowerBound) == start)
        #expect(text.utf8.distance(from: text.startIndex, to: range.upperBound) == end)
        #expect(text.contains(text: wanted))
    }

    @Test(arguments: [("", "a"), ("ab", "abc"), ("aaa", "ab"), ("caf\u{E9}", "e\u{301}")])
    func findsNothing(text: String, wanted: String) { #expect(!text.contains(text: wanted)) }

    @Test(arguments: [
        ("a.b.c", ".", "-", Int.max, "a-b-c"), ("a.b.c", ".", "-", 1, "a-b.c"), ("aaaa", "aa", "b", .max, "bb"),
        ("abc", "x", "y", .max, "abc"), ("abc", "", "y", .max, "abc"), ("abc", "abc", "", .max, ""),
    ])
    func replaces(text: String, wanted: String, replacement: String, limit: Int, result: String) {
        #expect(text.replacing(text: wanted, with: replacement, limit: limit) == result)
    }
}
