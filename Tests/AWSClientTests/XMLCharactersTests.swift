import Testing

@testable import AWSClient

/// Keys may hold what XML 1.0 cannot; the answers that name them are read all the same.
@Suite struct XMLCharactersTests {
    private func key(_ written: String) -> String? {
        XMLElement.parse(Array("<R><Key>\(written)</Key><UploadId>u</UploadId></R>".utf8))?.text(of: "Key")
    }

    @Test(arguments: [
        ("a&#x3;b", "a\u{3}b"), ("a&#3;b", "a\u{3}b"), ("a&#x03;b", "a\u{3}b"), ("a&#x1F;b", "a\u{1F}b"),
        ("a\u{3}b", "a\u{3}b"), ("a\u{FFFE}b", "a\u{FFFE}b"), ("a&#xFFFF;b", "a\u{FFFF}b"),
        ("a\u{FFFF}b", "a\u{FFFF}b"),
        ("a&#0;b", "a\u{0}b"), ("a&#xD800;b", "a\u{FFFD}b"), ("a&#x110000;b", "a\u{FFFD}b"),
        ("a&#65;b", "aAb"), ("a&#x41;b", "aAb"), ("a&amp;#x3;b", "a&#x3;b"), ("a&lt;b&gt;&quot;", "a<b>\""),
        ("&#x3;&#x4;", "\u{3}\u{4}"), ("é😀\u{8}", "é😀\u{8}"), ("tab\tline", "tab\tline"), ("a&#x9;b&#xA;", "a\tb\n"),
        ("plain", "plain"),
    ])
    func aKeyIsReadAsItIs(written: String, key expected: String) {
        #expect(key(written) == expected)
    }

    @Test func bytesThatAreNoUTF8SpoilOnlyTheirOwnText() {
        let document =
            Array("<R><Key>a".utf8) + [0xFF, 0xED, 0xA0, 0x80] + Array("b</Key><UploadId>u</UploadId></R>".utf8)
        let root = XMLElement.parse(document)
        #expect(root?.text(of: "UploadId") == "u")
        #expect(root?.text(of: "Key")?.hasPrefix("a\u{FFFD}") == true)
    }

    @Test(arguments: ["<R><Key>a&#;b</Key></R>", "<R><Key>a&#xZ;b</Key></R>", "<R>&", "<R>&#x3", "<R>&#x3;", "\u{3}"])
    func aDocumentThatIsBrokenIsNone(document: String) {
        #expect(XMLElement.parse(Array(document.utf8)) == nil)
    }
}
