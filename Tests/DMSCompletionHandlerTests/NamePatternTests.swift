import Testing

@testable import DMSCompletionHandler

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("%", "anything", true), ("%", "", true), ("sales%", "sales_order", true), ("sales%", "presales", false),
        ("%order%", "sales_order_parts", true), ("a_c", "abc", true), ("a_c", "a_c", true), ("a_c", "ac", false),
        ("a[_]c", "a_c", true), ("a[_]c", "abc", false), ("t[0-9]", "t7", true), ("t[0-9]", "tx", false),
        ("t[ab]%", "tb1", true), ("t[ab]%", "tc1", false), ("Sales", "sales", false),
        ("caf\u{E9}", "cafe\u{301}", false),
        ("%%a%%", "bab", true), ("%ab%ab", "abxab", true), ("%ab%ab", "ab", false), ("a[", "a[", true),
        ("日_", "日本", true), ("", "", true), ("", "a", false),
    ])
    func aPatternMatches(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }

    @Test(arguments: [
        ("orders", "orders"), ("sales[_]order", "sales_order"), ("a_b", "a_b"), ("%", nil), ("t[ab]", nil),
    ])
    func aPatternWithoutAWildcardIsAName(pattern: String, name: String?) {
        #expect(NamePattern(pattern).literal == name)
    }
}
